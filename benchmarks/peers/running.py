"""Steps a peer's spiking network over the test samples and reads its answer after each number of steps."""

import time
from dataclasses import dataclass
from typing import Callable

import numpy as np
import torch
from torch import nn

BATCH_SAMPLES = 100


@dataclass(frozen=True)
class Spiking:
    """A converted network: it is given the same input at each step, and its answer is the sum of its outputs."""

    module: nn.Module
    """One call is one time step."""
    reset: Callable
    """Takes the module back to the state before the first step."""
    neurons: list
    """The modules whose outputs are spikes or spike counts."""
    readouts: dict
    """Name of a readout to what tells from T the first step that counts."""


@dataclass(frozen=True)
class Answer:
    """What the network says after T steps, and what that took."""

    readout: str
    steps: int
    values: np.ndarray
    spikes: float
    largest: int
    """The most spikes that one neuron sent in one step."""
    seconds: float


def analog_leftovers(module):
    """Activations that the converter left as they were."""
    kinds = (nn.ReLU, nn.ReLU6, nn.Hardtanh)
    return sorted({type(child).__name__ for child in module.modules() if isinstance(child, kinds)})


def answers(spiking, samples, steps):
    """One `Answer` for each readout and each T of `steps`, all from one run of the longest."""
    begin = time.perf_counter()
    counter = SpikeCounter(spiking.neurons)
    longest = max(steps)
    sums, spikes = [], np.zeros(longest + 1)
    with torch.no_grad():
        for at in range(0, len(samples), BATCH_SAMPLES):
            sums.append(summed(spiking, torch.from_numpy(samples[at:at + BATCH_SAMPLES]), counter, spikes))
    counter.remove()
    summed_outputs = np.concatenate(sums, axis=1)
    seconds = time.perf_counter() - begin
    found = []
    for readout, first in spiking.readouts.items():
        for count in steps:
            values = summed_outputs[count] - summed_outputs[first(count)]
            found.append(Answer(readout, count, values, float(spikes[count] / len(samples)), counter.largest, seconds))
    return found


def summed(spiking, batch, counter, spikes):
    """Sums of the outputs of steps 1 to t for t = 0 … T, of shape [T + 1, samples, outputs]; adds to `spikes`."""
    spiking.reset(spiking.module)
    counter.begin()
    sums = [None]
    for step in range(1, len(spikes)):
        output = spiking.module(batch)
        sums.append(output if sums[-1] is None else sums[-1] + output)
        spikes[step] += counter.count
    sums[0] = torch.zeros_like(sums[1])
    return torch.stack(sums).numpy()


class SpikeCounter:
    """Counts what the neurons send, through hooks."""

    def __init__(self, neurons):
        self.count = 0.0
        self.largest = 0
        self.handles = [neuron.register_forward_hook(self.see) for neuron in neurons]

    def begin(self):
        self.count = 0.0

    def see(self, _module, _inputs, output):
        self.count += float(output.sum())
        self.largest = max(self.largest, int(output.max()))

    def remove(self):
        for handle in self.handles:
            handle.remove()
