//! The `groundstate` program.

use std::process::ExitCode;

use groundstate_server::memory::extract::isolate;

fn main() -> ExitCode {
    // Before anything else starts: the isolated reader needs no configuration and no threads.
    if std::env::args().nth(1).as_deref() == Some(isolate::SUBCOMMAND) {
        return isolate::run_worker();
    }
    ExitCode::SUCCESS
}
