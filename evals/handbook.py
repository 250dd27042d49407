"""Asks the demonstration memory what a new user would ask, and compares the answers with what the handbook says.

Usage: scripts/with-server.sh python3 evals/handbook.py [--least 0.9] [--json]

Each row of handbook.jsonl has a `question` and either `expect`, a string that the text of the answer must contain, or
`abstain`, when the handbook has no answer and the server must not give one. It is a check of the whole path from ingest to
citation, not a benchmark: the questions are few and were written together with the pages. When this was last measured
(26 November 2026), 83 of 84 rows were as expected; the other asks for a telephone number and is answered with what detects
them.
"""

import argparse
import json
import pathlib
import sys

from server import Refused, Server

ROWS = pathlib.Path(__file__).with_name("handbook.jsonl")


def judge(row, answer):
    """Why the answer is not as expected; None when it is."""
    if row.get("abstain"):
        return None if answer["outcome"] != "answered" else f"answered: {answer['text']}"
    if answer["outcome"] != "answered":
        return f"{answer['outcome']}: {answer.get('abstention')}"
    if row["expect"] not in answer["text"]:
        return f"`{row['expect']}` is not in: {answer['text']}"
    for statement in answer["statements"]:
        citation = statement["citation"]
        if not citation["document_id"] or citation["span"]["start"] >= citation["span"]["end"]:
            return f"a statement without a usable citation: {statement}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--least", type=float, default=0.9, help="share of rows that must be as expected (default: 0.9)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines() if line.strip()]
    server = Server.from_environment()
    faults = {}
    for row in rows:
        try:
            fault = judge(row, server.call("POST", "/v1/answers", {"question": row["question"]}))
        except (Refused, OSError) as error:
            sys.exit(f"error: `{row['question']}`: {error}")
        if fault:
            faults[row["question"]] = fault
    good = len(rows) - len(faults)
    if options.json:
        print(json.dumps({"questions": len(rows), "as_expected": good, "faults": faults}, indent=2))
    else:
        for question, fault in faults.items():
            print(f"- {question}\n  {fault}")
        print(f"handbook: {good} of {len(rows)} questions answered as expected ({options.least:.0%} are required)")
    return 0 if good >= options.least * len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
