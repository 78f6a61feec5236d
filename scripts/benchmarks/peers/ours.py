"""This project's own understanding, as the program builds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voice_skill.app import meaning_model_if_any
from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.pipeline import Understander


def learn(course: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """It needs no course: it reads its templates."""
    understander = Understander(load(content_dir()).language, meaning_model_if_any)
    # The first question builds what the ranking needs; a peer does that while it learns.
    understander.understand("is it better lying or standing with a hound of hers")

    def ask(text: str) -> dict[str, Any]:
        meaning = understander.understand(text)
        label, slots = meaning.intent, meaning.slots
        if meaning.red_flag:
            label = f"emergency/{meaning.red_flag}"
        elif "unit" in slots:
            label = f"{label}/{slots['unit']}"
        elif slots.get("all"):
            label = f"{label}/all"
        return {"label": label, "score": 1.0, "length_s": slots.get("duration_s")}

    return ask
