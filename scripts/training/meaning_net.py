"""The network and its training: a sentence encoder with heads for classes, figures and marks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from meaning_data import NOTHING_MEANT, Example, draw, soup, vary
from meaning_export import EMBEDDING_SCALE, WIDTH, Weights
from meaning_marks import NOT_KNOWN
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from voice_skill.understanding.semantic import LONGEST_SENTENCE, MARKS, WordPieces

LAYERS = 6
_UNNAMED = -1
_MARK_WEIGHTS = (1.0, 1.0, 3.0)
"""Few orders name anything; missing a name is worse than one too many."""
_HALF_WIDTH = torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""Twice as fast where the processor calculates in sixteen bits, thirty times slower elsewhere."""


@dataclass(frozen=True)
class Recipe:
    """What a training depends on besides its data; chosen on the development part."""

    seed: int = 1
    epochs: int = 6
    batch_size: int = 32
    encoder_rate: float = 2e-4
    """Step size of the last layer."""
    layer_decay: float = 0.8
    """Each layer below learns this much slower: what it knows of English is worth more."""
    frozen_layers: int = 2
    """The lowest layers stay as they came: they know the words, and training is a third shorter."""
    head_rate: float = 2e-3
    weight_decay: float = 0.01
    dropout: float = 0.2
    smoothing: float = 0.05
    fact_weight: float = 0.5
    mark_weight: float = 0.3
    varied_share: float = 0.8
    """How many of the sentences are varied in each pass."""
    soup_share: float = 0.05
    """Words drawn from anywhere, as many for each hundred sentences: they mean nothing at all."""
    contrast_weight: float = 0.1
    """For drawing the vectors of one class together."""
    contrast_temperature: float = 0.1


class MeaningNet(nn.Module):
    """Mean of the word vectors, at one length, into two linear heads; a third marks the words."""

    def __init__(self, encoder: Path, labels: int, facts: int, dropout: float, frozen: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(encoder, add_pooling_layer=False)
        self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:frozen]:
            layer.requires_grad_(False)
        self.dropout = nn.Dropout(dropout)
        self.label = nn.Linear(WIDTH, labels)
        self.fact = nn.Linear(WIDTH, facts)
        self.mark = nn.Linear(WIDTH, len(MARKS))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """ids and mask (batch, length) to label scores, fact scores, vectors of length 1, and mark
        scores (batch, length, marks)."""
        states = self.encoder(ids, mask).last_hidden_state
        weight = mask[..., None].to(states.dtype)
        vector = functional.normalize((states * weight).sum(1) / weight.sum(1), dim=1)
        dropped = self.dropout(vector * EMBEDDING_SCALE)
        return (self.label(dropped), self.fact(dropped), vector, self.mark(self.dropout(states)))

    def as_weights(self) -> Weights:
        """Arrays by the names that the export uses."""
        weights = {
            name.removeprefix("encoder.embeddings.").removeprefix("encoder.encoder."): value.numpy()
            for name, value in self.state_dict().items()
        }
        places = weights["position_embeddings.weight"][:LONGEST_SENTENCE]
        weights["places"] = places + weights["token_type_embeddings.weight"][0]
        return weights


class Trainer:
    """One training from the first to the last step; the seed decides every draw."""

    def __init__(
        self,
        encoder: Path,
        pieces: WordPieces,
        examples: Sequence[Example],
        names: tuple[Sequence[str], Sequence[str]],
        recipe: Recipe,
    ) -> None:
        torch.manual_seed(recipe.seed)
        self._chance = random.Random(recipe.seed)
        self._pieces, self._examples, self._recipe = pieces, examples, recipe
        self._labels, self._facts = ({name: i for i, name in enumerate(part)} for part in names)
        self._calm = torch.tensor([not name.startswith("redflag.") for name in names[0]])
        self.net = MeaningNet(
            encoder, len(names[0]), len(names[1]), recipe.dropout, recipe.frozen_layers
        )
        groups = list(_step_sizes(self.net, recipe))
        self._optimiser = torch.optim.AdamW(groups)
        self._soups = int(recipe.soup_share * len(examples))
        batches = -(-(len(examples) + self._soups) // recipe.batch_size)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser,
            [group["lr"] for group in groups],
            total_steps=recipe.epochs * batches + 1,
            pct_start=0.1,
        )

    def run(self) -> Iterator[float]:
        """Train; gives the mean loss after each pass."""
        for _ in range(self._recipe.epochs):
            self.net.train()
            losses = [self._step(batch) for batch in self._batches()]
            yield sum(losses) / len(losses)
        self.net.eval()

    def _batches(self) -> list[list[tuple[str, Example]]]:
        """Every example once, in sentences of like length, in another order each time."""
        size, share = self._recipe.batch_size, self._recipe.varied_share
        order = list(self._examples)
        self._chance.shuffle(order)
        said = [
            (
                vary(example, self._chance, order)
                if self._chance.random() < share
                else draw(example.text, self._chance),
                example,
            )
            for example in order
        ]
        said += [(soup(order, self._chance), NOTHING_MEANT) for _ in range(self._soups)]
        self._chance.shuffle(said)
        batches: list[list[tuple[str, Example]]] = []
        for start in range(0, len(said), size * 16):
            near = sorted(said[start : start + size * 16], key=lambda pair: len(pair[0]))
            batches += [near[first : first + size] for first in range(0, len(near), size)]
        self._chance.shuffle(batches)
        return batches

    def _label_loss(self, scores: Tensor, labels: Tensor) -> Tensor:
        """Of a harmless neighbour only that it is no sign is known: any other class will do."""
        named = labels != _UNNAMED
        smooth = self._recipe.smoothing
        loss = functional.cross_entropy(
            scores[named], labels[named], label_smoothing=smooth, reduction="sum"
        )
        calm = torch.log_softmax(scores[~named], 1)[:, self._calm].logsumexp(1)
        return (loss - calm.sum()) / len(labels)

    def _mark_loss(self, scores: Tensor, batch: Sequence[tuple[str, Example]]) -> Tensor:
        """Of the first piece of each word whose mark is known; 0 where none is."""
        wanted = torch.full(scores.shape[:2], NOT_KNOWN)
        for row, (text, example) in enumerate(batch):
            if example.marks is None:
                continue
            places = self._pieces.encode_words(text.split())[1]
            wanted[row, places] = torch.tensor(example.marks_in(text))
        wanted[:, 0] = NOT_KNOWN
        known = wanted != NOT_KNOWN
        if not known.any():
            return scores.new_zeros(())
        weights = torch.tensor(_MARK_WEIGHTS)
        return functional.cross_entropy(scores[known], wanted[known], weights)

    def _step(self, batch: Sequence[tuple[str, Example]]) -> float:
        recipe = self._recipe
        labels = torch.tensor([self._labels.get(example.label, _UNNAMED) for _, example in batch])
        facts = torch.tensor([self._facts[example.fact] for _, example in batch])
        with torch.autocast("cpu", torch.bfloat16, enabled=_HALF_WIDTH):
            scores = self.net(*padded(self._pieces, [text for text, _ in batch]))
        label_scores, fact_scores, vectors, mark_scores = (part.float() for part in scores)
        smooth = recipe.smoothing
        loss = self._label_loss(label_scores, labels)
        fact_loss = functional.cross_entropy(fact_scores, facts, label_smoothing=smooth / 2)
        loss = loss + recipe.fact_weight * fact_loss
        loss = loss + recipe.mark_weight * self._mark_loss(mark_scores, batch)
        loss = loss + recipe.contrast_weight * _contrast(
            vectors, labels, recipe.contrast_temperature
        )
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())


def padded(pieces: WordPieces, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Ids and mask, both (batch, length)."""
    rows = [pieces.encode(text) for text in texts]
    length = max(map(len, rows))
    ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])
    return ids, mask


def _contrast(vectors: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """How far sentences of one class are apart, against all others in the batch."""
    likeness = vectors @ vectors.T / temperature
    likeness.fill_diagonal_(-1e4)
    same = ((labels[:, None] == labels) & (labels != _UNNAMED)).float()
    same.fill_diagonal_(0)
    chosen = likeness - likeness.logsumexp(1, keepdim=True)
    return -((chosen * same).sum(1) / same.sum(1).clamp(min=1)).mean()


def _step_sizes(net: MeaningNet, recipe: Recipe) -> Iterator[dict[str, object]]:
    """One group for each trained tensor, slower from layer to layer downwards."""
    for name, tensor in net.named_parameters():
        if not tensor.requires_grad:
            continue
        rate = recipe.head_rate
        if name.startswith("encoder.encoder.layer."):
            below = LAYERS - 1 - int(name.split(".")[3])
            rate = recipe.encoder_rate * recipe.layer_decay**below
        decay = recipe.weight_decay if tensor.dim() > 1 else 0.0
        yield {"params": [tensor], "lr": rate, "weight_decay": decay}
