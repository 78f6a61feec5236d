"""Everything the dialogue remembers. Timers, applications and a sedative survive a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from voice_skill.core.alarms import Alarm, AlarmBook
from voice_skill.core.choices import Said, Tuning
from voice_skill.core.diary import Diary
from voice_skill.core.effects import Effect
from voice_skill.core.ledger import Application, Ledger
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_run import Run
from voice_skill.core.timers import Timer, TimerBook
from voice_skill.core.told_clock import ToldClock

NOTHING = Meaning("", "none", confidence=1.0)


@dataclass(frozen=True)
class Question:
    """Something that was asked and may be answered with a bare word."""

    expecting: str
    """yes_no, duration, which, time, choice or amount."""
    about: str
    """What the answer is for; the key of its handler."""
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """What the last utterance was taken for, and what was said to it."""

    meaning: Meaning = NOTHING
    say: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuideContext:
    """What the talk is about, for "more", "why", "how often?" and "and for heat?"."""

    unit: str | None = None
    """The guide unit that was answered last."""
    topic: str | None = None
    aspect: str | None = None
    """What was asked about it, such as "how_long"; kept when only the topic changes."""
    said_more: int = 0
    """How many further pieces of the unit were said."""
    waiting: tuple[str, ...] = ()
    """Units that were chosen too and come with "more"."""
    until_s: float = 0.0
    """Monotonic seconds after which all this is forgotten."""


@dataclass(frozen=True)
class Sedative:
    """A medicine that makes people sleep through what they feel, and when it was taken."""

    medicine: str
    taken_s: float
    """Monotonic seconds."""


@dataclass(frozen=True)
class Rounds:
    """The ring that sounds now, round by round."""

    since_s: float
    next_s: float


@dataclass(frozen=True)
class Missed:
    """A reminder that nobody answered."""

    what: str
    at: str
    """When it was due, ISO 8601 with its offset."""
    told: bool = False
    about: str | None = None


@dataclass(frozen=True)
class EndedRoutine:
    """A routine that was done to its end, until somebody said how it went."""

    id: str
    until_s: float
    """Monotonic seconds after which nobody is going to say so."""


@dataclass(frozen=True)
class Habits:
    """When somebody goes to bed and gets up, "HH:MM", where they said so."""

    bed: str | None = None
    wake: str | None = None


@dataclass(frozen=True)
class Undo:
    """What was cancelled last, and until when it can come back."""

    until_s: float
    timers: tuple[Timer, ...] = ()
    applications: tuple[Application, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    reminders: tuple[Alarm, ...] = ()


@dataclass(frozen=True)
class State:
    """The whole state of a conversation and its timers."""

    book: TimerBook = TimerBook()
    ledger: Ledger = Ledger()
    alarms: AlarmBook = AlarmBook()
    reminders: AlarmBook = AlarmBook()
    missed: tuple[Missed, ...] = ()
    """Reminders that nobody answered, of the last day."""
    told_clock: ToldClock | None = None
    """What somebody said the time is, where the machine does not know it."""
    habits: Habits = Habits()
    said: Said = Said()
    """The settings that were changed by voice."""
    tuned: Tuning | None = None
    """What the shell follows now; None: what the settings file says."""
    diary: Diary = Diary()
    routine: Run | None = None
    """Where somebody is in the routine that runs or is paused."""
    ended: EndedRoutine | None = None
    routine_kept: tuple[object, ...] = (None, None)
    """What of the two was saved; it follows a moment later, since a full disk must not hold
    anybody up in the middle of getting out of bed."""
    sedative: Sedative | None = None
    """The last one that was logged; ice and heat are watched more closely after it."""
    rounds: Rounds | None = None
    """None while nothing rings."""
    introduced: bool = False
    """Whether it has told what it is; once in the life of a store."""
    rehearsal: str | None = None
    """The step of the rehearsal that somebody is to do next."""
    rehearsal_until_s: float = 0.0
    undo: Undo | None = None
    last_start: Mapping[str, Any] | None = None
    """The slots of the last timer that was started, for "same again"."""
    question: Question | None = None
    question_until_s: float | None = None
    turn: Turn = Turn()
    context: GuideContext = GuideContext()
    cautioned: frozenset[str] = frozenset()
    """The cautions that were said in this conversation; forgotten with the context."""
    last_spoken: str = ""
    """For "say that again"."""
    last_asked: tuple[str, Question] | None = None
    """The last words that were a question, and which, to be open again when they are repeated."""
    not_understood: int = 0
    """How often in a row; after the first there is no hint any more, after two only silence."""
    not_understood_until_s: float = 0.0
    """Monotonic seconds after which that counts from the start again."""
    help_at_s: float | None = None
    """When the alarm for someone in the house sounds by itself after an emergency."""
    emergency: str | None = None
    """The emergency that was not acknowledged yet."""
    calling: bool = False
    """Whether that alarm is sounding."""


@dataclass(frozen=True)
class Outcome:
    """What a handler decided; the dialogue turns it into the next state and effects."""

    state: State
    say: str
    sources: tuple[str, ...] = ()
    question: Question | None = None
    meaning: Meaning | None = None
    """The meaning in this context, where it differs from the bare one."""
    before: tuple[Effect, ...] = ()
    """Effects that come before the reply, such as silencing the ring."""
    after: tuple[Effect, ...] = ()
    """Effects that come after the reply."""


def unclear(meaning: Meaning) -> Meaning:
    """Words that were understood, but to which there is no answer here."""
    return replace(meaning, intent="unknown", slots={}, sources=(), confidence=0.0)


def resolved(meaning: Meaning, intent: str, slots: Mapping[str, Any]) -> Meaning:
    """A bare answer as the order that it completes."""
    return replace(meaning, intent=intent, slots=dict(slots), confidence=1.0)
