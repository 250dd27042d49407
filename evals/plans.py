"""Plans made in a learned world model and carried out in real games, through the API.

Usage: GS_DEMO=no GROUNDSTATE_REQUEST_TIMEOUT_MS=600000 scripts/with-server.sh python3 evals/plans.py --games FOLDER --data FILE…

For each game: its logged transitions are registered as an environment, a schema is inferred, a world model is trained; then
the real game is started at its official seed and played by plans: ask, take the next action, report what came of it, until
the game says that it is won or over, or the steps are spent. A second time with a guardrail that forbids a fact which the
authors' own playthrough makes true. A random player with the same actions and steps is the baseline.

The games are Python files in the form of the ByteSized32 benchmark (see evals/textgames.py); FOLDER holds `games` and
`playthroughs`. They and their logs are for evaluation only. Each finished game is kept in `--results`; run again, and what
stands there is not done again.
"""

import argparse
import collections
import datetime
import json
import pathlib
import random
import sys
import time

import textgames
from load import percentile
from server import Refused, Server

# What the task says in words, for games whose logs hold no win that a model could learn from.
SAID = {
    "metal-detector": ["objects.exists(o, o.name == 'metal case' && o.parent != null && objects_by_id[o.parent].type == 'Agent')"],
    "space-walk": ["objects.exists(o, o.type == 'Agent' && o.wearSpaceSuit && o.parent != null && objects_by_id[o.parent].isOuterSpace)"],
    "wash-clothes": ["objects.all(o, o.type != 'Clothes' || !o.isDirty)", "objects.all(o, o.type != 'Clothes' || !o.isWet)"],
}
WON = ["progress.won"]


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--games", required=True, help="folder with `games` and `playthroughs`")
    parser.add_argument("--data", required=True, nargs="+", help="files of logged transitions to learn from")
    parser.add_argument("--only", nargs="+", default=[], help="these games alone")
    parser.add_argument("--limit", type=int, default=0, help="so many games at most")
    parser.add_argument("--results", help="file that finished games are kept in and read from")
    parser.add_argument("--steps", type=int, default=60, help="environment steps of an episode")
    parser.add_argument("--train-steps", type=int, default=200, help="steps of training; rules are induced before the first")
    parser.add_argument("--members", type=int, default=2, help="members of the ensemble")
    parser.add_argument("--horizon", type=int, default=30, help="actions of a plan at most")
    parser.add_argument("--expansions", type=int, default=4000, help="simulated steps of a search at most")
    parser.add_argument("--time-ms", type=int, default=30000, help="milliseconds of a search at most")
    parser.add_argument("--searches", type=int, default=8, help="searches of an episode that may find no way to the goal")
    parser.add_argument("--random-runs", type=int, default=20, help="episodes of the random player")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-guarded", action="store_true", help="leave the guarded variants out")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser.parse_args(arguments)


def note(text):
    print(text, file=sys.stderr, flush=True)


# --- learning -----------------------------------------------------------------------------------------------------------


def learn(server, name, rows, options):
    """Registers an environment from logged rows and trains its model, if that was not done before; returns its name and
    what training says of it."""
    environment = f"game-{name}"
    if not any(known["name"] == environment for known in server.pages("/v1/environments")):
        server.call("POST", "/v1/environments", {"name": environment})
    trained = server.call("GET", f"/v1/environments/{environment}/models")["data"]
    if trained:
        return environment, told(trained[0]["training"])
    lines = "\n".join(json.dumps(textgames.transition(row)) for row in rows)
    server.send(f"/v1/environments/{environment}/transitions", lines.encode(), "application/x-ndjson")
    schema = server.call("POST", f"/v1/environments/{environment}/infer", {})["schema"]
    server.call("POST", f"/v1/environments/{environment}/versions", {"schema": schema})
    order = {"reason": "evaluation of plans", "steps": options.train_steps, "members": options.members, "seed": options.seed}
    job = server.call("POST", f"/v1/environments/{environment}/models", order)
    while job["status"] in ("queued", "running"):
        time.sleep(0.5)
        job = server.call("GET", f"/v1/jobs/{job['id']}")
    if job["status"] != "succeeded":
        raise RuntimeError(f"training ended as {job['status']}: {job.get('message')}")
    return environment, told(server.call("GET", f"/v1/environments/{environment}/models")["data"][0]["training"])


def told(training):
    return {"transitions": training["transitions"], "train_steps": training["steps"], "held_out": training["exactness"]}


# --- playing ------------------------------------------------------------------------------------------------------------


class Forbidden:
    """A fact that must never be: an object in a container, or with a value. The same for the API and for the real states."""

    def __init__(self, identifier, field, value):
        self.identifier, self.field, self.value = identifier, field, value

    def rule(self):
        told = "o.parent" if self.field == "parent" else f"o['{self.field}']"
        expression = f"objects.all(o, o.id != '{self.identifier}' || {told} != {json.dumps(self.value)})"
        return {"name": f"never {self.identifier} {self.field} {self.value}", "expression": expression}

    def holds(self, state):
        return (self.identifier, self.field, self.value) in facts(state)


def facts(state):
    """Containment, truths and words of a state."""
    found = set()
    for thing in state["objects"]:
        found.add((thing["id"], "parent", thing.get("parent")))
        found.update((thing["id"], name, value) for name, value in thing["properties"].items() if isinstance(value, (bool, str)))
    return found


class Player:
    """Plays one episode by plans."""

    def __init__(self, server, environment, goals, options, forbidden=None):
        self.server, self.environment, self.goals, self.options, self.forbidden = server, environment, goals, options, forbidden
        self.report = {"won": False, "steps": 0, "plans": 0, "surprises": 0, "refused": 0, "violations": 0, "ended": ""}
        self.waits, self.waited, self.actions, self.crossed = [], 0.0, [], set()

    def play(self, game):
        """Until the game is won or over, the steps are spent, or no way is found any more."""
        lost = 0
        while self.report["steps"] < self.options.steps and not game.progress["done"] and lost < self.options.searches:
            plan = self.ask(game)
            if plan["next_action"]:
                self.follow(game, plan)
            else:
                lost += 1
                self.astray(game, (plan.get("nearest") or {}).get("steps") or [])
        won = game.progress["won"]
        ended = "won" if won else "lost" if game.progress["done"] else "steps spent" if self.report["steps"] >= self.options.steps else "no plan"
        return {**self.report, "won": won, "ended": ended, "actions": self.actions, "waits_ms": [round(wait, 1) for wait in self.waits]}

    def timed(self, path, body):
        started = time.perf_counter()
        answer = self.server.call("POST", path, body)
        return answer, (time.perf_counter() - started) * 1000

    def ask(self, game):
        request = {
            "environment": self.environment,
            "state": game.state(),
            "goals": [{"expression": goal} for goal in self.goals],
            "guardrails": [self.forbidden.rule()] if self.forbidden else [],
            "task": game.task,
            "score": game.progress["score"],
            "horizon": max(1, min(self.options.horizon, self.options.steps - self.report["steps"])),
            "expansions": self.options.expansions,
            "time_ms": self.options.time_ms,
            "seed": self.options.seed + self.report["plans"],
        }
        plan, wait = self.timed("/v1/plans", request)
        self.report["plans"] += 1
        self.waited += wait
        return plan

    def take(self, game, action):
        if game.take(action) is None:
            self.report["refused"] += 1
        self.actions.append(textgames.key(action))
        self.report["steps"] += 1
        state = game.state()
        self.crossed |= facts(state)
        if self.forbidden and self.forbidden.holds(state):
            self.report["violations"] += 1
        return {"state": state, **game.progress}

    def follow(self, game, plan):
        """Takes a plan's actions as long as it has one to take."""
        while plan["next_action"] and self.report["steps"] < self.options.steps and not game.progress["done"]:
            seen = self.take(game, plan["next_action"])
            observed, wait = self.timed(f"/v1/plans/{plan['id']}/observations", seen)
            # A step has waited for its plan, if that was made for it, and for what its observation was answered with.
            self.stepped(wait)
            self.report["surprises"] += observed["verdict"]["verdict"] == "surprise"
            plan = observed["plan"]

    def stepped(self, wait=0.0):
        self.waits.append(self.waited + wait)
        self.waited = 0.0

    def astray(self, game, way):
        """No plan reaches the goal: towards the nearest state, as long as what comes of it is what was predicted."""
        for step in way:
            if self.report["steps"] >= self.options.steps or game.progress["done"]:
                break
            row = {"trajectory": f"astray-{self.environment}", "step": self.report["steps"], "task": game.task, "before": game.progress}
            row.update(state=game.state(), action=step["action"])
            seen = self.take(game, step["action"])
            self.stepped()
            row.update(next_state=seen["state"], score=seen["score"], done=seen["done"], won=seen["won"])
            self.server.send(f"/v1/environments/{self.environment}/transitions", json.dumps(row).encode(), "application/x-ndjson")
            if facts(seen["state"]) != facts(step["state"]):
                break


def at_random(games, name, options):
    """Wins of a player that takes any action that the game offers, over so many episodes."""
    wins = 0
    for run in range(options.random_runs):
        draws, game = random.Random(f"{options.seed} {name} {run}"), games.start(name)
        for _ in range(options.steps):
            if game.progress["done"]:
                break
            game.say(draws.choice(sorted(game.actions().values())))
        wins += game.progress["won"]
    return wins


def walkthrough(games, name):
    """Steps that the authors' playthrough needs to win (none if it does not), and the facts that it makes true on the way, of
    objects that are there from the start."""
    game, crossed = games.start(name), set()
    begun = facts(game.state())
    known = {identifier for identifier, _, _ in begun}
    def new():
        return {fact for fact in crossed - begun if fact[0] in known}

    for step, said in enumerate(games.gold(name), start=1):
        game.say(said)
        if game.progress["won"]:
            return step, new()
        crossed |= facts(game.state())
    return None, new()


def forbidden(gold, crossed, won):
    """A fact that the playthrough makes true on its way. Where the unguarded plan won without it, it can be avoided: such a
    one first; else one that the unguarded plan made true as well, of which that is not known."""
    avoided = sorted(gold - crossed, key=repr) if won else []
    known = avoided or sorted(gold & crossed, key=repr) or sorted(gold, key=repr)
    return Forbidden(*known[0]) if known else None


# --- the whole ----------------------------------------------------------------------------------------------------------


def evaluate(server, games, name, rows, options):
    note(f"{name}: learning from {len(rows)} transitions")
    environment, learned = learn(server, name, rows, options)
    gold, crossed = walkthrough(games, name)
    goals = SAID.get(name, WON)
    free = Player(server, environment, goals, options)
    game = games.start(name)
    found = {"game": name, "game_seed": game.seed, "seed": options.seed, "gold": gold, **learned, "free": free.play(game)}
    note(f"{name}: {found['free']['ended']} after {found['free']['steps']} steps (shortest known {gold}), {spread(found['free']['waits_ms'])}")
    rule = None if options.no_guarded else forbidden(crossed, free.crossed, found["free"]["won"])
    if rule:
        guarded = Player(server, environment, goals, options, rule)
        found["guarded"] = {"rule": rule.rule(), "crossed_unguarded": (rule.identifier, rule.field, rule.value) in free.crossed}
        found["guarded"].update(guarded.play(games.start(name)))
        note(f"{name}: guarded, {found['guarded']['ended']} after {found['guarded']['steps']} steps, {found['guarded']['violations']} violations")
    found["random_wins"], found["random_runs"] = at_random(games, name, options), options.random_runs
    return found


def spread(waits):
    return ", ".join(f"{name} {percentile(waits, share):.0f} ms" for name, share in (("p50", 0.5), ("p90", 0.9), ("max", 1.0))) if waits else "no step"


def summarise(found, options):
    played = [row["free"] for row in found]
    guarded = [row["guarded"] for row in found if "guarded" in row]
    waits = [wait for row in played for wait in row["waits_ms"]]
    won = [row for row in found if row["free"]["won"]]
    ratios = sorted(row["free"]["steps"] / row["gold"] for row in won if row["gold"])
    return {
        "date": datetime.date.today().isoformat(),
        "seed": options.seed,
        "games": len(found),
        "solved": len(won),
        "random_solved": sum(row["random_wins"] / max(1, row["random_runs"]) for row in found),
        "steps_to_shortest_known": percentile(ratios, 0.5),
        "plan_ms": {"p50": percentile(waits, 0.5), "p90": percentile(waits, 0.9), "max": max(waits, default=None)},
        "guarded": len(guarded),
        "guarded_solved": sum(row["won"] for row in guarded),
        "violations": sum(row["violations"] for row in guarded),
        "rows": found,
    }


def table(summary):
    """The report for a person."""
    lines = [f"{'game':<28}{'ended':>12}{'steps':>6}{'gold':>6}{'plans':>6}{'surpr.':>7}{'p50 ms':>9}{'max ms':>9}  {'guarded':<12}{'viol.':>6}{'random':>8}"]
    for row in summary["rows"]:
        free, guarded = row["free"], row.get("guarded")
        lines.append(
            f"{row['game']:<28}{free['ended']:>12}{free['steps']:>6}{row['gold'] or '-':>6}{free['plans']:>6}{free['surprises']:>7}"
            f"{percentile(free['waits_ms'], 0.5) or 0:>9.0f}{max(free['waits_ms'], default=0):>9.0f}  "
            f"{guarded['ended'] if guarded else '-':<12}{guarded['violations'] if guarded else '-':>6}{row['random_wins']:>5}/{row['random_runs']}"
        )
    waits = summary["plan_ms"]
    lines.append(
        f"{summary['date']}, seed {summary['seed']}: {summary['solved']} of {summary['games']} solved (random: {summary['random_solved']:.1f}),"
        f" steps to the shortest known, median {summary['steps_to_shortest_known'] or 0:.2f}, planning a step p50 {waits['p50'] or 0:.0f} ms, p90"
        f" {waits['p90'] or 0:.0f} ms; guarded: {summary['guarded_solved']} of {summary['guarded']} solved, {summary['violations']} violations"
    )
    return "\n".join(lines)


def main(arguments=None):
    options = parse(arguments)
    games = textgames.Games(options.games)
    results = pathlib.Path(options.results) if options.results else None
    kept = [json.loads(line) for line in results.read_text().splitlines()] if results and results.is_file() else []
    rows = collections.defaultdict(list)
    for path in options.data:
        for row in textgames.logs(path):
            rows[row["game"]].append(row)
    names = [name for name in games.names() if rows[name] and (not options.only or name in options.only)]
    names = names[: options.limit] if options.limit else names
    if not names:
        sys.exit("error: no game of the folder has logged transitions in the files")
    server, found = Server.from_environment(), [row for row in kept if row["game"] in names]
    server.timeout = 600.0
    for name in names:
        if any(row["game"] == name for row in found):
            continue
        try:
            found.append(evaluate(server, games, name, rows[name], options))
        except (Refused, OSError, RuntimeError) as error:
            note(f"{name}: error: {error}")
            continue
        if results:
            with results.open("a", encoding="utf-8") as out:
                out.write(json.dumps(found[-1]) + "\n")
    summary = summarise(sorted(found, key=lambda row: row["game"]), options)
    print(json.dumps(summary, indent=2) if options.json else table(summary))
    # A guardrail that was broken is a defect; a game that was not solved is a figure.
    return 1 if summary["violations"] or len(found) < len(names) else 0


if __name__ == "__main__":
    sys.exit(main())
