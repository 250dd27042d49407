//! The parent's side.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use super::{MARK, Request, Response, SUBCOMMAND};
use crate::memory::extract::{Detected, ExtractError, Extracted, Limits};

/// What the child may complain before it ends; bytes.
const MAX_STDERR: u64 = 4096;
/// What the program's allocator may reserve at a time in the child; KiB.
const RESERVE_KIB: &str = "32768";
/// JSON of a text takes at most six bytes for one (`\u0001`); blocks take about 200 bytes each.
const JSON_FACTOR: usize = 6;
const JSON_BLOCK: usize = 512;

/// Reads a file in a child process. `worker` is the program that answers the hidden subcommand
/// [`SUBCOMMAND`]: the server's own binary. Dropping the future ends the child.
///
/// # Errors
/// [`ExtractError`]: what the child found, or what ended it.
pub async fn extract(
    bytes: &[u8],
    detected: &Detected,
    limits: &Limits,
    worker: &Path,
) -> Result<Extracted, ExtractError> {
    limits.admit(bytes)?;
    let mut child = spawn(worker)?;
    let deadline = Duration::from_secs(limits.worker_wall_seconds);
    let outcome = tokio::time::timeout(deadline, converse(&mut child, bytes, detected, limits)).await;
    let _ = child.start_kill();
    match outcome {
        Ok(response) => response,
        Err(_) => Err(ExtractError::Timeout { seconds: limits.worker_wall_seconds }),
    }
}

fn spawn(worker: &Path) -> Result<Child, ExtractError> {
    let mut command = Command::new(worker);
    command.arg(SUBCOMMAND).env_clear().kill_on_drop(true);
    // An allocator that reserves a gibibyte of addresses ahead would make the child's limit meaningless.
    command.env("MIMALLOC_ARENA_RESERVE", RESERVE_KIB).env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().map_err(|error| unavailable(&format!("{} cannot be started: {error}", worker.display())))
}

async fn converse(child: &mut Child, bytes: &[u8], detected: &Detected, limits: &Limits) -> Response {
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(unavailable("its streams are not there"));
    };
    let request = serde_json::to_vec(&Request { detected: detected.clone(), limits: *limits })
        .map_err(|_| unavailable("the request cannot be written"))?;
    let length = u32::try_from(request.len()).map_err(|_| unavailable("the request is too long"))?;
    let send = async move {
        // A child that ends early closes the pipe; its answer or its exit status says why.
        let _ = stdin.write_all(&length.to_le_bytes()).await;
        let _ = stdin.write_all(&request).await;
        let _ = stdin.write_all(bytes).await;
        let _ = stdin.shutdown().await;
        drop(stdin);
    };
    let allowed = limits.max_text * JSON_FACTOR + limits.max_blocks * JSON_BLOCK;
    let (_, answer, complaint) = tokio::join!(send, collect(stdout, allowed as u64), collect(stderr, MAX_STDERR));
    let status = child.wait().await.map_err(|error| unavailable(&format!("its end cannot be read: {error}")))?;
    if !status.success() {
        return Err(cause_of_death(status, &complaint, limits));
    }
    let at = answer.windows(MARK.len()).rposition(|window| window == MARK);
    let json = at.and_then(|at| answer.get(at + MARK.len()..)).ok_or_else(|| unavailable("it gave no answer"))?;
    let response: Response = serde_json::from_slice(json).map_err(|_| unavailable("its answer is not understood"))?;
    response.and_then(
        |extracted| if extracted.is_sound() { Ok(extracted) } else { Err(unavailable("its answer is inconsistent")) },
    )
}

/// Reads at most `limit` bytes, then closes the stream.
async fn collect(stream: impl AsyncRead + Unpin, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A stream that breaks ends: what came before it is judged like any answer.
    let _ = stream.take(limit).read_to_end(&mut bytes).await;
    bytes
}

/// Reads a failure off the exit status: the limits end a process by signal.
fn cause_of_death(status: ExitStatus, complaint: &[u8], limits: &Limits) -> ExtractError {
    let complaint = String::from_utf8_lossy(complaint);
    if complaint.contains("memory allocation of") {
        return ExtractError::OutOfMemory;
    }
    if complaint.contains("overflowed its stack") {
        return ExtractError::malformed("the file is nested too deeply");
    }
    match signal(status) {
        // SIGXCPU; SIGKILL when the hard limit strikes.
        Some(24 | 9) => ExtractError::Timeout { seconds: limits.worker_cpu_seconds },
        Some(_) => ExtractError::malformed("the file makes its reader fail"),
        None => unavailable(&format!("it ended with {status}")),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

fn unavailable(reason: &str) -> ExtractError {
    ExtractError::Unavailable { reason: reason.to_owned() }
}
