"""Text games written as Python files, and what their logs say, as a typed environment.

The format is that of the ByteSized32 state-prediction data: a game is a module with `TextGame` and `randomSeed`, a logged
transition names its objects `name (ID: n)`. The mapping to typed states is the one of `groundstate eval worldmodel`
(server/src/eval/worldmodel/mapping.rs): objects speak of others by that text, which becomes a reference; a dictionary keyed by
such texts becomes a list of keys and values. No game and no log is part of this repository.
"""

import contextlib
import copy
import gzip
import json
import pathlib
import re
import types

# Ending of a name that stands in the game without its identifier.
BARE = " (bare)"
# Games whose room is no object of their states, as their authors log them.
ROOMLESS = ("metal-detector", "space-walk", "sunburn")
# Up to Python 3.11 a quote may not stand again inside the braces of a formatted text.
NESTED_QUOTES = re.compile(r'(f"[^"\n]*\{[^"{}\n]*\[)"(\w+)"(\])')


# --- typed states -------------------------------------------------------------------------------------------------------


def state(objects):
    """Logged objects as a typed state."""
    names = {thing["name"]: str(thing["uuid"]) for thing in objects}
    parents = {}
    for container in objects:
        for name in container["contains"]:
            if name in names:
                parents.setdefault(names[name], str(container["uuid"]))
    return {"objects": [typed(thing, names, parents) for thing in objects]}


def typed(thing, names, parents):
    identifier = str(thing["uuid"])
    name, ending = thing["name"], f" (ID: {identifier})"
    made = {
        "id": identifier,
        "type": thing["type"],
        "name": name[: -len(ending)] if name.endswith(ending) else name + BARE,
        "properties": {key: value(found, names) for key, found in thing["properties"].items()},
    }
    if identifier in parents:
        made["parent"] = parents[identifier]
    return made


def value(found, names):
    """A property's value: a text that is an object's full name refers to it."""
    if isinstance(found, str):
        identifier = names.get(found)
        refers = identifier is not None and found.endswith(f" (ID: {identifier})")
        return {"ref": identifier} if refers else found
    if isinstance(found, (list, tuple)):
        return [value(item, names) for item in found]
    if isinstance(found, dict):
        if found and all(key in names for key in found):
            keys = sorted(found, key=lambda key: (len(names[key]), names[key]))
            entries = [{"key": {"ref": names[key]}, "value": value(found[key], names)} for key in keys]
            return {"entries": entries}
        return {key: value(item, names) for key, item in found.items()}
    return found


def action(arguments):
    """Verb and arguments (`{"o": uuid}` or a constant) as a typed action."""
    if not arguments:
        return {"verb": "(no action)", "arguments": {}}
    parts = enumerate(arguments[1:], start=1)
    filled = {f"argument{place}": {"ref": str(part["o"])} if isinstance(part, dict) else part for place, part in parts}
    return {"verb": arguments[0], "arguments": filled}


def key(chosen):
    """A typed action as a text that compares: arguments in order, whole numbers without a fraction."""
    spelled = {role: int(part) if isinstance(part, float) and part.is_integer() else part for role, part in chosen.get("arguments", {}).items()}
    return json.dumps([chosen["verb"], spelled], sort_keys=True)


# --- logs ---------------------------------------------------------------------------------------------------------------


def after(objects, difference):
    """Logged objects after a logged difference."""
    gone = set(difference["del"])
    new = {thing["uuid"]: thing for thing in difference["mod"]}
    kept = [new.pop(thing["uuid"], thing) for thing in objects if thing["uuid"] not in gone]
    return kept + [thing for thing in difference["mod"] if thing["uuid"] in new]


def transition(row):
    """A logged row as the transition that the API takes."""
    middle = after(row["s0"], row["d1"])
    return {
        "trajectory": row["traj"],
        "step": row["step"],
        "task": row["task"],
        "before": progress(row["score0"]),
        "state": state(row["s0"]),
        "action": action(row["args"]),
        "mid_state": state(middle),
        "next_state": state(after(middle, row["d2"])),
        "score": row["score1"]["score"],
        "done": row["score1"]["gameOver"],
        "won": row["score1"]["gameWon"],
    }


def progress(score):
    return {"score": score["score"], "done": score["gameOver"], "won": score["gameWon"]}


def logs(path):
    """Rows of a file of JSON Lines, gzipped or not."""
    opened = gzip.open(path, "rt", encoding="utf-8") if str(path).endswith(".gz") else open(path, encoding="utf-8")
    with opened as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


# --- games --------------------------------------------------------------------------------------------------------------


class Games:
    """A folder with `games/NAME.py` and `playthroughs/NAME-playthrough.txt`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def names(self):
        found = {path.stem for path in (self.folder / "games").glob("*.py")}
        return sorted(name for name in found if (self.folder / "playthroughs" / f"{name}-playthrough.txt").is_file())

    def start(self, name):
        """A new game at its official seed."""
        source = (self.folder / "games" / f"{name}.py").read_text(encoding="utf-8")
        module = types.ModuleType(name)
        # Games count their objects in a variable of their module: each game gets a module of its own.
        exec(compile(NESTED_QUOTES.sub(r"\1'\2'\3", source), f"{name}.py", "exec"), module.__dict__)
        return Game(name, module)

    def gold(self, name):
        """The actions of the authors' playthrough."""
        lines = (self.folder / "playthroughs" / f"{name}-playthrough.txt").read_text(encoding="utf-8").splitlines()
        said = [line[1:].strip() for line in lines if line.startswith(">")]
        return [line for line in said if line not in ("", "help")]


class Game:
    """A running game."""

    def __init__(self, name, module):
        self.name = name
        self.seed = module.randomSeed
        self.game = module.TextGame(randomSeed=module.randomSeed)
        self.game.generatePossibleActions()

    @property
    def task(self):
        return self.game.getTaskDescription()

    @property
    def progress(self):
        return {"score": self.game.score, "done": bool(self.game.gameOver), "won": bool(self.game.gameWon)}

    def objects(self):
        """What the logs would say of the present state."""
        root = self.game.rootObject
        everything = ([] if self.name in ROOMLESS else [root]) + root.getAllContainedObjectsRecursive()
        logged = [
            {
                "name": thing.name,
                "uuid": thing.uuid,
                "type": type(thing).__name__,
                "properties": copy.deepcopy(thing.properties),
                "contains": [inner.name for inner in thing.contains],
            }
            for thing in everything
        ]
        return json.loads(json.dumps(logged))

    def state(self):
        return state(self.objects())

    def actions(self):
        """Every action that the game offers now: its typed form's text to what the game is told."""
        offered = {}
        for said, meanings in self.game.possibleActions.items():
            parts = [{"o": part.uuid} if hasattr(part, "uuid") else part for part in meanings[0][1:]]
            offered.setdefault(key(action([meanings[0][0], *parts])), said)
        return offered

    def take(self, chosen):
        """Takes a typed action; one that the game does not offer passes the time. Returns what the game was told."""
        said = self.actions().get(key(chosen))
        self.say(said if said is not None else "(not possible)")
        return said

    def say(self, said):
        # Some games break down at some of the actions that they offer: the step is spent, and whatever happened stands.
        with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):
            self.game.step(said)
        self.game.generatePossibleActions()
