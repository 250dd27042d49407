//! Opening the database, migrating it, and beginning writes.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Connections at most, besides the one that writes to SQLite.
const CONNECTIONS: u32 = 16;

/// Which database is behind the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// The embedded default, in write-ahead mode.
    Sqlite,
    /// For many replicas.
    Postgres,
}

/// What can go wrong between the server and its database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not answer, or answered with an error.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds what this version cannot read.
    #[error("a stored `{0}` cannot be read: {1}")]
    Corrupt(&'static str, String),
    /// The URL names a database that is not supported.
    #[error("`{0}` is neither a sqlite:// nor a postgres:// URL")]
    UnsupportedUrl(String),
}

impl StoreError {
    /// Whether the disk, or the database's quota on it, is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        matches!(error.code().as_deref(), Some("13" | "53100")) || error.message().contains("disk is full")
    }

    /// Whether a unique constraint was hit.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        error.is_unique_violation()
    }
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    /// Where writes begin. On SQLite a connection of their own: what it wrote stays in its memory, while every other connection reads
    /// its pages anew after a write. On Postgres the same pool.
    writers: AnyPool,
    backend: Backend,
    // SQLite has one writer: writes wait for their turn here, since the pool gives up waiting after a while.
    writer: Arc<Mutex<()>>,
}

/// A write transaction; dropped without [`Write::commit`], nothing happened.
#[derive(Debug)]
pub struct Write {
    transaction: Transaction<'static, Any>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Write {
    /// Makes the writes durable.
    ///
    /// # Errors
    /// When the database cannot commit; then nothing was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When the URL is not supported, the database does not answer, or a migration fails.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        install_default_drivers();
        let backend = match url.split(':').next() {
            Some("sqlite") => Backend::Sqlite,
            Some("postgres" | "postgresql") => Backend::Postgres,
            _ => return Err(StoreError::UnsupportedUrl(redact(url))),
        };
        let pool = pool_of(backend, CONNECTIONS).connect(url).await?;
        let writers = match backend {
            Backend::Sqlite => pool_of(backend, 1).connect(url).await?,
            Backend::Postgres => pool.clone(),
        };
        let store = Self { pool, writers, backend, writer: Arc::new(Mutex::new(())) };
        store.migrate().await?;
        Ok(store)
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        match self.backend {
            Backend::Sqlite => sqlx::migrate!("../migrations/sqlite").run(&self.pool).await?,
            Backend::Postgres => sqlx::migrate!("../migrations/postgres").run(&self.pool).await?,
        }
        Ok(())
    }

    /// Which database this is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Begins a write. On SQLite the caller waits for its turn and holds the write lock from the start.
    ///
    /// # Errors
    /// When no connection can be had or the database is locked by somebody else.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let (turn, begin) = match self.backend {
            Backend::Sqlite => (Some(Arc::clone(&self.writer).lock_owned().await), "BEGIN IMMEDIATE"),
            Backend::Postgres => (None, "BEGIN"),
        };
        Ok(Write { transaction: self.writers.begin_with(begin).await?, _turn: turn })
    }

    /// Answers whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes all connections; SQLite then folds its write-ahead log in.
    pub async fn close(&self) {
        self.pool.close().await;
        self.writers.close().await;
    }

    pub(super) fn pool(&self) -> &AnyPool {
        &self.pool
    }
}

fn pool_of(backend: Backend, connections: u32) -> AnyPoolOptions {
    // A connection to a file does not go stale: to ask it first whether it is there costs two changes of thread a statement.
    let ask_first = backend == Backend::Postgres;
    let options = AnyPoolOptions::new().acquire_timeout(Duration::from_secs(10)).max_connections(connections);
    // SQLite rolls back by itself where the disk is full, and sqlx takes the connection to be in that transaction for ever: none such is used.
    let options = options.before_acquire(|connection, _| {
        let usable = !connection.is_in_transaction();
        Box::pin(async move { Ok(usable) })
    });
    options.test_before_acquire(ask_first).after_connect(move |connection, _| {
        Box::pin(async move {
            if backend == Backend::Sqlite {
                sqlx::raw_sql(SQLITE_SESSION).execute(connection).await?;
            }
            Ok(())
        })
    })
}

// `synchronous = FULL`: a decision must survive a power cut before its answer is acknowledged.
const SQLITE_SESSION: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA secure_delete = FAST; \
     PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;";

/// The folder of a SQLite URL, to be made before it is opened.
#[must_use]
pub(crate) fn sqlite_folder(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite://")?;
    Path::new(path.split('?').next().unwrap_or(path)).parent().filter(|folder| !folder.as_os_str().is_empty())
}

fn redact(url: &str) -> String {
    url.split("://").next().unwrap_or_default().to_owned()
}
