"""Writes the NIR files that the tests read, with the nir package (1.0.8): make_fixtures.py FOLDER

They are small and hold what other tools write: IF, LIF, CubaLIF with recurrent weights, a graph within a graph, and a
convolution with a pool. Time constants are in seconds, for a tick of 1 ms.
"""

from __future__ import annotations

import pathlib
import sys

import nir
import numpy as np

DRAWN = np.random.default_rng(7)


def uniform(*shape: int, low: float = -1.0, high: float = 1.0) -> np.ndarray:
    return DRAWN.uniform(low, high, shape).astype(np.float32)


def ports(inputs: tuple[int, ...], outputs: tuple[int, ...]) -> dict[str, nir.NIRNode]:
    return {"input": nir.Input(input_type=np.array(inputs)), "output": nir.Output(output_type=np.array(outputs))}


def chain(*names: str) -> list[tuple[str, str]]:
    return list(zip(names, names[1:]))


def integrate_and_fire() -> nir.NIRGraph:
    ones = np.ones(6, np.float32)
    nodes = ports((4,), (6,)) | {
        "fc": nir.Affine(weight=uniform(6, 4), bias=uniform(6, low=0, high=0.3)),
        "neurons": nir.IF(r=ones, v_threshold=ones, v_reset=0 * ones),
    }
    return nir.NIRGraph(nodes, chain("input", "fc", "neurons", "output"))


def leaky() -> nir.NIRGraph:
    nodes = ports((5,), (3,)) | {
        "fc1": nir.Linear(weight=uniform(8, 5, low=-0.5)),
        "lif1": nir.LIF(
            tau=uniform(8, low=0.005, high=0.02),
            r=uniform(8, low=2, high=8),
            v_leak=uniform(8, low=-0.1, high=0.1),
            v_threshold=uniform(8, low=0.5, high=1),
            v_reset=np.zeros(8, np.float32),
        ),
        "fc2": nir.Affine(weight=uniform(3, 8), bias=uniform(3, low=0, high=0.2)),
        "readout": nir.LI(
            tau=np.full(3, 0.01, np.float32), r=np.full(3, 10, np.float32), v_leak=np.zeros(3, np.float32)
        ),
    }
    return nir.NIRGraph(nodes, chain("input", "fc1", "lif1", "fc2", "readout", "output"))


def current_based(count: int) -> nir.CubaLIF:
    return nir.CubaLIF(
        tau_syn=np.full(count, 0.005, np.float32),
        tau_mem=np.full(count, 0.01, np.float32),
        r=np.full(count, 10, np.float32),
        v_leak=np.zeros(count, np.float32),
        v_threshold=np.ones(count, np.float32),
        v_reset=np.zeros(count, np.float32),
        w_in=np.full(count, 5, np.float32),
    )


def recurrent() -> nir.NIRGraph:
    nodes = ports((4,), (2,)) | {
        "fc": nir.Affine(weight=uniform(7, 4, low=-0.2, high=0.6), bias=np.zeros(7, np.float32)),
        "lif": current_based(7),
        "w_rec": nir.Affine(weight=uniform(7, 7, low=-0.5, high=0.4), bias=np.zeros(7, np.float32)),
        "fc2": nir.Affine(weight=uniform(2, 7), bias=np.zeros(2, np.float32)),
        "out": current_based(2),
    }
    edges = chain("input", "fc", "lif", "fc2", "out", "output") + [("lif", "w_rec"), ("w_rec", "lif")]
    return nir.NIRGraph(nodes, edges)


def nested() -> nir.NIRGraph:
    inner = nir.NIRGraph(
        ports((7,), (7,)) | {"lif": current_based(7), "w_rec": nir.Linear(weight=uniform(7, 7, low=-0.5, high=0.4))},
        chain("input", "lif", "output") + [("lif", "w_rec"), ("w_rec", "lif")],
    )
    nodes = ports((4,), (7,)) | {
        "fc": nir.Affine(weight=uniform(7, 4, low=-0.2, high=0.6), bias=np.zeros(7, np.float32)),
        "layer": inner,
    }
    return nir.NIRGraph(nodes, chain("input", "fc", "layer", "output"))


def convolutional() -> nir.NIRGraph:
    def neurons(*shape: int) -> nir.IF:
        return nir.IF(r=np.ones(shape, np.float32), v_threshold=np.ones(shape, np.float32))

    nodes = ports((1, 6, 6), (3,)) | {
        "conv": nir.Conv2d(
            input_shape=(6, 6),
            weight=uniform(2, 1, 3, 3, low=-0.4, high=0.6),
            stride=1,
            padding=1,
            dilation=1,
            groups=1,
            bias=uniform(2, low=0, high=0.1),
        ),
        "if1": neurons(2, 6, 6),
        "pool": nir.SumPool2d(kernel_size=np.array([2, 2]), stride=np.array([2, 2]), padding=np.array([0, 0])),
        "flat": nir.Flatten(input_type=np.array([2, 3, 3]), start_dim=0, end_dim=-1),
        "fc": nir.Affine(weight=uniform(3, 18, low=-0.3, high=0.3), bias=np.zeros(3, np.float32)),
        "if2": neurons(3),
    }
    return nir.NIRGraph(nodes, chain("input", "conv", "if1", "pool", "flat", "fc", "if2", "output"))


def chained() -> nir.NIRGraph:
    """A convolution, an average pool and a delay with no neurons between, as snnTorch users write them."""
    nodes = ports((1, 6, 6), (4,)) | {
        "conv": nir.Conv2d(
            input_shape=(6, 6),
            weight=uniform(2, 1, 3, 3, low=-0.2, high=0.8),
            stride=1,
            padding=0,
            dilation=1,
            groups=1,
            bias=uniform(2, low=0, high=0.1),
        ),
        "pool": nir.AvgPool2d(kernel_size=np.array([2, 2]), stride=np.array([2, 2]), padding=np.array([0, 0])),
        "lif": nir.LIF(
            tau=np.full((2, 2, 2), 0.01, np.float32),
            r=np.full((2, 2, 2), 10, np.float32),
            v_leak=np.zeros((2, 2, 2), np.float32),
            v_threshold=np.full((2, 2, 2), 1, np.float32),
        ),
        "late": nir.Delay(delay=np.array([[[0.0, 0.001], [0.002, 0.001]]] * 2, np.float32)),
        "flat": nir.Flatten(input_type=np.array([2, 2, 2]), start_dim=0, end_dim=-1),
        "fc": nir.Linear(weight=uniform(4, 8, low=-0.2, high=0.8)),
        "out": current_based(4),
    }
    return nir.NIRGraph(nodes, chain("input", "conv", "pool", "lif", "late", "flat", "fc", "out", "output"))


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for make in (integrate_and_fire, leaky, recurrent, nested, convolutional, chained):
        nir.write(folder / f"{make.__name__}.nir", make())


if __name__ == "__main__":
    main()
