//! The child's side.

use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use rlimit::Resource;

use super::{MARK, Request, Response};
use crate::memory::extract::{ExtractError, Limits, extract_as};

/// Stack of the thread that parses: some parsers recurse with the file's nesting; bytes.
const STACK: usize = 64 << 20;

/// What the hidden subcommand does: reads one file from standard input, writes one answer to standard
/// output, and ends. Call it before any thread is started; it needs no configuration.
#[must_use]
pub fn run_worker() -> ExitCode {
    let response = match receive() {
        Ok((request, bytes)) => guarded(request, bytes),
        Err(error) => Err(error),
    };
    let mut answer = MARK.to_vec();
    let written =
        serde_json::to_writer(&mut answer, &response).is_ok() && std::io::stdout().lock().write_all(&answer).is_ok();
    if written { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn receive() -> Result<(Request, Vec<u8>), ExtractError> {
    let broken = |_| ExtractError::Unavailable { reason: "the request could not be read".to_owned() };
    let mut input = std::io::stdin().lock();
    let mut length = [0; 4];
    input.read_exact(&mut length).map_err(broken)?;
    let mut request = Vec::new();
    input.by_ref().take(u64::from(u32::from_le_bytes(length))).read_to_end(&mut request).map_err(broken)?;
    let request: Request = serde_json::from_slice(&request)
        .map_err(|_| ExtractError::Unavailable { reason: "the request is not understood".to_owned() })?;
    confine(&request.limits);
    let mut bytes = Vec::new();
    input.take(request.limits.max_bytes as u64 + 1).read_to_end(&mut bytes).map_err(broken)?;
    Ok((request, bytes))
}

/// Takes the limits upon this process; memory beyond what the program took to start. A platform that lacks one of them leaves the parent's clock.
fn confine(limits: &Limits) {
    let bounds = [
        (Resource::AS, address_space().saturating_add(limits.worker_memory)),
        (Resource::CPU, limits.worker_cpu_seconds),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, 16),
    ];
    for (resource, bound) in bounds {
        let hard = resource.get_hard().unwrap_or(u64::MAX);
        let _ = resource.set(bound.min(hard), bound.min(hard));
    }
}

/// The address space of this process, bytes; zero where the system does not tell.
fn address_space() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:"));
    let kibibytes = size.and_then(|size| size.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.unwrap_or_default() * 1024
}

/// Parses on a thread with room for recursion; a parser's panic is the file's fault.
fn guarded(request: Request, bytes: Vec<u8>) -> Response {
    std::panic::set_hook(Box::new(|_| {}));
    let work = move || extract_as(&bytes, &request.detected, &request.limits);
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || catch_unwind(AssertUnwindSafe(work)));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(_)) | Err(_)) => Err(ExtractError::malformed("the file makes its reader fail")),
        Err(_) => Err(ExtractError::OutOfMemory),
    }
}
