"""Latency of `POST /v1/answers` under a fixed rate of requests, by stage.

Usage: scripts/with-server.sh python3 evals/load.py --rate 20 --seconds 60 --statements 10000

Open loop: request i is due at a time fixed before the run, whether or not earlier ones have been answered, and its latency
counts from that time. A server that stalls therefore pays for every request that was due during the stall (no coordinated
omission). The target is this machine and nothing else; rate, time and number of requests are bounded.
"""

import argparse
import collections
import json
import pathlib
import queue
import random
import sys
import threading
import time

import corpus
from server import Refused, Server

MOST_RATE = 1000.0
MOST_SECONDS = 600.0
INGEST_LIMIT_S = 1800.0


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second, at most 1000 (default: 20)")
    parser.add_argument("--seconds", type=float, default=60.0, help="measured time, at most 600 (default: 60)")
    parser.add_argument("--warm-up", type=float, default=5.0, help="seconds at the same rate before measuring (default: 5)")
    parser.add_argument("--arrivals", choices=("constant", "poisson"), default="constant", help="spacing (default: constant)")
    parser.add_argument("--statements", type=int, default=10_000, help="the memory holds at least so many (default: 10000)")
    parser.add_argument("--articles", default="", help="a folder of .txt files to ingest before made-up documents fill up")
    parser.add_argument("--questions", default="", help="a JSON Lines file with a `question` a row, about the articles")
    parser.add_argument("--connections", type=int, default=64, help="requests in flight at most (default: 64)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-p50-ms", type=float, help="exit 1 when the median is above")
    parser.add_argument("--most-p99-ms", type=float, help="exit 1 when the 99th percentile is above")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options = parser.parse_args(arguments)
    if not 0 < options.rate <= MOST_RATE or not 0 < options.seconds <= MOST_SECONDS or not 0 <= options.warm_up <= MOST_SECONDS:
        parser.error(f"the rate goes up to {MOST_RATE:.0f} requests a second, the time up to {MOST_SECONDS:.0f} s")
    return options


def note(text):
    print(text, file=sys.stderr, flush=True)


def percentile(values, share):
    """The smallest value that at least `share` (0..1) of the values do not exceed (nearest rank); None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    rank = -(-share * len(ordered) // 1)
    return ordered[max(0, min(len(ordered), int(rank)) - 1)]


def due_times(rate, seconds, arrivals, seed):
    """When each request is due, in seconds from the start: evenly spaced, or with exponential gaps of the same mean."""
    if arrivals == "constant":
        return [place / rate for place in range(int(rate * seconds))]
    rng, times, now = random.Random(seed), [], 0.0
    while True:
        now += rng.expovariate(rate)
        if now >= seconds:
            return times
        times.append(now)


# --- memory -------------------------------------------------------------------------------------------------------------


def statements_in_memory(server):
    """The number of statements that the newest versions of the documents of this memory hold."""
    documents = server.pages("/v1/documents")
    return sum(sum(1 for _ in server.pages(f"/v1/statements?document={document['id']}")) for document in documents)


def submission(title, text):
    """A document as the API takes it. The source identifies it: the same source again would be its next version."""
    return {"title": title, "text": text, "media_type": "text/plain", "source": f"load/{title}"}


def ingest(server, documents):
    """Sends (title, text) documents and waits until every job has ended. A job that failed ends the run."""
    jobs = [server.call("POST", "/v1/documents", submission(title, text))["job_id"] for title, text in documents]
    deadline = time.monotonic() + INGEST_LIMIT_S
    for place, job in enumerate(jobs):
        while True:
            found = server.call("GET", f"/v1/jobs/{job}")
            if found["status"] not in ("queued", "running"):
                break
            if time.monotonic() > deadline:
                sys.exit(f"error: {len(jobs) - place} of {len(jobs)} ingest jobs had not ended after {INGEST_LIMIT_S:.0f} s")
            time.sleep(0.2)
        if found["status"] != "succeeded" or found["failed"]:
            sys.exit(f"error: ingest job {job} ended as {found['status']}: {json.dumps(found)}")


def fill(server, options):
    """Makes sure that the memory is large enough; returns its size and questions about it, shuffled."""
    questions = []
    if options.articles:
        files = sorted(pathlib.Path(options.articles).glob("*.txt"))
        texts = [path.read_text(encoding="utf-8") for path in files]
        note(f"memory: {len(files)} articles")
        ingest(server, [(text.split("\n", 1)[0].strip() or path.stem, text) for path, text in zip(files, texts)])
        if options.questions:
            with open(options.questions, encoding="utf-8") as rows:
                asked = [json.loads(row) for row in rows if row.strip()]
            questions += [row["question"] for row in asked if row.get("kind", "answerable") == "answerable"]
    missing = options.statements - statements_in_memory(server)
    # Some questions are always about made-up documents, so that there are questions without articles too.
    made = corpus.documents(max(missing, 500), options.seed)
    note(f"memory: {len(made)} made-up documents")
    ingest(server, [(document.title, document.text) for document in made])
    made_questions = [question for document in made for question, _ in document.questions]
    rng = random.Random(options.seed)
    if questions:
        questions = rng.sample(questions, min(len(questions), len(made_questions)))
    questions += rng.sample(made_questions, min(len(made_questions), max(len(questions), 2000)))
    rng.shuffle(questions)
    return statements_in_memory(server), questions


# --- load ---------------------------------------------------------------------------------------------------------------


def send(server, question, due, started):
    """One request; times in milliseconds."""
    sent = time.perf_counter()
    row = {"late_ms": (sent - started - due) * 1000, "status": 0, "outcome": "no answer", "stages": {}, "server_ms": None}
    try:
        row["status"], body = server.exchange("POST", "/v1/answers", {"question": question})
        if row["status"] == 200:
            row["outcome"] = body["outcome"]
            row["server_ms"] = body["timings"]["total_ms"]
            row["stages"] = {stage["name"]: stage["ms"] for stage in body["timings"]["stages"]}
        else:
            row["outcome"] = f"status {row['status']}"
    except OSError as error:
        row["outcome"] = f"no answer: {type(error).__name__}"
    done = time.perf_counter()
    row["latency_ms"] = (done - started - due) * 1000
    row["service_ms"] = (done - sent) * 1000
    return row


def drive(server, questions, times, connections):
    """Sends question i when times[i] is due; returns one row a request and the seconds that it all took."""
    due, rows, lock = queue.SimpleQueue(), [], threading.Lock()
    started = time.perf_counter() + 0.05

    def work():
        while True:
            place = due.get()
            if place is None:
                server.close()
                return
            row = send(server, questions[place % len(questions)], times[place], started)
            with lock:
                rows.append(row)

    workers = [threading.Thread(target=work, daemon=True) for _ in range(min(connections, max(1, len(times))))]
    for worker in workers:
        worker.start()
    for place, moment in enumerate(times):
        wait = started + moment - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        due.put(place)
    for _ in workers:
        due.put(None)
    for worker in workers:
        worker.join()
    return rows, time.perf_counter() - started


def spread(values):
    """Median, tail and mean of some milliseconds, rounded."""
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    found = {name: percentile(values, share) for name, share in shares.items()}
    found["mean"] = sum(values) / len(values) if values else None
    return {name: None if value is None else round(value, 3) for name, value in found.items()}


def summarise(rows, elapsed, options, statements, distinct):
    """Everything that is reported, as one JSON-able object."""
    good = [row for row in rows if row["status"] == 200]
    stages = collections.defaultdict(list)
    for row in good:
        for name, milliseconds in row["stages"].items():
            stages[name].append(milliseconds)
    return {
        "statements": statements,
        "rate": options.rate,
        "arrivals": options.arrivals,
        "seconds": round(elapsed, 3),
        "requests": len(rows),
        "distinct_questions": distinct,
        "answers_per_second": round(len(good) / elapsed, 3),
        "errors": len(rows) - len(good),
        "outcomes": dict(collections.Counter(row["outcome"] for row in rows)),
        # From the moment a request was due. Failed requests count: a fast error must not improve the figure unseen.
        "latency_ms": spread([row["latency_ms"] for row in rows]),
        "service_ms": spread([row["service_ms"] for row in rows]),
        "sent_late_ms": spread([row["late_ms"] for row in rows]),
        "server_ms": spread([row["server_ms"] for row in good]),
        "stages_ms": {name: spread(values) for name, values in stages.items()},
    }


def table(summary):
    """The report for a person."""
    columns = ("mean", "p50", "p90", "p99", "max")

    def line(name, found):
        cells = (f"{found[column]:9.2f}" if found[column] is not None else f"{'-':>9}" for column in columns)
        return f"  {name:<26}" + "".join(cells)

    parts = [
        f"{summary['statements']} statements in memory, {summary['requests']} requests at {summary['rate']:g}/s"
        f" ({summary['arrivals']}), {summary['answers_per_second']:g} answered a second, {summary['errors']} errors",
        "  outcomes: " + ", ".join(f"{name} {count}" for name, count in sorted(summary["outcomes"].items())),
        f"  {'milliseconds':<26}" + "".join(f"{column:>9}" for column in columns),
        line("latency, from when due", summary["latency_ms"]),
        line("  of it: sent late", summary["sent_late_ms"]),
        line("  of it: exchange", summary["service_ms"]),
        line("in the server", summary["server_ms"]),
    ]
    parts += [line(f"  {name}", found) for name, found in summary["stages_ms"].items()]
    return "\n".join(parts)


def verdict(summary, options):
    """What was promised and not kept, in words; empty when all was."""
    broken = []
    if summary["errors"]:
        broken.append(f"{summary['errors']} requests failed")
    for name, limit in (("p50", options.most_p50_ms), ("p99", options.most_p99_ms)):
        if limit is not None and summary["latency_ms"][name] > limit:
            broken.append(f"{name} {summary['latency_ms'][name]:.1f} ms is above {limit:g} ms")
    return broken


def main(arguments=None):
    options = parse(arguments)
    server = Server.from_environment()
    try:
        statements, questions = fill(server, options)
    except (Refused, OSError) as error:
        sys.exit(f"error: the memory could not be filled: {error}")
    if statements < options.statements:
        sys.exit(f"error: the memory holds {statements} statements, {options.statements} were asked for")
    if options.warm_up:
        note(f"warm-up: {options.warm_up:g} s")
        # From the other end of the list, so that nothing measured has been asked before.
        warm = due_times(options.rate, options.warm_up, options.arrivals, options.seed + 1)
        drive(server, questions[::-1], warm, options.connections)
    times = due_times(options.rate, options.seconds, options.arrivals, options.seed)
    note(f"load: {len(times)} requests in {options.seconds:g} s")
    rows, elapsed = drive(server, questions, times, options.connections)
    summary = summarise(rows, elapsed, options, statements, min(len(times), len(set(questions))))
    print(json.dumps(summary, indent=2) if options.json else table(summary))
    broken = verdict(summary, options)
    for fault in broken:
        note(f"error: {fault}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
