"""Rebuilds an ONNX classifier as an equal torch module, since the peers convert torch modules alone.

Each ONNX node becomes one child module, so that a converter sees `nn.Conv2d`, `nn.ReLU` and the like:

    Conv ─ BatchNormalization ─ Relu   ⇒   nn.Conv2d (folded) ─ nn.ReLU
    Add of two values                  ⇒   Add, which a tracer sees as a + b

`rebuild` does not promise equality; `largest_difference` measures it against ONNX Runtime.
"""

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn


class Unsupported(Exception):
    """The graph has something that this script cannot say in torch; the text names the node."""


class Add(nn.Module):
    def forward(self, left, right):
        return left + right


class Network(nn.Module):
    """Runs its children in the order of the ONNX nodes; `wiring` says which values each one reads and writes."""

    def __init__(self, source, result):
        super().__init__()
        self.source, self.result = source, result
        self.wiring = []

    def append(self, kind, module, reads, writes):
        name = f"{kind}{len(self.wiring)}"
        self.add_module(name, module)
        self.wiring.append((name, reads, writes))

    def forward(self, x):
        values = {self.source: x}
        for name, reads, writes in self.wiring:
            values[writes] = getattr(self, name)(*[values[value] for value in reads])
        return values[self.result]


    def depth(self):
        """The most activations that a value passes on its way to the answer."""
        depths = {self.source: 0}
        for name, reads, writes in self.wiring:
            counted = isinstance(getattr(self, name), (nn.ReLU, nn.ReLU6, nn.Hardtanh))
            depths[writes] = max(depths[value] for value in reads) + counted
        return depths[self.result]


class Node:
    """One ONNX node with its attributes as Python values and its constant inputs as arrays."""

    def __init__(self, proto, constants):
        self.op = proto.op_type
        self.name = proto.name or self.op
        self.attributes = {a.name: onnx.helper.get_attribute_value(a) for a in proto.attribute}
        self.values = [name for name in proto.input if name and name not in constants]
        self.arrays = [constants.get(name) for name in proto.input]
        self.output = proto.output[0]
        self.spatial = 2
        """Spatial axes of the values around it, known from the convolution before."""

    def get(self, attribute, otherwise=None):
        return self.attributes.get(attribute, otherwise)

    def array(self, place):
        """The constant at that input as a tensor of floats, or None where the node has none."""
        held = self.arrays[place] if place < len(self.arrays) else None
        return None if held is None else torch.tensor(np.array(held, dtype=np.float32))

    def refuse(self, reason):
        raise Unsupported(f"{self.op} {self.name}: {reason}")


def rebuild(path):
    """Returns the equal `Network` of an ONNX file, in evaluation mode. Raises `Unsupported`."""
    graph = onnx.load(path).graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    inputs = [value.name for value in graph.input if value.name not in constants]
    if len(inputs) != 1 or len(graph.output) != 1:
        raise Unsupported("more than one input or output")
    network = Network(inputs[0], graph.output[0].name)
    spatial = 2
    for proto in graph.node:
        if proto.op_type == "Constant":
            constants[proto.output[0]] = numpy_helper.to_array(proto.attribute[0].t)
            continue
        node = Node(proto, constants)
        if node.op == "Conv" and node.array(1) is not None:
            spatial = node.array(1).dim() - 2
        node.spatial = spatial
        if node.op not in MAKERS:
            node.refuse("this script has no torch module for it")
        module = MAKERS[node.op](node)
        network.append(node.op.lower(), module, node.values, node.output)
    fold_batch_norms(network)
    return network.eval()


def convolution(node):
    weight, bias = node.array(1), node.array(2)
    if weight is None:
        node.refuse("its weights are computed")
    spatial = weight.dim() - 2
    groups = node.get("group", 1)
    kind = {1: nn.Conv1d, 2: nn.Conv2d}.get(spatial) or node.refuse(f"{spatial} spatial axes")
    module = kind(weight.shape[1] * groups, weight.shape[0], tuple(weight.shape[2:]), node.get("strides", 1),
                  padding(node, spatial), tuple(node.get("dilations", [1] * spatial)), groups, bias is not None)
    return with_weights(module, weight, bias)


def padding(node, spatial):
    """The same number of zeros at both ends of an axis is all that a torch module takes."""
    if node.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
        node.refuse("auto_pad")
    pads = list(node.get("pads", [0] * 2 * spatial))
    if pads[:spatial] != pads[spatial:]:
        node.refuse(f"uneven pads {pads}")
    return tuple(pads[:spatial])


def gemm(node):
    weight, bias = node.array(1), node.array(2)
    if weight is None or node.get("transA", 0):
        node.refuse("not a dense layer")
    weight = weight * node.get("alpha", 1.0)
    weight = weight if node.get("transB", 0) else weight.T.contiguous()
    module = nn.Linear(weight.shape[1], weight.shape[0], bias is not None)
    return with_weights(module, weight, None if bias is None else bias.reshape(-1) * node.get("beta", 1.0))


def with_weights(module, weight, bias):
    with torch.no_grad():
        module.weight.copy_(weight)
        if bias is not None:
            module.bias.copy_(bias)
    return module


def batch_norm(node):
    scale, shift, mean, variance = (node.array(place) for place in (1, 2, 3, 4))
    module = with_weights(nn.BatchNorm2d(len(scale), node.get("epsilon", 1e-5)), scale, shift)
    module.running_mean.copy_(mean)
    module.running_var.copy_(variance)
    return module


def clip(node):
    low, high = node.array(1), node.array(2)
    low = node.get("min") if low is None else float(low)
    high = node.get("max") if high is None else float(high)
    return nn.ReLU6() if (low, high) == (0.0, 6.0) else nn.Hardtanh(low, high)


def max_pool(node):
    kernel = tuple(node.get("kernel_shape"))
    return pool(nn.MaxPool1d, nn.MaxPool2d, kernel)(
        kernel, tuple(node.get("strides", [1] * len(kernel))), padding(node, len(kernel)),
        tuple(node.get("dilations", [1] * len(kernel))), ceil_mode=bool(node.get("ceil_mode", 0)))


def average_pool(node):
    kernel = tuple(node.get("kernel_shape"))
    return pool(nn.AvgPool1d, nn.AvgPool2d, kernel)(
        kernel, tuple(node.get("strides", [1] * len(kernel))), padding(node, len(kernel)),
        bool(node.get("ceil_mode", 0)), bool(node.get("count_include_pad", 0)))


def global_average_pool(node):
    return nn.AdaptiveAvgPool1d(1) if node.spatial == 1 else nn.AdaptiveAvgPool2d(1)


def pool(one, two, kernel):
    return one if len(kernel) == 1 else two


def flatten(node):
    if node.get("axis", 1) != 1:
        node.refuse("axis other than 1")
    return nn.Flatten()


def reshape(node):
    shape = node.array(1)
    if shape is None or len(shape) != 2:
        node.refuse("not a flattening")
    return nn.Flatten()


def add(node):
    return Add() if len(node.values) == 2 else node.refuse("adds a constant")


MAKERS = {
    "Conv": convolution,
    "Gemm": gemm,
    "BatchNormalization": batch_norm,
    "Relu": lambda node: nn.ReLU(),
    "Clip": clip,
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "GlobalAveragePool": global_average_pool,
    "Flatten": flatten,
    "Reshape": reshape,
    "Add": add,
    "Identity": lambda node: nn.Identity(),
    "Dropout": lambda node: nn.Identity(),
}


def fold_batch_norms(network):
    """conv(W, b) ─ norm(s, t)  ⇒  conv(W·s, b·s + t), where nothing else reads the convolution's value."""
    readers = {}
    for _, reads, _ in network.wiring:
        for value in reads:
            readers[value] = readers.get(value, 0) + 1
    writers = {writes: name for name, _, writes in network.wiring}
    for place, (name, reads, writes) in enumerate(network.wiring):
        before = writers.get(reads[0], "")
        norm = getattr(network, name)
        if isinstance(norm, nn.BatchNorm2d) and before.startswith("conv") and readers[reads[0]] == 1:
            convolved = getattr(network, before).eval()
            setattr(network, before, nn.utils.fusion.fuse_conv_bn_eval(convolved, norm.eval()))
            setattr(network, name, nn.Identity())
