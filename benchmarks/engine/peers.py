#!/usr/bin/env python3
"""The peers of `./synapse bench engine --peers`: runs one at a time, whenever the benchmark says so.

    peers.py --venv FOLDER --requirements FILE      makes the environment, prints its Python
    peers.py --network FILE --test FILE --calibration FILE [--samples N] [--steps T]

The second form prints one JSON line with its contestants, then for each line read, a contestant's number, runs that
one for at least 0.3 seconds and prints the samples it ran and their processor time in seconds.
"""

import argparse
import dataclasses
import json
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peers"))

LEAST_SECONDS = 0.3
WANTED_AGREEMENT = 0.995
LONGEST_STEPS = 80
CHECK_SECONDS = 10
LEAST_SAMPLES = 16
OTHER_STEPS = (8, 16, 32)
BATCHES = (1, 32)
VARIANTS = {"spikingjelly": ("99.9%", "99.9% by channel"), "sinabs": ("as it is", "rescaled no floor")}
"""Of benchmarks/peers, the ones with the best agreement there."""


@dataclass(frozen=True)
class Contestant:
    tool: str
    scheme: str
    steps: int
    batch: int
    agreement: float
    answer: Callable
    """Takes a batch as a float array."""

    def line(self):
        return {"tool": self.tool, "scheme": self.scheme, "steps": self.steps, "batch": self.batch,
                "agreement": self.agreement}


def main():
    options = arguments()
    if options.requirements:
        print(environment(Path(options.venv), Path(options.requirements)))
        return
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    subject = read(options)
    with torch.no_grad():
        contestants = list(all_contestants(subject, options.steps))
        print(json.dumps([contestant.line() for contestant in contestants]), flush=True)
        for line in sys.stdin:
            print(*timed(contestants[int(line)], subject.test), flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", metavar="FOLDER")
    parser.add_argument("--requirements", metavar="FILE")
    parser.add_argument("--network", metavar="FILE")
    parser.add_argument("--test", metavar="FILE")
    parser.add_argument("--calibration", metavar="FILE")
    parser.add_argument("--samples", type=int, default=256)
    parser.add_argument("--steps", type=int, default=64)
    return parser.parse_args()


def environment(folder, wanted):
    """Makes the environment unless it holds what the file names, torch for processors only; returns its Python."""
    python = folder / "bin" / "python"
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        folder.parent.mkdir(parents=True, exist_ok=True)
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--extra-index-url",
                        "https://download.pytorch.org/whl/cpu", "-r", wanted], check=True, stdout=sys.stderr)
        installed.write_text(wanted.read_text())
    return python


def read(options):
    import numpy as np

    import folder

    shape = input_shape(options.network)
    test, calibration = (np.load(file)["x"].astype(np.float32) for file in (options.test, options.calibration))
    test = test[:options.samples].reshape(-1, *shape)
    return folder.Subject(Path(options.network).stem, options.network, test, np.zeros(len(test)),
                          calibration.reshape(-1, *shape), folder.original_answers(options.network, test))


def input_shape(path):
    import onnxruntime

    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).get_inputs()[0].shape[1:]


def all_contestants(subject, steps):
    import loops
    import measuring
    import sinabs_peer
    import spikingjelly_peer

    network = measuring.equal_network(subject)
    for peer in (spikingjelly_peer, sinabs_peer):
        found = [tried for variant in VARIANTS[peer.NAME] for tried in trials(peer, network, subject, variant, steps)]
        at_equal = max((trial for trial in found if trial[1] == steps), key=lambda trial: trial[2])
        yield from in_batches(peer.NAME, at_equal)
        enough = [trial for trial in found if trial[2] >= WANTED_AGREEMENT]
        if enough and min(enough, key=lambda trial: trial[1])[1] != steps:
            yield from in_batches(peer.NAME, min(enough, key=lambda trial: trial[1]))
    for name, loop in loops.loops(network, subject).items():
        answers = loop(subject.test, steps)
        for batch in BATCHES:
            yield Contestant(name, "rate", steps, batch, subject.agreement(answers),
                             lambda samples, run=loop: run(samples, steps))


def trials(peer, network, subject, variant, steps):
    """(variant and readout, T, agreement, what runs a batch) for every T up to the longest; readouts that want runs
    of their own for each T, where they are quick enough, for some."""
    import running

    spiking = peer.convert(network, subject, variant)
    longest = max(steps, LONGEST_STEPS)
    count = affordable(spiking, subject.test, longest)
    test = subject.test[:count]
    plain = dataclasses.replace(spiking, readouts={"": spiking.readouts[""]})
    answers = running.answers(plain, test, range(1, longest + 1))
    others = {name: first for name, first in spiking.readouts.items() if name}
    if others and count == len(subject.test):
        answers += running.answers(dataclasses.replace(spiking, readouts=others), test, sorted({*OTHER_STEPS, steps}))
    checked = dataclasses.replace(subject, test=subject.test[:count], labels=subject.labels[:count],
                                  answers=subject.answers[:count])
    for each in answers:
        name = f"{variant} {each.readout}".strip()
        yield name, each.steps, checked.agreement(each.values), \
            lambda samples, count=each.steps: stepped(spiking, samples, count)


def affordable(spiking, samples, steps):
    """How many samples are checked: as many as so many steps take the time for, by two steps of some."""
    few = samples[:LEAST_SAMPLES]
    stepped(spiking, few, 1)
    begin = time.process_time()
    stepped(spiking, few, 2)
    per_sample = (time.process_time() - begin) / 2 / len(few) * steps
    return max(len(few), min(len(samples), int(CHECK_SECONDS / per_sample)))


def stepped(spiking, samples, steps):
    """The sum of the outputs; leaving out early ones, as some readouts do, would save nothing."""
    import torch

    spiking.reset(spiking.module)
    batch = torch.from_numpy(samples)
    total = spiking.module(batch)
    for _ in range(1, steps):
        total = total + spiking.module(batch)
    return total.numpy()


def in_batches(name, trial):
    scheme, steps, agreement, run = trial
    for batch in BATCHES:
        yield Contestant(name, scheme, steps, batch, agreement, run)


def timed(contestant, samples):
    done = 0
    begin = time.process_time()
    while done == 0 or time.process_time() - begin < LEAST_SECONDS:
        at = done % max(1, len(samples) - contestant.batch + 1)
        contestant.answer(samples[at:at + contestant.batch])
        done += min(contestant.batch, len(samples))
    return done, time.process_time() - begin


if __name__ == "__main__":
    main()
