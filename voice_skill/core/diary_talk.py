"""The diary, spoken: what is noted, how the week was, and forgetting it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from voice_skill.core import medicine_talk
from voice_skill.core.diary import Diary, Entry
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.ledger import SHORTEST_S
from voice_skill.core.meaning import Meaning
from voice_skill.core.medicine_talk import ago
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import joined, sentence
from voice_skill.core.timers import APPLICATION_LIMIT_S

MOST_PAIN = 10
PAIN = "diary_pain"
NOTE = "diary_note"
FORGET = "diary_forget"
"""What our questions are about."""

WEEK = timedelta(days=7)
FEWEST_DAYS = 2
"""With fewer days of pain noted there is no trend to tell."""

_NOT_TAKEN = ("missed", "skipped")
CLEARLY = 0.5
"""From this difference of the mean on, a week was better or worse."""


def log(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Note what was said, and read it back."""
    about = meaning.slots.get("about")
    if about == "medicine":
        return medicine_talk.log(knowledge, state, meaning, now)
    if about == "pain":
        return _pain(knowledge, state, meaning, now)
    if about == "feeling":
        return feeling(knowledge, state, meaning, now)
    if about == "sleep":
        return _sleep(knowledge, state, meaning, now)
    return _note(knowledge, state, meaning, now)


def _pain(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    pain, scale = meaning.slots.get("pain"), meaning.slots.get("scale", MOST_PAIN)
    whole = isinstance(pain, int | float) and pain == int(pain)
    if pain is None or not whole or not 0 <= pain <= MOST_PAIN or scale != MOST_PAIN:
        question = Question("amount", PAIN)
        return Outcome(state, knowledge.replies.text("ask_pain"), question=question)
    before = meaning.slots.get("day") == "yesterday"
    at = now.wall - timedelta(days=1) if before else now.wall
    state = replace(state, diary=state.diary.noted(at, "pain", pain=int(pain)))
    key = "pain_noted_yesterday" if before else "pain_noted"
    said = knowledge.replies.text(key, pain=number_to_words(int(pain)))
    day = {"day": "yesterday"} if before else {}
    order = resolved(meaning, "diary.log", {"about": "pain", "pain": int(pain), **day})
    return Outcome(state, said, meaning=order)


def pain_told(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "from zero to ten?"."""
    slots = {"about": "pain", "pain": meaning.slots.get("number", meaning.slots.get("pain"))}
    return log(knowledge, state, resolved(meaning, "diary.log", slots), now)


def feeling(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Better, the same or worse than before."""
    how = str(meaning.slots["feeling"])
    state = replace(state, diary=state.diary.noted(now.wall, "feeling", feeling=how))
    order = resolved(meaning, "diary.log", {"about": "feeling", "feeling": how})
    return Outcome(state, knowledge.replies.text(f"feeling_{how}"), meaning=order)


def _sleep(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    details = {name: value for name, value in meaning.slots.items() if name != "about"}
    details.setdefault("heard", meaning.heard)
    state = replace(state, diary=state.diary.noted(now.wall, "sleep", **details))
    return Outcome(state, knowledge.replies.text("sleep_noted"))


def _note(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    what = meaning.slots.get("what")
    if not what:
        said = knowledge.replies.text("ask_note")
        return Outcome(state, said, question=Question("choice", NOTE))
    state = replace(state, diary=state.diary.noted(now.wall, "note", what=what))
    return Outcome(state, sentence(knowledge.replies.text("note_noted", what=what)))


def note_told(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "what shall I note?": any words."""
    slots = {"about": "note", "what": meaning.heard.strip().rstrip(".!?")}
    order = resolved(meaning, "diary.log", slots)
    return replace(log(knowledge, state, order, now), meaning=order)


def forget(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Asked once, since it cannot be undone."""
    if state.diary.first_id == state.diary.next_id:
        return Outcome(state, knowledge.replies.text("diary_empty"))
    question = Question("yes_no", FORGET)
    return Outcome(state, knowledge.replies.text("ask_forget"), question=question)


def forgotten(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer; the ids go on, so that the store knows that the old ones are gone."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    empty = Diary(next_id=state.diary.next_id, first_id=state.diary.next_id)
    order = resolved(meaning, "diary.forget", {})
    said = knowledge.replies.text("diary_forgotten")
    return Outcome(replace(state, diary=empty), said, meaning=order)


def with_applications(before: State, after: State, now: Now) -> State:
    """Ice and heat enter themselves, once, when they come off the skin."""
    was_on = {each.id for each in before.ledger.on_skin()}
    for application in after.ledger.applications:
        used_s = application.used_s(now.monotonic_s)
        if application.id in was_on and not application.on and used_s >= SHORTEST_S:
            minutes = max(1, round(min(used_s, APPLICATION_LIMIT_S) / 60))
            diary = after.diary.noted(now.wall, application.kind, minutes=minutes)
            after = replace(after, diary=diary)
    return after


def week(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The last seven days in two sentences: the pain and its trend, then what was done."""
    replies = knowledge.replies
    if meaning.slots.get("about") == "pain":
        return _last_pain(knowledge, state, now)
    recent = [entry for entry in state.diary.recent if now.wall - entry.when <= WEEK]
    if not recent:
        return Outcome(state, replies.text("week_empty"))
    said = [sentence(_pain_of(knowledge, state, recent, now))]
    done = [_counted(knowledge, recent, kind) for kind in ("ice", "heat", "routine", "medicine")]
    done = [words for words in done if words]
    if done:
        said.append(sentence(replies.text("week_done", what=joined(done[:3]))))
    return Outcome(state, " ".join(said))


def _pain_of(knowledge: Knowledge, state: State, recent: list[Entry], now: Now) -> str:
    replies = knowledge.replies
    days = {entry.when.date() for entry in recent if entry.kind == "pain"}
    if not days:
        return replies.text("week_no_pain")
    mean = _mean([float(entry.details["pain"]) for entry in recent if entry.kind == "pain"])
    if len(days) < FEWEST_DAYS:
        return replies.text("week_pain_once", pain=number_to_words(round(mean)))
    before = [
        float(entry.details["pain"])
        for entry in state.diary.recent
        if entry.kind == "pain" and WEEK < now.wall - entry.when <= 2 * WEEK
    ]
    about = number_to_words(round(mean))
    if not before:
        return replies.text("week_pain", pain=about, days=number_to_words(len(days)))
    change = mean - _mean(before)
    trend = "same" if abs(change) < CLEARLY else "worse" if change > 0 else "better"
    then = number_to_words(round(_mean(before)))
    return replies.text(f"week_pain_{trend}", pain=about, before=then)


def _last_pain(knowledge: Knowledge, state: State, now: Now) -> Outcome:
    entries = [entry for entry in state.diary.recent if entry.kind == "pain"]
    if not entries:
        return Outcome(state, knowledge.replies.text("pain_never"))
    last = max(entries, key=lambda entry: entry.when)
    fields = {"pain": number_to_words(last.details["pain"]), "when": ago(last.when, now)}
    return Outcome(state, sentence(knowledge.replies.text("pain_last", **fields)))


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


def _counted(knowledge: Knowledge, recent: list[Entry], kind: str) -> str:
    count = sum(
        entry.kind == kind and entry.details.get("event") not in _NOT_TAKEN for entry in recent
    )
    if not count:
        return ""
    key = f"week_{kind}_once" if count == 1 else f"week_{kind}"
    return knowledge.replies.text(key, count=number_to_words(count))
