"""What a sentence is about, by a small sentence encoder trained on the phrase bank.

It ranks and suggests; it never decides a number, a negation, ice or heat, start or stop. Which of
the numbers in a story an order goes by, and what a timer is named after, it points at in the words.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_skill.core.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MODEL_FILE = "model.onnx"
_WEIGHTS_FILE = "weights.bin"
_VOCABULARY_FILE = "vocabulary.txt"
_DESCRIPTION_FILE = "meaning.json"
_READ = ("labels", "facts", "embedding")
_LONGEST_WORD = 100
LONGEST_SENTENCE = 64
"""In word pieces; it bounds the time for a sentence."""


MARKS = ("nothing", "value", "name")
"""What a word of an order can be."""


@dataclass(frozen=True)
class Marked:
    """What each word of an order is likely to be."""

    value: tuple[float, ...]
    """For each word: how likely it belongs to the length or time that is ordered."""

    name: tuple[float, ...]
    """For each word: how likely it belongs to what the timer is named after."""


@dataclass(frozen=True)
class Prediction:
    """How likely each reading of one sentence is."""

    label_scores: Mapping[str, float]
    """Class, such as "guide.2.5", "timer.start" or "oos", to probability; they sum to 1."""

    fact_scores: Mapping[str, float]
    """Figure that is asked for, such as "ice_minutes", or "none", to probability; they sum to 1."""

    embedding: NDArray[np.float32]
    """The sentence as a vector of length 1; shape (384,)."""


class WordPieces:
    """Cuts text into the pieces that the encoder knows, as uncased BERT does."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """`pieces` in the order of their ids; those that continue a word begin with "##".

        Raises KeyError where [CLS], [SEP] or [UNK] is missing.
        """
        self._ids = {piece: index for index, piece in enumerate(pieces)}
        self._start, self._end = self._ids["[CLS]"], self._ids["[SEP]"]
        self._unknown = self._ids["[UNK]"]

    def encode(self, text: str) -> list[int]:
        """Piece ids with start and end mark; of a long text its beginning and its end."""
        return self.encode_words(text.split())[0]

    def encode_words(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """The same ids, and for each word the place of its first piece; 0 where it has none."""
        ids: list[int] = []
        places = []
        for word in words:
            pieces = [piece for part in _split(word) for piece in self._cut(part)]
            places.append(len(ids) + 1 if pieces else 0)
            ids += pieces
        half = (LONGEST_SENTENCE - 2) // 2
        left_out = len(ids) - 2 * half
        if left_out > 0:
            ids = ids[:half] + ids[-half:]
            places = [_moved(place, half, left_out) for place in places]
        return [self._start, *ids, self._end], places

    def _cut(self, word: str) -> list[int]:
        """The longest known piece from the left, again and again."""
        ids: list[int] = []
        start = 0
        while start < len(word) and len(word) <= _LONGEST_WORD:
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                found = self._ids.get(mark + word[start:end])
                if found is not None:
                    ids.append(found)
                    start = end
                    break
            else:
                return [self._unknown]
        return ids or [self._unknown]


class SemanticModel:
    """The trained encoder; one thread, no state between sentences."""

    def __init__(self, session: Any, pieces: WordPieces, description: Mapping[str, Any]) -> None:
        """Use `load`. `session` is an onnxruntime session of the model that training wrote."""
        self._session = session
        self._pieces = pieces
        self._labels: list[str] = description["labels"]
        self._facts: list[str] = description["facts"]
        self._label_temperature = float(description["label_temperature"])
        self._fact_temperature = float(description["fact_temperature"])

    @classmethod
    def load(cls, folder: Path) -> SemanticModel:
        """Read the model from `folder`.

        Raises ModelError where a file is missing or damaged, or onnxruntime is not installed.
        """
        # Else its wheel makes a number for this device and reports to its maker what it loads.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelError(
                "The meaning model needs onnxruntime: install voice-skill[meaning]."
            ) from error
        try:
            description = json.loads((folder / _DESCRIPTION_FILE).read_text(encoding="utf-8"))
            vocabulary = (folder / _VOCABULARY_FILE).read_bytes()
            _check(_VOCABULARY_FILE, vocabulary, description)
            for name in (_MODEL_FILE, _WEIGHTS_FILE):
                _check(name, (folder / name).read_bytes(), description)
            pieces = WordPieces(vocabulary.decode("utf-8").rstrip("\n").split("\n"))
            session = onnxruntime.InferenceSession(
                str(folder / _MODEL_FILE), _options(onnxruntime), ["CPUExecutionProvider"]
            )
            return cls(session, pieces, description)
        except FileNotFoundError as error:
            raise ModelError(
                f"The meaning model lacks {error.filename}: install voice-skill again."
            ) from error
        # onnxruntime has errors of its own that share no base class but Exception.
        except Exception as error:
            raise ModelError(
                f"The meaning model in {folder} is damaged: install voice-skill again."
            ) from error

    @property
    def labels(self) -> tuple[str, ...]:
        """Every class it knows."""
        return tuple(self._labels)

    def classify(self, text: str) -> Prediction:
        """Rate every class and every figure for one sentence; any text will do, also none."""
        import numpy as np

        ids = np.array([self._pieces.encode(text)], dtype=np.int64)
        labels, facts, embedding = self._session.run(list(_READ), {"ids": ids})
        return Prediction(
            _probabilities(self._labels, labels[0].tolist(), self._label_temperature),
            _probabilities(self._facts, facts[0].tolist(), self._fact_temperature),
            embedding[0],
        )

    def mark(self, words: Sequence[str]) -> Marked:
        """Point at the value and the name in the words of an order."""
        import numpy as np

        ids, places = self._pieces.encode_words(words)
        (scores,) = self._session.run(["marks"], {"ids": np.array([ids], dtype=np.int64)})
        powers = np.exp(scores[0] - scores[0].max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        shares[0] = 0.0
        _, value, name = (shares[places, mark].tolist() for mark in range(len(MARKS)))
        return Marked(tuple(value), tuple(name))


def _moved(place: int, half: int, left_out: int) -> int:
    """The place of a piece where `left_out` pieces behind the first half are missing; 0 in them."""
    if place <= half:
        return place
    return place - left_out if place > half + left_out else 0


def _options(onnxruntime: Any) -> Any:
    """One thread, little memory, and silent: what goes wrong is raised."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    return options


def _check(name: str, data: bytes, description: Mapping[str, Any]) -> None:
    if hashlib.sha256(data).hexdigest() != description["sha256"][name]:
        raise ValueError(name)


def _probabilities(
    names: Sequence[str], scores: Sequence[float], temperature: float
) -> dict[str, float]:
    highest = max(scores)
    powers = [math.exp((score - highest) / temperature) for score in scores]
    total = sum(powers)
    return {name: power / total for name, power in zip(names, powers, strict=True)}


def _split(text: str) -> list[str]:
    """Words and single marks, in lower case, without accents and control characters."""
    plain = unicodedata.normalize("NFD", text.lower())
    kept = []
    for character in plain:
        category = unicodedata.category(character)
        if category == "Mn" or (category[0] == "C" and not character.isspace()):
            continue
        alone = category[0] in "PS" or "\u4e00" <= character <= "\u9fff"
        kept.append(f" {character} " if alone else character)
    return "".join(kept).split()
