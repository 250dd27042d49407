//! Binary `groundstate`.

use std::process::ExitCode;

// Token states come and go in pages: an allocator that keeps them is worth a fifth of the encoder's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    groundstate_server::cli::run()
}
