"""Whether a figure that is asked for is in what is said first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voice_skill.core.guide import Unit
from voice_skill.core.speech_numbers import number_to_words

_TIMES = {1: "once", 2: "twice"}


def spoken(figure: Mapping[str, object]) -> list[str]:
    """The words that must all be heard: {from: 15, to: 20, unit: minutes} is two of them."""
    unit = str(figure.get("unit", "")).split(" ")[0]
    value = figure.get("value")
    if isinstance(value, str):
        return [word for word in re.findall(r"[a-z-]+", value) if word != "and"]
    if value is None:
        ends = [number_to_words(int(str(figure[end]))) for end in ("from", "to")]
        return [" to ".join(ends), unit]
    number = int(str(value))
    if unit == "times":
        return [_TIMES.get(number, f"{number_to_words(number)} times")]
    return [number_to_words(number), unit.removesuffix("s")]


def is_said(fact: str, unit: Unit | None, said: str) -> bool:
    """Whether the unit knows this figure and its words are in `said`."""
    if unit is None or fact not in unit.facts:
        return False
    text = said.lower()
    return all(re.search(rf"\b{re.escape(word)}", text) for word in spoken(unit.facts[fact]))
