"""The network: a time-delay net over Kaldi's features, one output each 30 ms."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from stop_words_units import SOUND_CLASSES, UNITS
from torch import Tensor, nn
from torch.nn import functional

FEATURES = 40
STEP = 3
"""Frames of 10 ms to one output."""
SPREAD = 4
"""The first layer sees this many frames to each side."""
WIDTH, NARROW = 128, 48
PLACES: tuple[tuple[int, ...], ...] = (
    (-1, 0, 1),
    (-2, 0, 1),
    (-3, 0, 1),
    (-4, 0, 1),
    (-6, -3, 0),
)
"""For each further layer the outputs it joins, in steps: the past is free, the future is a wait."""
LEFT_FRAMES = SPREAD - STEP * sum(min(places) for places in PLACES)
RIGHT_FRAMES = SPREAD + STEP * sum(max(places) for places in PLACES)


class Splice(nn.Module):
    """A narrow linear layer over several places in time, a wide one, added to what came in."""

    def __init__(self, places: tuple[int, ...]) -> None:
        super().__init__()
        self.places = places
        self.narrow = nn.Linear(WIDTH * len(places), NARROW, bias=False)
        self.wide = nn.Linear(NARROW, WIDTH)
        self.norm = nn.BatchNorm1d(WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, time, width) to the same with less time: the context is used up."""
        first, last = min(self.places), max(self.places)
        length = x.shape[1] - (last - first)
        parts = [x[:, place - first : place - first + length] for place in self.places]
        out = self.norm(self.wide(self.narrow(torch.cat(parts, 2))).flatten(0, 1))
        return functional.relu(out).view(len(x), length, WIDTH) + x[:, -first : -first + length]


class Net(nn.Module):
    """Features (batch, frames, 40), with context on both sides, to scores (batch, outputs, n)."""

    def __init__(self, mean: Tensor, spread: Tensor, dropout: float = 0.1) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.first = nn.Linear(FEATURES * (2 * SPREAD + 1), WIDTH)
        self.first_norm = nn.BatchNorm1d(WIDTH)
        self.layers = nn.ModuleList(Splice(places) for places in PLACES)
        self.dropout = nn.Dropout(dropout)
        self.units = nn.Linear(WIDTH, UNITS)
        self.sounds = nn.Linear(WIDTH, SOUND_CLASSES)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of the units and of the sounds, before the softmax."""
        x = (features - self.mean) / self.spread
        x = x.unfold(1, 2 * SPREAD + 1, STEP).transpose(2, 3).flatten(2)
        x = self.first(x)
        x = functional.relu(self.first_norm(x.flatten(0, 1))).view_as(x)
        for layer in self.layers:
            x = layer(x)
        x = self.dropout(x)
        return self.units(x), self.sounds(x)


@dataclass(frozen=True)
class Affine:
    """One exported layer: weights (out, in) and bias (out,)."""

    weights: Tensor
    bias: Tensor


def folded(net: Net) -> tuple[Affine, list[tuple[Affine, Affine]], Affine]:
    """The same function as plain affine layers: first, (narrow, wide) of each layer, last."""
    with torch.no_grad():
        repeat = 2 * SPREAD + 1
        weights = net.first.weight / net.spread.repeat(repeat)
        bias = net.first.bias - weights @ net.mean.repeat(repeat)
        layers = [
            (
                Affine(layer.narrow.weight, torch.zeros(NARROW)),
                _normed(Affine(layer.wide.weight, layer.wide.bias), layer.norm),
            )
            for layer in net.layers
        ]
        first = _normed(Affine(weights, bias), net.first_norm)
        return first, layers, Affine(net.units.weight, net.units.bias)


def _normed(affine: Affine, norm: nn.BatchNorm1d) -> Affine:
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    bias = scale * (affine.bias - norm.running_mean) + norm.bias
    return Affine(scale[:, None] * affine.weights, bias)


def outputs_of(frames: int) -> int:
    """How many outputs there are for so many frames, all with their whole context."""
    return (frames - LEFT_FRAMES - RIGHT_FRAMES - 1) // STEP + 1
