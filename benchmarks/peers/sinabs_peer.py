"""sinabs' `from_model`: as it is, with its `normalize_weights`, and with scales that keep the function."""

import copy

import numpy as np
import torch
from sinabs import layers
from sinabs.activation import MultiSpike, SingleSpike
from sinabs.from_torch import from_model
from sinabs.utils import normalize_weights, reset_states
from torch import nn

import rebuild
import running

NAME = "sinabs"
LOWEST_MEMBRANE = -1.0
"""The default of `from_model`."""


class Unsuitable(Exception):
    """The library's own helper does not fit this network."""


class Scale(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


def plain(network, _subject):
    return network


def normalized(percentile):
    """`normalize_weights` divides weights and bias of a layer by the percentile of what comes out of it."""
    def apply(network, subject):
        if any(isinstance(child, rebuild.Add) for child in network.children()):
            raise Unsuitable("normalize_weights takes chains of layers")
        outputs = [name for name, child in network.named_children() if isinstance(child, nn.ReLU)]
        writers = {writes: (name, reads[0]) for name, reads, writes in network.wiring}
        reads = {name: reads[0] for name, reads, _ in network.wiring}
        weights = [weighted_before(network, writers, reads[output]) for output in outputs]
        normalize_weights(network, torch.from_numpy(subject.calibration), outputs, weights, percentile)
        return network
    return apply


def weighted_before(network, writers, value):
    """The name of the layer with weights that makes the value."""
    while True:
        name, source = writers[value]
        if isinstance(getattr(network, name), (nn.Conv1d, nn.Conv2d, nn.Linear)):
            return name
        value = source


def rescaled(percentile):
    """relu(x) = λ·relu(x / λ), λ the percentile of a layer's activations: what a user would fold into weights."""
    def apply(network, subject):
        seen = {}
        relus = {name: child for name, child in network.named_children() if isinstance(child, nn.ReLU)}
        handles = [child.register_forward_hook(lambda _module, _inputs, output, key=name: seen.update({key: output}))
                   for name, child in relus.items()]
        with torch.no_grad():
            network(torch.from_numpy(subject.calibration))
        for handle in handles:
            handle.remove()
        for name, child in relus.items():
            scale = float(np.percentile(seen[name].numpy(), percentile))
            setattr(network, name, nn.Sequential(Scale(1 / scale), child, Scale(scale)))
        return network
    return apply


VARIANTS = {
    "as it is": (plain, MultiSpike, LOWEST_MEMBRANE),
    "no floor": (plain, MultiSpike, None),
    "normalize 99": (normalized(99), MultiSpike, LOWEST_MEMBRANE),
    "normalize 99.9": (normalized(99.9), MultiSpike, LOWEST_MEMBRANE),
    "rescaled": (rescaled(99.9), MultiSpike, LOWEST_MEMBRANE),
    "rescaled no floor": (rescaled(99.9), MultiSpike, None),
    "rescaled one spike": (rescaled(99.9), SingleSpike, None),
}


def variants(_subject):
    """Name of a variant to how it is made."""
    return VARIANTS


def convert(network, subject, variant):
    """Returns the spiking network; raises `Unsuitable`."""
    prepare, spikes, lowest = VARIANTS[variant]
    ready = prepare(copy.deepcopy(network), subject)
    module = from_model(ready, spike_fn=spikes, min_v_mem=lowest, num_timesteps=1, batch_size=None).spiking_model
    neurons = [child for child in module.modules() if isinstance(child, layers.StatefulLayer)]
    return running.Spiking(module, reset, neurons, {"": lambda steps: 0})


def reset(module):
    reset_states(module)
