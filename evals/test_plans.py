"""Tests of the games' adapter and of how plans are played. Run with `python3 -m unittest discover --start-directory evals`."""

import argparse
import pathlib
import tempfile
import unittest

import plans
import textgames

# A game in the form of the benchmark: a lamp in a room; whoever turns it on has won.
LAMP = '''
randomSeed = 7
class Thing:
    def __init__(self, name, uuid, **properties):
        self.uuid, self.contains, self.properties = uuid, [], {"label": name, **properties}
        self.name = f"{self.properties["label"]} (ID: {uuid})"
    def getAllContainedObjectsRecursive(self):
        return [found for inner in self.contains for found in [inner, *inner.getAllContainedObjectsRecursive()]]
class World(Thing): pass
class Lamp(Thing): pass
class TextGame:
    def __init__(self, randomSeed):
        self.rootObject, self.lamp = World("room", 1), Lamp("lamp", 2, isOn=False, near="room (ID: 1)")
        self.rootObject.contains.append(self.lamp)
        self.score, self.gameOver, self.gameWon = 0, False, False
    def getTaskDescription(self): return "Turn the lamp on."
    def generatePossibleActions(self):
        self.possibleActions = {f"turn on {thing.name}": [["turn on", thing]] for thing in (self.rootObject, self.lamp)}
    def step(self, said):
        if said == f"turn on {self.lamp.name}":
            self.lamp.properties["isOn"], self.score, self.gameOver, self.gameWon = True, 1, True, True
'''
PLAYTHROUGH = "Task\n> help\n> turn on room (ID: 1)\nObservation: no\n> turn on lamp (ID: 2)\nObservation: yes\n"


def games():
    folder = tempfile.TemporaryDirectory()
    for name, text in (("games/lamp.py", LAMP), ("playthroughs/lamp-playthrough.txt", PLAYTHROUGH)):
        path = pathlib.Path(folder.name) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder, textgames.Games(folder.name)


def logged(name, uuid, properties=None, contains=()):
    return {"name": name, "uuid": uuid, "type": "Thing", "properties": properties or {}, "contains": list(contains)}


class Mapping(unittest.TestCase):
    def test_names_containers_and_references(self):
        room = logged("room (ID: 1)", 1, contains=["water", "pot (ID: 2)"])
        pot = logged("pot (ID: 2)", 2, {"beside": "water", "in": "room (ID: 1)", "held": {"room (ID: 1)": 3}, "size": [1.5, None]})
        objects = textgames.state([room, pot, logged("water", 3)])["objects"]
        self.assertEqual([thing["name"] for thing in objects], ["room", "pot", "water (bare)"])
        self.assertEqual([thing.get("parent") for thing in objects], [None, "1", "1"])
        # A word that some object happens to be called is no reference; a dictionary keyed by objects is a list.
        held = {"entries": [{"key": {"ref": "1"}, "value": 3}]}
        self.assertEqual(objects[1]["properties"], {"beside": "water", "in": {"ref": "1"}, "held": held, "size": [1.5, None]})

    def test_a_row_is_a_transition(self):
        score = {"score": 0, "gameOver": False, "gameWon": False}
        row = {"traj": "t", "step": 4, "task": "do", "args": ["put", {"o": 2}, "up"], "score0": score, "score1": {**score, "score": 1}}
        row.update(s0=[logged("a", 1), logged("b", 2)], d1={"mod": [logged("b", 2, {"up": True})], "del": []})
        row.update(d2={"mod": [logged("c", 3)], "del": [1]})
        found = textgames.transition(row)
        self.assertEqual([thing["id"] for thing in found["mid_state"]["objects"]], ["1", "2"])
        self.assertEqual([thing["id"] for thing in found["next_state"]["objects"]], ["2", "3"])
        self.assertEqual(found["next_state"]["objects"][0]["properties"], {"up": True})
        self.assertEqual(found["action"], {"verb": "put", "arguments": {"argument1": {"ref": "2"}, "argument2": "up"}})
        self.assertEqual((found["score"], found["won"]), (1, False))

    def test_actions_compare_whatever_way_a_number_is_written(self):
        one, other = ({"verb": "answer", "arguments": {"argument1": number}} for number in (3, 3.0))
        self.assertEqual(textgames.key(one), textgames.key(other))
        self.assertNotEqual(textgames.key(one), textgames.key({"verb": "answer", "arguments": {"argument1": "3"}}))


class Playing(unittest.TestCase):
    def setUp(self):
        self.folder, self.games = games()
        self.options = argparse.Namespace(steps=5, horizon=9, expansions=9, time_ms=9, seed=0, random_runs=40, searches=3)

    def tearDown(self):
        self.folder.cleanup()

    def test_a_game_runs_and_its_playthrough_is_read(self):
        self.assertEqual(self.games.names(), ["lamp"])
        steps, crossed = plans.walkthrough(self.games, "lamp")
        # The last step wins, and what it makes true is what is wanted: only what comes before may be forbidden.
        self.assertEqual((steps, crossed), (2, set()))
        game = self.games.start("lamp")
        self.assertEqual((game.seed, game.task, len(game.actions())), (7, "Turn the lamp on.", 2))
        self.assertEqual(game.state()["objects"][1]["properties"]["near"], {"ref": "1"})
        self.assertIsNone(game.take({"verb": "fly", "arguments": {}}))
        self.assertEqual(game.take({"verb": "turn on", "arguments": {"argument1": {"ref": "2"}}}), "turn on lamp (ID: 2)")
        self.assertTrue(game.progress["won"])

    def test_a_plan_is_followed_and_what_is_forbidden_is_counted(self):
        on = {"verb": "turn on", "arguments": {"argument1": {"ref": "2"}}}
        asked = []

        class Planner:
            def call(self, method, path, body):
                asked.append((path, body))
                plan = {"id": "plan_1", "next_action": on, "nearest": None}
                if path == "/v1/plans":
                    return plan
                return {"verdict": {"verdict": "reached"}, "plan": {**plan, "next_action": None}}

        rule = plans.Forbidden("2", "isOn", True)
        found = plans.Player(Planner(), "env", plans.WON, self.options, rule).play(self.games.start("lamp"))
        self.assertEqual([found[name] for name in ("won", "ended", "steps", "plans", "violations")], [True, "won", 1, 1, 1])
        self.assertEqual(len(found["waits_ms"]), 1)
        self.assertEqual(asked[0][1]["guardrails"][0]["expression"], "objects.all(o, o.id != '2' || o['isOn'] != true)")
        self.assertEqual((asked[0][1]["horizon"], asked[1][1]["won"]), (5, True))

    def test_without_a_plan_the_player_gives_up(self):
        class Planner:
            def call(self, *_):
                return {"id": "plan_1", "next_action": None, "nearest": None}

        found = plans.Player(Planner(), "env", plans.WON, self.options).play(self.games.start("lamp"))
        self.assertEqual((found["ended"], found["steps"], found["plans"]), ("no plan", 0, 3))

    def test_the_random_player_is_repeatable(self):
        wins = plans.at_random(self.games, "lamp", self.options)
        self.assertEqual(wins, plans.at_random(self.games, "lamp", self.options))
        self.assertTrue(0 < wins <= 40)


class Report(unittest.TestCase):
    def test_sums_up_and_names_every_game(self):
        episode = {"won": True, "ended": "won", "steps": 3, "plans": 1, "surprises": 0, "violations": 0, "waits_ms": [10.0, 1.0, 1.0]}
        row = {"game": "lamp", "gold": 2, "free": episode, "guarded": {**episode, "won": False, "violations": 2}, "random_wins": 1, "random_runs": 4}
        summary = plans.summarise([row], argparse.Namespace(seed=3))
        self.assertEqual([summary[name] for name in ("games", "solved", "random_solved", "guarded", "guarded_solved", "violations")], [1, 1, 0.25, 1, 0, 2])
        self.assertEqual((summary["steps_to_shortest_known"], summary["plan_ms"]["p50"], summary["plan_ms"]["max"]), (1.5, 1.0, 10.0))
        text = plans.table(summary)
        self.assertIn("lamp", text)
        self.assertIn("1 of 1 solved", text)

    def test_what_is_forbidden_lies_on_the_playthrough_and_can_be_avoided_where_that_is_known(self):
        gold, crossed = {("1", "on", True), ("2", "on", True)}, {("2", "on", True), ("3", "on", True)}
        self.assertEqual(plans.forbidden(gold, crossed, True).identifier, "1")
        self.assertEqual(plans.forbidden(gold, crossed, False).identifier, "2")
        self.assertEqual(plans.forbidden({("1", "on", True)}, set(), False).identifier, "1")
        self.assertIsNone(plans.forbidden(set(), crossed, True))


if __name__ == "__main__":
    unittest.main()
