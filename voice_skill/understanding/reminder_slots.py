"""What a reminder is about and how often, read from the words that it is to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ABOUT_LIST = "remembered"
"""The list that says which words of a reminder stand for a medicine, ice, heat or a massage."""

_TIMES = {"once": 1, "twice": 2, "two times": 2, "three times": 3, "four times": 4}
_OFTEN = re.compile(
    rf"\b({'|'.join(_TIMES)}) (?:a|per|each|every|in a) day\b|\b(?:daily|(?:every|each) day)\b|"
    r"\b(?:in the )?(morning) (?:and )?(?:in the )?(?:afternoon|noon) and "
    r"(?:before bed|(?:in the |at )?(?:evening|night))\b"
)
_EDGES = re.compile(r"^(?:to|about|for|that|the|and|of|at)\s+|\s+(?:to|about|for|and|at|the|of)$")
_DAILY = 1
_RECALLED = re.compile(r"\bremind (?:me|us) of\b")
_WHEN = frozenset(("at", "at_alt", "day", "days", "times_per_day", "duration_s", "problem"))


def is_recall(slots: Mapping[str, Any], heard: str) -> bool:
    """Whether something forgotten is asked for: "remind me of the address", without a time and
    about nothing that one is reminded of here."""
    return bool(_RECALLED.search(heard)) and "about" not in slots and not _WHEN & slots.keys()


def refined(
    slots: Mapping[str, Any], heard: str, lists: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The same slots with `times_per_day` and `about`, and without them in `what`."""
    found = dict(slots)
    often = _OFTEN.search(heard)
    if often and "times_per_day" not in found:
        times = 3 if often.group(2) else _TIMES.get(often.group(1) or "", _DAILY)
        found |= {"times_per_day": times} if times > 1 else {"day": "daily"}
    if "what" not in found:
        return found
    what = " ".join(_OFTEN.sub(" ", str(found["what"])).split())
    while (shorter := _EDGES.sub("", what).strip()) != what:
        what = shorter
    found.pop("what")
    if what:
        found["what"] = what
        about = _about(what, lists.get(ABOUT_LIST, {}))
        found |= {"about": about} if about else {}
    return found


def _about(what: str, listed: Mapping[str, str]) -> str | None:
    padded = f" {what} "
    names = [name for name in listed if f" {name} " in padded]
    return listed[max(names, key=len)] if names else None
