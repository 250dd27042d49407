"""Tests of what the evaluation scripts compute. Run with `python3 -m unittest discover --start-directory evals`."""

import http.server
import json
import threading
import time
import unittest

import answers
import corpus
import load
from server import Server, loopback


class Percentile(unittest.TestCase):
    def test_is_the_nearest_rank(self):
        values = list(range(100, 0, -1))
        self.assertEqual([load.percentile(values, share) for share in (0.0, 0.5, 0.99, 1.0)], [1, 50, 99, 100])
        self.assertEqual(load.percentile([7.0], 0.99), 7.0)
        self.assertIsNone(load.percentile([], 0.5))


class Arrivals(unittest.TestCase):
    def test_constant_is_evenly_spaced(self):
        times = load.due_times(20, 3, "constant", 1)
        self.assertEqual(len(times), 60)
        self.assertTrue(all(abs(b - a - 0.05) < 1e-9 for a, b in zip(times, times[1:])))

    def test_poisson_has_the_rate_and_the_seed(self):
        times = load.due_times(50, 200, "poisson", 3)
        self.assertEqual(times, load.due_times(50, 200, "poisson", 3))
        self.assertEqual(times, sorted(times))
        self.assertLess(abs(len(times) / 200 - 50), 2)


class Corpus(unittest.TestCase):
    def test_reaches_the_size_with_distinct_sentences(self):
        made = corpus.documents(3000, seed=5)
        self.assertGreaterEqual(sum(document.statements for document in made), 3000)
        sentences = [s for d in made for paragraph in d.text.split("\n\n")[1:] for s in paragraph.split(". ")]
        self.assertEqual(len(sentences), sum(document.statements for document in made))
        self.assertGreater(len(set(sentences)) / len(sentences), 0.999)

    def test_questions_have_their_answer_in_the_document(self):
        for document in corpus.documents(500, seed=2):
            for question, answer in document.questions:
                self.assertIn(answer, document.text)
                self.assertTrue(question.endswith("?"), question)

    def test_is_repeatable(self):
        self.assertEqual(corpus.documents(200, seed=9), corpus.documents(200, seed=9))
        self.assertNotEqual(corpus.documents(200, seed=9), corpus.documents(200, seed=10))


class Loopback(unittest.TestCase):
    def test_refuses_other_machines(self):
        self.assertEqual(loopback("127.0.0.1", 80), "127.0.0.1")
        for host in ("192.0.2.1", "10.0.0.1"):
            with self.assertRaises(SystemExit):
                loopback(host, 80)


class Stalling(http.server.BaseHTTPRequestHandler):
    """Answers at once, except that the first request stalls, and everything behind it, for half a second."""

    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    stalled = False

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with Stalling.lock:
            if not Stalling.stalled:
                Stalling.stalled = True
                time.sleep(0.5)
        body = json.dumps({"outcome": "answered", "timings": {"total_ms": 1.0, "stages": [{"name": "solve", "ms": 0.5}]}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Omission(unittest.TestCase):
    def test_a_stall_is_paid_by_every_request_due_during_it(self):
        httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stalling)
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        try:
            server = Server(f"http://127.0.0.1:{httpd.server_port}", "key")
            times = load.due_times(40, 1.0, "constant", 1)
            # Two connections: a closed loop would have sent two slow requests and measured the rest as fast.
            rows, _ = load.drive(server, ["question"], times, connections=2)
        finally:
            httpd.shutdown()
            httpd.server_close()
            thread.join()
        self.assertEqual(len(rows), 40)
        self.assertTrue(all(row["status"] == 200 and row["stages"] == {"solve": 0.5} for row in rows))
        slow = [row for row in rows if row["latency_ms"] > 100]
        self.assertGreaterEqual(len(slow), 12)


class Table(unittest.TestCase):
    def test_has_a_row_a_system_and_dashes_for_what_is_missing(self):
        text = answers.table({"hit_at_1": 0.5, "p50_ms": 3.25, "baselines": {"bm25": {"hit_at_1": 0.25}}})
        head, product, baseline = text.splitlines()
        self.assertIn("hit@1", head)
        self.assertTrue(product.startswith("groundstate") and "0.5000" in product and "3.2" in product)
        self.assertTrue(baseline.startswith("bm25") and "0.2500" in baseline and " -" in baseline)


if __name__ == "__main__":
    unittest.main()
