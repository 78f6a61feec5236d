"""spoken.txt: it is the training part of the phrase bank, and changes the recogniser's model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.training.spoken import ROOT, SPOKEN, gathered
from tests.simulated import content
from voice_skill.content import load
from voice_skill.core.errors import ContentError

PHRASES = ROOT / "tests" / "phrases"
MINIMAL = """\
intents:
  - intent: control.stop
    sentences: [stop]
    say: All right.
"""


def _texts(part: str) -> set[str]:
    return {
        " ".join(json.loads(line)["text"].split())
        for path in (PHRASES / part).glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    }


def test_it_is_made_from_the_training_part() -> None:
    assert SPOKEN.read_text(encoding="utf-8") == gathered(), (
        "run .venv/bin/python scripts/training/spoken.py"
    )


def test_nothing_that_is_measured_with_is_learnt() -> None:
    spoken = set(content().spoken)
    assert len(spoken) > 9000
    for part in ("dev", "test"):
        measured = _texts(part)
        # Two people may say the same short thing.
        same = {text for text in spoken & measured if len(text.split()) > 5}
        assert len(same) <= len(measured) / 100, same


def test_a_change_makes_another_model(tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "own.yaml").write_text(MINIMAL)
    before = load(tmp_path)
    assert before.spoken == ()
    (tmp_path / "spoken.txt").write_text("# mine\nwill you stop that now\n\n", encoding="utf-8")
    after = load(tmp_path)
    assert after.spoken == ("will you stop that now",)
    assert after.content_hash != before.content_hash


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "own.yaml").write_text(MINIMAL)
    (tmp_path / "spoken.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError, match=r"spoken\.txt cannot be read: make it a text file"):
        load(tmp_path)
