"""Writes the model in Vosk's own format, binary, weights in one byte each."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from stop_words_net import (
    LEFT_FRAMES,
    PLACES,
    RIGHT_FRAMES,
    SPREAD,
    STEP,
    Affine,
    Net,
    folded,
)
from stop_words_units import UNITS

_HALF = math.log(0.5)


def acoustic_model(net: Net, priors: np.ndarray) -> bytes:
    """`am/final.mdl`: transitions, network and the logarithms of the units' priors."""
    return b"\0B" + _transitions() + _network(net) + _contexts(priors)


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _double(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def _ints(values: Sequence[int]) -> bytes:
    return b"\x04" + struct.pack(f"<i{len(values)}i", len(values), *values)


def _vector(values: np.ndarray) -> bytes:
    return _token("FV") + _int(len(values)) + values.astype("<f4").tobytes()


def _transitions() -> bytes:
    """One emitting state to a unit; a transition-id is 2u + 2 forward and 2u + 1 to itself."""
    phones = range(1, UNITS + 1)
    topology = _ints(phones) + _ints([-1] + [0] * UNITS) + _int(1) + _int(2)
    topology += _int(0) + _int(2) + _int(0) + _float(0.5) + _int(1) + _float(0.5)
    topology += _int(-1) + _int(0)
    content = _token("<TransitionModel>") + _token("<Topology>") + topology
    content += _token("</Topology>") + _token("<Triples>") + _int(UNITS)
    for phone in phones:
        content += _int(phone) + _int(0) + _int(phone - 1)
    content += _token("</Triples>") + _token("<LogProbs>")
    content += _vector(np.array([0.0] + [_HALF] * (2 * UNITS)))
    return content + _token("</LogProbs>") + _token("</TransitionModel>")


def _network(net: Net) -> bytes:
    first, layers, last = folded(net)
    lines = ["input-node name=input dim=40"]
    components: list[tuple[str, bytes]] = []

    def add(name: str, content: bytes, given: str) -> str:
        components.append((name, content))
        lines.append(f"component-node name={name} component={name} input={given}")
        return name

    offsets = (f"Offset(input, {at})" for at in range(-SPREAD, SPREAD + 1))
    at = add("first", _affine(first), f"Append({', '.join(offsets)})")
    at = add("first_relu", _relu(len(first.bias)), at)
    for number, (places, (narrow, wide)) in enumerate(zip(PLACES, layers, strict=True)):
        joined = ", ".join(f"Offset({at}, {STEP * place})" for place in places)
        narrowed = add(f"narrow{number}", _affine(narrow), f"Append({joined})")
        widened = add(f"wide{number}", _affine(wide), narrowed)
        relu = add(f"relu{number}", _relu(len(wide.bias)), widened)
        at = f"Sum({relu}, {at})"
    at = add("last", _affine(last), at)
    at = add("softmax", _log_softmax(UNITS), at)
    lines.append(f"output-node name=output input={at} objective=linear")
    content = _token("<Nnet3>") + b"\n" + "\n".join(lines).encode() + b"\n\n"
    content += _token("<NumComponents>") + _int(len(components))
    for name, component in components:
        content += _token("<ComponentName>") + _token(name) + component
    return content + _token("</Nnet3>")


def _contexts(priors: np.ndarray) -> bytes:
    contexts = _token("<LeftContext>") + _int(LEFT_FRAMES)
    contexts += _token("<RightContext>") + _int(RIGHT_FRAMES)
    return contexts + _token("<Priors>") + _vector(priors)


def _affine(affine: Affine) -> bytes:
    weights, bias = affine.weights.detach().numpy(), affine.bias.detach().numpy()
    content = _token("<FixedAffineComponent>") + _token("<LinearParams>") + compressed(weights)
    return content + _token("<BiasParams>") + _vector(bias) + _token("</FixedAffineComponent>")


def compressed(matrix: np.ndarray) -> bytes:
    """Kaldi's CompressedMatrix with a header for each column, which Matrix::Read accepts.

    A column's bytes stand for values between its least, its quartiles and its largest value.
    """
    low, high = float(matrix.min()), float(matrix.max())
    span = max(high - low, 1e-6)
    rows, columns = matrix.shape
    marks = np.quantile(matrix, (0, 0.25, 0.75, 1), axis=0)
    marks = np.round((marks - low) / span * 65535).astype(np.int64)
    for upper in (1, 2, 3):  # strictly rising, as Kaldi writes them
        marks[upper] = np.maximum(marks[upper], marks[upper - 1] + 1)
    marks -= np.maximum(marks[3] - 65535, 0)
    at = low + span * marks / 65535
    codes = np.stack(
        [
            np.interp(matrix[:, column], at[:, column], (0, 64, 192, 255))
            for column in range(columns)
        ]
    )
    header = struct.pack("<ffii", low, span, rows, columns)
    content = _token("CM") + header + marks.T.astype("<u2").tobytes()
    return content + np.round(codes).astype(np.uint8).tobytes()


def _statistics(name: str, size: int) -> bytes:
    nothing = _token("FV") + _int(0)
    content = _token(f"<{name}>") + _token("<Dim>") + _int(size)
    content += _token("<ValueAvg>") + nothing + _token("<DerivAvg>") + nothing
    return content + _token("<Count>") + _double(0.0)


def _relu(size: int) -> bytes:
    name = "RectifiedLinearComponent"
    return _statistics(name, size) + _token(f"</{name}>")


def _log_softmax(size: int) -> bytes:
    name = "LogSoftmaxComponent"
    return _statistics(name, size) + _token(f"</{name}>")


def write(folder: Path, name: str, content: bytes) -> None:
    """One file of the model."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
