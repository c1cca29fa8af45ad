"""The network of `bench metrics` in snnTorch, measured by NeuroBench. Prints one line of JSON."""

import json
import sys

import snntorch
import torch
from neurobench.benchmarks import Benchmark
from neurobench.metrics.static import ConnectionSparsity, Footprint
from neurobench.metrics.workload import ActivationSparsity, MembraneUpdates, SynapticOperations
from neurobench.models import SNNTorchModel, TorchModel
from torch.utils.data import DataLoader, TensorDataset

torch.set_default_dtype(torch.float64)


def connection(layer, inputs):
    """Weights as the chip applies them: mantissas times two to the exponent of the channel."""
    channels, height, width = layer["shape"]
    weight = torch.tensor(layer["weight"], dtype=torch.float64)
    if layer["kind"] == "convolution":
        made = torch.nn.Conv2d(inputs, channels, 3, padding=1, bias=False)
        weight = weight.reshape(channels, inputs, 3, 3)
    else:
        made = torch.nn.Linear(inputs, channels * height * width, bias=False)
        weight = weight.reshape(inputs, channels * height * width).T
    if "exponent" in layer:
        exponent = torch.tensor(layer["exponent"], dtype=torch.float64)
        weight = weight * (2.0**exponent).reshape(-1, *[1] * (weight.dim() - 1))
    made.weight.data = weight.contiguous()
    return made


def neurons(layer):
    """Reset by subtraction in the tick of the spike, as on the chip, and no leak."""
    threshold = torch.tensor(layer["threshold"], dtype=torch.float64)
    if layer["kind"] == "convolution":
        threshold = threshold.reshape(layer["shape"])
    return snntorch.Leaky(
        beta=1.0, threshold=threshold, reset_mechanism="subtract", reset_delay=False, init_hidden=True
    )


class Network(torch.nn.Module):
    def __init__(self, layers, input_channels):
        super().__init__()
        first, second, last = layers
        self.first = connection(first, input_channels)
        self.first_neurons = neurons(first)
        channels, height, width = first["shape"]
        self.second = connection(second, channels * height * width)
        self.second_neurons = neurons(second)
        self.last = connection(last, second["shape"][0])
        self.scale = last["scale"]

    def forward(self, levels):
        spikes = self.first_neurons(self.first(levels)).double()
        spikes = self.second_neurons(self.second(spikes.flatten(1))).double()
        return self.last(spikes), None


class Parameters(torch.nn.Module):
    """The program's parameters in the types in which it holds them, for the footprint."""

    def __init__(self, layers):
        super().__init__()
        for number, layer in enumerate(layers):
            self.register_buffer(f"weight_{number}", torch.tensor(layer["weight"], dtype=torch.int8))
            self.register_buffer(f"other_{number}", torch.zeros(layer["bytes"], dtype=torch.uint8))


def main():
    with open(sys.argv[1]) as file:
        ours = json.load(file)
    samples = torch.tensor(ours["samples"], dtype=torch.float64)
    samples = samples.reshape(len(samples), ours["time_steps"], 2, 6, 6)
    network = Network(ours["layers"], samples.shape[2])
    model = SNNTorchModel(network)
    with torch.no_grad():
        sums = torch.cat([model(sample[None]) for sample in samples]).mean(1)
        answers = sums * torch.tensor(network.scale)
    wanted = torch.tensor(ours["outputs"])
    if not torch.allclose(answers, wanted, rtol=1e-9, atol=1e-12):
        sys.exit(f"snnTorch answers otherwise: {(answers - wanted).abs().max()}")
    data = DataLoader(TensorDataset(samples, torch.zeros(len(samples))), batch_size=1)
    workload = [ActivationSparsity, SynapticOperations, MembraneUpdates]
    found = Benchmark(SNNTorchModel(network), data, [], [], [[ConnectionSparsity], workload]).run(quiet=True)
    print(
        json.dumps(
            {
                "footprint_bytes": Footprint()(TorchModel(Parameters(ours["layers"]))),
                "connection_sparsity": found["ConnectionSparsity"],
                "activation_sparsity": found["ActivationSparsity"],
                "effective_macs": found["SynapticOperations"]["Effective_MACs"],
                "effective_acs": found["SynapticOperations"]["Effective_ACs"],
                "dense_operations": found["SynapticOperations"]["Dense"],
                "membrane_updates": found["MembraneUpdates"],
            }
        )
    )


if __name__ == "__main__":
    main()
