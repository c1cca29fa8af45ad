"""SpikingJelly's training-free recipes for networks with ReLU, as its own examples set them."""

import contextlib
import copy
import io

import torch
from spikingjelly.activation_based import ann2snn, functional
from spikingjelly.activation_based.neuron.base_node import BaseNode

import running

NAME = "spikingjelly"

BALANCING_BATCH = 32
BALANCING_PASSES = 50
"""The balanced threshold only grows with each batch: 256 samples make 400 batches, which its ImageNet example takes."""


def variants(subject):
    """Name of a variant to what makes its recipe."""
    whole = [torch.from_numpy(subject.calibration)]
    parts = list(torch.from_numpy(subject.calibration).split(BALANCING_BATCH))
    return {
        "max": lambda: ann2snn.RateCodingRecipe(whole, mode="max"),
        "99.9%": lambda: ann2snn.RateCodingRecipe(whole, mode="99.9%"),
        "99.9% by channel": lambda: ann2snn.RateCodingRecipe(
            whole, mode="99.9%", channel_wise=True, pre_spike_maxpool=True, half_threshold=True),
        "balanced once": lambda: ann2snn.LocalThresholdBalancingRecipe(parts),
        "balanced": lambda: ann2snn.LocalThresholdBalancingRecipe(parts * BALANCING_PASSES),
    }


def convert(network, subject, variant):
    """Returns the spiking network; its readout counts all steps, or those after the library's estimated delay."""
    recipe = variants(subject)[variant]()
    with contextlib.redirect_stderr(io.StringIO()):
        module = ann2snn.Converter(recipe=recipe, device="cpu").convert(copy.deepcopy(network))
    neurons = [child for child in module.modules() if isinstance(child, BaseNode)]
    calibration = [torch.from_numpy(subject.calibration)]
    delays = {}

    def delayed(steps):
        if steps not in delays:
            delays[steps] = ann2snn.estimate_delay_start(module, calibration, "cpu", steps)
        return delays[steps]

    return running.Spiking(module, functional.reset_net, neurons, {"": lambda steps: 0, "delayed": delayed})
