"""Answer quality of the built binary beside its baselines, as a table.

Usage: python3 evals/answers.py --articles FOLDER --questions FILE [--json] [ARGUMENT…]

Runs `groundstate eval answers --articles FOLDER --questions FILE --json` (GS_BIN names the binary) and lays out what
it prints. Further arguments go to it. Articles are text files: a title, then paragraphs separated by blank lines. Questions
are JSON Lines: `id`, `question`, `answers`, `document`, `gold_spans` (character offsets of the gold sentences in the
article's file), `kind` = answerable, unanswerable or absent.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Key in the report, heading, decimals, and whether less is better.
MEASURES = [
    ("hit_at_1", "hit@1", 4, False),
    ("hit_at_3", "hit@3", 4, False),
    ("mrr", "MRR", 4, False),
    ("gold_recall", "gold recall", 4, False),
    ("mean_statements", "statements", 2, True),
    ("abstain_auroc_absent", "AUROC absent", 4, False),
    ("abstain_auroc_unanswerable", "AUROC unans.", 4, False),
    ("p50_ms", "p50 ms", 1, True),
    ("p99_ms", "p99 ms", 1, True),
]


def binary():
    """The binary that GS_BIN names, else the release build."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    return pathlib.Path(os.environ.get("GS_BIN") or target / "release" / "groundstate")


def table(report):
    """One row for the product and one for each baseline; `-` where a system has no such figure."""
    systems = {"groundstate": report, **report.get("baselines", {})}
    widths = [max(len(heading), 8) for _, heading, _, _ in MEASURES]
    first = max(len(name) for name in systems)
    lines = [" " * first + "  " + "  ".join(f"{heading:>{width}}" for width, (_, heading, _, _) in zip(widths, MEASURES))]
    for name, figures in systems.items():
        cells = []
        for width, (key, _, decimals, _) in zip(widths, MEASURES):
            value = figures.get(key)
            cells.append(f"{value:>{width}.{decimals}f}" if isinstance(value, (int, float)) else f"{'-':>{width}}")
        lines.append(f"{name:<{first}}  " + "  ".join(cells))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", required=True)
    parser.add_argument("--questions", required=True)
    parser.add_argument("--json", action="store_true", help="print the report as it is")
    options, more = parser.parse_known_args()
    if not pathlib.Path(options.articles or "/missing").is_dir() or not pathlib.Path(options.questions or "/missing").is_file():
        sys.exit("error: a folder of articles and a file of questions are needed: make eval-answers ARTICLES=folder QUESTIONS=file")
    if not binary().is_file():
        sys.exit(f"error: `{binary()}` is missing; `make build` makes it")
    weights = subprocess.run(["bash", str(ROOT / "scripts" / "weights.sh")], check=True, stdout=subprocess.PIPE, text=True)
    environment = {**os.environ, "GROUNDSTATE_ENCODER_DIR": weights.stdout.strip()}
    command = [str(binary()), "eval", "answers", "--articles", options.articles, "--questions", options.questions, "--json", *more]
    # Progress goes to standard error, which is passed through.
    run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.stdout.write(run.stdout)
        return run.returncode
    print(run.stdout.strip() if options.json else table(json.loads(run.stdout)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
