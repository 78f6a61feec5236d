"""Other people's timer and alarm sentences, each in a conversation, with what must be there.

Unlike `understanding`, which asks what a sentence means, this runs the engine behind `converse` and
looks at the timers and alarms that are left. The sentences lie beside the checkout, in ../shared.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tqdm import tqdm

from scripts.benchmarks.comparison import PUBLIC
from scripts.benchmarks.scoring import Line, action_is_right, lines, wanted_s
from scripts.benchmarks.tables import DOCUMENT, machine, markdown, write_block
from voice_skill.app import meaning_model
from voice_skill.content import load
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.speech_numbers import number_to_words
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
    day = "tomorrow" if "tomorrow" in line["text"] else ""
    for kind in line.get("running", []):
        said.append(f"{_ALARM} {day}" if kind == "break" else _BEFORE.get(kind, _OTHER))
    if timer.get("target_at"):
        half = "in the morning" if timer["target_at"] < "12" else ""
        said = [f"set an alarm for {timer['target_at']} {half} {day}"]
    if timer.get("target_minutes"):
        said.append(f"set a timer for {timer['target_minutes']} minutes")
    if timer.get("name") and timer["action"] != "start":
        said.append(f"set a {timer['name']} timer for nineteen minutes")
    return said


def is_right(line: Line, before: Line, after: Line) -> bool:
    """Whether the contract line shows what the label asks for, and nothing else has changed."""
    timer = line["timer"]
    changed = _changed(before, after)
    if after["expecting"] and timer.get("may_ask"):
        return not changed
    if not action_is_right(_as_verb(after["intent"]), line):
        return False
    return _CHECKS[timer["action"]](timer, before, after, changed)


def _as_verb(intent: str) -> str:
    return {"control.cancel_all": "timer.cancel", "alarm.snooze": "timer.extend"}.get(
        intent, intent
    )


def _by_id(shown: Line) -> dict[int, Line]:
    return {each["id"]: each for each in (*shown["timers"], *shown["alarms"])}


def _changed(before: Line, after: Line) -> dict[int, tuple[Line | None, Line | None]]:
    """What is not as it was: id to what it was and what it is."""
    was, now = _by_id(before), _by_id(after)
    pairs = {each: (was.get(each), now.get(each)) for each in {*was, *now}}
    return {each: (old, new) for each, (old, new) in pairs.items() if old != new}


Changed = dict[int, tuple[Line | None, Line | None]]


def _started(timer: Line, before: Line, after: Line, changed: Changed) -> bool:
    """One new timer or alarm of this length or time, kind and name; or a question."""
    length_s, times = wanted_s(timer), {timer.get("at"), timer.get("at_alt")} - {None}
    if not changed:
        return bool(after["expecting"]) and length_s is None and not times
    if len(changed) > 1:
        return False
    ((_, new),) = changed.values()
    if new is None:
        return False
    if times:
        return new.get("at") in times
    if timer.get("name") and timer["name"] not in (new.get("name"), new.get("label")):
        return False
    kinds = {timer["kind"], *timer.get("accept_timer_kinds", ())} - {None}
    if "alarm" in after["heard"]:
        kinds |= {"break"}  # the kind of whatever wakes somebody
    if kinds and new["kind"] not in kinds:
        return False
    low_s, high_s = (60 * minutes for minutes in timer.get("default_range") or (0, 0))
    total_s = new.get("total_s", -1)
    return total_s == length_s if length_s is not None else low_s <= total_s <= high_s


def _is_meant(timer: Line, each: Line, before: Line) -> bool:
    """Whether this is a timer or an alarm that the label aims at."""
    if timer.get("target_at"):
        return each.get("at") == timer["target_at"]
    if timer.get("target_minutes"):
        return each.get("total_s") == 60 * timer["target_minutes"]
    if timer.get("name"):
        return each.get("name") == timer["name"]
    kinds = {timer["kind"], *timer.get("accept_timer_kinds", ())}
    return None in kinds or each["kind"] in kinds or "at" in each


def _meant(timer: Line, before: Line) -> set[int]:
    return {number for number, each in _by_id(before).items() if _is_meant(timer, each, before)}


def _cancelled(timer: Line, before: Line, after: Line, changed: Changed) -> bool:
    meant = _meant(timer, before)
    gone = {number for number, (_, new) in changed.items() if new is None}
    return gone == set(changed) and gone == meant


def _extended(timer: Line, before: Line, after: Line, changed: Changed) -> bool:
    if set(changed) != _meant(timer, before) or len(changed) != 1:
        return False
    ((old, new),) = changed.values()
    by_s = wanted_s(timer)
    return bool(old and new) and (by_s is None or new["total_s"] - old["total_s"] == by_s)


def _put(state: str) -> Any:
    def check(timer: Line, before: Line, after: Line, changed: Changed) -> bool:
        states = {new["state"] for _, new in changed.values() if new}
        return set(changed) == _meant(timer, before) and states == {state}

    return check


def _told(timer: Line, before: Line, after: Line, changed: Changed) -> bool:
    """What there is was told: the name, the length or the time of it, and nothing else done."""
    if changed or not after["say"]:
        return False
    there = [each for each in _by_id(before).values() if _is_meant(timer, each, before)]
    return not there or any(_is_named(each, after["say"].lower()) for each in there)


def _is_named(each: Line, said: str) -> bool:
    if "at" in each:
        hour, minute = (int(part) for part in each["at"].split(":"))
        return number_to_words(hour % 12 or 12) in said and (
            not minute or number_to_words(minute) in said or "half" in said
        )
    return f"{each['name'] or each['kind']}".replace("custom", "timer") in said


_CHECKS: dict[str, Any] = {
    "start": _started,
    "cancel": _cancelled,
    "extend": _extended,
    "pause": _put("paused"),
    "resume": _put("running"),
    "query": _told,
    "list": _told,
}
TITLES = {
    "start": "started",
    "cancel": "cancelled",
    "extend": "extended",
    "pause": "paused",
    "resume": "resumed",
    "query": "asked how long is left",
    "list": "asked what there is",
}


def table(counts: Mapping[str, Sequence[int]]) -> str:
    """What stands in the documents; `counts` are how many were right and wrong, by action."""
    rows = [
        [TITLES[action], str(good + bad), f"{good} ({100 * good / (good + bad):.1f} %)"]
        for action, (good, bad) in counts.items()
    ]
    good, all_of_them = (sum(each[0] for each in counts.values()), sum(map(sum, counts.values())))
    rows.append(["all", str(all_of_them), f"{good} ({100 * good / all_of_them:.1f} %)"])
    return f"{markdown(['', 'orders', 'right'], rows)}\n\n{machine()}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--write", action="store_true", help=f"into docs/{DOCUMENT.name}")
    parser.add_argument("--misses", action="store_true", help="what went wrong, line by line")
    arguments = parser.parse_args()
    if not PUBLIC.is_dir():
        raise SystemExit(f"Skipped: {PUBLIC} is not there; it holds other people's sentences.")
    content = load(content_dir())
    understander = Understander(content.language, meaning_model)
    asked = [line for line in lines(PUBLIC / "timers.jsonl") if line["core"]]
    counts = {action: [0, 0] for action in TITLES}
    for line in tqdm(asked, unit=" lines", leave=False, disable=None):
        dialogue, clock = Dialogue(content.knowledge), SimulatedClock(_NOW)
        simulation = Simulation(dialogue, understander.understand, clock)
        for text in prepare(line):
            simulation.apply(Order(text=text))
        if line.get("state") == "paused":
            simulation.apply(Order(text="pause all timers"))
        before = simulation.apply(Order())
        after = simulation.apply(Order(text=line["text"]))
        if line["timer"].get("all") and after["expecting"] == "yes_no":
            after = simulation.apply(Order(text="yes"))
        good = is_right(line, before, after)
        counts[line["timer"]["action"]][not good] += 1
        if arguments.misses and not good:
            shown = (line["timer"], after["intent"], after["slots"], after["say"])
            print(line["text"], *shown, sep=" | ")
    right = sum(good for good, _ in counts.values())
    text = table(counts)
    print(text)
    if arguments.write:
        write_block(DOCUMENT, "conversations", text)
    if arguments.json:
        print(json.dumps({"conversations_right": right / len(asked)}))


if __name__ == "__main__":
    main()
