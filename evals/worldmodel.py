"""The world model of typed environments, evaluated in full: several seeds, and games that it never saw or hardly saw.

Usage: GS_BIN=target/release/groundstate python3 evals/worldmodel.py --train FILE… --test FILE

Each run is one of `groundstate eval worldmodel … --json` (docs/adr/0009 says in which form the files are), so each figure can be
had alone. The table has, for each seed, the published metric (state after the action, after the environment's own move, both with score,
score alone; where something changes and where nothing does; over all transitions, and the mean of the games) and how many steps
of a rollout stay exact; then what it knows of games left out of the training but for so many of their transitions: every game
is left out once, in folds. The files are for evaluation only; the test file is never trained on.
"""

import argparse
import datetime
import gzip
import json
import os
import pathlib
import subprocess
import sys

TASKS = ["act", "env", "full", "progress"]


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True, nargs="+", help="files of logged transitions to learn from")
    parser.add_argument("--test", required=True, help="file of transitions to ask about")
    parser.add_argument("--seeds", type=int, default=3, help="runs with the seeds 0, 1, …")
    parser.add_argument("--folds", type=int, default=5, help="parts that the games are left out in; 0: none is left out")
    parser.add_argument("--adapt", type=int, nargs="+", default=[0, 16, 64, 256], help="transitions of a left-out game that are learned from")
    parser.add_argument("--steps", type=int, default=0, help="steps of the network's training; 0: the induction alone")
    parser.add_argument("--results", help="file that finished runs are kept in and read from")
    parser.add_argument("--json", action="store_true", help="print every run as JSON")
    return parser.parse_args(arguments)


def games(path):
    """Names of the games in a file, in order."""
    opened = gzip.open(path, "rt") if str(path).endswith(".gz") else open(path, encoding="utf-8")
    with opened as rows:
        return sorted({json.loads(row)["game"] for row in rows if row.strip()})


def folds(names, count):
    """The names in so many parts, as even as can be; each name in one."""
    return [names[number::count] for number in range(min(count, len(names)))]


def plan(names, options):
    """The runs: a name, and the arguments that make it."""
    steps = ["--steps", str(options.steps)] + (["--rules-share", "1"] if options.steps == 0 else [])
    runs = [(f"seed {seed}", [*steps, "--seed", str(seed)]) for seed in range(options.seeds)]
    if options.folds:
        for adapt in options.adapt:
            for number, left in enumerate(folds(names, options.folds)):
                runs.append((f"left out {number}, {adapt}", [*steps, "--leave-out", *left, "--adapt", str(adapt)]))
    return runs


def finished(results):
    if not results or not pathlib.Path(results).exists():
        return {}
    with open(results, encoding="utf-8") as lines:
        return {name: report for name, report in map(json.loads, lines)}


def evaluate(options, arguments):
    binary = os.environ.get("GS_BIN", "target/release/groundstate")
    command = [binary, "eval", "worldmodel", "--train", *options.train, "--test", options.test, *arguments, "--json"]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode != 0:
        raise SystemExit(f"error: `{' '.join(command)}` ended with {ended.returncode}")
    return json.loads(ended.stdout)


def pooled(reports):
    """Shares and counts of several runs over different games together: right ones added up."""
    found = {}
    for task in TASKS:
        for kind in ("dynamic", "static"):
            parts = [report[task][kind] for report in reports if report[task][kind]["count"]]
            count = sum(part["count"] for part in parts)
            right = sum(part["micro"] * part["count"] for part in parts)
            found[task, kind] = (right / count if count else 0.0, count)
    return found


def table(runs):
    lines = ["seed        " + "  ".join(f"{task + ' dyn.':>16} {'static':>13}" for task in TASKS) + "   (micro/macro)"]
    for name, report in runs.items():
        if name.startswith("seed"):
            cell = lambda part: f"{part['micro']:.1f}/{part['macro']:.1f}"
            cells = [f"{cell(report[task]['dynamic']):>16} {cell(report[task]['static']):>13}" for task in TASKS]
            lines.append(f"{name:<12}" + "  ".join(cells) + f"   {report['train_seconds']:.0f} s")
    for name, report in runs.items():
        if name.startswith("seed"):
            steps = ", ".join(f"{k}: {share:.1f} % of {of}" for k, (share, of) in report["rollout"].items())
            lines.append(f"{name}: rollouts exact to the end, by steps: {steps}")
    by_adapt = {}
    for name, report in runs.items():
        if name.startswith("left out"):
            by_adapt.setdefault(int(name.split(", ")[1]), []).append(report)
    if by_adapt:
        lines.append("\nof a game left out, learned from    full dynamic  static   env dynamic   act dynamic   (micro, all games)")
    for adapt, reports in sorted(by_adapt.items()):
        found = pooled(reports)
        share = lambda *key: f"{found[key][0]:.1f}"
        lines.append(f"{adapt:>12} transitions {share('full', 'dynamic'):>24} {share('full', 'static'):>7}"
                     f" {share('env', 'dynamic'):>13} {share('act', 'dynamic'):>13}")
    return "\n".join(lines)


def main(arguments=None):
    options = parse(arguments)
    runs = {}
    known = finished(options.results)
    planned = plan(games(options.test), options)
    for number, (name, made_by) in enumerate(planned, 1):
        print(f"{number} of {len(planned)}: {name}", file=sys.stderr, flush=True)
        runs[name] = known[name] if name in known else evaluate(options, made_by)
        if options.results and name not in known:
            with open(options.results, "a", encoding="utf-8") as lines:
                lines.write(json.dumps([name, runs[name]]) + "\n")
    if options.json:
        print(json.dumps(runs))
        return
    print(f"{datetime.date.today()}, {pathlib.Path(options.test).name}, learned from {', '.join(pathlib.Path(f).name for f in options.train)}\n")
    print(table(runs))


if __name__ == "__main__":
    main()
