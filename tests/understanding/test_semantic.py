"""The meaning model as it ships: what it promises, and what it says when it cannot be used."""

from __future__ import annotations

import json
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.core.errors import ModelError
from voice_skill.resources import models_dir
from voice_skill.understanding.semantic import SemanticModel, WordPieces

FOLDER = models_dir() / "meaning"
DEVELOPMENT = Path(__file__).parent.parent / "phrases" / "dev"
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "spas", "##ms", "why", "a", "?", "cafe")


@cache
def model() -> SemanticModel:
    return SemanticModel.load(FOLDER)


def guide_lines() -> list[tuple[str, str]]:
    rows = [
        json.loads(line)
        for path in sorted(DEVELOPMENT.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [(row["text"], f"guide.{row['refs'][0]}") for row in rows if row["kind"] == "guide"]


def test_it_finds_the_step_of_most_guide_questions() -> None:
    right = 0
    lines = guide_lines()
    for text, step in lines:
        scores = model().classify(text).label_scores
        right += max(scores, key=scores.__getitem__) == step
    assert right / len(lines) >= 0.9


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("how many minutes do i leave the ice on", "ice_minutes"),
        ("how many times a day is the ice", "ice_times_a_day"),
        ("how much naproxen can i take", "naproxen_dose"),
        ("is my spine crooked", "none"),
    ],
)
def test_it_finds_the_figure_that_is_asked(text: str, fact: str) -> None:
    scores = model().classify(text).fact_scores
    assert max(scores, key=scores.__getitem__) == fact


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gets_probabilities_and_a_vector_of_length_one(text: str) -> None:
    found = model().classify(text)
    assert sum(found.label_scores.values()) == pytest.approx(1.0)
    assert sum(found.fact_scores.values()) == pytest.approx(1.0)
    assert found.embedding.shape == (384,)
    assert float((found.embedding**2).sum()) == pytest.approx(1.0, abs=1e-4)


def test_it_says_the_same_twice() -> None:
    first, second = (model().classify("how do i get out of bed") for _ in range(2))
    assert first.label_scores == second.label_scores


def test_a_story_of_any_length_is_read() -> None:
    story = "well it all began on saturday " * 200 + "how long do i leave the ice on"
    assert model().classify(story).label_scores


def test_the_folder_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 25_000_000


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    with pytest.raises(ModelError, match="lacks .*meaning.json"):
        SemanticModel.load(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "weights.bin", "vocabulary.txt", "meaning.json"])
def test_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "meaning"))
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match="is damaged"):
        SemanticModel.load(folder)


def test_without_onnxruntime_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError, match=r"install voice-skill\[meaning\]"):
        SemanticModel.load(FOLDER)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [2, 3]),
        ("Why spasms?", [2, 6, 4, 5, 8, 3]),
        ("a Café", [2, 7, 9, 3]),
        ("spast", [2, 1, 3]),
        ("a\x00\tWHY" + "x" * 500, [2, 7, 1, 3]),
    ],
)
def test_words_are_cut_into_known_pieces(text: str, ids: list[int]) -> None:
    assert WordPieces(PIECES).encode(text) == ids


def test_of_a_long_text_the_beginning_and_the_end_are_kept() -> None:
    ids = WordPieces(PIECES).encode("why " * 100 + "a " * 100)
    assert (len(ids), ids[1], ids[-2]) == (64, 6, 7)
