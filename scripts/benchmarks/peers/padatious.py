"""ovos-padatious: a small neural network for each intent, and templates for exact matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def learn(course: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """It keeps its networks in course["folder"], and trains again only what has changed."""
    from ovos_padatious import IntentContainer

    container = IntentContainer(course["folder"])
    for name, examples in course["slots"].items():
        container.add_entity(name, examples)
    # A label names a file, in which it allows no slash.
    names = {lesson["label"].replace("/", "+"): lesson for lesson in course["lessons"]}
    for name, lesson in names.items():
        container.add_intent(name, lesson["slotted"])
    container.train(debug=False)

    def ask(text: str) -> dict[str, Any]:
        found = container.calc_intent(text)
        label = names[found.name]["label"] if found.name else "unknown"
        length = found.matches.get("duration") or found.matches.get("number")
        answer = {"label": label, "score": float(found.conf)}
        return {**answer, "length": str(length)} if length else answer

    return ask
