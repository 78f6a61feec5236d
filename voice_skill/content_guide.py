"""Reads guide/*.yaml: steps, units, and the questions that ask for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from voice_skill.content_topics import Topics
from voice_skill.content_yaml import Entry
from voice_skill.core.guide import Caution, Guide, Step, Unit

_UNIT_OPTIONAL = ("why", "more", "facts", "cautions", "aspects", "topics")


@dataclass(frozen=True)
class Questions:
    """The templates that ask for one unit."""

    unit_id: str
    sentences: tuple[Entry, ...]


@dataclass(frozen=True)
class Parts:
    """What the files of guide/ hold."""

    guide: Guide
    questions: list[Questions]
    topics: Topics


def read_parts(files: list[Entry], aspects: Collection[str] = ()) -> Parts:
    """The guide in the order of its steps, its questions, and its topics. Raises ContentError.

    `aspects` are those that follow-ups can ask for.
    """
    topics = Topics(aspects)
    steps: dict[tuple[int, int], tuple[Step, Entry]] = {}
    for document in files:
        _read_steps(document, topics, steps)
    units: dict[str, Unit] = {}
    questions: list[Questions] = []
    for place, (step, entries) in steps.items():
        found = [_unit(entry, step, units, questions, topics) for entry in entries.items()]
        if not found:
            raise entries.error("a step needs at least one unit")
        for topic in step.topics:
            if not any(topic in unit.topics for unit in found):
                raise entries.error(f"no unit of this step has the topic `{topic}`")
        steps[place] = (replace(step, units=tuple(found)), entries)
    guide = Guide(tuple(steps[place][0] for place in sorted(steps)))
    return Parts(guide, questions, topics)


def _read_steps(
    document: Entry, topics: Topics, steps: dict[tuple[int, int], tuple[Step, Entry]]
) -> None:
    """Add every step with its topics, still without its units, and the entry of its units."""
    part = document.fields(("part", "title", "steps"))
    for entry in part["steps"].items():
        fields = entry.fields(("step", "title", "units"), ("topics",))
        place = (_count(part["part"]), _count(fields["step"]))
        if place in steps:
            raise fields["step"].error(f"step {place[0]}.{place[1]} is there twice")
        source = f"{place[0]}.{place[1]}"
        named = topics.read_step(fields["topics"], source) if "topics" in fields else {}
        step = Step(source, part["title"].text(), fields["title"].text(), (), named)
        steps[place] = (step, fields["units"])


def _count(entry: Entry) -> int:
    value = entry.value()
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise entry.error("expected a whole number from 1 on")
    return value


def _unit(
    entry: Entry,
    step: Step,
    units: dict[str, Unit],
    questions: list[Questions],
    topics: Topics,
) -> Unit:
    fields = entry.fields(("id", "title", "answer", "questions"), _UNIT_OPTIONAL)
    unit_id = fields["id"].text()
    if unit_id in units:
        raise fields["id"].error(f"the unit `{unit_id}` is there twice; ids are unique")
    cautions = fields["cautions"].items() if "cautions" in fields else []
    aspects, about = topics.of_unit(fields, unit_id, step.topics)
    unit = Unit(
        id=unit_id,
        title=fields["title"].text(),
        source=step.source,
        answer=fields["answer"].text(),
        why=fields["why"].text() if "why" in fields else None,
        more=fields["more"].texts() if "more" in fields else (),
        facts=_facts(fields["facts"]) if "facts" in fields else {},
        cautions=tuple(_caution(caution) for caution in cautions),
        aspects=aspects,
        topics=about,
    )
    units[unit_id] = unit
    questions.append(Questions(unit_id, tuple(fields["questions"].items())))
    return unit


def _facts(entry: Entry) -> dict[str, dict[str, Any]]:
    return {name: fact.values() for name, fact in entry.entries().items()}


def _caution(entry: Entry) -> Caution:
    fields = entry.fields(("text", "source"))
    return Caution(fields["text"].text(), fields["source"].text())
