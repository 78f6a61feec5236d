"""One training of the network; the seed decides every draw."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from stop_words_net import FEATURES, Net
from stop_words_scene_sets import SceneSet
from stop_words_scenes import UNSURE
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Recipe:
    """What a training depends on besides its scenes."""

    seed: int = 1
    epochs: int = 8
    batch_size: int = 12
    rate: float = 3e-3
    weight_decay: float = 1e-3
    sounds_weight: float = 0.3
    """Of the second task, which only shapes the lower layers."""


def train(sets: Sequence[SceneSet], recipe: Recipe, name: str) -> Net:
    """A network that has learnt these scenes."""
    torch.manual_seed(recipe.seed)
    features, units, sounds = (
        torch.from_numpy(np.concatenate([getattr(one, part) for one in sets]))
        for part in ("features", "units", "sounds")
    )
    some = features[:: max(1, len(features) // 200)].float().reshape(-1, FEATURES)
    net = Net(some.mean(0), some.std(0))
    net.train()
    optimiser = torch.optim.AdamW(
        net.parameters(), lr=recipe.rate, weight_decay=recipe.weight_decay
    )
    batches = len(features) // recipe.batch_size
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=recipe.epochs * batches + 1, pct_start=0.15
    )
    for epoch in range(recipe.epochs):
        total = 0.0
        order = torch.randperm(len(features))[: batches * recipe.batch_size]
        for batch in order.view(batches, -1):
            unit_scores, sound_scores = net(features[batch].float())
            loss = _loss(unit_scores, units[batch])
            total += float(loss.detach())
            loss = loss + recipe.sounds_weight * _loss(sound_scores, sounds[batch])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            schedule.step()
        print(f"{name}, pass {epoch + 1}: loss {total / batches:.3f}", file=sys.stderr, flush=True)
    return net.eval()


def _loss(scores: Tensor, labels: Tensor) -> Tensor:
    return functional.cross_entropy(
        scores.flatten(0, 1), labels.long().flatten(), ignore_index=UNSURE
    )
