"""The guide as values: what can be answered, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Caution:
    """Something the guide leaves out or gets wrong, said with the answer it belongs to."""

    text: str
    source: str
    """Who says so, such as "FDA, April 2020" or "guide 2.5"."""


@dataclass(frozen=True)
class Unit:
    """One thing that can be asked, with its spoken answer."""

    id: str
    title: str
    """Fits into "I can tell you about <title>."."""
    source: str
    """`part.step`, such as "2.5"."""
    answer: str
    why: str | None = None
    more: tuple[str, ...] = ()
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    aspects: tuple[str, ...] = ()
    """Which follow-ups it answers, such as "how_long"; what was asked is taken for the first."""
    topics: tuple[str, ...] = ()
    """What it is about, such as "ice"; the main one first."""


@dataclass(frozen=True)
class Step:
    """One step of the guide."""

    source: str
    part_title: str
    title: str
    units: tuple[Unit, ...]
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a follow-up may name here: topic to its spoken forms, the one we say first."""


@dataclass(frozen=True)
class Guide:
    """All steps in order; empty for content that has no guide."""

    steps: tuple[Step, ...] = ()

    def unit(self, unit_id: str) -> Unit:
        """The unit of this id. Raises KeyError."""
        return self.units()[unit_id]

    def units(self) -> dict[str, Unit]:
        """Every unit by its id, in the guide's order."""
        return {unit.id: unit for step in self.steps for unit in step.units}

    def step(self, source: str) -> Step:
        """The step at `part.step`. Raises KeyError."""
        for step in self.steps:
            if step.source == source:
                return step
        raise KeyError(source)

    def topics(self) -> dict[str, str]:
        """Every topic with its spoken name, in the guide's order."""
        return {topic: forms[0] for step in self.steps for topic, forms in step.topics.items()}

    def about(self, topic: str) -> tuple[Unit, ...]:
        """The units on a topic; the first one of its own step, which is the general one, leads."""
        home = [step for step in self.steps if topic in step.topics]
        steps = (*home, *(step for step in self.steps if step not in home))
        return tuple(unit for step in steps for unit in step.units if topic in unit.topics)

    def aspect(self, topic: str, aspect: str) -> Unit | None:
        """The unit that answers this follow-up on that topic; content has at most one."""
        return next((unit for unit in self.about(topic) if aspect in unit.aspects), None)

    def titled(self, title: str) -> Unit | None:
        """The unit of this title."""
        return next((unit for unit in self.units().values() if unit.title == title), None)
