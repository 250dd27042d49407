//! Binary `groundstate`.

use std::process::ExitCode;

// Token states come and go in pages: an allocator that keeps them is worth a fifth of the encoder's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    settle_threads();
    groundstate_server::cli::run()
}

/// Starts the program again with `RAYON_NUM_THREADS` set to the processors that it may use, where the variable is not set. Each
/// matrix product of candle asks how many threads there are, and without the variable that reads and parses `/proc/cpuinfo`: as
/// dear as a small product itself, and the number of the machine's cores, not of those that a container is given.
#[cfg(unix)]
fn settle_threads() {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    const VARIABLE: &str = "RAYON_NUM_THREADS";
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_else(|| "groundstate".into());
    if let (Ok(program), Ok(threads)) = (std::env::current_exe(), std::thread::available_parallelism()) {
        // It returns only where the program could not be started again: then products are slower, and nothing else.
        let _failed = Command::new(program).arg0(name).args(arguments).env(VARIABLE, threads.to_string()).exec();
    }
}

#[cfg(not(unix))]
fn settle_threads() {}
