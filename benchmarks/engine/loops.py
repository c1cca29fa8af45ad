"""What one writes without a library: integrate-and-fire in a loop over time steps, in torch and in NumPy."""

import numpy as np
import torch
from torch import nn


def loops(network, subject):
    """Name to a function of samples and T that returns the answers; NumPy only for networks of dense layers."""
    layers = layers_of(network)
    thresholds = thresholds_of(layers, subject)
    found = {"torch loop": lambda samples, steps: torch_loop(layers, thresholds, samples, steps)}
    if not any(isinstance(layer, nn.Conv2d) for layer in layers):
        dense = [layer for layer in layers if isinstance(layer, nn.Linear)]
        weights = [layer.weight.detach().numpy().T.copy() for layer in dense]
        biases = [layer.bias.detach().numpy() for layer in dense]
        found["NumPy loop"] = lambda samples, steps: numpy_loop((weights, biases, thresholds), samples, steps)
    return found


def layers_of(network):
    """The chain of layers; convolutions keep their pools and flattening."""
    return [getattr(network, name) for name, _reads, _writes in network.wiring]


def thresholds_of(layers, subject):
    """The 99.9th percentile of each activation."""
    values = torch.from_numpy(subject.calibration)
    thresholds = []
    for layer in layers:
        values = layer(values)
        if isinstance(layer, nn.ReLU):
            thresholds.append(max(float(np.percentile(values.numpy(), 99.9)), 1e-6))
    return thresholds


def torch_loop(layers, thresholds, samples, steps):
    """Neurons take the current of the layer before and subtract their threshold; spikes carry it on."""
    membranes = [None] * len(thresholds)
    first = 0
    given = torch.from_numpy(samples)
    while not isinstance(layers[first], nn.ReLU):
        given = layers[first](given)
        first += 1
    total = 0
    for _ in range(steps):
        values, neuron = given, 0
        for layer in layers[first:]:
            if not isinstance(layer, nn.ReLU):
                values = layer(values)
                continue
            threshold = thresholds[neuron]
            membrane = values + (threshold / 2 if membranes[neuron] is None else membranes[neuron])
            values = (membrane >= threshold).float() * threshold
            membranes[neuron] = membrane - values
            neuron += 1
        total = total + values
    return (total / steps).numpy()


def numpy_loop(network, samples, steps):
    weights, biases, thresholds = network
    given = samples.reshape(len(samples), -1) @ weights[0] + biases[0]
    membranes = [threshold / 2 for threshold in thresholds]
    total = 0
    for _ in range(steps):
        values = given
        for layer, threshold in enumerate(thresholds):
            membranes[layer] = membranes[layer] + values
            spikes = (membranes[layer] >= threshold) * np.float32(threshold)
            membranes[layer] -= spikes
            values = spikes @ weights[layer + 1] + biases[layer + 1]
        total = total + values
    return total / steps
