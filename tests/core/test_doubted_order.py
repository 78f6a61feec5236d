"""An order that only the model reads out of the words: a question, never a deed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from voice_skill.core.attention import attended
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effects import Say
from voice_skill.core.events import Heard, Now
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import State

NOW = Now(1000.0, datetime(2026, 1, 5, 5, 0, tzinfo=UTC))
ICE = Meaning("ice for ten", "timer.start", {"kind": "ice", "duration_s": 600}, confidence=1.0)
TEA = Meaning("tea", "timer.start", {"kind": "custom", "name": "tea", "duration_s": 300})


def _doubted(intent: str, **slots: Any) -> Meaning:
    return Meaning("mumbled", intent, {**slots, "certain": False}, confidence=0.8)


def _talk(dialogue: Dialogue, *meanings: Meaning) -> tuple[State, str]:
    state, said = State(), ""
    for meaning in meanings:
        state, effects = dialogue.step(state, Heard(meaning), NOW)
        said = " ".join(effect.text for effect in effects if isinstance(effect, Say))
    return state, said


YES, NO = (Meaning(word, f"answer.{word}", confidence=1.0) for word in ("yes", "no"))


@pytest.mark.parametrize("intent", ["cancel", "pause", "resume", "extend"])
def test_nothing_is_done_where_nothing_runs(dialogue: Dialogue, intent: str) -> None:
    state, said = _talk(dialogue, _doubted(f"timer.{intent}", kind="ice"))
    assert state.question is None and state.turn.meaning.intent == "unknown"
    assert "Shall I" not in said


@pytest.mark.parametrize(
    ("order", "asked"),
    [
        (_doubted("timer.cancel", name="tea"), "Shall I cancel the tea timer?"),
        (_doubted("timer.pause"), "Shall I pause the tea timer?"),
        (_doubted("timer.extend", duration_s=60), "Shall I give the tea timer one minute more?"),
        (_doubted("timer.extend", duration_s=-60), "Shall I take one minute off the tea timer?"),
        (_doubted("timer.cancel", all=True), "Shall I cancel the tea timer?"),
    ],
)
def test_it_asks_and_a_no_changes_nothing(dialogue: Dialogue, order: Meaning, asked: str) -> None:
    before, _ = _talk(dialogue, TEA)
    state, said = _talk(dialogue, TEA, order)
    assert said == asked
    assert state.book == before.book
    state, _ = _talk(dialogue, TEA, order, NO)
    assert state.book == before.book and state.question is None


def test_a_yes_does_it(dialogue: Dialogue) -> None:
    state, said = _talk(dialogue, TEA, _doubted("timer.extend", duration_s=60), YES)
    assert [timer.total_s for timer in state.book.timers] == [360]
    state, _ = _talk(dialogue, TEA, _doubted("timer.cancel"), YES)
    assert not state.book.timers and state.turn.meaning.intent == "timer.cancel"
    state, said = _talk(dialogue, TEA, _doubted("timer.pause"), YES, _doubted("timer.resume"))
    assert said == "Shall I go on with the tea timer?"


def test_a_yes_to_more_ice_stays_within_its_limit(dialogue: Dialogue) -> None:
    more = _doubted("timer.extend", kind="ice", duration_s=3600)
    before, _ = _talk(dialogue, ICE)
    state, _ = _talk(dialogue, ICE, more, YES)
    assert state.book == before.book


def test_of_several_it_asks_which(dialogue: Dialogue) -> None:
    state, said = _talk(dialogue, ICE, TEA, _doubted("timer.cancel"))
    assert said == "Which one: the ice or the tea timer?"
    assert len(state.book.timers) == 2


def test_what_nobody_was_called_for_asks_nothing() -> None:
    doubted = _doubted("timer.cancel", kind="ice")
    assert attended(doubted, None, "attention").intent == "none"
    assert attended(doubted, None, "command") is doubted
