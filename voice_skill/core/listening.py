"""When to listen, what to have recognised, and when to be silent: step(state, event), pure.

- Idle, only the wake phrase or a button counts, and nothing is decoded.
- Awake, one utterance is a command; then it is idle again.
- While an answer is awaited, and for eight seconds after a reply, the wake phrase is not needed.
- While something rings or counts, the words that cannot wait need none either.
- While it speaks or rings itself, nothing but the wake phrase and "stop" gets through; the first
  sign of either silences it, and what was silenced comes back unless a final result ended it.

Decoding begins before the end of an utterance is certain, so that its result is there when it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_skill.core.hearing import (
    Act,
    Chime,
    Decode,
    Effect,
    Event,
    Frame,
    Hold,
    Lost,
    Pressed,
    Recognised,
    Resume,
    Scope,
    Situated,
    Situation,
    Sounds,
    StopHeard,
    Woken,
)

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
BREATH = int(0.4 * HZ)
"""Silence after the wake phrase until the sign that it was heard: in one breath none is needed."""
HELD = int(1.5 * HZ)
"""What was silenced comes back after this without a final result."""
HELD_WHILE_SPEAKING = 3 * HZ
_SURE = 0.5
_LONG_AGO = -(10**12)

Step = tuple["Listening", tuple[Effect, ...]]


@dataclass(frozen=True)
class Utterance:
    """Somebody speaks, or has just spoken."""

    start: int
    """Where decoding begins."""
    spoken: int
    """The end of the last speech."""
    voiced: int
    """How many samples of speech there were."""
    over: bool = False
    """Nothing more is coming; only the result is waited for."""
    foreign: bool = False
    """It goes on for too long to be for us."""


@dataclass(frozen=True)
class Listening:
    """Everything that listening remembers."""

    endpoint: int = ENDPOINT
    situation: Situation = Situation()
    now: int = 0
    sounding: bool = False
    sounding_from: int = _LONG_AGO
    own_until: int = _LONG_AGO
    """Our own sound is in the microphone up to here."""
    clear_from: int = _LONG_AGO
    """What is decoded begins no earlier, lest our own voice be in it."""
    utterance: Utterance | None = None
    past: Utterance | None = None
    """The last one that was for nobody; a wake phrase that is found late may have begun it."""
    awake_until: int | None = None
    """A command is waited for up to here."""
    spent_until: int = _LONG_AGO
    """What was heard before this has been used already."""
    chime_at: int | None = None
    follow_until: int = _LONG_AGO
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


def step(state: Listening, event: Event) -> Step:
    """What follows from this event."""
    if isinstance(event, Frame):
        return _frame(replace(state, now=event.end), event)
    if isinstance(event, Woken):
        return _woken(state, event)
    if isinstance(event, Pressed):
        return _pressed(state)
    if isinstance(event, StopHeard):
        return _stop(state, event)
    if isinstance(event, Recognised):
        return _recognised(state, event)
    if isinstance(event, Sounds):
        return _sounds(state, event), ()
    if isinstance(event, Situated):
        return replace(state, situation=event.situation), ()
    return _lost(state, event)


def _lost(state: Listening, event: Lost) -> Step:
    fresh = Listening(endpoint=state.endpoint, situation=state.situation, job=state.job + 1)
    return replace(fresh, sounding=state.sounding), _resumed(state)


def _sounds(state: Listening, sounds: Sounds) -> Listening:
    if sounds.on:
        return replace(state, sounding=True, sounding_from=state.now)
    if sounds.chime:
        return replace(state, sounding=False, own_until=state.now + CHIME_TAIL)
    until = state.now + TAIL
    state = replace(state, spurned=state.spurned and not state.sounding)
    state = replace(state, sounding=False, own_until=until, clear_from=until - TAIL // 2)
    if state.replying and not state.situation.ringing:
        state = replace(state, replying=False, follow_until=until + FOLLOW_UP)
    return state


def _frame(state: Listening, frame: Frame) -> Step:
    if frame.speech and not state.own:
        state = replace(state, utterance=_more_speech(state, frame.end))
    state, effects = _progress(state)
    state, chime = _chime(state)
    state, resumed = _come_back(state)
    return state, (*effects, *chime, *resumed)


def _more_speech(state: Listening, end: int) -> Utterance | None:
    talk = state.utterance
    length = min(HZ // 50, end)
    if talk is None:
        start = end - length - BEFORE
        if start < state.own_until:  # they began while it still sounded
            start = min(start, state.sounding_from)
        start = max(state.spent_until, state.clear_from, start)
        return Utterance(start, end, length) if end > state.spent_until else None
    return talk if talk.over else replace(talk, spoken=end, voiced=talk.voiced + length)


def _progress(state: Listening) -> Step:
    """Decode, or end, the utterance that goes on."""
    talk = state.utterance
    if talk is None:
        return state, ()
    silence = state.now - talk.spoken
    scope = state.scope
    longest = LONGEST_COMMAND if scope == "command" else LONGEST_OTHER
    if talk.over:
        return state, ()
    too_long = state.now - talk.start > longest
    if too_long and scope != "command":
        talk = replace(talk, foreign=True)
        state = replace(state, utterance=talk)
    too_long = too_long and not talk.foreign
    effects: tuple[Effect, ...] = ()
    wanted = scope is not None and talk.voiced >= SHORTEST and not talk.foreign
    if wanted and (silence >= EARLY or too_long) and state.decoding_to != talk.spoken:
        state, effects = _decode(state, talk)
    if silence < state.endpoint and not too_long:
        return state, effects
    if not wanted:
        return replace(state, utterance=None, past=talk), effects
    state = replace(state, utterance=replace(talk, over=True))
    state, concluded = _conclude(state)
    return state, (*effects, *concluded)


def _decode(state: Listening, talk: Utterance) -> Step:
    job = state.job + 1
    state = replace(state, job=job, decoding_to=talk.spoken, result=None)
    # A ring that began meanwhile would be decoded, too.
    cut = state.sounding and talk.spoken <= state.sounding_from
    return state, (Decode(job, talk.start, state.sounding_from if cut else state.now),)


def _recognised(state: Listening, result: Recognised) -> Step:
    talk = state.utterance
    if result.job != state.job or talk is None or state.decoding_to != talk.spoken:
        return state, ()
    state = replace(state, result=result)
    sure = result.certainty is None or result.certainty >= _SURE
    if talk.over or (result.stops and sure):
        return _conclude(state)
    return state, ()


def _conclude(state: Listening) -> Step:
    """The utterance is over: act on its words, if they are there already."""
    result, scope = state.result, state.scope
    if result is None or state.utterance is None:
        return state, ()
    state = replace(state, utterance=None, result=None, decoding_to=None, spent_until=state.now)
    if not result.text:
        return _nothing(state) if scope == "command" else (state, ())
    if scope is None:
        return state, ()
    resumed = _resumed(state)
    state = replace(
        state,
        awake_until=None,
        chime_at=None,
        held_at=None,
        asked_again=False,
        replying=True,
    )
    return state, (Act(result.text, result.certainty, scope), *resumed)


def _nothing(state: Listening) -> Step:
    """No words after the wake phrase: ask once more, by a sound, and then no more."""
    if state.asked_again:
        resumed = _resumed(state)
        return replace(state, awake_until=None, asked_again=False, held_at=None), resumed
    again = replace(state, awake_until=state.now + AWAKE, asked_again=True)
    return again, (Chime("not_understood"),)


def _woken(state: Listening, woken: Woken) -> Step:
    state, held = _hold(state)
    talk = state.utterance or state.past
    if talk and (talk.spoken <= woken.end or talk.over):
        talk = None
    elif talk:
        talk = Utterance(woken.end, talk.spoken, min(talk.voiced, talk.spoken - woken.end))
    state = replace(
        state,
        utterance=talk,
        past=None,
        awake_until=max(state.now, woken.end) + AWAKE,
        spent_until=max(state.spent_until, woken.end),
        chime_at=max(state.now, woken.end + BREATH),
        asked_again=False,
        job=state.job + 1,
        decoding_to=None,
        result=None,
    )
    return state, held


def _pressed(state: Listening) -> Step:
    """The first press is as good as the wake phrase, the second ends what is being said."""
    talk = state.utterance
    if state.awake_until is not None and talk and talk.voiced >= SHORTEST and not talk.over:
        asked = state.decoding_to == talk.spoken
        state, effects = (state, ()) if asked else _decode(state, talk)
        state = replace(state, utterance=replace(talk, over=True))
        state, concluded = _conclude(state)
        return state, (*effects, *concluded)
    state, held = _woken(state, Woken(state.now, state.now))
    return replace(state, chime_at=None), (*held, Chime("heard"))


def _stop(state: Listening, stop: StopHeard) -> Step:
    """Silence first: only a final result ends anything."""
    if not state.guards or stop.end <= state.spent_until:
        return state, ()
    if state.spurned and state.own and not stop.final:
        return state, ()
    state, effects = _hold(state)
    if stop.final:
        resumed = _resumed(state)
        state = replace(
            state, utterance=None, awake_until=None, held_at=None, spent_until=stop.end,
            job=state.job + 1, decoding_to=None, result=None, replying=True,
        )  # fmt: skip
        return state, (*effects, Act("stop", stop.certainty, "attention"), *resumed)
    if state.utterance is None:
        start = max(stop.start - BEFORE, state.spent_until)
        state = replace(state, utterance=Utterance(start, stop.end, SHORTEST))
    return state, effects


def _hold(state: Listening) -> Step:
    if not state.own or state.held_at is not None:
        return state, ()
    return replace(state, held_at=state.now), (Hold(),)


def _come_back(state: Listening) -> Step:
    """What was silenced for nothing goes on."""
    if state.awake_until is not None and state.now >= state.awake_until and not state.utterance:
        state, effects = _nothing(replace(state, asked_again=True))
        return state, effects
    if state.held_at is None or state.awake_until is not None:
        return state, ()
    talk = state.utterance
    speaking = talk is not None and state.now - talk.spoken < EARLY
    longest = HELD_WHILE_SPEAKING if speaking else HELD
    if state.now - state.held_at < longest:
        return state, ()
    return replace(state, held_at=None, spurned=True), (Resume(),)


def _resumed(state: Listening) -> tuple[Effect, ...]:
    return (Resume(),) if state.held_at is not None else ()


def _chime(state: Listening) -> Step:
    if state.chime_at is None or state.now < state.chime_at:
        return state, ()
    talk = state.utterance
    goes_on = talk is not None and talk.voiced >= SHORTEST
    return replace(state, chime_at=None), (() if goes_on else (Chime("heard"),))
