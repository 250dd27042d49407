//! The disk is full.

use std::process::Command;

use groundstate_guardrails::log::export::{VerifyOptions, verify_export};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Process, TestApp};

/// Files may grow to two or four MiB (the unit differs between shells); writing on gives an error, as a
/// full disk does, and no signal.
const SMALL: &str = "trap '' XFSZ; ulimit -f 4096";

/// A file system of three MiB, unmounted when dropped.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None`, and a word about it, where this process may not mount.
    #[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(folder.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("NOT RUN: mounting a small tmpfs needs root; the test with a limit on file sizes runs everywhere");
        None
    }

    /// Gives it room.
    fn grow(&self) {
        let grown = Command::new("mount").args(["-o", "remount,size=30m"]).arg(self.0.path()).status();
        assert!(grown.is_ok_and(|status| status.success()));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the database is still open in this process.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn no_space_left_is_insufficient_storage() {
    let Some(disk) = SmallDisk::mount() else { return };
    let url = format!("sqlite://{}/groundstate.db?mode=rwc", disk.0.path().display());
    let app = TestApp::with(|config| config.database_url = Some(url)).await;
    let (admin, text) = (app.admin(), "A text that takes room. ".repeat(3_000));
    let mut acknowledged = 0;
    let full = loop {
        let reply = admin.post("/v1/checks", &json!({"text": text})).await;
        if reply.status != 200 {
            break reply;
        }
        acknowledged += 1;
        assert!(acknowledged < 200, "three MiB hold no 200 of these");
    };
    full.problem(507, "storage_full");
    // What took less room than the check that failed may still fit, once or twice.
    let mut taken = 0;
    let full = loop {
        let reply = admin.post("/v1/documents", &json!({"text": text})).await;
        if reply.status != 202 {
            break reply;
        }
        taken += 1;
        assert!(taken < 20, "a full disk takes no twenty documents");
    };
    full.problem(507, "storage_full");
    let chat = json!({"model": "groundstate", "messages": [{"role": "user", "content": "x".repeat(4_000)}]});
    // What is read needs no room, but SQLite may: then the database is unavailable. Nothing is said in any case.
    // A small decision may still fit where a large one did not.
    let chat = loop {
        let reply = admin.post("/v1/chat/completions", &chat).await;
        if reply.status != 200 {
            break reply;
        }
        acknowledged += 1;
        assert!(acknowledged < 600, "what a large decision left holds no 400 small ones");
    };
    assert!(matches!(chat.status.as_u16(), 503 | 507), "{}", chat.text());
    chat.openai_error(chat.status.as_u16(), "server_error");
    let export = admin.export().await;
    let report = verify_export(export.as_slice(), &VerifyOptions::default());
    assert!(report.verified() && report.leaves > acknowledged, "{report:?}");
    disk.grow();
    for _ in 0..3 {
        let reply = admin.post("/v1/checks", &json!({"text": text})).await;
        assert_eq!(reply.status, 200, "there is room again: {}", reply.text());
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_loses_nothing_that_was_acknowledged() {
    let mut server = Process::start_under(SMALL, &[]);
    let text = "A text that takes room. ".repeat(3_000);
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    for _ in 0..400 {
        let (status, body) = server.post("/v1/checks", &json!({"text": text})).await;
        match (status, body["code"].as_str()) {
            (200, _) => acknowledged.push(body["decision_id"].as_str().unwrap().to_owned()),
            (507, Some("storage_full")) | (503, Some("unavailable")) => refused += 1,
            _ => panic!("{status}: {body}"),
        }
        if refused >= 5 {
            break;
        }
    }
    assert!(refused >= 5 && !acknowledged.is_empty(), "{} acknowledged, {refused} refused", acknowledged.len());
    let (status, body) = server.post("/v1/documents", &json!({"text": text.repeat(20)})).await;
    assert!(
        matches!((status, body["code"].as_str()), (507, Some("storage_full")) | (503, Some("unavailable"))),
        "{status}: {body}"
    );
    assert!(server.alive(), "it refuses, it does not end");
    assert_eq!(server.get(&format!("/v1/decisions/{}", acknowledged[0])).await.0, 200, "and still reads");
    server.kill();
    let server = server.restart();
    server.log_verifies(&acknowledged).await;
    assert_eq!(server.post("/v1/checks", &json!({"text": "There is room again."})).await.0, 200);
}
