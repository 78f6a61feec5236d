"""When to listen, what to have recognised, and when to be silent: step(state, event), pure.

- Idle, only the wake phrase or a button counts, and nothing is decoded.
- Awake, one utterance is a command; then it is idle again.
- While an answer is awaited, and for eight seconds after a reply, the wake phrase is not needed.
- While something rings or counts, the words that cannot wait need none either.
- While the seconds of a hold are counted, it listens beside its own voice, too, and the first sound
  of anybody holds the count: a cry must not be counted on over. It goes on where it was none.
- While it speaks or rings itself, nothing but the wake phrase and "stop" gets through; the first
  sign of either silences it, and what was silenced comes back unless a final result ended it.

Decoding begins before the end of an utterance is certain, so that its result is there when it is.
"""

from __future__ import annotations

from dataclasses import replace

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
    Situated,
    Sounds,
    StopHeard,
    Woken,
)
from voice_skill.core.listening_state import (
    AWAKE,
    BEFORE,
    BREATH,
    CRY,
    EARLY,
    EARLY_CRY,
    HELD,
    HELD_WHILE_SPEAKING,
    LONGEST_COMMAND,
    LONGEST_CRY,
    LONGEST_OTHER,
    SHORTEST,
    SURE,
    UNCLEAR_CRY,
    Listening,
    Utterance,
    after_sound,
    more_speech,
)

A_CRY = "ow"
Step = tuple[Listening, tuple[Effect, ...]]


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
        return after_sound(state, event), ()
    if isinstance(event, Situated):
        counted_on = state.counted_on and event.situation.holding
        doubted = state.doubted and event.situation.asked
        state = replace(state, counted_on=counted_on, doubted=doubted)
        return replace(state, situation=event.situation), ()
    return _lost(state, event)


def _lost(state: Listening, event: Lost) -> Step:
    fresh = Listening(endpoint=state.endpoint, situation=state.situation, job=state.job + 1)
    return replace(fresh, sounding=state.sounding), _resumed(state)


def _frame(state: Listening, frame: Frame) -> Step:
    if frame.speech and (state.situation.holding or not state.own):
        state = replace(state, utterance=more_speech(state, frame.end))
    state, held = _hold_count(state)
    state, effects = _progress(state)
    state, chime = _chime(state)
    state, resumed = _come_back(state)
    return state, (*held, *effects, *chime, *resumed)


def _hold_count(state: Listening) -> Step:
    """Somebody makes a sound in the middle of a hold."""
    talk = state.utterance
    if not state.situation.holding or state.held_at is not None or state.counted_on:
        return state, ()
    if talk is None or talk.over or talk.foreign or talk.apart < CRY:
        return state, ()
    return replace(state, held_at=state.now, counted_on=True), (Hold(),)


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
    early = EARLY_CRY if state.situation.holding else EARLY
    if wanted and (silence >= early or too_long) and state.decoding_to != talk.spoken:
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
    if result.job != state.job:
        return state, ()
    if state.situation.holding and (result.hurts or (result.unclear and _may_be_a_cry(state))):
        # However unsure, since to hold still costs no more than a word.
        text = result.text if result.hurts else A_CRY
        state = replace(state, doubted=state.doubted or not result.hurts)
        return _act(state, replace(result, text=text, certainty=None))
    resumed: tuple[Effect, ...] = ()
    if state.situation.holding and not result.text:  # our own echo, or a cough
        state, resumed = replace(state, held_at=None), _resumed(state)
    if talk is None or state.decoding_to != talk.spoken:
        return state, resumed
    state = replace(state, result=result)
    sure = result.certainty is None or result.certainty >= SURE
    if not (talk.over or (result.stops and sure)):
        return state, resumed
    state, concluded = _conclude(state)
    return state, (*resumed, *concluded)


def _may_be_a_cry(state: Listening) -> bool:
    talk = state.utterance
    return bool(talk and not state.doubted and UNCLEAR_CRY <= talk.apart <= LONGEST_CRY)


def _conclude(state: Listening) -> Step:
    """The utterance is over: act on its words, if they are there already."""
    if state.result is None or state.utterance is None:
        return state, ()
    return _act(state, state.result)


def _act(state: Listening, result: Recognised) -> Step:
    scope = state.scope
    state = replace(state, utterance=None, result=None, decoding_to=None, spent_until=state.now)
    if not result.text:
        return _nothing(state) if scope == "command" else (state, ())
    if scope is None:
        return state, ()
    resumed = _resumed(state)
    state = replace(
        state, awake_until=None, chime_at=None, held_at=None, asked_again=False, replying=True
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
    # In the gap of a ring the next burst is held.
    if not (state.own or state.situation.ringing) or state.held_at is not None:
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
