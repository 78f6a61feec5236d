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


@dataclass(frozen=True)
class Step:
    """One step of the guide."""

    source: str
    part_title: str
    title: str
    units: tuple[Unit, ...]


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
