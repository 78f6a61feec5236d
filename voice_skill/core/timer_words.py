"""How timers are called aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from voice_skill.core.durations import spoken_duration, spoken_remaining
from voice_skill.core.knowledge import Replies
from voice_skill.core.speech_numbers import number_to_words, ordinal_to_words
from voice_skill.core.timers import Timer

GUIDE_STEP = {"ice": "2.5", "heat": "2.6", "shower": "2.6", "massage": "2.8"}
"""Where the default, the limit or the caution of a kind comes from."""


def label(timer: Timer, replies: Replies) -> str:
    """ "the ice", "the pizza timer", "the ten minute timer"."""
    if timer.name:
        return replies.text("label_named", name=timer.name)
    if timer.kind == "custom":
        return replies.text("label_custom", length=_adjective(spoken_duration(timer.total_s)))
    return replies.text(f"label_{timer.kind}")


def labels(timers: Iterable[Timer], replies: Replies) -> list[str]:
    """As `label`, and those that are called alike are told apart: "the second ten minute timer"."""
    plain = [label(timer, replies) for timer in timers]
    alike, seen = Counter(plain), Counter[str]()
    told = []
    for each in plain:
        seen[each] += 1
        if alike[each] > 1:
            each = f"the {ordinal_to_words(seen[each])} {each.removeprefix('the ')}"
        told.append(each)
    return told


def _adjective(length: str) -> str:
    """ "ten minutes" as in "the ten minute timer"."""
    units = ("hours", "minutes", "seconds")
    return " ".join(word[:-1] if word in units else word for word in length.split())


def joined(parts: Iterable[str], word: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; or with another word between the last two."""
    *head, last = list(parts)
    return f"{', '.join(head)} {word} {last}" if head else last


def named(timers: Iterable[Timer], replies: Replies, word: str = "and") -> str:
    """The first three by what they are called, and how many more there are."""
    told = labels(timers, replies)
    if len(told) > 3:
        told = [*told[:3], replies.text("others", count=number_to_words(len(told) - 3))]
    return joined(told, word)


def either(parts: Iterable[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    *head, last = list(parts)
    return f"{', '.join(head)} or {last}" if head else last


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def lefts(timers: Sequence[Timer], now_s: float, replies: Replies) -> list[str]:
    """How long is left of each, where two may be called alike."""
    called = zip(timers, labels(timers, replies), strict=True)
    return [left(timer, now_s, replies, name) for timer, name in called]


def left(timer: Timer, now_s: float, replies: Replies, called: str | None = None) -> str:
    """ "the ice has nine minutes left"."""
    name = called or label(timer, replies)
    if timer.state == "ringing":
        return replies.text("left_done", label=name)
    key = "left_paused" if timer.state == "paused" else "left_running"
    return replies.text(key, label=name, left=spoken_remaining(timer.remaining_s(now_s)))
