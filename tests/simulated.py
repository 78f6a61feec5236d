"""The whole engine without sound, over the content that ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any

from voice_skill.app import meaning_model
from voice_skill.content import Content, load
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.routines import Routine
from voice_skill.resources import content_dir
from voice_skill.simulation import Order, SimulatedClock, Simulation
from voice_skill.understanding.pipeline import Understander

START = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)


@cache
def content() -> Content:
    """Read once for all tests."""
    return load(content_dir())


@cache
def understander() -> Understander:
    """Built once for all tests; it holds no state."""
    return Understander(content().language, meaning_model)


@dataclass(frozen=True)
class Simulated:
    """A conversation of its own."""

    simulation: Simulation

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The contract line for `now`, `advance_s` and `text`."""
        order = Order(
            now=request.get("now"),
            advance_s=request.get("advance_s", 0),
            text=request.get("text", ""),
        )
        return self.simulation.apply(order)


def simulation(zone: tzinfo = UTC, routines: Mapping[str, Routine] | None = None) -> Simulated:
    """A new conversation at ten past five in the morning, on a machine in that zone.

    `routines` take the places of those that ship.
    """
    knowledge = content().knowledge
    dialogue = Dialogue(replace(knowledge, routines={**knowledge.routines, **(routines or {})}))
    clock = SimulatedClock(START.replace(tzinfo=zone))
    return Simulated(Simulation(dialogue, understander().understand, clock))
