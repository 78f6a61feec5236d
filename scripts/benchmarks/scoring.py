"""What is right, for our own meanings in full and for any engine's replies by the same rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.benchmarks.peers.process import UNKNOWN, Reply
from voice_skill.core.meaning import Meaning
from voice_skill.understanding.numbers import find_numbers
from voice_skill.understanding.times import find_durations

ACTS = ("timer.", "alarm.", "reminder.", "routine.", "settings.", "diary.", "control.")
_SECONDS_IN_A_MINUTE = 60
Line = dict[str, Any]


def lines(path: Path) -> list[Line]:
    """The objects of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def wanted_s(timer: Line) -> float | None:
    """The length that was said, in seconds; None where none was."""
    minutes, seconds = timer.get("minutes"), timer.get("seconds")
    if minutes is None and seconds is None:
        return None
    return float((minutes or 0) * _SECONDS_IN_A_MINUTE + (seconds or 0))


def action_is_right(intent: str, line: Line) -> bool:
    """Whether a timer or an alarm is asked to do what the label says."""
    timer = line["timer"]
    group, _, action = intent.partition(".")
    accepted = [timer["action"], *line.get("accept_actions", timer.get("accept_actions") or [])]
    return group in ("timer", "alarm") and action in accepted


def timer_is_right(meaning: Meaning, line: Line) -> bool:
    """Whether action, length, clock time, name and target agree with the label."""
    timer, slots, intent = line["timer"], meaning.slots, meaning.intent
    if intent == "control.cancel_all":
        intent, slots = "timer.cancel", {"all": True}
    if not action_is_right(intent, line):
        return False
    length_s = wanted_s(timer)
    told_s = slots.get("duration_s", slots.get("target_duration_s"))
    if length_s is not None and told_s != length_s:
        return False
    for said in ("at", "target_at"):
        times = {timer.get(said), timer.get(f"{said}_alt")} - {None}
        if times and times.isdisjoint({slots.get("at"), slots.get("at_alt")}):
            return False
    target = timer.get("target_minutes")
    if target and slots.get("target_duration_s") != target * _SECONDS_IN_A_MINUTE:
        return False
    if timer.get("name") and slots.get("name") != timer["name"]:
        return False
    return bool(slots.get("all")) or not timer.get("all") or timer["action"] != "cancel"


def bank_is_right(meaning: Meaning, line: Line) -> bool:
    """Whether a line of the phrase bank was understood."""
    kind, intent = line["kind"], meaning.intent
    if kind == "redflag":
        return meaning.red_flag is not None
    if kind == "harmless":
        return meaning.red_flag is None
    if kind == "guide":
        return bool(set(meaning.sources[:1]) & set(line["refs"]))
    if kind == "oos":
        return intent == "unknown"
    if kind in ("timer", "alarm"):
        label = line[kind]
        given = meaning.slots.get("kind")
        if kind == "timer" and label.get("kind", "custom") != "custom" and given != label["kind"]:
            return False
        return timer_is_right(meaning, {**line, "timer": label})
    if kind == "routine":
        return intent == "routine.start" and meaning.slots.get("id") == line["routine"]
    if kind == "control":
        cancelled = intent == "timer.cancel" and bool(meaning.slots.get("all"))
        return intent == f"control.{line['control']}" or (
            line["control"] == "cancel_all" and cancelled
        )
    return intent.startswith("reminder.start") or bool(meaning.slots.get("name"))


def length_s(reply: Reply) -> float | None:
    """The length in seconds; where an engine gives only its words, our grammar reads them."""
    if reply.length_s is not None or not reply.length:
        seconds = reply.length_s
    else:
        words = reply.length.split()
        spans, numbers = find_durations(words), find_numbers(words)
        seconds = spans[0].seconds if spans else None
        if seconds is None and numbers and numbers[0].value is not None:
            seconds = float(numbers[0].value * _SECONDS_IN_A_MINUTE)
    return -seconds if seconds and reply.detail == "less" else seconds


def order_is_right(reply: Reply, line: Line) -> bool:
    """Action and length, and whether all are meant: what any timer skill must get right."""
    everything = reply.label == "control.cancel_all"
    if not action_is_right("timer.cancel" if everything else reply.intent, line):
        return False
    wanted = wanted_s(line["timer"])
    if wanted is not None and length_s(reply) != wanted:
        return False
    needs_all = line["timer"].get("all") and line["timer"]["action"] == "cancel"
    return not needs_all or everything or reply.detail == "all"


def acts(reply: Reply) -> bool:
    """Whether something would happen."""
    return reply.intent.startswith(ACTS)


def is_right(reply: Reply, line: Line, steps: Mapping[str, str]) -> bool:
    """Whether a line of the bank was understood; `steps` names the step of each unit."""
    kind = line["kind"]
    if kind == "redflag":
        return reply.intent == "emergency"
    if kind == "guide":
        return steps.get(reply.detail) in line["refs"]
    if kind in ("timer", "alarm"):
        return order_is_right(reply, {**line, "timer": line[kind]})
    return reply.label == UNKNOWN.label


def best_threshold(given: Sequence[tuple[Reply, Line]], steps: Mapping[str, str]) -> float:
    """The score below which this engine had better be silent, so that most lines are right."""

    def rights(threshold: float) -> int:
        kept = silenced([reply for reply, _ in given], threshold)
        asked = [line for _, line in given]
        return sum(is_right(*pair, steps) for pair in zip(kept, asked, strict=True))

    return max(sorted({reply.score for reply, _ in given}), key=rights, default=0.0)


def silenced(replies: Iterable[Reply], threshold: float) -> list[Reply]:
    """The replies, with "unknown" for those of a lower score."""
    return [reply if reply.score >= threshold else UNKNOWN for reply in replies]
