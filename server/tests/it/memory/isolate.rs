//! The isolated reader, as the server starts it.

use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use groundstate_server::memory::extract::{ExtractError, Limits, MediaType, isolate};

use super::files::{archive, detected, docx, docx_paragraph, pdf};

fn worker() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_groundstate"))
}

async fn read(bytes: &[u8], media_type: MediaType, limits: &Limits) -> Result<String, ExtractError> {
    isolate::extract(bytes, &detected(media_type), limits, worker()).await.map(|document| document.text)
}

#[tokio::test]
async fn honest_files_are_read_in_the_child() {
    let limits = Limits::default();
    let word = docx(&docx_paragraph("", "In the child."));
    assert_eq!(read(&word, MediaType::Docx, &limits).await, Ok("In the child.".to_owned()));
    assert_eq!(read(b"<p>In the child.", MediaType::Html, &limits).await, Ok("In the child.".to_owned()));
    let page = read(&pdf(&["In the child."]), MediaType::Pdf, &limits).await.unwrap();
    assert!(page.contains("In the child."), "{page}");
    let plain =
        isolate::read(Bytes::from_static(b"Here."), detected(MediaType::PlainText), limits, Path::new("/nowhere"))
            .await;
    assert_eq!(plain.unwrap().text, "Here.", "plain text needs no child");
}

#[tokio::test]
async fn the_childs_own_errors_come_back() {
    let limits = Limits::default();
    let bomb = archive(&[("word/document.xml", &vec![b' '; 16 << 20])]);
    assert_eq!(read(&bomb, MediaType::Docx, &limits).await.unwrap_err().code(), "archive_bomb");
    let whole = pdf(&["A line."]);
    assert_eq!(read(&whole[..60], MediaType::Pdf, &limits).await.unwrap_err().code(), "malformed");
    assert_eq!(read(b"", MediaType::Pdf, &limits).await, Err(ExtractError::Empty));
}

#[tokio::test]
async fn processor_time_is_bounded() {
    // The tokenizer compares every attribute of a tag with all before it: minutes for this tag.
    let names: String = (0..400_000).map(|index| format!(" a{index}")).collect();
    let page = format!("<p{names}>text");
    let limits = Limits { worker_cpu_seconds: 1, worker_wall_seconds: 60, ..Limits::default() };
    let start = Instant::now();
    let error = read(page.as_bytes(), MediaType::Html, &limits).await.unwrap_err();
    assert_eq!(error.code(), "timeout");
    assert!(start.elapsed() < Duration::from_secs(50), "ended by the processor limit, not by the clock");
}

#[tokio::test]
async fn wall_clock_time_is_bounded() {
    let names: String = (0..400_000).map(|index| format!(" a{index}")).collect();
    let limits = Limits { worker_cpu_seconds: 600, worker_wall_seconds: 1, ..Limits::default() };
    let outcome = read(format!("<p{names}>text").as_bytes(), MediaType::Html, &limits).await;
    assert_eq!(outcome, Err(ExtractError::Timeout { seconds: 1 }));
}

#[tokio::test]
async fn memory_is_bounded() {
    // Two bytes of input make a value of 32 bytes.
    let numbers = format!("[{}1]", "1,".repeat(8 << 20));
    let limits = Limits { worker_memory: 256 << 20, ..Limits::default() };
    let outcome = read(numbers.as_bytes(), MediaType::Json, &limits).await;
    assert_eq!(outcome, Err(ExtractError::OutOfMemory));
}

#[tokio::test]
async fn a_missing_or_silent_worker_is_our_fault() {
    let limits = Limits::default();
    for program in ["/nowhere/at-all", "/bin/true"] {
        let outcome = isolate::extract(b"<p>x", &detected(MediaType::Html), &limits, Path::new(program)).await;
        assert_eq!(outcome.unwrap_err().code(), "unavailable", "{program}");
    }
}
