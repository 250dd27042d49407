"""Tests of how the world model is evaluated in full. Run with `python3 -m unittest discover --start-directory evals`."""

import pathlib
import stat
import tempfile
import unittest

import worldmodel

# Stands in for the binary where only what is made of its answers is tested: it says how many games were left out.
BINARY = """#!/usr/bin/env python3
import json, sys
left = sys.argv[sys.argv.index("--leave-out") + 1:sys.argv.index("--adapt")] if "--leave-out" in sys.argv else []
figure = {"micro": 100.0 - 10.0 * len(left), "macro": 50.0, "count": 1 + len(left)}
report = {task: {"dynamic": figure, "static": figure} for task in ["act", "env", "full", "progress"]}
print(json.dumps({**report, "rollout": {"1": [100.0, 3]}, "train_seconds": 1.0}))
"""


class Folds(unittest.TestCase):
    def test_every_game_is_left_out_once(self):
        names = [f"game-{number}" for number in range(31)]
        parts = worldmodel.folds(names, 5)
        self.assertEqual(sorted(sum(parts, [])), sorted(names))
        self.assertLessEqual(max(map(len, parts)) - min(map(len, parts)), 1)

    def test_more_folds_than_games_are_as_many_as_games(self):
        self.assertEqual(worldmodel.folds(["a", "b"], 5), [["a"], ["b"]])


class Runs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        place = pathlib.Path(self.folder.name)
        self.binary, self.test, self.results = place / "binary", place / "test.jsonl", place / "results.jsonl"
        self.binary.write_text(BINARY)
        self.binary.chmod(self.binary.stat().st_mode | stat.S_IXUSR)
        self.test.write_text("".join(f'{{"game": "{name}"}}\n' for name in "abc"))
        before = worldmodel.os.environ.get("GS_BIN")
        worldmodel.os.environ["GS_BIN"] = str(self.binary)
        restore = lambda: worldmodel.os.environ.pop("GS_BIN") if before is None else worldmodel.os.environ.update(GS_BIN=before)
        self.addCleanup(restore)

    def options(self, *more):
        given = ["--train", "x", "--test", str(self.test), "--results", str(self.results), *more]
        return worldmodel.parse(given)

    def test_micro_figures_are_weighed_by_transitions(self):
        options = self.options("--seeds", "0", "--folds", "2", "--adapt", "16")
        runs = {name: worldmodel.evaluate(options, made) for name, made in worldmodel.plan(["a", "b", "c"], options)}
        # Folds of two games and of one: 80 % of 3 and 90 % of 2 transitions.
        self.assertEqual(worldmodel.pooled(list(runs.values()))["full", "dynamic"], (84.0, 5))
        self.assertIn("84.0", worldmodel.table(runs))

    def test_what_was_run_is_not_run_again(self):
        given = ["--train", "x", "--test", str(self.test), "--results", str(self.results), "--seeds", "1", "--folds", "0"]
        worldmodel.main(given)
        self.binary.unlink()
        worldmodel.main(given)
        self.assertEqual(list(worldmodel.finished(self.results)), ["seed 0"])

    def test_a_failing_binary_is_an_error(self):
        self.binary.write_text("#!/bin/sh\nexit 3\n")
        with self.assertRaises(SystemExit):
            worldmodel.evaluate(self.options(), [])


if __name__ == "__main__":
    unittest.main()
