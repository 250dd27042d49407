//! `groundstate doctor`.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::output::{self, Failure, line};
use crate::config::Config;
use crate::perception::Perception;
use crate::store::Store;

/// Look for what keeps the server from working. Ends with 0 when nothing does.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Finding {
    part: &'static str,
    sound: bool,
    detail: String,
    hint: Option<&'static str>,
}

impl Finding {
    fn of<T>(part: &'static str, found: Result<T, String>, say: impl FnOnce(T) -> String, hint: &'static str) -> Self {
        match found {
            Ok(value) => Self { part, sound: true, detail: say(value), hint: None },
            Err(detail) => Self { part, sound: false, detail, hint: Some(hint) },
        }
    }
}

impl Doctor {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let findings =
            [data_dir(&config), database(&config).await, encoder(&config).await, redis(&config).await, web()];
        let sound = findings.iter().all(|finding| finding.sound);
        if self.json {
            output::json(&serde_json::json!({"sound": sound, "findings": findings}))?;
        } else {
            for finding in &findings {
                line(format!(
                    "{} {:<10} {}",
                    if finding.sound { "ok  " } else { "FAIL" },
                    finding.part,
                    finding.detail
                ))?;
                if let Some(hint) = finding.hint {
                    line(format!("                hint: {hint}"))?;
                }
            }
        }
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn data_dir(config: &Config) -> Finding {
    let folder = &config.data_dir;
    let tried = std::fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder).map(drop));
    let said = |()| format!("{} can be written", folder.display());
    Finding::of("data", tried.map_err(|error| error.to_string()), said, "set GROUNDSTATE_DATA_DIR to a folder of yours")
}

async fn database(config: &Config) -> Finding {
    let opened = Store::open(&config.database_url()).await;
    let said = |store: Store| format!("{:?} answers, its schema is up to date", store.backend());
    Finding::of("database", opened.map_err(|error| error.to_string()), said, "check GROUNDSTATE_DATABASE_URL")
}

async fn encoder(config: &Config) -> Finding {
    let config = config.clone();
    let started = tokio::task::spawn_blocking(move || Perception::start(&config)).await;
    let started =
        started.map_err(|error| error.to_string()).and_then(|started| started.map_err(|error| error.to_string()));
    let said = |perception: Perception| {
        format!("{} ({} dimensions) on {}", perception.name(), perception.encoder().dimension(), perception.device())
    };
    Finding::of("encoder", started, said, "`make weights` fetches it; GROUNDSTATE_ENCODER_DIR names one of your own")
}

async fn redis(config: &Config) -> Finding {
    let Some(url) = &config.redis_url else {
        return Finding {
            part: "redis",
            sound: true,
            detail: "not configured; limits are kept in process".into(),
            hint: None,
        };
    };
    let answered = async {
        let client = redis::Client::open(url.as_str())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async::<String>(&mut connection).await
    };
    let answered = answered.await.map_err(|error| error.to_string());
    Finding::of("redis", answered, |_| "answers".to_owned(), "check GROUNDSTATE_REDIS_URL")
}

fn web() -> Finding {
    let built = crate::ui::is_built();
    let detail = if built { "embedded" } else { "this binary was built without the web UI" };
    Finding {
        part: "web",
        sound: built,
        detail: detail.into(),
        hint: (!built).then_some("run `make web`, then build again"),
    }
}
