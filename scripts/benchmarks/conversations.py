"""Other people's timer and alarm sentences, each in a conversation, with what must be there.

Unlike `understanding`, which asks what a sentence means, this runs the engine behind `converse` and
looks at the timers and alarms that are left. The sentences lie beside the checkout, in ../shared.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from tqdm import tqdm

from scripts.benchmarks.comparison import PUBLIC
from scripts.benchmarks.scoring import Line, action_is_right, lines, wanted_s
from voice_skill.app import meaning_model
from voice_skill.content import load
from voice_skill.core.dialogue import Dialogue
from voice_skill.resources import content_dir
from voice_skill.simulation import Order, SimulatedClock, Simulation
from voice_skill.understanding.pipeline import Understander

_NOW = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)
"""Early, so that every time of today is still to come."""
_BEFORE = {"ice": "ice for nineteen minutes", "heat": "heat for nineteen minutes"}
_OTHER = "set a timer for nineteen minutes"
_ALARM = "set an alarm for five thirty in the morning"


def prepare(line: Line) -> list[str]:
    """What has to run before the sentence makes sense."""
    timer, said = line["timer"], []
    for kind in line.get("running", []):
        said.append(_ALARM if kind == "break" else _BEFORE.get(kind, _OTHER))
    if timer.get("target_at"):
        half = "in the morning" if timer["target_at"] < "12" else ""
        said = [f"set an alarm for {timer['target_at']} {half}"]
    if timer.get("target_minutes"):
        said.append(f"set a timer for {timer['target_minutes']} minutes")
    if timer.get("name") and timer["action"] != "start":
        said.append(f"set a {timer['name']} timer for nineteen minutes")
    return said


def is_right(line: Line, before: Line, after: Line) -> bool:
    """Whether the contract line shows what the label asks for."""
    timer = line["timer"]
    if after["expecting"] and (timer.get("may_ask") or _asks_for_all(after)):
        return True
    if not action_is_right(_as_verb(after["intent"]), line):
        return False
    return _CHECKS.get(timer["action"], _anything)(line, before, after)


def _asks_for_all(after: Line) -> bool:
    return after["expecting"] == "yes_no" and after["intent"].endswith("cancel")


def _as_verb(intent: str) -> str:
    return {"control.cancel_all": "timer.cancel", "alarm.snooze": "timer.extend"}.get(
        intent, intent
    )


def _started(line: Line, before: Line, after: Line) -> bool:
    timer = line["timer"]
    there = {each["id"] for each in (*before["timers"], *before["alarms"])}
    timers = [each for each in after["timers"] if each["id"] not in there]
    alarms = [each for each in after["alarms"] if each["id"] not in there]
    times = {timer.get("at"), timer.get("at_alt")} - {None}
    if times:
        return any(each["at"] in times for each in alarms)
    length_s = wanted_s(timer)
    if length_s is not None:
        return any(each["total_s"] == length_s for each in timers)
    low_s, high_s = (60 * minutes for minutes in timer.get("default_range") or (0, 0))
    if any(low_s <= each["total_s"] <= high_s for each in timers):
        return True
    return bool(after["expecting"])


def _cancelled(line: Line, before: Line, after: Line) -> bool:
    return _count(after) < _count(before) or not _count(before)


def _count(shown: Line) -> int:
    return len(shown["timers"]) + len(shown["alarms"])


def _anything(line: Line, before: Line, after: Line) -> bool:
    return bool(after["say"])


_CHECKS: dict[str, Any] = {"start": _started, "cancel": _cancelled}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--misses", action="store_true", help="what went wrong, line by line")
    arguments = parser.parse_args()
    if not PUBLIC.is_dir():
        raise SystemExit(f"Skipped: {PUBLIC} is not there; it holds other people's sentences.")
    content = load(content_dir())
    understander = Understander(content.language, meaning_model)
    asked = [line for line in lines(PUBLIC / "timers.jsonl") if line["core"]]
    right = 0
    for line in tqdm(asked, unit=" lines", leave=False, disable=None):
        dialogue, clock = Dialogue(content.knowledge), SimulatedClock(_NOW)
        simulation = Simulation(dialogue, understander.understand, clock)
        for text in prepare(line):
            simulation.apply(Order(text=text))
        if line.get("state") == "paused":
            simulation.apply(Order(text="pause the timer"))
        before = simulation.apply(Order())
        after = simulation.apply(Order(text=line["text"]))
        good = is_right(line, before, after)
        right += good
        if arguments.misses and not good:
            shown = (line["timer"], after["intent"], after["slots"], after["say"])
            print(line["text"], *shown, sep=" | ")
    print(f"timers and alarms of other people, end to end: {right} of {len(asked)}")
    if arguments.json:
        print(json.dumps({"conversations_right": right / len(asked)}))


if __name__ == "__main__":
    main()
