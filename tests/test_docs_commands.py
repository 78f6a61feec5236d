"""Every command in the pages for people can be typed as it stands there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.documents import ROOT
from voice_skill.models import list_models
from voice_skill.usage import build_parser

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PROGRAM = ("voice-skill", "scripts/run")
PASSED_ON = {"bench": "scripts/benchmarks/{}.py", "test": "", "docs": "scripts/documents.py"}
"""Scripts that hand their options on: to what; "" is pytest."""


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command in a block or between back quotes."""
    blocks = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    for line in [*blocks, *re.findall(r"`([^`\n]+)`", text)]:
        for part in re.split(r" (?:&&|\|) ", re.sub(r"\s#\s.*", "", line)):
            if part.startswith((*PROGRAM, "scripts/")) and part[-1] != "/":
                yield shlex.split(part)


def options_of(words: list[str]) -> str:
    """The text in which the options of this script have to stand."""
    script = ROOT / words[0]
    handed_on = PASSED_ON.get(script.name, "").format(*words[1:2])
    return script.read_text() + ((ROOT / handed_on).read_text() if handed_on else "")


FOUND = [
    pytest.param(words, id=f"{page.name}: {' '.join(words)}")
    for page in PAGES
    for words in commands(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("words", FOUND)
def test_it_can_be_typed(words: list[str]) -> None:
    if words[0] in PROGRAM:
        arguments = [word for word in words[1:] if not word.startswith("list|")]
        if arguments:
            build_parser().parse_args(arguments)
        return
    assert (ROOT / words[0]).is_file(), words[0]
    for word in words[1:]:
        if word.startswith("--"):
            assert word in options_of(words), word


def test_the_commands_are_found() -> None:
    assert len(FOUND) > 40


def test_the_guide_names_the_address_of_the_model() -> None:
    guide = Path(ROOT / "docs" / "raspberry-pi.md").read_text(encoding="utf-8")
    assert all(model.address in guide for model in list_models())
