//! The command line: one file a command.

mod ask;
mod bench;
mod check;
mod client;
mod corpus;
mod critic;
mod doctor;
mod env;
mod eval;
mod feedback;
mod fit;
mod import;
mod ingest;
mod listing;
mod log;
mod openapi;
mod output;
mod pack;
mod plan;
mod policy;
mod replay;
mod serve;
mod step;
mod train;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::memory::extract::isolate;
use crate::telemetry;
use output::Failure;

/// Guardrailed assistant server: answers chosen under all objectives before the first byte.
#[derive(Debug, Parser)]
#[command(name = "groundstate", version, about, long_about = None, propagate_version = true, max_term_width = 100)]
struct Cli {
    /// Configuration file; `groundstate.toml` in the current folder when absent.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the REST API and the web UI.
    Serve(serve::Serve),
    /// Ingest files and folders into a server's memory.
    Ingest(ingest::Ingest),
    /// Ask a server a question.
    Ask(ask::Ask),
    /// Say what you think of an answer.
    Feedback(feedback::Feedback),
    /// The critic that feedback trains: train, test, back-test, approve, put in use.
    #[command(subcommand)]
    Critic(critic::Critic),
    /// Environments: register, push transitions, infer a schema.
    #[command(subcommand)]
    Env(env::Env),
    /// Check a text against a policy, without answering.
    Check(check::Check),
    /// Packs: make, sign, verify, install and pass on policies.
    #[command(subcommand)]
    Pack(pack::Pack),
    /// Convert the configuration of other guardrails to a policy.
    Import(import::Import),
    /// Plans: ask for one, approve it, say what came of its actions.
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Policies: write, test, compare, back-test, approve, put in force.
    #[command(subcommand)]
    Policy(policy::Policy),
    /// The transparency log: export and verify.
    #[command(subcommand)]
    Log(log::Log),
    /// Evaluate this build on data of yours.
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Fit the calibration of answers to questions whose answers are known.
    Fit(fit::FitArgs),
    /// Train models that this build uses.
    #[command(subcommand)]
    Train(train::Train),
    /// Measure the parts of this build on this machine.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Look for what keeps the server from working.
    Doctor(doctor::Doctor),
    /// Print the OpenAPI document.
    Openapi(openapi::OpenApi),
    /// Read one hostile file under limits (started by the server itself).
    #[command(name = isolate::SUBCOMMAND, hide = true)]
    ExtractWorker,
}

/// Runs the command line.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::ExtractWorker) {
        return isolate::run_worker();
    }
    let config = match Config::load(cli.config.as_deref()) {
        Ok(config) => config,
        Err(error) => return output::fail(&Failure::new(error.to_string())),
    };
    telemetry::log(&config.log_format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::fail(&Failure::new(format!("the runtime cannot be started: {error}"))),
    };
    match runtime.block_on(dispatch(cli.command, config)) {
        Ok(code) => code,
        Err(failure) => output::fail(&failure),
    }
}

async fn dispatch(command: Command, config: Config) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve(command) => command.run(config).await,
        Command::Ingest(command) => command.run().await,
        Command::Ask(command) => command.run().await,
        Command::Feedback(command) => command.run().await,
        Command::Critic(command) => command.run().await,
        Command::Env(command) => command.run().await,
        Command::Check(command) => command.run().await,
        Command::Pack(command) => command.run().await,
        Command::Import(command) => command.run(),
        Command::Plan(command) => command.run().await,
        Command::Policy(command) => command.run(&config).await,
        Command::Log(command) => command.run().await,
        Command::Eval(command) => command.run(config).await,
        Command::Fit(command) => command.run(config).await,
        Command::Train(command) => command.run(&config).await,
        Command::Bench(command) => command.run(config).await,
        Command::Doctor(command) => command.run(config).await,
        Command::Openapi(command) => command.run(),
        Command::ExtractWorker => Ok(ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
