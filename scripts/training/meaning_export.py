"""Writes the trained encoder as one small ONNX file with eight-bit weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = dict[str, NDArray[np.float32]]

WIDTH = 384
HEADS = 12
WEIGHTS_FILE = "weights.bin"
_SMALLEST_APART = 4096
"""Bytes; less stays in the model file."""
_OPSET = 20
_EPSILON = 1e-12
EMBEDDING_SCALE = 8.0
"""The sentence vector has this length before the heads: it keeps their weights small."""


@dataclass
class _Graph:
    """Collects nodes and constants; every method returns the name of its result."""

    weights: Weights
    weight_bits: int
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def add(self, kind: str, *inputs: str, name: str = "", **attributes: object) -> str:
        result = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [result], **attributes))
        return result

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self.known:
            self.known.add(name)
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def numbers(self, *values: int) -> str:
        name = "numbers_" + "_".join(map(str, values)).replace("-", "minus")
        return self.constant(name, np.array(values, dtype=np.int64))

    def normalise(self, value: str, layer: str) -> str:
        scale = self.constant(f"{layer}.weight", self.weights[f"{layer}.weight"])
        shift = self.constant(f"{layer}.bias", self.weights[f"{layer}.bias"])
        return self.add("LayerNormalization", value, scale, shift, epsilon=_EPSILON)

    def rows(self, name: str, ids: str) -> str:
        """Look up rows of a table that is kept in eight bits with a scale for each row."""
        table = self.weights[name]
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        small = np.rint(table / np.maximum(scale, 1e-12)).astype(np.int8)
        found = self.add("Gather", self.constant(f"{name}.small", small), ids)
        scales = self.add("Gather", self.constant(f"{name}.scale", scale.astype(np.float32)), ids)
        return self.add("Mul", self.add("Cast", found, to=TensorProto.FLOAT), scales)

    def linear(self, value: str, layer: str) -> str:
        """value x weights + bias, with eight-bit weights and a scale for each column."""
        weight = self.weights[f"{layer}.weight"].T
        top = 2 ** (self.weight_bits - 1) - 1
        scale = np.abs(weight).max(axis=0) / top
        small = self.constant(f"{layer}.small", np.rint(weight / scale).astype(np.int8))
        zero = self.constant("zero", np.array(0, dtype=np.int8))
        quantised = f"{layer}_in"
        outputs = [quantised, f"{quantised}_scale", f"{quantised}_zero"]
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [value], outputs))
        product = self.add("MatMulInteger", quantised, small, outputs[2], zero)
        scales = self.add(
            "Mul", outputs[1], self.constant(f"{layer}.scale", scale.astype(np.float32))
        )
        product = self.add("Mul", self.add("Cast", product, to=TensorProto.FLOAT), scales)
        return self.add(
            "Add", product, self.constant(f"{layer}.bias", self.weights[f"{layer}.bias"])
        )

    def exact(self, value: str, layer: str, name: str) -> str:
        """A head: small, so kept in full."""
        weight = self.constant(f"{layer}.weight", self.weights[f"{layer}.weight"])
        bias = self.constant(f"{layer}.bias", self.weights[f"{layer}.bias"])
        return self.add("Gemm", value, weight, bias, name=name, transB=1)


def _split_heads(graph: _Graph, value: str, order: Sequence[int]) -> str:
    shaped = graph.add("Reshape", value, graph.numbers(1, -1, HEADS, WIDTH // HEADS))
    return graph.add("Transpose", shaped, perm=list(order))


def _layer(graph: _Graph, value: str, prefix: str) -> str:
    attention = f"{prefix}.attention"
    query = _split_heads(graph, graph.linear(value, f"{attention}.self.query"), (0, 2, 1, 3))
    key = _split_heads(graph, graph.linear(value, f"{attention}.self.key"), (0, 2, 3, 1))
    content = _split_heads(graph, graph.linear(value, f"{attention}.self.value"), (0, 2, 1, 3))
    root = graph.constant("root", np.array((WIDTH // HEADS) ** -0.5, dtype=np.float32))
    scores = graph.add("Mul", graph.add("MatMul", query, key), root)
    mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), content)
    joined = graph.add("Transpose", mixed, perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", joined, graph.numbers(1, -1, WIDTH))
    dense = graph.linear(joined, f"{attention}.output.dense")
    value = graph.normalise(graph.add("Add", dense, value), f"{attention}.output.LayerNorm")
    inner = graph.add("Gelu", graph.linear(value, f"{prefix}.intermediate.dense"))
    outer = graph.linear(inner, f"{prefix}.output.dense")
    return graph.normalise(graph.add("Add", outer, value), f"{prefix}.output.LayerNorm")


def write_onnx(weights: Weights, layers: int, path: Path, weight_bits: int = 7) -> None:
    """One sentence in, `ids` of shape (1, n); out come label and fact scores, its vector, and what
    each piece is marked as.

    Seven bits a weight keep the sums of eight-bit products within sixteen bits, which older
    x86 processors saturate at.
    """
    graph = _Graph(weights, weight_bits)
    words = graph.rows("word_embeddings.weight", "ids")
    length = graph.add("Shape", "ids", start=1, end=2)
    places = graph.constant("places", weights["places"])
    places = graph.add("Slice", places, graph.numbers(0), length, graph.numbers(0))
    value = graph.normalise(graph.add("Add", words, places), "LayerNorm")
    for layer in range(layers):
        value = _layer(graph, value, f"layer.{layer}")
    marked = graph.constant("mark.transposed", weights["mark.weight"].T)
    bias = graph.constant("mark.bias", weights["mark.bias"])
    graph.add("Add", graph.add("MatMul", value, marked), bias, name="marks")
    mean = graph.add("ReduceMean", value, graph.numbers(1), keepdims=0)
    vector = graph.add("LpNormalization", mean, name="embedding", axis=1, p=2)
    scale = graph.constant("vector_scale", np.array(EMBEDDING_SCALE, dtype=np.float32))
    scaled = graph.add("Mul", vector, scale)
    graph.exact(scaled, "label", "labels")
    graph.exact(scaled, "fact", "facts")
    shapes = {
        "labels": [1, len(weights["label.bias"])],
        "facts": [1, len(weights["fact.bias"])],
        "embedding": [1, WIDTH],
        "marks": [1, "length", len(weights["mark.bias"])],
    }
    _save(graph, shapes, path)


def _save(graph: _Graph, outputs: Mapping[str, Sequence[int | str]], path: Path) -> None:
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "meaning",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
                for name, shape in outputs.items()
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    # Apart, they are mapped into memory, where only what is used of them takes any.
    weights = path.parent / WEIGHTS_FILE
    weights.unlink(missing_ok=True)
    onnx.save(
        model,
        str(path),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=WEIGHTS_FILE,
        size_threshold=_SMALLEST_APART,
    )
    weights.chmod(0o644)
