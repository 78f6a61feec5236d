"""What listening remembers, and how long everything lasts; times are counted in samples."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from voice_skill.core.hearing import Recognised, Scope, Situation, Sounds

HZ = 16_000
ENDPOINT = int(0.8 * HZ)
"""Silence that ends an utterance, unless the person asked for more time."""
EARLY = int(0.26 * HZ)
"""Silence after which decoding begins, in case that it was the end."""
SHORTEST = int(0.1 * HZ)
"""Less speech than this is a click."""
LONGEST_COMMAND = 15 * HZ
LONGEST_OTHER = 6 * HZ
"""Nobody answers for so long; a radio speaks for ever."""
AWAKE = 6 * HZ
"""How long a command may be waited for after the wake phrase."""
FOLLOW_UP = 8 * HZ
BEFORE = int(0.3 * HZ)
"""Kept before the first sound of an utterance, which begins softly."""
TAIL = int(0.35 * HZ)
"""How long our own sound is in the room, and in the devices, after it ended."""
CHIME_TAIL = int(0.15 * HZ)
COUNT_TAIL = int(0.2 * HZ)
"""Between the seconds of a count there is hardly more time in which a cry could be heard."""
UNCLEAR_CRY = int(0.2 * HZ)
"""So much of it makes a cry of what is no word; an echo of the count is shorter."""
LONGEST_CRY = int(1.5 * HZ)
"""Who makes more sound than this talks."""
EARLY_CRY = int(0.18 * HZ)
"""As EARLY, while a count is to be stopped."""
BETWEEN_WORDS = int(0.08 * HZ)
CRY = int(0.12 * HZ)
"""So much sound of somebody else holds a count."""
BREATH = int(0.4 * HZ)
"""Silence after the wake phrase until the sign that it was heard: in one breath none is needed."""
HELD = int(1.5 * HZ)
"""What was silenced comes back after this without a final result."""
HELD_WHILE_SPEAKING = 3 * HZ
SURE = 0.5
LONG_AGO = -(10**12)


@dataclass(frozen=True)
class Utterance:
    """Somebody speaks, or has just spoken."""

    start: int
    """Where decoding begins."""
    spoken: int
    """The end of the last speech."""
    voiced: int
    """How many samples of speech there were."""
    apart: int = 0
    """How many of these came while nothing of ourselves sounded; they may be its echo."""
    over: bool = False
    """Nothing more is coming; only the result is waited for."""
    foreign: bool = False
    """It goes on for too long to be for us."""


@dataclass(frozen=True)
class Listening:
    """Everything that listening remembers."""

    endpoint: int = ENDPOINT
    situation: Situation = field(default_factory=Situation)
    now: int = 0
    sounding: bool = False
    sounding_from: int = LONG_AGO
    own_until: int = LONG_AGO
    """Our own sound is in the microphone up to here."""
    clear_from: int = LONG_AGO
    """What is decoded begins no earlier, lest our own voice be in it."""
    utterance: Utterance | None = None
    past: Utterance | None = None
    """The last one that was for nobody; a wake phrase that is found late may have begun it."""
    awake_until: int | None = None
    """A command is waited for up to here."""
    spent_until: int = LONG_AGO
    """What was heard before this has been used already."""
    chime_at: int | None = None
    follow_until: int = LONG_AGO
    replying: bool = False
    """A reply to somebody is on its way."""
    asked_again: bool = False
    job: int = 0
    decoding_to: int | None = None
    """The end of the speech in the last span that was given to the recogniser."""
    result: Recognised | None = None
    held_at: int | None = None
    spurned: bool = False
    """What sounds now was silenced for nothing already: its signs of a stop are its own."""
    doubted: bool = False
    """In this routine something unclear was taken for a cry already; it may be a television."""
    counted_on: bool = False
    """This count was held for nothing already, perhaps for its own echo."""

    @property
    def scope(self) -> Scope | None:
        """What an utterance that began now would be taken for; None for nothing at all."""
        if self.awake_until is not None:
            return "command"
        if self.situation.asked or self.now < self.follow_until:
            return "answer"
        if self.situation.ringing or self.situation.counting or self.held_at is not None:
            return "attention"
        return None

    @property
    def own(self) -> bool:
        """Whether what the microphone hears now is ourselves."""
        return self.sounding or self.now <= self.own_until

    @property
    def guards(self) -> bool:
        """Whether a stop would have something to end: the stop words are listened for."""
        return self.own or self.situation.ringing or self.held_at is not None


def more_speech(state: Listening, end: int) -> Utterance | None:
    """The utterance with the speech that ended here."""
    talk = state.utterance
    length = min(HZ // 50, end)
    apart = 0 if state.sounding else length
    if talk is None:
        start = end - length - BEFORE
        if start < state.own_until:  # they began while it still sounded
            start = min(start, state.sounding_from)
        clear_from = LONG_AGO if state.situation.holding else state.clear_from
        start = max(state.spent_until, clear_from, start)
        return Utterance(start, end, length, apart) if end > state.spent_until else None
    if talk.over:
        return talk
    return replace(talk, spoken=end, voiced=talk.voiced + length, apart=talk.apart + apart)


def after_sound(state: Listening, sounds: Sounds) -> Listening:
    """Our own sound begins or ends."""
    if sounds.on:
        talk = state.utterance
        if state.situation.holding and talk and state.now - talk.spoken >= BETWEEN_WORDS:
            # What was said beside the second before is being decoded already.
            state = replace(state, utterance=None)
        return replace(state, sounding=True, sounding_from=state.now)
    if sounds.chime:
        return replace(state, sounding=False, own_until=state.now + CHIME_TAIL)
    tail = COUNT_TAIL if state.situation.holding else TAIL
    until = state.now + tail
    state = replace(state, spurned=state.spurned and not state.sounding)
    state = replace(state, sounding=False, own_until=until, clear_from=until - tail // 2)
    if state.replying and not state.situation.ringing:
        state = replace(state, replying=False, follow_until=until + FOLLOW_UP)
    return state
