"""Reads guide/*.yaml: steps, units, and the questions that ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voice_skill.content_yaml import Entry
from voice_skill.core.guide import Caution, Guide, Step, Unit

_UNIT_OPTIONAL = ("why", "more", "facts", "cautions")


@dataclass(frozen=True)
class Questions:
    """The templates that ask for one unit."""

    unit_id: str
    sentences: tuple[Entry, ...]


def read_parts(files: list[Entry]) -> tuple[Guide, list[Questions]]:
    """The guide in the order of its steps, and its questions. Raises ContentError."""
    units: dict[str, Unit] = {}
    steps: dict[tuple[int, int], Step] = {}
    questions: list[Questions] = []
    for document in files:
        part = document.fields(("part", "title", "steps"))
        for step_entry in part["steps"].items():
            fields = step_entry.fields(("step", "title", "units"))
            place = (_count(part["part"]), _count(fields["step"]))
            if place in steps:
                raise fields["step"].error(f"step {place[0]}.{place[1]} is there twice")
            source = f"{place[0]}.{place[1]}"
            found = [_unit(entry, source, units, questions) for entry in fields["units"].items()]
            if not found:
                raise fields["units"].error("a step needs at least one unit")
            steps[place] = Step(source, part["title"].text(), fields["title"].text(), tuple(found))
    return Guide(tuple(steps[place] for place in sorted(steps))), questions


def _count(entry: Entry) -> int:
    value = entry.value()
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise entry.error("expected a whole number from 1 on")
    return value


def _unit(entry: Entry, source: str, units: dict[str, Unit], questions: list[Questions]) -> Unit:
    fields = entry.fields(("id", "title", "answer", "questions"), _UNIT_OPTIONAL)
    unit_id = fields["id"].text()
    if unit_id in units:
        raise fields["id"].error(f"the unit `{unit_id}` is there twice; ids are unique")
    cautions = fields["cautions"].items() if "cautions" in fields else []
    unit = Unit(
        id=unit_id,
        title=fields["title"].text(),
        source=source,
        answer=fields["answer"].text(),
        why=fields["why"].text() if "why" in fields else None,
        more=fields["more"].texts() if "more" in fields else (),
        facts=_facts(fields["facts"]) if "facts" in fields else {},
        cautions=tuple(_caution(caution) for caution in cautions),
    )
    units[unit_id] = unit
    questions.append(Questions(unit_id, tuple(fields["questions"].items())))
    return unit


def _facts(entry: Entry) -> dict[str, dict[str, Any]]:
    return {name: fact.values() for name, fact in entry.entries().items()}


def _caution(entry: Entry) -> Caution:
    fields = entry.fields(("text", "source"))
    return Caution(fields["text"].text(), fields["source"].text())
