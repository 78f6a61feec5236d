"""Reads one routine file. Every mistake is one sentence that names file, line and key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from voice_skill.content_routine_keys import (
    KEYS,
    ROUTINE_KEYS,
    ROUTINE_OPTIONAL,
    ROUTINE_REQUIRED,
    STEP_KEYS,
)
from voice_skill.content_yaml import Entry
from voice_skill.core.routines import (
    UNSURE,
    Alert,
    Ask,
    Choose,
    Count,
    DayPart,
    Hold,
    Inner,
    Line,
    Repeat,
    SetAlarm,
    Step,
    Trigger,
    Written,
)
from voice_skill.core.timers import APPLICATION_LIMIT_S, APPLICATIONS

DEEPEST = 6
"""Questions inside questions."""
GUIDE_HOLD_S = (2, 5)
"""What the guide has for holding a stretch (2.7)."""


@dataclass(frozen=True)
class Known:
    """What a routine may refer to."""

    sources: Collection[str] = ()
    """Steps of the guide."""
    signs: Collection[str] = ()
    """Ids in emergencies.yaml."""


@dataclass
class RoutineFile:
    """One routine as it was read, and the places that refer to something else."""

    written: Written
    document: Entry
    phrases: list[Entry] = field(default_factory=list)
    runs: list[tuple[Entry, str]] = field(default_factory=list)
    """The routines that its steps run, and where."""


def read_routine(document: Entry, known: Known) -> RoutineFile:
    """The routine in this document. Raises ContentError."""
    return _Reader(document, known).read()


class _Reader:
    def __init__(self, document: Entry, known: Known) -> None:
        self._document, self._known = document, known
        self._fields = document.fields(ROUTINE_REQUIRED, ROUTINE_OPTIONAL)
        self._runs: list[tuple[Entry, str]] = []

    def read(self) -> RoutineFile:
        fields = self._fields
        values = {name: ROUTINE_KEYS[name].read(entry) for name, entry in fields.items()}
        if values["id"] != PurePosixPath(self._document.file).stem:
            raise fields["id"].error("the id and the name of the file must be the same")
        if "sources" in fields:
            self._check(fields["sources"], self._known.sources, "the guide has no step")
        # Steps come last: a hold is checked by whether the routine is the guide's.
        values["steps"] = self._steps(fields["steps"], 1)
        written = Written(**values)
        phrases = fields["phrases"].items() if "phrases" in fields else []
        return RoutineFile(written, self._document, phrases, self._runs)

    def _steps(self, entry: Entry, depth: int) -> tuple[Step, ...]:
        if depth > DEEPEST:
            raise entry.error(f"steps inside steps more than {DEEPEST} deep; make it two routines")
        items = entry.items()
        if not items:
            raise entry.error("expected at least one step")
        return tuple(self._step(item, depth) for item in items)

    def _step(self, entry: Entry, depth: int) -> Step:
        there = entry.entries()
        kind = next((key for key in STEP_KEYS if key in there), None)
        if kind is None:
            raise entry.error(f"a step has one of the keys {', '.join(STEP_KEYS)}")
        fields = entry.fields(*STEP_KEYS[kind])
        values = {name: KEYS[name].read(value) for name, value in fields.items()}
        if "sources" in fields:
            self._check(fields["sources"], self._known.sources, "the guide has no step")
        return self._made(kind, entry, fields, values, depth)

    def _made(
        self,
        kind: str,
        entry: Entry,
        fields: Mapping[str, Entry],
        values: dict[str, Any],
        depth: int,
    ) -> Step:
        match kind:
            case "say":
                return Line(**values)
            case "hold_s":
                return self._hold(fields, values)
            case "timer":
                return _count(fields, values)
            case "alarm":
                return SetAlarm(say=values.pop("say", ""), which=values.pop("alarm"), **values)
            case "routine":
                self._runs.append((fields["routine"], values["routine"]))
                return Inner(values["routine"])
            case "repeat":
                return Repeat(values["repeat"], self._steps(fields["steps"], depth + 1))
            case "trigger":
                return Trigger(values["trigger"])
            case "emergency":
                self._check(fields["emergency"], self._known.signs, "emergencies.yaml has no")
                return Alert(say="", sign=values["emergency"])
        return self._branched(kind, entry, fields, values, depth)

    def _branched(
        self,
        kind: str,
        entry: Entry,
        fields: Mapping[str, Entry],
        values: dict[str, Any],
        depth: int,
    ) -> Step:
        if kind == "ask":
            ways = [name for name in ("yes", "no") if name in fields]
            if not ways:
                raise entry.error("a question needs steps for `yes` or for `no`")
            inside = {name: self._steps(fields[name], depth + 1) for name in ways}
            unsure = self._unsure(fields, ("yes", "no"), depth)
            return Ask(say=values.pop("ask"), **{**values, **inside, **unsure})
        branches: dict[str, Entry] = values.pop("options" if kind == "choose" else kind)
        steps = {name: self._steps(branch, depth + 1) for name, branch in branches.items()}
        if kind == "day_part":
            return DayPart(steps)
        if UNSURE in steps:
            raise branches[UNSURE].error("this word is taken: write it beside the options")
        values |= self._unsure(fields, tuple(steps), depth)
        return Choose(say=values.pop("choose"), options=steps, **values)

    def _unsure(
        self, fields: Mapping[str, Entry], answers: tuple[str, ...], depth: int
    ) -> dict[str, tuple[Step, ...] | str]:
        entry = fields.get(UNSURE)
        if entry is None:
            return {}
        if entry.is_list:
            return {UNSURE: self._steps(entry, depth + 1)}
        answer = str(KEYS[UNSURE].read(entry))
        if answer not in answers:
            raise entry.error(f"expected steps, or one of {', '.join(answers)}")
        return {UNSURE: answer}

    def _hold(self, fields: Mapping[str, Entry], values: dict[str, Any]) -> Hold:
        least_s, most_s = GUIDE_HOLD_S
        if "sources" in self._fields and not least_s <= values["hold_s"] <= most_s:
            raise fields["hold_s"].error(f"the guide holds a stretch {least_s} to {most_s} seconds")
        if "switch" in fields and values.get("repetitions", 1) % 2:
            told = "with a `switch` the repetitions are for both sides: an even number"
            raise fields.get("repetitions", fields["switch"]).error(told)
        return Hold(**values)

    def _check(self, entry: Entry, there: Collection[str], what: str) -> None:
        for item in entry.items() if entry.is_list else [entry]:
            if item.text() not in there:
                raise item.error(f"{what} `{item.text()}`")


def _count(fields: Mapping[str, Entry], values: dict[str, Any]) -> Count:
    timer = values.pop("timer")
    if timer["kind"] in APPLICATIONS and timer["length_s"] > APPLICATION_LIMIT_S:
        told = f"{timer['kind']} stays on {APPLICATION_LIMIT_S:.0f} seconds at most"
        raise fields["timer"].error(told)
    return Count(say=values.pop("say", ""), **timer, **values)
