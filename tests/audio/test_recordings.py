"""Recordings of flite's voices, through the recogniser that needs no download.

A file is called `<voice>--<what_is_said>.wav`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.processes import Home, next_line

FOLDER = Path(__file__).parent
RECORDINGS = sorted(FOLDER.glob("*--*.wav"))

ENOUGH = 6
"""Of eight: with every edit of the content the language model leans a little differently."""

SOURCES = {
    "how_long_should_i_keep_the_ice_on": ("guide.answer", ["2.5"]),
    "start_the_ice_for_fifteen_minutes": ("timer.start", ["2.5"]),
}


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of every recording, by its file."""
    home = Home(tmp_path_factory.mktemp("home"), tmp_path_factory.getbasetemp() / "cache")
    done = home.run("transcribe", *RECORDINGS, "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(line["file"]).stem: line["text"] for line in lines}


def test_what_was_said_is_heard(heard: dict[str, str]) -> None:
    said = {name: name.split("--")[1].replace("_", " ") for name in heard}
    right = [name for name in heard if heard[name] == said[name]]
    assert len(heard) == 8
    assert len(right) >= ENOUGH, heard


@pytest.mark.parametrize("said", SOURCES)
def test_a_recording_is_answered(
    said: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    order = ("hear", FOLDER / f"slt--{said}.wav", "--json", "--out", tmp_path / "reply.wav")
    try:
        line = json.loads(next_line(home.start(*order)))
    finally:
        home.close()
    assert (line["intent"], line["sources"]) == SOURCES[said]
