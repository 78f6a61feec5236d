"""What peers learn from: sentences that our templates can make, under the name of their meaning.

A label is an intent with a detail, such as "guide.answer/ice_minutes", "timer.extend/less",
"timer.cancel/all" or "emergency/fever".
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.language import IntentTemplates, Language
from voice_skill.understanding.samples import Sampler
from voice_skill.understanding.spoken_samples import spoken_clock_time, spoken_count, spoken_length

_EXAMPLES = 400
_SLOTS = {"duration": "duration", "more": "more", "time": "time", "number": "number"}
_SLOTS |= {"name": "name", "what": "name"}
_MARK = re.compile(r"\b(duration|time|number|name)slot\b")
_NO_SENTENCES = ("remark", "answer.")
"""Intents that are no sentence of their own: they stand beside one, or answer a question."""


@dataclass
class Lesson:
    """The sentences of one label; `slotted` has {duration}, {time}, {number} and {name}."""

    label: str
    plain: list[str] = field(default_factory=list)
    slotted: list[str] = field(default_factory=list)


class _SlottedSampler(Sampler):
    """Leaves a mark where a number or a name stands."""

    def _slot(self, name: str) -> str:
        if name == "more":
            return "another durationslot"
        return f"{_SLOTS[name]}slot" if name in _SLOTS else super()._slot(name)


def _as_written(template: str) -> str:
    return template


def label_of(template: IntentTemplates, sentence: str) -> str:
    """The intent, and what of its slots changes what is done."""
    unit = template.slots.get("unit")
    if unit:
        return f"{template.intent}/{unit}"
    if template.slots.get("all"):
        return f"{template.intent}/all"
    return f"{template.intent}/less" if ":less}" in sentence else template.intent


def _labelled(language: Language) -> Iterator[tuple[str, str]]:
    for template in language.templates:
        if not template.intent.startswith(_NO_SENTENCES):
            for sentence in template.sentences:
                yield label_of(template, sentence), sentence
    for sign, sentences in language.red_flags.items():
        for sentence in sentences:
            yield f"emergency/{sign}", sentence


def lessons(
    language: Language, guide_samples: int = 4, order_samples: int = 20, seed: int = 0
) -> list[Lesson]:
    """So many sentences of every template, the same for the same seed.

    Templates of orders have many more forms than questions and signs of an emergency.
    """
    chance = random.Random(seed)
    grammar = Grammar(language.rules, language.lists, _as_written)
    plain, slotted = (kind(language, grammar, chance) for kind in (Sampler, _SlottedSampler))
    found: dict[str, Lesson] = {}
    for label, sentence in _labelled(language):
        lesson = found.setdefault(label, Lesson(label))
        expression = grammar.parse(sentence)
        answers = label.startswith(("guide.", "emergency/"))
        for _ in range(guide_samples if answers else order_samples):
            lesson.plain.append(plain.sentence(expression))
            marked = slotted.sentence(expression)
            # No peer takes the same slot twice in a sentence.
            if len(set(_MARK.findall(marked))) == len(_MARK.findall(marked)):
                lesson.slotted.append(_MARK.sub(r"{\1}", marked))
    for lesson in found.values():
        lesson.plain = [text for text in dict.fromkeys(lesson.plain) if text]
        lesson.slotted = [text for text in dict.fromkeys(lesson.slotted) if text]
    return list(found.values())


def course(taught: list[Lesson], seed: int = 0) -> dict[str, Any]:
    """Everything that a peer is given: `lessons`, and examples of what stands in `slots`."""
    chance = random.Random(seed)
    makers = {"duration": spoken_length, "time": spoken_clock_time, "number": spoken_count}
    return {
        "lessons": [asdict(lesson) for lesson in taught],
        "slots": {
            name: list(dict.fromkeys(make(chance) for _ in range(_EXAMPLES)))
            for name, make in makers.items()
        },
    }
