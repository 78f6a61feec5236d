"""How timers are called aloud."""

from __future__ import annotations

from collections.abc import Iterable

from voice_skill.core.durations import spoken_duration, spoken_remaining
from voice_skill.core.knowledge import Replies
from voice_skill.core.speech_numbers import number_to_words
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
    labels = [label(timer, replies) for timer in timers]
    if len(labels) > 3:
        labels = [*labels[:3], replies.text("others", count=number_to_words(len(labels) - 3))]
    return joined(labels, word)


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def left(timer: Timer, now_s: float, replies: Replies) -> str:
    """ "the ice has nine minutes left"."""
    name = label(timer, replies)
    if timer.state == "ringing":
        return replies.text("left_done", label=name)
    key = "left_paused" if timer.state == "paused" else "left_running"
    return replies.text(key, label=name, left=spoken_remaining(timer.remaining_s(now_s)))
