//! Whether what is searched is still needed. Whoever asked may go, and the environment may be deleted by somebody else, here
//! or at another replica: either way the search ends soon, and the log says why nothing came of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::problem::{Answer, Code, Problem};
use crate::store::{Store, Write};

/// How often a search looks whether its environment is still there.
const LOOK: Duration = Duration::from_millis(500);

/// Why nobody can use what a search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// The connection was closed, or the request's time ran out.
    AskerGone,
    /// There is nothing to plan for any more.
    EnvironmentDeleted,
}

impl Lost {
    /// The name used in the log.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::AskerGone => "asker_gone",
            Self::EnvironmentDeleted => "environment_deleted",
        }
    }

    /// What whoever asked is told, if they are there to read it.
    pub(super) fn problem(self, environment: &str) -> Problem {
        match self {
            Self::AskerGone => Problem::new(Code::Conflict, "nobody waits for the plan any more"),
            Self::EnvironmentDeleted => {
                let detail = format!("the environment `{environment}` was deleted while a plan was searched in it");
                Problem::new(Code::NotFound, detail)
            }
        }
    }
}

/// What keeps a search going. Whoever asked holds the other end of `asked`, and drops it when they go.
#[derive(Clone)]
pub(super) struct Need {
    asked: Weak<()>,
    deleted: Arc<AtomicBool>,
}

impl Need {
    /// Needed as long as `asked` lives and nobody saw the environment gone.
    pub(super) fn of(asked: &Arc<()>) -> Self {
        Self { asked: Arc::downgrade(asked), deleted: Arc::default() }
    }

    /// Whether the search should go on. Costs nothing: asked once a batch.
    pub(super) fn holds(&self) -> bool {
        self.asked.strong_count() > 0 && !self.deleted.load(Ordering::Relaxed)
    }

    /// Looks after an environment now and then; ends when it is gone. A database that does not answer says nothing.
    pub(super) async fn watch(&self, store: &Store, (tenant, environment): (&str, &str)) {
        loop {
            tokio::time::sleep(LOOK).await;
            if let Ok(None) = store.environment(tenant, environment).await {
                self.deleted.store(true, Ordering::Relaxed);
                return;
            }
        }
    }

    /// Why what was found cannot be used, if so. Where it can, the environment stays until the write ends.
    pub(super) async fn lost(&self, write: &mut Write, environment: &str) -> Answer<Option<Lost>> {
        if self.asked.strong_count() == 0 {
            return Ok(Some(Lost::AskerGone));
        }
        let there = write.lock_environment(environment).await?;
        Ok(there.is_none().then_some(Lost::EnvironmentDeleted))
    }
}
