"""Plays every conversation in tests/scenarios through the whole engine, with a clock that jumps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.simulated import simulation

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = [
    pytest.param(scenario, id=f"{path.stem}: {scenario['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for scenario in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _check(step: dict[str, Any], line: dict[str, Any]) -> None:
    for key, wanted in step.items():
        if key in ("hear", "after_s"):
            continue
        if key == "say_contains":
            assert wanted.lower() in line["say"].lower()
        elif key == "events_contain":
            assert any(wanted in event["say"] for event in line["events"])
        elif key == "timers":
            assert len(line["timers"]) == len(wanted), line["timers"]
            for timer, fields in zip(line["timers"], wanted, strict=True):
                assert {name: timer[name] for name in fields} == fields
        elif key == "slots":
            assert {name: line["slots"].get(name) for name in wanted} == wanted
        else:
            assert line[key] == wanted, line


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_conversation(scenario: dict[str, Any]) -> None:
    simulated = simulation()
    for step in scenario["steps"]:
        request = {"advance_s": step.get("after_s", 0), "text": step.get("hear", "")}
        line = simulated.answer(request)
        assert "error" not in line, line
        _check(step, line)
