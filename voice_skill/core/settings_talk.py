"""Settings by voice: how loud, how fast, the night, how long it waits, whether it listens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core import ring_talk, ringing
from voice_skill.core.alarm_time import bed_reading, rise_reading
from voice_skill.core.choices import (
    FASTEST_WPM,
    LONGEST_SILENCE_S,
    SHORTEST_SILENCE_S,
    SLOWEST_WPM,
    Choices,
    in_force,
    quieted,
    tuning,
)
from voice_skill.core.clock_words import spoken_clock
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State, resolved

LEAST_PERCENT, MOST_PERCENT = 10, 100
"""By voice it never falls silent: who cannot hear the answer cannot take it back."""

VOLUME_STEP, RATE_STEP_WPM, SILENCE_STEP_S = 15, 25, 0.4

DEAF = "settings.deaf"
"""What the question is about whether it shall really hear nothing any more."""

_LOUDNESS, _NIGHT_LOUDNESS = "audio_speech_volume_percent", "night_speech_volume_percent"
_RATE, _SILENCE = "voice_speech_rate_wpm", "listening_endpoint_silence_s"
_LISTENING = {"wake": "listening_wake_enabled", "microphone": "listening_microphone_on"}


def change(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Set the volume to thirty", "good night", "give me more time"."""
    setting = str(meaning.slots.get("setting"))
    handler = _HANDLERS.get(setting)
    if handler is None:
        return Outcome(state, knowledge.replies.text("not_yet"))
    return handler(knowledge, state, meaning, now)


def louder(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """One step up from what is heard now, by day or by night."""
    return _step_volume(knowledge, state, now, VOLUME_STEP)


def quieter(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """One step down; never to silence."""
    return _step_volume(knowledge, state, now, -VOLUME_STEP)


def slower(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Fewer words a minute; within a routine its pace changes instead."""
    return _rate(knowledge, state, _chosen(knowledge, state).voice_speech_rate_wpm - RATE_STEP_WPM)


def faster(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """More words a minute."""
    return _rate(knowledge, state, _chosen(knowledge, state).voice_speech_rate_wpm + RATE_STEP_WPM)


def _chosen(knowledge: Knowledge, state: State) -> Choices:
    return in_force(knowledge.choices, state.said)


def _with(knowledge: Knowledge, state: State, values: Mapping[str, Any]) -> State:
    said = state.said
    for name, value in values.items():
        said = said.with_choice(knowledge.choices, name, value)
    return replace(state, said=said)


def _step_volume(knowledge: Knowledge, state: State, now: Now, step: int) -> Outcome:
    heard = tuning(knowledge.choices, state.said, now.wall).speech_volume_percent
    percent = min(MOST_PERCENT, max(LEAST_PERCENT, heard + step))
    if percent == heard:
        key = "loudest" if step > 0 else "quietest"
        return Outcome(state, knowledge.replies.text(key))
    state = _at_volume(knowledge, state, percent, now)
    return Outcome(state, knowledge.replies.text("louder" if step > 0 else "quieter"))


def _at_volume(knowledge: Knowledge, state: State, percent: int, now: Now) -> State:
    """What is heard now becomes so loud; by night the day stays as it is, if it is louder."""
    chosen = _chosen(knowledge, state)
    if not tuning(knowledge.choices, state.said, now.wall).quiet:
        return _with(knowledge, state, {_LOUDNESS: percent})
    by_day = max(percent, chosen.audio_speech_volume_percent)
    return _with(knowledge, state, {_LOUDNESS: by_day, _NIGHT_LOUDNESS: percent})


def _volume(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    value = meaning.slots.get("value")
    if value == "usual":
        said = replace(state.said, values=_without(state, _LOUDNESS, _NIGHT_LOUDNESS))
        return Outcome(replace(state, said=said), knowledge.replies.text("volume_usual"))
    if not isinstance(value, int | float):
        return Outcome(state, knowledge.replies.text("volume_how"))
    percent = round(min(MOST_PERCENT, max(LEAST_PERCENT, float(value))))
    state = _at_volume(knowledge, state, percent, now)
    said_percent = number_to_words(percent)
    order = resolved(meaning, "settings.set", {"setting": "volume", "value": percent})
    return Outcome(state, knowledge.replies.text("volume_is", percent=said_percent), meaning=order)


def _without(state: State, *names: str) -> dict[str, tuple[Any, Any]]:
    return {name: each for name, each in state.said.values.items() if name not in names}


def _rate(knowledge: Knowledge, state: State, wanted_wpm: float) -> Outcome:
    before = _chosen(knowledge, state).voice_speech_rate_wpm
    rate_wpm = round(min(FASTEST_WPM, max(SLOWEST_WPM, wanted_wpm)))
    if rate_wpm == before:
        key = "fastest" if wanted_wpm > before else "slowest" if wanted_wpm < before else "as_fast"
        return Outcome(state, knowledge.replies.text(key))
    key = "faster" if rate_wpm > before else "slower"
    return Outcome(_with(knowledge, state, {_RATE: rate_wpm}), knowledge.replies.text(key))


def _speed(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    value = meaning.slots.get("value")
    if value == "usual":
        said = replace(state.said, values=_without(state, _RATE))
        return Outcome(replace(state, said=said), knowledge.replies.text("speed_usual"))
    if not isinstance(value, int | float):
        return Outcome(state, knowledge.replies.text("speed_how"))
    return _rate(knowledge, state, float(value))


def _night(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    quiet = bool(meaning.slots.get("value"))
    said = quieted(knowledge.choices, state.said, quiet, now.wall)
    key = "night_on" if quiet else "night_off"
    return Outcome(replace(state, said=said), knowledge.replies.text(key))


def _night_hours(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    slots, replies = meaning.slots, knowledge.replies
    if slots.get("value") is False:
        state = _with(knowledge, state, {"night_from": "00:00", "night_to": "00:00"})
        return Outcome(state, replies.text("no_night_hours"))
    if "from" not in slots or "to" not in slots:
        return Outcome(state, replies.text("night_hours_how"))
    begins = bed_reading(slots["from"], slots.get("from_alt"))
    ends = rise_reading(slots["to"], slots.get("to_alt"))
    state = _with(knowledge, state, {"night_from": begins, "night_to": ends})
    said = replies.text("night_hours", begins=spoken_clock(begins), ends=spoken_clock(ends))
    order = {"setting": "night_hours", "from": begins, "to": ends}
    return Outcome(state, said, meaning=resolved(meaning, "settings.set", order))


def _patience(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    more = meaning.slots.get("value") != "less"
    before = _chosen(knowledge, state).listening_endpoint_silence_s
    wanted_s = round(before + (SILENCE_STEP_S if more else -SILENCE_STEP_S), 1)
    silence_s = min(LONGEST_SILENCE_S, max(SHORTEST_SILENCE_S, wanted_s))
    if silence_s == before:
        key = "most_patient" if more else "least_patient"
        return Outcome(state, knowledge.replies.text(key))
    key = "more_patient" if more else "less_patient"
    return Outcome(_with(knowledge, state, {_SILENCE: silence_s}), knowledge.replies.text(key))


def _listening(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Off only after a yes, or by a button: who lies flat cannot switch it on again by voice."""
    setting, on = str(meaning.slots["setting"]), bool(meaning.slots.get("value"))
    name, replies = _LISTENING[setting], knowledge.replies
    if getattr(_chosen(knowledge, state), name) is on:
        return Outcome(state, replies.text(f"{setting}_{'is_on' if on else 'is_off'}"))
    if on or meaning.slots.get("by_button"):
        said = replies.text(f"{setting}_{'on' if on else 'off'}")
        return Outcome(_with(knowledge, state, {name: on}), said)
    question = Question("yes_no", DEAF, {"setting": setting})
    return Outcome(state, replies.text(f"ask_{setting}_off"), question=question)


def deafened(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to whether it shall really hear nothing any more; a yes to a ring is none."""
    if ringing.rings(state):
        return ring_talk.heard(knowledge, state, meaning, now)
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    setting = str(question.slots["setting"])
    state = _with(knowledge, state, {_LISTENING[setting]: False})
    order = resolved(meaning, "settings.set", {"setting": setting, "value": False})
    return Outcome(state, knowledge.replies.text(f"{setting}_off"), meaning=order)


_HANDLERS: dict[str, Callable[[Knowledge, State, Meaning, Now], Outcome]] = {
    "volume": _volume,
    "speed": _speed,
    "night": _night,
    "night_hours": _night_hours,
    "patience": _patience,
    "wake": _listening,
    "microphone": _listening,
}
