"""Whether somebody is awake under ice or heat: asked on time, louder, and rung for at last."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.effects import AUDIBLE, Effect, Say
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.ledger import Application
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, Sedative, State
from voice_skill.core.timer_words import left, sentence
from voice_skill.core.timers import APPLICATION_LIMIT_S, Timer

ANSWER_S = 20.0
"""How long an answer may take before it is asked again, louder."""

ASKS = 3
"""The question and two louder ones; then it rings."""

NONE_BELOW_S = 360.0
ONE_UP_TO_S = 600.0
BEFORE_END_S = 300.0

EVERY_S = 180.0
"""How often it is asked after a sedative."""

SEDATED_S = 8 * 3600.0
"""How long a sedative counts. The guide has it three times a day, so one lasts to the next."""

SEDATIVES = ("baclofen", "tizanidine")


def check_every_s(state: State, now: Now) -> float | None:
    """The closer watch after a sedative, or None for the usual one."""
    return EVERY_S if sedated(state, now) else None


def sedated(state: State, now: Now) -> Sedative | None:
    """The sedative that still works, if there is one."""
    taken = state.sedative
    return taken if taken and now.monotonic_s - taken.taken_s < SEDATED_S else None


def took_sedative(state: State, medicine: str, now: Now) -> State:
    """Baclofen or tizanidine was taken: what is on the skin is watched closely from now on."""
    ledger = state.ledger
    for each in ledger.on_skin():
        closer = replace(each, check_every_s=EVERY_S, checked_s=now.monotonic_s)
        ledger = ledger.put(closer)
    return replace(state, ledger=ledger, sedative=Sedative(medicine, now.monotonic_s))


def noticed(state: State, meaning: Meaning) -> State:
    """Anything that was understood shows that somebody is awake."""
    if meaning.intent in ("none", "unknown"):
        return state
    ledger = state.ledger
    for each in ledger.on_skin():
        if each.asks:
            ledger = ledger.put(replace(each, asked_s=None, asks=0))
    return replace(state, ledger=ledger)


def next_s(state: State) -> float | None:
    """When the next question is due, if any."""
    moments = [_next_s(application, state) for application in state.ledger.on_skin()]
    return min((moment for moment in moments if moment is not None), default=None)


def check(knowledge: Knowledge, state: State, now: Now) -> tuple[State, tuple[Effect, ...]]:
    """Ask what is due; what was asked often enough in vain counts as ended, and rings."""
    asked: list[Application] = []
    for application in state.ledger.on_skin():
        due_s = _next_s(application, state)
        if due_s is None or due_s > now.monotonic_s:
            continue
        if application.asks >= ASKS:
            state = ring_for(state, replace(application, missed=True, asks=0, asked_s=None))
            state = replace(state, question=None, question_until_s=None)
            continue
        begun_s = application.asked_s if application.asks else now.monotonic_s
        again = replace(application, asks=application.asks + 1, asked_s=begun_s)
        again = replace(again, checked_s=now.monotonic_s)
        state = replace(state, ledger=state.ledger.put(again))
        asked.append(again)
    return (_asked(knowledge, state, asked, now)) if asked else (state, ())


def _asked(
    knowledge: Knowledge, state: State, asked: list[Application], now: Now
) -> tuple[State, tuple[Effect, ...]]:
    loudness = AUDIBLE + max(each.asks for each in asked) - 1
    question = Question("yes_no", "awake", {"ids": [each.timer_id for each in asked]})
    said = knowledge.replies.text(f"ask_awake_{asked[0].kind}")
    until_s = now.monotonic_s + ANSWER_S * ASKS
    state = replace(state, question=question, question_until_s=until_s)
    state = replace(state, last_spoken=said, last_asked=(said, question))
    return state, (Say(said, loudness),)


def ring_for(state: State, application: Application) -> State:
    """Let its timer ring, also one that was paused or cancelled before it was off."""
    timer = state.book.get(application.timer_id)
    if timer is None:
        used_s = min(application.used_s(application.planned_s), APPLICATION_LIMIT_S)
        new = (application.timer_id, application.kind, application.name)
        timer = Timer(*new, max(0.0, round(used_s, 3)), "ringing")
    rings = replace(timer, state="ringing", deadline_s=None, paused_s=None, quiet_until_s=None)
    return replace(state, book=state.book.restore((rings,)), ledger=state.ledger.put(application))


def answered(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """Somebody is awake; how long it goes on is said with it."""
    if meaning.intent == "answer.no" and not meaning.slots.get("on_skin"):
        return Outcome(state, knowledge.replies.text("awake_no"))
    timers = [timer for timer in state.book.timers if timer.id in question.slots["ids"]]
    lefts = [sentence(left(timer, now.monotonic_s, knowledge.replies)) for timer in timers]
    return Outcome(state, " ".join([knowledge.replies.text("awake_yes"), *lefts]))


def _next_s(application: Application, state: State) -> float | None:
    timer = state.book.get(application.timer_id)
    if timer is not None and timer.state == "ringing":
        return None
    if application.asked_s is not None:
        return application.asked_s + ANSWER_S * application.asks
    running = timer is not None and timer.state == "running"
    end_s = application.planned_s if running else application.limit_s()
    times = _times(application, end_s)
    return next((at_s for at_s in times if at_s > application.checked_s), None)


def _times(application: Application, end_s: float) -> tuple[float, ...]:
    began_s = application.intervals[-1][0]
    length_s = end_s - began_s
    if application.check_every_s:
        # Only the next one matters; counted from the last, so that none is missed or crowded.
        at_s = application.checked_s + application.check_every_s
        return (at_s,) if at_s < end_s else ()
    if length_s < NONE_BELOW_S:
        return ()
    half_s = began_s + length_s / 2
    return (half_s,) if length_s <= ONE_UP_TO_S else tuple(sorted((half_s, end_s - BEFORE_END_S)))
