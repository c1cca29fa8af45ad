"""Runs a network in another tool and holds its spikes against the expected ones.

    verify_nir.py BACKEND [NETWORK.nir EXPECTED.nirdata] [--single] [--json FILE] [--here]

BACKEND is sinabs, norse or snntorch. First a single neuron (Affine and IF, threshold 1) tells which neuron the tool
really applies; then every sample of the companion file is run, and each layer's spikes are counted. Without --here the
script makes virtual environments of pinned packages in ~/.cache/ai-synapse/nir (or $AI_SYNAPSE_NIR_VENVS), about 6 GB
with torch, and runs itself there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
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
COMMON = ["torch==2.15.0", "numpy==2.4.6", "h5py==3.16.0"]
TICKS = 12
CANNOT_INSTALL = 3


def own_environment(backend: str) -> str:
    """Python of the backend's environment, made when it is not there; torch is shared by all."""
    home = pathlib.Path(os.environ.get("AI_SYNAPSE_NIR_VENVS", pathlib.Path.home() / ".cache" / "ai-synapse" / "nir"))
    common = made(home / "common", COMMON, None)
    return str(made(home / backend, PINS[backend], common))


def made(folder: pathlib.Path, pins: list[str], below: pathlib.Path | None) -> pathlib.Path:
    """Python of a virtual environment with these packages, and those of another below them."""
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"Preparing {', '.join(pins)} in {folder} …", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        if below is not None:
            inside = "import sysconfig; print(sysconfig.get_path('purelib'))"
            path = subprocess.run([below, "-c", inside], check=True, capture_output=True, text=True).stdout
            own = subprocess.run([python, "-c", inside], check=True, capture_output=True, text=True).stdout
            (pathlib.Path(own.strip()) / "common.pth").write_text(path)
        subprocess.run([python, "-m", "pip", "install", "-q", *pins], check=True)
        (folder / "ready").touch()
    return python


SINGLE = False


def load(backend: str, graph: Any) -> tuple[Any, Callable[[Any], Any]]:
    """The backend's model, and a function from currents [ticks, ...] to its outputs by tick."""
    import torch

    if backend == "sinabs":
        from sinabs.nir import from_nir

        model = from_nir(graph, batch_size=1)
        if SINGLE:
            from sinabs.activation import SingleSpike

            for module in model.modules():
                if hasattr(module, "spike_fn"):
                    module.spike_fn = SingleSpike
                    module.min_v_mem = None
        return model, lambda currents: first(model(currents))
    if backend == "snntorch":
        import snntorch
        from snntorch.import_nir import import_from_nir

        with contextlib.redirect_stdout(sys.stderr):
            model = import_from_nir(graph)
        # Its neurons hand back their membranes beside the spikes, which nirtorch then feeds to the next layer: let them
        # keep their state themselves.
        for module in model.modules():
            if isinstance(module, snntorch.Leaky):
                module.init_hidden = True
        return model, lambda currents: torch.cat([first(model(currents[t : t + 1])) for t in range(len(currents))])

    import norse.torch

    model = norse.torch.from_nir(graph)

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
    """The neuron whose spikes these are, among those with a leak of 0 to 50 % a tick; a tie of rounding may differ."""
    seen = [min(1, spike) for spike in weak]
    fits = []
    for percent in range(51):
        for subtracts in (True, False):
            wanted = simulated(1 - percent / 100, subtracts)
            fits.append((sum(a != b for a, b in zip(seen, wanted)), percent, not subtracts))
    wrong, percent, hard = min(fits)
    if wrong > 2:
        return "none that we know"
    reset = "hard reset" if hard else "soft reset"
    leak = f", keeps {100 - percent} % a tick" if percent else ""
    several = ", several spikes a tick" if max(strong) > 1 else ""
    return reset + leak + several


def simulated(leak: float, subtracts: bool) -> list[int]:
    """An IF neuron of threshold 1 that starts at 0, current 0.7."""
    potential, spikes = 0.0, []
    for _ in range(TICKS):
        potential = potential * leak + 0.7
        spikes.append(int(potential > 1))
        if potential > 1:
            potential = potential - 1 if subtracts else 0.0
    return spikes


def companion(expected: str) -> tuple[int, Any, dict[str, Any], Any]:
    """Ticks, samples, spikes by node as [sample, tick, neuron], mean outputs."""
    import h5py
    import numpy as np

    with h5py.File(expected) as file:
        nodes = file["nodes"]
        data = nodes["input"]["observables/values"]
        ticks = int(data.attrs["dt"])
        samples = data["data"][()][:, 0, :]
        answers = nodes["output"]["observables/values/data"][()][:, 0, :]
        spikes = {}
        for name, node in nodes.items():
            if "spikes" in node["observables"]:
                events = node["observables/spikes"]
                index, time = events["idx"][()], events["time"][()]
                spikes[name] = np.zeros((len(samples), ticks, int(events.attrs["n_neurons"])), np.int16)
                for sample, (neurons, at) in enumerate(zip(index, time)):
                    there = neurons >= 0
                    np.add.at(spikes[name], (sample, at[there].astype(int), neurons[there]), 1)
    return ticks, samples, spikes, answers


def compare(backend: str, network: str, expected: str) -> dict[str, Any]:
    """Spikes and answers there, against the expected ones."""
    import nir
    import numpy as np
    import torch

    ticks, samples, wanted, answers = companion(expected)
    graph = nir.read(network)
    shape = [int(axis) for axis in graph.nodes["input"].input_type["input"]]
    seen = {name: np.zeros_like(spikes) for name, spikes in wanted.items()}
    given = np.zeros_like(answers)
    for index, sample in enumerate(samples):
        model, run = load(backend, graph)
        found: dict[str, list[Any]] = {name: [] for name in wanted}
        for name, module in model.named_modules():
            short = name.split(".")[-1]
            if short in wanted:
                module.register_forward_hook(
                    lambda _module, _inputs, output, short=short: found[short].append(first(output).detach())
                )
        with torch.no_grad():
            outputs = run(torch.tensor(sample).float().reshape(1, *shape).repeat(ticks, *[1] * len(shape)))
        given[index] = outputs.reshape(ticks, -1).numpy().mean(axis=0)
        for name, parts in found.items():
            if parts:
                seen[name][index] = torch.cat(parts).reshape(ticks, -1).round().to(torch.int16).numpy()
    layers = [layer(name, wanted[name], seen[name]) for name in sorted(wanted)]
    agreement = float((given.argmax(axis=1) == answers.argmax(axis=1)).mean())
    return {"samples": len(samples), "ticks": ticks, "layers": layers, "agreement": agreement}


def layer(name: str, wanted: Any, seen: Any) -> dict[str, Any]:
    """Mean rate here and there, and the spikes that are there at the same tick on both sides."""
    both = int((wanted.astype(bool) & seen.astype(bool)).sum())
    either = int((wanted.astype(bool) | seen.astype(bool)).sum())
    per_neuron = abs(seen.sum(axis=1) - wanted.sum(axis=1)) / wanted.shape[1]
    return {
        "layer": name,
        "rate_expected": float(wanted.mean()),
        "rate": float(seen.mean()),
        "deviation": float(seen.mean() - wanted.mean()),
        "largest_neuron_deviation": float(per_neuron.max()),
        "same_spikes": both / max(1, either),
        "most_spikes_a_tick": int(seen.max()),
    }


def show(result: dict[str, Any]) -> None:
    print(f"{result['backend']}: {result['neuron']}; 0.7 gives {result['weak']}, 2.5 gives {result['strong']}")
    if "layers" not in result:
        return
    print(f"  {'layer':24} expected     rate  deviation  worst neuron  same spikes  most a tick")
    for row in result["layers"]:
        print(
            f"  {row['layer']:24} {row['rate_expected']:8.4f} {row['rate']:8.4f} {row['deviation']:+10.4f} "
            f"{row['largest_neuron_deviation']:13.4f} {100 * row['same_spikes']:10.2f} % {row['most_spikes_a_tick']:12}"
        )
    print(f"  same answer on {100 * result['agreement']:.1f} % of {result['samples']} samples, {result['ticks']} ticks")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backend", choices=sorted(PINS))
    parser.add_argument("network", nargs="?")
    parser.add_argument("expected", nargs="?")
    parser.add_argument("--json", help="write the figures to a file")
    parser.add_argument("--single", action="store_true", help="sinabs: one spike a tick, no lower bound")
    parser.add_argument("--here", action="store_true", help="use this interpreter")
    arguments = parser.parse_args()
    if bool(arguments.network) != bool(arguments.expected):
        parser.error("a network and its companion file belong together")
    if not arguments.here:
        try:
            python = own_environment(arguments.backend)
        except (subprocess.CalledProcessError, OSError) as problem:
            print(f"{arguments.backend} cannot be installed: {problem}", file=sys.stderr)
            sys.exit(CANNOT_INSTALL)
        os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:], "--here"])
    global SINGLE
    SINGLE = arguments.single
    weak, strong = probe(arguments.backend, 0.7), probe(arguments.backend, 2.5)
    result: dict[str, Any] = {
        "backend": arguments.backend,
        "neuron": what_it_is(weak, strong),
        "weak": weak,
        "strong": strong,
    }
    if arguments.network:
        result |= compare(arguments.backend, arguments.network, arguments.expected)
    show(result)
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(result) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
