"""Plays every conversation in tests/scenarios through the whole engine, with a clock that jumps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from tests.simulated import content, simulation
from voice_skill.content_routine_files import read_own
from voice_skill.content_routines import Known
from voice_skill.core.routines import Routine

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = [
    pytest.param(scenario, id=f"{path.stem}: {scenario['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for scenario in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _check(step: dict[str, Any], line: dict[str, Any]) -> None:
    for key, wanted in step.items():
        if key in ("hear", "after_s", "now"):
            continue
        if key == "say_contains":
            assert wanted.lower() in line["say"].lower()
        elif key == "events_contain":
            assert any(wanted in event["say"] for event in line["events"])
        elif key in ("timers", "alarms", "reminders"):
            assert len(line[key]) == len(wanted), line[key]
            for shown, fields in zip(line[key], wanted, strict=True):
                assert {name: shown[name] for name in fields} == fields
        elif key == "routine" and wanted and line[key]:
            assert {name: line[key][name] for name in wanted} == wanted
        elif key == "slots":
            assert {name: line["slots"].get(name) for name in wanted} == wanted
        else:
            assert line[key] == wanted, line


def _routines(text: str, folder: Path) -> dict[str, Routine]:
    """A routine that a scenario brings along."""
    file = folder / f"{yaml.safe_load(text)['id']}.yaml"
    file.write_text(text, encoding="utf-8")
    sources = [step.source for step in content().knowledge.guide.steps]
    own = read_own([file], {}, Known(sources), lambda entry, phrase: None)
    assert own.troubles == []
    return own.routines


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_conversation(scenario: dict[str, Any], tmp_path: Path) -> None:
    brought = _routines(scenario["routine"], tmp_path) if "routine" in scenario else None
    simulated = simulation(ZoneInfo(scenario.get("zone", "UTC")), brought)
    for step in scenario["steps"]:
        request = {"advance_s": step.get("after_s", 0), "text": step.get("hear", "")}
        if "now" in step:
            request["now"] = datetime.fromisoformat(str(step["now"]))
        line = simulated.answer(request)
        assert "error" not in line, line
        _check(step, line)
