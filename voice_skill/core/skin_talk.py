"""What is said about ice and heat on the skin: what may begin, and whether it is off."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import awake
from voice_skill.core.confusable import likelier_s as likelier_heard_s
from voice_skill.core.durations import spoken_duration, spoken_remaining
from voice_skill.core.effects import Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.ledger import (
    MOST_A_DAY,
    SHORTEST_S,
    Application,
    Verdict,
    counted_today,
    counts_today,
    lay_on,
    may_apply,
)
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words, ordinal_to_words
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import GUIDE_STEP, label, left, sentence
from voice_skill.core.timers import APPLICATION_LIMIT_S, Timer

NOON, EVENING = 12, 18
"""Hours of the day."""

ON_SKIN = ("skin", "cold")
"""Of pain: how it hurts where ice or heat may be the reason."""


def verdict(knowledge: Knowledge, state: State, kind: str, now: Now) -> Verdict:
    """What the ledger allows, with the rest that this person chose."""
    return may_apply(state.ledger, kind, now, knowledge.rest_between_applications_s)


def refusal(
    knowledge: Knowledge, state: State, meaning: Meaning, asked: tuple[str, float], now: Now
) -> Outcome | None:
    """Why ice or heat may not begin for these seconds, with what is offered instead."""
    kind, duration_s = asked
    allowed = verdict(knowledge, state, kind, now)
    there = state.book.find(kind=kind)
    if there and (there[0].state != "ringing" or allowed.continues):
        return _already(knowledge, state, there[0], now)
    refused = resolved(meaning, "timer.start", {**meaning.slots, "refused": allowed.why or "limit"})
    if allowed.why in ("rest", "three"):
        said = _too_soon(knowledge, kind, allowed)
        return Outcome(state, said, (GUIDE_STEP[kind],), meaning=refused)
    if duration_s > allowed.seconds:
        likelier_s = likelier_heard_s(meaning.heard, duration_s)
        meant_s = likelier_s if likelier_s and likelier_s <= allowed.seconds else None
        offer_s = meant_s or _offered(allowed.seconds)
        offered = {**meaning.slots, "kind": kind, "duration_s": offer_s}
        question = Question("yes_no", "start_limit", offered)
        said = (
            _misheard(knowledge, kind, duration_s, offer_s)
            if meant_s
            else _too_long(knowledge, kind, offer_s)
        )
        return Outcome(state, said, (GUIDE_STEP[kind],), question, refused)
    return _both_at_once(knowledge, state, meaning, asked)


def _offered(seconds: float) -> float:
    """Whole minutes of what is left; a limit is never rounded up."""
    return seconds if seconds == APPLICATION_LIMIT_S else seconds // 60 * 60


def _too_soon(knowledge: Knowledge, kind: str, allowed: Verdict) -> str:
    if allowed.why == "three":
        return knowledge.replies.text("three_a_day")
    wait = spoken_remaining(allowed.wait_s)
    return knowledge.replies.text("rest_first", kind=kind, wait=wait)


def _misheard(knowledge: Knowledge, kind: str, duration_s: float, offer_s: float) -> str:
    """ "Fifteen minutes? Fifty is too long for ice." """
    meant = sentence(spoken_duration(offer_s)).rstrip(".")
    said = sentence(number_to_words(round(duration_s / 60))).rstrip(".")
    return knowledge.replies.text("misheard", meant=meant, said=said, kind=kind)


def _too_long(knowledge: Knowledge, kind: str, offer_s: float) -> str:
    if offer_s == APPLICATION_LIMIT_S:
        return knowledge.replies.text(f"too_long_{kind}")
    return knowledge.replies.text("rest_of_it", kind=kind, length=spoken_duration(offer_s))


def _already(knowledge: Knowledge, state: State, timer: Timer, now: Now) -> Outcome:
    replies = knowledge.replies
    sources = (GUIDE_STEP[timer.kind],)
    if timer.state == "ringing":
        return ask_off(knowledge, state, (timer.id,), sources)
    if timer.state == "paused":
        said = sentence(left(timer, now.monotonic_s, replies))
        return Outcome(state, f"{said} {replies.text('say_resume')}", sources)
    said = replies.text("already_on", label=label(timer, replies))
    return Outcome(state, sentence(said), sources)


def _both_at_once(
    knowledge: Knowledge, state: State, meaning: Meaning, asked: tuple[str, float]
) -> Outcome | None:
    kind, duration_s = asked
    other = next((each for each in state.ledger.on_skin() if each.kind != kind), None)
    if other is None or meaning.slots.get("together"):
        return None
    agreed = {**meaning.slots, "kind": kind, "duration_s": duration_s, "together": True}
    said = knowledge.replies.text(f"together_{kind}")
    return Outcome(state, said, (GUIDE_STEP[kind],), Question("yes_no", "start_limit", agreed))


def laid_on(knowledge: Knowledge, state: State, timer: Timer, end_s: float, now: Now) -> State:
    """The timer counts something on the skin from now on."""
    each = (timer.id, timer.name, end_s)
    rest_s = knowledge.rest_between_applications_s
    every_s = awake.check_every_s(state, now)
    ledger = lay_on(state.ledger, timer.kind, each, now, rest_s, every_s)
    # One that rang for hours without an answer makes way; its time and its rest are over.
    old = {t.id for t in state.book.find(kind=timer.kind) if t.id != timer.id}
    return replace(state, ledger=ledger, book=state.book.remove(old))


def planned(state: State, timer: Timer, end_s: float, now: Now) -> State:
    """The timer of an application was given another end."""
    application = state.ledger.of_timer(timer.id)
    if application is None:
        return state
    changed = replace(application, planned_s=end_s, checked_s=now.monotonic_s)
    return replace(state, ledger=state.ledger.put(changed))


def ask_off(
    knowledge: Knowledge, state: State, ids: tuple[int, ...], sources: tuple[str, ...] = ()
) -> Outcome:
    """Is what these timers counted off the skin?"""
    question = Question("yes_no", "off", {"ids": list(ids)})
    kinds = {each.kind for each in state.ledger.on_skin() if each.timer_id in ids}
    kinds |= {timer.kind for timer in state.book.timers if timer.id in ids}
    which = kinds.pop() if len(kinds) == 1 else "both"
    return Outcome(state, knowledge.replies.text(f"ask_off_{which}"), sources, question)


def hurts(knowledge: Knowledge, state: State, meaning: Meaning) -> Outcome | None:
    """It burns, or it is too cold: off with it. None where the pain is another one."""
    ids = tuple(each.timer_id for each in state.ledger.on_skin())
    if not ids or meaning.slots.get("how") not in ON_SKIN:
        return None
    asked = ask_off(knowledge, state, ids)
    kinds = {each.kind for each in state.ledger.on_skin()}
    sources = tuple(GUIDE_STEP[kind] for kind in sorted(kinds, reverse=True))
    said = f"{knowledge.replies.text('skin_hurts')} {asked.say}"
    return replace(asked, say=said, sources=sources, before=(Silence(),))


def unanswered(state: State) -> tuple[int, ...]:
    """Timers that were paused or cancelled while nobody said that it is off."""
    open_ids = [each.timer_id for each in state.ledger.on_skin()]
    timers = {timer.id: timer.state for timer in state.book.timers}
    return tuple(each for each in open_ids if timers.get(each, "paused") == "paused")


def off(
    knowledge: Knowledge, state: State, ids: tuple[int, ...], now: Now, key: str = "off_yes"
) -> Outcome:
    """Somebody said that it is off: it rings and counts no more, and the ice is told by number."""
    ending = [each for each in state.ledger.on_skin() if each.timer_id in ids]
    ledger = state.ledger.off({each.id for each in ending}, now.monotonic_s)
    paused = [t for t in state.book.timers if t.id in ids and t.state == "paused"]
    kept = {timer.id for timer in paused}
    book = state.book.remove(set(ids) - kept)
    after = replace(state, book=book, ledger=ledger)
    ended = [each for each in ending if each.timer_id not in kept]
    told = _which_of_three(knowledge, after, ended, now)
    lefts = [sentence(left(timer, now.monotonic_s, knowledge.replies)) for timer in paused]
    parts = [knowledge.replies.text(key), *lefts, told]
    sources = (GUIDE_STEP["ice"],) if told else ()
    return Outcome(after, " ".join(part for part in parts if part), sources)


def _which_of_three(knowledge: Knowledge, state: State, ended: list[Application], now: Now) -> str:
    """ "That was the second of three", and when the guide has the next."""
    # One that began before midnight is none of this day's three.
    used = [each for each in ended if each.used_s(now.monotonic_s) >= SHORTEST_S]
    if not any(each.kind in MOST_A_DAY and counts_today(each, now) for each in used):
        return ""
    count = counted_today(state.ledger, "ice", now)
    if count >= MOST_A_DAY["ice"]:
        return knowledge.replies.text("third_of_three")
    said = knowledge.replies.text("one_of_three", ordinal=ordinal_to_words(count))
    if not now.synced or now.wall.hour >= EVENING:
        return said
    key = "next_afternoon" if now.wall.hour < NOON else "next_evening"
    return f"{said} {knowledge.replies.text(key)}"


def still_on(knowledge: Knowledge, state: State, ids: tuple[int, ...], now: Now) -> Outcome:
    """It is not off. What was paused, or ended only for want of an answer, counts on."""
    replies, now_s = knowledge.replies, now.monotonic_s
    on: list[Timer] = []
    for application in state.ledger.on_skin():
        timer = state.book.get(application.timer_id)
        if application.timer_id not in ids or timer is None:
            continue
        end_s = min(_end_s(application, timer, now_s), application.limit_s())
        if end_s - now_s < 1:
            continue
        runs = replace(timer, state="running", deadline_s=end_s, paused_s=None, quiet_until_s=None)
        on.append(runs)
        goes_on = replace(application, planned_s=end_s, checked_s=now_s, missed=False)
        state = replace(state, book=state.book.put(runs), ledger=state.ledger.put(goes_on))
    if on:
        lefts = " ".join(sentence(left(timer, now_s, replies)) for timer in on)
        return Outcome(state, f"{replies.text('goes_on')} {lefts}")
    rings = any(timer.id in ids for timer in state.book.ringing())
    return Outcome(state, sentence(replies.text("off_no" if rings else "off_no_watch")))


def _end_s(application: Application, timer: Timer, now_s: float) -> float:
    if timer.state == "paused":
        return now_s + timer.remaining_s(now_s)
    return application.planned_s if application.missed else now_s


def end_at_limit(state: State, now_s: float) -> State:
    """What is on at its limit rings, whatever its timer says or where it was cancelled."""
    for application in state.ledger.on_skin():
        if application.limit_s() <= now_s and _silent(state, application):
            state = awake.ring_for(state, replace(application, missed=False, asks=0, asked_s=None))
    return state


def next_limit_s(state: State) -> float | None:
    """When that happens next, if at all."""
    open_now = [each for each in state.ledger.on_skin() if _silent(state, each)]
    return min((each.limit_s() for each in open_now), default=None)


def _silent(state: State, application: Application) -> bool:
    timer = state.book.get(application.timer_id)
    return timer is None or timer.state != "ringing"
