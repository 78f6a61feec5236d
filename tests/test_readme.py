"""The conversation in the README is what the product really says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.simulated import simulation
from voice_skill.understanding.numbers import words_to_number

README = Path(__file__).parents[1] / "README.md"


def _lines() -> list[str]:
    block = re.search(r"```conversation\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert block, "the README has no conversation"
    return block.group(1).splitlines()


def test_the_conversation_in_the_readme_happens_word_for_word() -> None:
    simulated = simulation()
    expected: list[str] = []
    said: list[str] = []
    for line in _lines():
        if line.startswith("You: "):
            said.append(simulated.answer({"text": line.removeprefix("You: ")})["say"])
        elif line.startswith("Box: "):
            expected.append(line.removeprefix("Box: "))
        else:
            minutes = words_to_number(line.strip("()").split()[:1]) or 0
            events = simulated.answer({"advance_s": minutes * 60})["events"]
            said.extend(event["say"] for event in events)
    assert said == expected
