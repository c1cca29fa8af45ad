"""Which neuron does a backend really apply to a NIR file, and how far are its rates from the expected ones?

    verify_nir.py BACKEND [NETWORK.nir [expected.nirdata]] [--here]

BACKEND is sinabs, norse or snntorch. Without --here the script makes a virtual environment of its own in
~/.cache/ai-synapse/nir/BACKEND, with pinned versions, and runs itself there.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import venv
from typing import Any, Callable

# sinabs 3.1.3 wants nir up to 1.0.4, and a nirtorch that knows that nir.
PINS = {
    "sinabs": ["sinabs==3.1.3", "nir==1.0.4", "nirtorch==1.0"],
    "norse": ["norse==1.1.0", "nir==1.0.8", "nirtorch==2.6"],
    "snntorch": ["snntorch==1.0.0", "nir==1.0.8", "nirtorch==2.6"],
}
TICKS = 12


def own_environment(backend: str) -> str:
    """Python of the backend's environment, made when it is not there."""
    folder = pathlib.Path.home() / ".cache" / "ai-synapse" / "nir" / backend
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "torch", "numpy", "h5py"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PINS[backend]], check=True)
        (folder / "ready").touch()
    return str(python)


def load(backend: str, graph: Any) -> tuple[Any, Callable[[Any], Any]]:
    """The backend's model, and a function from currents [ticks, ...] to its outputs by tick."""
    import torch

    if backend == "sinabs":
        from sinabs.nir import from_nir

        model = from_nir(graph, batch_size=1)
        return model, lambda currents: first(model(currents))
    if backend == "norse":
        import norse.torch

        model = norse.torch.from_nir(graph)
    else:
        from snntorch.import_nir import import_from_nir

        model = import_from_nir(graph)

    def by_tick(currents: Any) -> Any:
        state, outputs = None, []
        for tick in range(len(currents)):
            answer = model(currents[tick : tick + 1], state) if state is not None else model(currents[tick : tick + 1])
            output, state = answer
            outputs.append(first(output))
        return torch.cat(outputs)

    return model, by_tick


def first(value: Any) -> Any:
    """Spikes without the state beside them."""
    while isinstance(value, tuple):
        value = value[0]
    return value


def probe_network() -> Any:
    import nir
    import numpy as np

    one = np.ones(1, np.float32)
    return nir.NIRGraph(
        {
            "input": nir.Input(input_type=np.array([1])),
            "weights": nir.Affine(weight=np.ones((1, 1), np.float32), bias=np.zeros(1, np.float32)),
            "neuron": nir.IF(r=one, v_threshold=one),
            "output": nir.Output(output_type=np.array([1])),
        },
        [("input", "weights"), ("weights", "neuron"), ("neuron", "output")],
    )


def probe(backend: str, current: float) -> list[int]:
    """Spikes of one neuron of threshold 1 by tick."""
    import torch

    _, run = load(backend, probe_network())
    return [int(spike) for spike in run(torch.full((TICKS, 1), current)).detach().flatten()]


def what_it_is(weak: list[int], strong: list[int]) -> str:
    soft, hard = simulated(1.0, True), simulated(1.0, False)
    if max(strong) > 1:
        return "soft reset, several spikes a tick"
    if weak == soft:
        return "soft reset"
    if weak == hard:
        return "hard reset"
    return "leaky, or a late reset"


def simulated(leak: float, subtracts: bool) -> list[int]:
    """An IF neuron of threshold 1 that starts at 0, current 0.7."""
    potential, spikes = 0.0, []
    for _ in range(TICKS):
        potential = potential * leak + 0.7
        spikes.append(int(potential > 1))
        if potential > 1:
            potential = potential - 1 if subtracts else 0.0
    return spikes


def compare(backend: str, network: str, expected: str) -> None:
    """Mean rate of each population here and there."""
    import h5py
    import nir
    import torch

    with h5py.File(expected) as file:
        nodes = file["nodes"]
        data = nodes["input"]["observables/values"]
        ticks = int(data.attrs["dt"])
        samples = data["data"][()][:, 0, :]
        wanted = {}
        for name, node in nodes.items():
            if name != "input":
                events = node["observables/spikes"]
                wanted[name] = (events["idx"][()] >= 0).sum(axis=1) / events.attrs["n_neurons"] / ticks
    graph = nir.read(network)
    shape = [int(axis) for axis in graph.nodes["input"].input_type["input"]]
    deviations: dict[str, list[float]] = {name: [] for name in wanted}
    for index, sample in enumerate(samples):
        model, run = load(backend, graph)
        sums: dict[str, float] = {}
        for name, module in model.named_modules():
            short = name.split(".")[-1]
            if short in wanted:
                module.register_forward_hook(
                    lambda _module, _inputs, output, short=short: sums.update(
                        {short: sums.get(short, 0.0) + float(first(output).detach().sum())}
                    )
                )
        with torch.no_grad():
            run(torch.tensor(sample).float().reshape(1, *shape).repeat(ticks, *[1] * len(shape)))
        for name, total in sums.items():
            neurons = 1
            for axis in graph.nodes[name].v_threshold.shape:
                neurons *= axis
            deviations[name].append(total / neurons / ticks - float(wanted[name][index]))
    for name, found in deviations.items():
        mean = f"{sum(found) / len(found):+.4f}" if found else "not seen"
        print(f"  {name}: rate {float(wanted[name].mean()):.4f}, deviation {mean}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backend", choices=sorted(PINS))
    parser.add_argument("network", nargs="?")
    parser.add_argument("expected", nargs="?")
    parser.add_argument("--here", action="store_true", help="use this interpreter")
    arguments = parser.parse_args()
    if not arguments.here:
        python = own_environment(arguments.backend)
        os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:], "--here"])
    weak, strong = probe(arguments.backend, 0.7), probe(arguments.backend, 2.5)
    print(f"{arguments.backend}: {what_it_is(weak, strong)}; 0.7 gives {weak}, 2.5 gives {strong}")
    if arguments.network and arguments.expected:
        compare(arguments.backend, arguments.network, arguments.expected)


if __name__ == "__main__":
    main()
