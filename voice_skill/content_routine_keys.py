"""What may stand in a routine file: one table, for the reader and for the editors' JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voice_skill.content_yaml import Entry
from voice_skill.core.routines import ALARMS, CUES, DAY_PARTS
from voice_skill.core.timers import KINDS

ID = "[a-z][a-z0-9_]*"
_SOURCE = r"[1-9][0-9]*\.[1-9][0-9]*"
_OPTION = "[a-z]+( [a-z]+)*"
LONGEST_TEXT = 300
"""Letters of what is said in one go: about twenty seconds."""
TIMER_KINDS = tuple(kind for kind in KINDS if kind != "break")
LONGEST_TIMER_S = 4 * 3600

STEPS = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}}
"""Of the schema; the reader goes into steps by itself."""


@dataclass(frozen=True)
class Key:
    """The value behind a key: how it is read, how an editor checks it, and what it is for."""

    read: Callable[[Entry], Any]
    schema: Mapping[str, Any]
    about: str


def spoken(entry: Entry) -> str:
    """Text to be said."""
    text = entry.text()
    if "{" in text or "}" in text:
        raise entry.error("braces cannot be spoken, and nothing is filled in here")
    if len(text) > LONGEST_TEXT:
        raise entry.error(f"more than {LONGEST_TEXT} letters at once; make it two steps")
    return text


def _text(about: str) -> Key:
    limits = {"minLength": 1, "maxLength": LONGEST_TEXT, "pattern": "^[^{}]*$"}
    return Key(spoken, {"type": "string", **limits}, about)


def named(pattern: str, what: str, entry: Entry) -> str:
    """Text of a certain form."""
    text = entry.text()
    if not re.fullmatch(pattern, text):
        raise entry.error(f"{what}, not {text!r}")
    return text


def _id(about: str) -> Key:
    def read(entry: Entry) -> str:
        return named(ID, "expected small letters, digits and _, beginning with a letter", entry)

    return Key(read, {"type": "string", "pattern": f"^{ID}$"}, about)


def _one_of(values: tuple[str, ...], about: str) -> Key:
    def read(entry: Entry) -> str:
        text = entry.text()
        if text not in values:
            raise entry.error(f"expected one of {', '.join(values)}, not {text!r}")
        return text

    return Key(read, {"enum": list(values)}, about)


def _number(least: float, most: float, about: str, whole: bool = False) -> Key:
    def read(entry: Entry) -> float:
        value = entry.value()
        known = isinstance(value, int) if whole else isinstance(value, int | float)
        if isinstance(value, bool) or not known or not least <= value <= most:
            kind = "a whole number" if whole else "a number"
            raise entry.error(f"expected {kind} from {least:g} to {most:g}")
        return int(value) if whole else float(value)

    limits = {"type": "integer" if whole else "number", "minimum": least, "maximum": most}
    return Key(read, limits, about)


def _truth(about: str) -> Key:
    def read(entry: Entry) -> bool:
        value = entry.value()
        if not isinstance(value, bool):
            raise entry.error("expected true or false")
        return value

    return Key(read, {"type": "boolean"}, about)


def _list(pattern: str | None, what: str, about: str) -> Key:
    def read(entry: Entry) -> tuple[str, ...]:
        return tuple(named(pattern or ".*", what, item) for item in entry.items())

    items = {"type": "string", **({"pattern": f"^{pattern}$"} if pattern else {"minLength": 1})}
    return Key(read, {"type": "array", "items": items}, about)


def object_schema(
    required: tuple[str, ...], optional: tuple[str, ...], keys: Mapping[str, Key]
) -> dict[str, Any]:
    """A mapping with only these keys."""
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": {
            name: {"description": keys[name].about, **keys[name].schema}
            for name in (*required, *optional)
        },
    }


TIMER_KEYS = {
    "kind": _one_of(TIMER_KINDS, "what is timed; the ledger decides about ice and heat"),
    "length_s": _number(1, LONGEST_TIMER_S, "seconds; ice and heat at most 1200"),
}


def _timer(entry: Entry) -> dict[str, Any]:
    fields = entry.fields(("kind", "length_s"))
    return {name: TIMER_KEYS[name].read(value) for name, value in fields.items()}


def _cues(entry: Entry) -> dict[str, str]:
    fields = entry.fields((), CUES)
    return {name: spoken(value) for name, value in fields.items()}


def _steps(about: str) -> Key:
    return Key(Entry.items, STEPS, about)


def _unsure(entry: Entry) -> str | list[Entry]:
    """Steps of its own, or another answer."""
    if entry.is_list:
        return entry.items()
    value = entry.value()
    return entry.text() if not isinstance(value, bool) else "yes" if value else "no"


def _branches(names: str | tuple[str, ...], about: str) -> Key:
    """A mapping of steps; `names` is a pattern, or all that there are."""
    schema: dict[str, Any] = {"type": "object", "minProperties": 1, "additionalProperties": False}
    if isinstance(names, str):
        # More than three choices nobody keeps in mind.
        schema |= {
            "minProperties": 2,
            "maxProperties": 3,
            "patternProperties": {f"^{names}$": STEPS},
        }
    else:
        schema["properties"] = dict.fromkeys(names, STEPS)

    def read(entry: Entry) -> dict[str, Entry]:
        if isinstance(names, tuple):
            found = entry.fields((), names)
        else:
            found = entry.entries()
            for name, value in found.items():
                if not re.fullmatch(names, name):
                    raise value.error("a choice is called by plain words in small letters")
            if not 2 <= len(found) <= 3:
                raise entry.error("a choice is between two or three")
        if not found:
            raise entry.error("expected at least one of these with steps")
        return found

    return Key(read, schema, about)


KEYS: Mapping[str, Key] = {
    "say": _text("what is said"),
    "short": _text("said instead when it is repeated, and from the second time on"),
    "why": _text("the answer to 'why?'"),
    "sources": _list(_SOURCE, "expected a step of the guide such as '2.5'", "steps of the guide"),
    "wait_s": _number(1, 3600, "goes on by itself after so many seconds of silence"),
    "hold_s": _number(1, 60, "counted aloud; the guide has two to five", whole=True),
    "repetitions": _number(1, 20, "how often it is held", whole=True),
    "rest_s": _number(0, 300, "seconds between two repetitions"),
    "switch": _text("said half way through the repetitions"),
    "timer": Key(
        _timer, object_schema(("kind", "length_s"), (), TIMER_KEYS), "waits until it is over"
    ),
    "ready": _text("said first; the timer begins with the 'next' after it"),
    "cues": Key(
        _cues,
        object_schema((), CUES, dict.fromkeys(CUES, _text("said while the timer counts"))),
        "said while the timer counts",
    ),
    "ask": _text("a question for yes or no"),
    "yes": _steps("the steps after a yes"),
    "no": _steps("the steps after a no"),
    "unsure": Key(
        _unsure,
        {"anyOf": [STEPS, {"type": "string"}, {"type": "boolean"}]},
        "the steps after 'I do not know', or the answer that it counts as",
    ),
    "yes_words": _list(_OPTION, "expected plain words in small letters", "other words for yes"),
    "no_words": _list(_OPTION, "expected plain words in small letters", "other words for no"),
    "choose": _text("a question for one of the options"),
    "options": _branches(_OPTION, "the word that is said, and its steps"),
    "day_part": _branches(DAY_PARTS, "other steps at other times; what is missing is left out"),
    "repeat": _number(2, 10, "does its `steps` so many times", whole=True),
    "steps": _steps("what is repeated"),
    "routine": _id("runs the steps of another routine"),
    "alarm": _one_of(ALARMS, "sets an alarm"),
    "trigger": _id("asks something outside, by its name in the settings"),
    "emergency": _id("says the fixed advice of emergencies.yaml and pauses"),
}
"""Every key of a step."""

_SAID = ("short", "why", "sources")
STEP_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "timer": (("timer",), ("ready", "say", *_SAID, "cues")),
    "ask": (("ask",), ("yes", "no", "unsure", "yes_words", "no_words", *_SAID)),
    "choose": (("choose", "options"), ("unsure", *_SAID)),
    "day_part": (("day_part",), ()),
    "repeat": (("repeat", "steps"), ()),
    "routine": (("routine",), ()),
    "alarm": (("alarm",), ("say", *_SAID)),
    "trigger": (("trigger",), ()),
    "emergency": (("emergency",), ()),
    "hold_s": (("say", "hold_s"), (*_SAID, "repetitions", "rest_s", "switch")),
    "say": (("say",), (*_SAID, "wait_s")),
}
"""The key that makes a step what it is, to the keys it must have and may have."""

ROUTINE_KEYS: Mapping[str, Key] = {
    "id": _id("the name of this file without .yaml"),
    "title": _text("fits into 'We are ..., step three of seven.'"),
    "steps": _steps("what is done, one after another"),
    "sources": KEYS["sources"],
    "phrases": _list(None, "expected a sentence", "sentences that start it"),
    "caution": _text("said once, before the first step"),
    "end": _text("said at the end"),
    "ask_feeling": _truth("whether it asks 'Better, the same, or worse?' at the end"),
}
ROUTINE_REQUIRED = ("id", "title", "steps")
ROUTINE_OPTIONAL = tuple(name for name in ROUTINE_KEYS if name not in ROUTINE_REQUIRED)


def schema() -> dict[str, Any]:
    """The JSON Schema of a routine file."""
    steps = [object_schema(*keys, KEYS) for keys in STEP_KEYS.values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A routine of voice-skill",
        **object_schema(ROUTINE_REQUIRED, ROUTINE_OPTIONAL, ROUTINE_KEYS),
        "$defs": {"step": {"anyOf": steps}},
    }
