//! Jobs: claimed by one worker, leased, touched, cancelled, released, ended.

use groundstate_server::store::{ItemRow, JobLane, JobRow, NewItem, Store};

use super::on_both;

on_both!(
    a_job_is_claimed_once_and_again_when_its_lease_is_over,
    many_workers_never_share_a_job,
    a_lost_lease_cannot_be_prolonged,
    items_end_once_and_lose_their_bytes,
    a_job_is_cancelled_only_while_it_lasts,
    a_released_attempt_does_not_count,
    a_lane_takes_up_its_own_kinds_in_their_order,
);

async fn submit(store: &Store, id: &str, items: usize) {
    submit_of(store, "ingest", id, items).await;
}

async fn submit_of(store: &Store, kind: &str, id: &str, items: usize) {
    let job = JobRow {
        id: id.to_owned(),
        tenant_id: "ten_1".to_owned(),
        kind: kind.to_owned(),
        principal: "key_1".to_owned(),
        status: "queued".to_owned(),
        total: i64::try_from(items).unwrap(),
        done: 0,
        failed: 0,
        message: String::new(),
        attempts: 0,
        lease_until: 0,
        cancel_requested: 0,
        created_at: 1,
        updated_at: 1,
        finished_at: None,
    };
    let item =
        |index| NewItem { source: format!("file {index}"), request: "{}".to_owned(), content: vec![0, 255, index] };
    let items: Vec<NewItem> = (0..u8::try_from(items).unwrap()).map(item).collect();
    let mut write = store.write().await.unwrap();
    write.add_job(&job, &items).await.unwrap();
    write.commit().await.unwrap();
}

async fn claim(store: &Store, now: i64) -> Option<JobRow> {
    let mut write = store.write().await.unwrap();
    let job = write.claim_job(JobLane::AllBut(["backtest", "world_model"]), now, now + 100).await.unwrap();
    write.commit().await.unwrap();
    job
}

async fn a_job_is_claimed_once_and_again_when_its_lease_is_over(store: &Store) {
    assert_eq!(claim(store, 10).await, None);
    submit(store, "job_1", 1).await;
    submit(store, "job_2", 1).await;
    let job = claim(store, 10).await.unwrap();
    assert_eq!((job.id.as_str(), job.status.as_str(), job.attempts, job.lease_until), ("job_1", "running", 1, 110));
    assert_eq!(claim(store, 11).await.unwrap().id, "job_2", "the oldest that waits");
    assert_eq!(claim(store, 12).await, None);
    let again = claim(store, 111).await.unwrap();
    assert_eq!((again.id.as_str(), again.attempts), ("job_1", 2), "its worker is gone");
    assert_eq!(store.job("ten_2", "job_1").await.unwrap(), None);
    let ids: Vec<String> = store.jobs("ten_1", None, 1).await.unwrap().into_iter().map(|job| job.id).collect();
    assert_eq!(ids, ["job_2"]);
    assert_eq!(store.jobs("ten_1", Some("job_2"), 9).await.unwrap().len(), 1);
}

async fn many_workers_never_share_a_job(store: &Store) {
    for job in 0..6 {
        submit(store, &format!("job_{job}"), 0).await;
    }
    let mut claimed = Vec::new();
    // A worker that loses the race comes back, as workers do.
    for _ in 0..6 {
        let jobs = futures::future::join_all((0..8).map(|_| claim(store, 10))).await;
        claimed.extend(jobs.into_iter().flatten().map(|job| job.id));
    }
    claimed.sort();
    assert_eq!(claimed, (0..6).map(|job| format!("job_{job}")).collect::<Vec<_>>());
}

async fn a_lost_lease_cannot_be_prolonged(store: &Store) {
    submit(store, "job_1", 1).await;
    claim(store, 10).await.unwrap();
    let touch = async |attempts, now| {
        let mut write = store.write().await.unwrap();
        let job = write.touch_job("job_1", attempts, "reading", (now, now + 100)).await.unwrap();
        write.commit().await.unwrap();
        job
    };
    let touched = touch(1, 50).await.unwrap();
    assert_eq!((touched.message.as_str(), touched.lease_until), ("reading", 150));
    assert_eq!(claim(store, 120).await, None, "prolonged");
    claim(store, 151).await.unwrap();
    assert_eq!(touch(1, 152).await, None, "another worker has it");
    assert!(touch(2, 152).await.is_some());
}

async fn items_end_once_and_lose_their_bytes(store: &Store) {
    submit(store, "job_1", 3).await;
    let (first, content) = store.next_item("job_1").await.unwrap().unwrap();
    assert_eq!((first.ordinal, first.source.as_str(), content), (0, "file 0", vec![0, 255, 0]));
    let ended = ItemRow { status: "failed".to_owned(), error: Some("{}".to_owned()), ..first };
    let well = ItemRow {
        ordinal: 1,
        source: "file 1".to_owned(),
        status: "succeeded".to_owned(),
        document_id: Some("doc_1".to_owned()),
        version: Some(1),
        error: None,
        ..ended.clone()
    };
    let mut write = store.write().await.unwrap();
    write.finish_item(&ended, 20).await.unwrap();
    write.finish_item(&well, 21).await.unwrap();
    // A worker that lost its lease may report late.
    write.finish_item(&ItemRow { status: "succeeded".to_owned(), ..ended.clone() }, 22).await.unwrap();
    write.commit().await.unwrap();
    let job = store.job("ten_1", "job_1").await.unwrap().unwrap();
    assert_eq!((job.done, job.failed), (2, 1));
    assert_eq!(store.job_items("job_1", -1, 2).await.unwrap(), [ended, well]);
    assert_eq!(store.next_item("job_1").await.unwrap().unwrap().0.ordinal, 2);
    let mut write = store.write().await.unwrap();
    write.finish_job("job_1", "cancelled", "stopped", 30).await.unwrap();
    write.commit().await.unwrap();
    assert!(store.next_item("job_1").await.unwrap().is_none());
    assert_eq!(store.job_items("job_1", 1, 9).await.unwrap()[0].status, "cancelled");
    let job = store.job("ten_1", "job_1").await.unwrap().unwrap();
    assert_eq!((job.status.as_str(), job.message.as_str(), job.finished_at), ("cancelled", "stopped", Some(30)));
    assert_eq!(claim(store, 1_000).await, None, "ended");
}

async fn a_job_is_cancelled_only_while_it_lasts(store: &Store) {
    submit(store, "job_1", 1).await;
    let mut write = store.write().await.unwrap();
    assert!(!write.cancel_job("ten_2", "job_1", 5).await.unwrap());
    assert!(write.cancel_job("ten_1", "job_1", 5).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(store.job("ten_1", "job_1").await.unwrap().unwrap().cancel_requested, 1);
    let mut write = store.write().await.unwrap();
    write.finish_job("job_1", "cancelled", "", 6).await.unwrap();
    assert!(!write.cancel_job("ten_1", "job_1", 7).await.unwrap(), "ended already");
    write.commit().await.unwrap();
}

async fn a_released_attempt_does_not_count(store: &Store) {
    submit(store, "job_1", 1).await;
    claim(store, 10).await.unwrap();
    let mut write = store.write().await.unwrap();
    write.release_job("job_1", 11).await.unwrap();
    write.commit().await.unwrap();
    let job = claim(store, 12).await.unwrap();
    assert_eq!((job.attempts, job.status.as_str()), (1, "running"), "at once, without waiting for the lease");
}

async fn a_lane_takes_up_its_own_kinds_in_their_order(store: &Store) {
    for (kind, id) in [("backtest", "job_1"), ("ingest", "job_2"), ("backtest", "job_3"), ("retention", "job_4")] {
        submit_of(store, kind, id, 0).await;
    }
    let take = async |lane: JobLane| {
        let mut write = store.write().await.unwrap();
        let job = write.claim_job(lane, 10, 110).await.unwrap();
        write.commit().await.unwrap();
        job.map(|job| job.id)
    };
    // A back-test that runs, and another that waits, delay nothing else.
    assert_eq!(take(JobLane::Only("backtest")).await.as_deref(), Some("job_1"));
    assert_eq!(take(JobLane::AllBut(["backtest", "world_model"])).await.as_deref(), Some("job_2"));
    assert_eq!(take(JobLane::AllBut(["backtest", "world_model"])).await.as_deref(), Some("job_4"));
    assert_eq!(take(JobLane::AllBut(["backtest", "world_model"])).await, None);
    assert_eq!(take(JobLane::Only("backtest")).await.as_deref(), Some("job_3"));
    assert_eq!(take(JobLane::Only("backtest")).await, None);
}
