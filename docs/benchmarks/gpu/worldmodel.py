#!/usr/bin/env python3
"""The network of the typed world model in PyTorch, on the tensors that `groundstate bench worldmodel --portrait DIR` wrote.

It computes the loss and its gradients from the very weights and batch, says how far they lie from Groundstate's, and
times a step (forward, backward, AdamW) and the forward pass alone: eager, compiled, and as a CUDA graph.

    python3 docs/benchmarks/gpu/worldmodel.py DIR [--device cuda|cpu] [--threads N] [--sizes 64,256,1024]
        [--ways eager,compiled,graph] [--rounds 10] [--json]
"""

import argparse
import json
import math
import pathlib
import statistics
import time

import torch
from safetensors.torch import load_file

LATENT, SPREAD, INVERSE = 0.3, 0.3, 0.2
SPREAD_TOKENS = 512
HEADS = 4
BETAS, EPSILON, DECAY, CLIP, RATE = (0.9, 0.98), 1e-8, 0.01, 2.0, 2e-3
ACT, ENVIRONMENT, PROGRESS = "0", "1", "2"


def normed(x):
    return x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt()


class Ask:
    """The questions of one phase."""

    def __init__(self, tensors, phase, device):
        prefix = f"ask.{phase}."
        self.phase = phase
        self.has = {name[len(prefix):] for name in tensors if name.startswith(prefix)}
        for name in self.has:
            tensor = tensors[prefix + name].to(device)
            setattr(self, name, tensor.long() if tensor.dtype == torch.uint32 else tensor)


class Network:
    def __init__(self, tensors, device):
        of = lambda prefix: {k[len(prefix):]: v.to(device) for k, v in tensors.items() if k.startswith(prefix)}
        self.w = {name: tensor.requires_grad_() for name, tensor in of("weight.").items()}
        self.b = {k: v.long() if v.dtype == torch.uint32 else v for k, v in of("batch.").items()}
        self.open = tensors["families.open"].to(device)
        phases = sorted({name.split(".")[1] for name in tensors if name.startswith("ask.")})
        self.asks = [Ask(tensors, phase, device) for phase in phases]
        self.scenes, self.width = self.b["mask"].shape
        self.encoder_blocks = len({k.split(".")[1] for k in self.w if k.startswith("encoder.")})
        self.predictor_blocks = len({k.split(".")[2] for k in self.w if k.startswith("predictor.0.")})
        real = self.b["mask"].flatten().nonzero().flatten()
        self.chosen = real[:: max(1, math.ceil(len(real) / SPREAD_TOKENS))]

    def attend(self, name, x, mask, relations):
        w, (scenes, count, width) = self.w, x.shape
        q, k, v = (x @ w[f"{name}.attention"]).reshape(scenes, count, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        bias = (relations @ w[f"{name}.relations"]).permute(0, 3, 1, 2)
        bias = bias + ((mask - 1.0) * 1e9)[:, None, None, :]
        logits = q @ k.transpose(-1, -2) / math.sqrt(width // HEADS) + bias
        mixed = (logits.softmax(-1) @ v).transpose(1, 2).reshape(scenes, count, width)
        return mixed @ w[f"{name}.output"]

    def block(self, name, x, mask, relations, condition=None):
        w = self.w
        if condition is None:
            modulated = lambda x, _: normed(x)
        else:
            parts = (condition @ w[f"{name}.condition"])[:, None, :].chunk(4, -1)
            modulated = lambda x, at: normed(x) * (parts[2 * at] + 1.0) + parts[2 * at + 1]
        x = x + self.attend(name, modulated(x, 0), mask, relations)
        return x + (modulated(x, 1) @ w[f"{name}.enter"]).relu() @ w[f"{name}.leave"]

    def atoms(self):
        w, b = self.w, self.b
        values = w["values"][b["value_codes"]] + b["value_features"] @ w["words"]
        values = values[b["atom_values"]] + b["atom_numbers"] @ w["numbers"]
        return w["keys"][b["atom_keys"]] + values + w["gates"][b["atom_keys"]] * values

    def encode(self, atoms):
        b = self.b
        if "token_counts" in b:
            tokens = b["token_counts"] @ atoms
        else:
            tokens = torch.zeros(self.scenes * self.width, atoms.shape[-1], device=atoms.device)
            tokens = tokens.index_add(0, b["token_places"], atoms[b["token_atoms"]])
        tokens = (tokens * 0.3).reshape(self.scenes, self.width, -1)
        for place in range(self.encoder_blocks):
            tokens = self.block(f"encoder.{place}", tokens, b["mask"], b["relations"])
        return tokens

    def advance(self, ask, atoms, tokens):
        questions, width, size = tokens.shape
        flat = tokens.reshape(-1, size)
        if "marks" in ask.has:
            flat = flat.index_add(0, ask.mark_places, self.w["marks"][ask.marks])
        tokens = flat.reshape(questions, width, size)
        condition = self.w["verbs"][ask.verbs]
        if "argument_atoms" in ask.has:
            condition = condition.index_add(0, ask.argument_places, atoms[ask.argument_atoms])
        mask, relations = self.b["mask"][ask.scenes], self.b["relations"][ask.scenes]
        for place in range(self.predictor_blocks):
            tokens = self.block(f"predictor.{ask.phase}.{place}", tokens, mask, relations, condition)
        return tokens

    def score(self, ask, atoms, predicted):
        if "slot_tokens" not in ask.has:
            return None
        w, size = self.w, predicted.shape[-1]
        tokens = normed(predicted.reshape(-1, size))
        own = atoms[ask.slot_atoms] + w["families"][ask.slot_families]
        joined = torch.cat([tokens[ask.slot_tokens], own], 1)
        hidden = normed((joined @ w["slot.enter"]).relu() @ w["slot.leave"] + joined @ w["slot.pass"])
        table = hidden @ w["entries"].T / math.sqrt(size) + w["biases"] + self.open[ask.slot_families]
        if "pointer_picks" not in ask.has:
            return table
        read = torch.cat([tokens[ask.source_tokens], atoms[ask.source_atoms]], 1) @ w["sources"]
        questions = len(ask.scenes)
        queries = (hidden @ w["queries"])[ask.pointer_slots].reshape(questions, -1, size)
        read = read[ask.pointer_sources].reshape(questions, -1, size)
        slots = len(ask.pointer_slots)
        products = (queries @ read.transpose(1, 2)).reshape(slots, -1)[ask.pointer_rows]
        pointers = products.gather(1, ask.pointer_picks) / math.sqrt(size) + ask.open
        return torch.cat([table, pointers], 1)

    def answer(self):
        atoms = self.atoms()
        encoded = self.encode(atoms)
        scores = [self.score(ask, atoms, self.advance(ask, atoms, encoded[ask.scenes])) for ask in self.asks]
        return [table.softmax(-1) for table in scores if table is not None]

    def loss(self):
        atoms = self.atoms()
        encoded = self.encode(atoms)
        flat = encoded.reshape(-1, encoded.shape[-1])
        head = latent = inverse = torch.zeros((), device=flat.device)
        most = max(len(ask.scenes) for ask in self.asks)
        acted = None
        for ask in self.asks:
            predicted = self.advance(ask, atoms, encoded[ask.scenes])
            logits = self.score(ask, atoms, predicted)
            if logits is not None and "right" in ask.has:
                missed = logits.logsumexp(-1) - (logits + ask.right).logsumexp(-1)
                head = head + (missed * ask.weights).sum() / most
            if "own" in ask.has and ask.phase != PROGRESS:
                latent = latent + self.distance(predicted, ask, flat)
                if ask.phase == ENVIRONMENT and acted is not None:
                    act, before = acted
                    latent = latent + self.distance(self.second(ask, act, before, atoms, encoded), ask, flat)
            if ask.phase == ACT:
                inverse = inverse + self.verbs(ask, encoded)
                acted = (ask, predicted)
        spread = self.spread(flat)
        terms = torch.stack([head, latent, spread, inverse])
        return head + LATENT * latent + SPREAD * spread + INVERSE * inverse, terms

    def distance(self, predicted, ask, flat):
        return (predicted.reshape(-1, flat.shape[-1])[ask.own] - flat[ask.next]).square().mean()

    def second(self, ask, act, before, atoms, encoded):
        size = encoded.shape[-1]
        mixed = encoded.detach().reshape(-1, size).clone()
        mixed[act.next] = before.detach().reshape(-1, size)[act.own]
        return self.advance(ask, atoms, mixed.reshape(encoded.shape)[ask.scenes])

    def verbs(self, ask, encoded):
        pooled = (encoded * self.b["mask"][..., None]).sum(1)
        both = normed(torch.cat([pooled[ask.scenes], pooled[ask.next_scenes]], 1))
        logs = ((both @ self.w["inverse.enter"]).relu() @ self.w["inverse.leave"]).log_softmax(-1)
        chosen = logs.gather(1, ask.verbs[:, None]).squeeze(1)
        return -(chosen * ask.moved).sum() / ask.moved.sum().clamp(min=1.0)

    def spread(self, flat):
        tokens = flat[self.chosen]
        centred = tokens - tokens.mean(0, keepdim=True)
        covariance = centred.T @ centred / max(1, len(tokens) - 1)
        hinge = (1.0 - (covariance.diagonal() + 1e-4).sqrt()).relu().mean()
        off = (covariance - covariance.diagonal().diag()).square().sum() / tokens.shape[1]
        return hinge + 0.04 * off


def relative(found, wanted):
    return ((found - wanted).norm() / wanted.norm().clamp(min=1e-12)).item()


def median_ms(once, rounds, device):
    wait = torch.cuda.synchronize if device == "cuda" else (lambda: None)
    for _ in range(3 if device == "cuda" else 1):
        once()
    wait()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        once()
        wait()
        times.append(1e3 * (time.perf_counter() - started))
    return statistics.median(times)


def captured(once, weights):
    """The step as a CUDA graph, after warming up on a side stream; gradients live in the graph's own memory."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            once()
    torch.cuda.current_stream().wait_stream(stream)
    for weight in weights:
        weight.grad = None
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        once()
    return graph.replay


def agreement(network, tensors):
    """How far loss and gradients lie from Groundstate's, relative to their norm."""
    loss, terms = network.loss()
    loss.backward()
    known = [name for name in network.w if f"gradient.{name}" in tensors]
    found = {
        "loss": relative(loss.detach().cpu(), tensors["loss"][0]),
        "terms": relative(terms.detach().cpu(), tensors["losses"]),
        "gradients": max(relative(network.w[n].grad.cpu(), tensors[f"gradient.{n}"]) for n in known),
        "without gradient": [n for n, w in network.w.items() if w.grad is not None and n not in known],
    }
    for weight in network.w.values():
        weight.grad = None
    return found


def figures(path, options):
    device, rounds = options.device, options.rounds
    tensors = load_file(path)
    transitions = int(path.stem.split("-")[1])
    network = Network(tensors, device)
    questions = sum(len(ask.scenes) for ask in network.asks)
    weights = list(network.w.values())
    capturable = {"capturable": True} if device == "cuda" else {}
    optimiser = torch.optim.AdamW(weights, lr=RATE, betas=BETAS, eps=EPSILON, weight_decay=DECAY, **capturable)

    def stepper(loss):
        def step():
            optimiser.zero_grad(set_to_none=False)
            loss()[0].backward()
            torch.nn.utils.clip_grad_norm_(weights, CLIP)
            optimiser.step()
        return step

    def answering(answer):
        def once():
            with torch.no_grad():
                return [table.cpu() for table in answer()]
        return once

    def compiled(function):
        # Sizes differ from file to file: each is compiled for itself.
        torch._dynamo.reset()
        return torch.compile(function, dynamic=False)

    found = {"transitions": transitions, "questions": questions, "device": device, "threads": torch.get_num_threads()}
    ways = {
        "eager": [("step", lambda: stepper(network.loss)), ("answer", lambda: answering(network.answer))],
        "compiled": [
            ("step", lambda: stepper(compiled(network.loss))),
            ("answer", lambda: answering(compiled(network.answer))),
        ],
        "graph": [("step", lambda: captured(stepper(network.loss), weights))],
    }
    if "eager" in options.ways:
        found["relative error"] = agreement(network, tensors)
    for way in options.ways:
        for part, make in ways[way]:
            if way == "graph" and device != "cuda":
                continue
            name = f"{way} {part}"
            try:
                ms = median_ms(make(), rounds, device)
            except Exception as reason:  # what cannot be compiled here is said, and the rest still measured
                found[name] = f"{type(reason).__name__}: {' '.join(str(reason).split())[:400]}"
                continue
            found[f"{name} ms"] = round(ms, 3)
            if part == "step":
                found[f"{name} transitions/s"] = round(1e3 * transitions / ms)
            else:
                found[f"{name} questions/s"] = round(1e3 * questions / ms)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, help="threads of the CPU; default: as many as PyTorch likes")
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], help="default: all files")
    parser.add_argument("--ways", type=lambda text: text.split(","), default=["eager", "compiled", "graph"])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)
    size = lambda file: int(file.stem.split("-")[1])
    files = sorted(options.folder.glob("batch-*.safetensors"), key=size)
    files = [file for file in files if not options.sizes or size(file) in options.sizes]
    name = torch.cuda.get_device_name() if options.device == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    print(f"PyTorch {torch.__version__} on {name}", flush=True)
    for file in files:
        found = figures(file, options)
        if options.json:
            print(json.dumps(found), flush=True)
        else:
            print(file.stem, *(f"  {key}: {value}" for key, value in found.items()), sep="\n", flush=True)


if __name__ == "__main__":
    main()
