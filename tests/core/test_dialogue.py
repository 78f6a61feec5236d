"""Rules of the dialogue that need no words: what is saved when, and who comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effects import Ring, Save, Say, Silence
from voice_skill.core.events import Heard, Now, Restored, TimeReached
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import State

START = Now(0.0, datetime(2026, 11, 23, 5, 0, tzinfo=UTC), True, "boot")


def _after(seconds: float) -> Now:
    return replace(START, monotonic_s=seconds)


def _ice(duration_s: float) -> Heard:
    return Heard(Meaning("x", "timer.start", {"kind": "ice", "duration_s": duration_s}))


def test_a_timer_is_saved_before_it_is_confirmed(dialogue: Dialogue) -> None:
    _, effects = dialogue.step(State(), _ice(600), START)
    assert [type(effect) for effect in effects] == [Save, Say]


def test_an_answer_saves_nothing(dialogue: Dialogue) -> None:
    heard = Heard(Meaning("x", "control.help"))
    _, effects = dialogue.step(State(), heard, START)
    assert [type(effect) for effect in effects] == [Say]


def test_the_ring_is_saved_too(dialogue: Dialogue) -> None:
    state, _ = dialogue.step(State(), _ice(300), START)
    assert dialogue.next_deadline_s(state, START) == 300
    state, effects = dialogue.step(state, TimeReached(), _after(300))
    assert [type(effect) for effect in effects] == [Save, Ring]


def test_a_ring_goes_on_round_by_round_and_never_to_nothing(dialogue: Dialogue) -> None:
    state, _ = dialogue.step(State(), _ice(300), START)
    rounds: list[float] = []
    while (due_s := dialogue.next_deadline_s(state, START)) is not None and due_s < 300 + 2 * 3600:
        state, effects = dialogue.step(state, TimeReached(), _after(due_s))
        assert effects == (*effects[:-1], Ring("The ice is done. Take it off.", (1,)))
        rounds.append(due_s)
    pauses = [after - before for before, after in zip(rounds, rounds[1:], strict=False)]
    assert set(pauses[: int(900 / 8)]) == {8.0}
    assert set(pauses[int(900 / 8) + 1 :]) == {60.0}


def test_further_rounds_cost_no_writing(dialogue: Dialogue) -> None:
    state, _ = dialogue.step(State(), _ice(300), START)
    state, _ = dialogue.step(state, TimeReached(), _after(300))
    assert [type(e) for e in dialogue.step(state, TimeReached(), _after(308))[1]] == [Ring]


def test_an_early_tick_does_nothing(dialogue: Dialogue) -> None:
    state, _ = dialogue.step(State(), _ice(300), START)
    assert dialogue.step(state, TimeReached(), _after(299))[1] == ()


def test_stop_silences_before_it_asks(dialogue: Dialogue) -> None:
    state, _ = dialogue.step(State(), _ice(300), START)
    state, _ = dialogue.step(state, TimeReached(), _after(600))
    _, effects = dialogue.step(state, Heard(Meaning("stop", "control.stop")), _after(601))
    assert [type(effect) for effect in effects] == [Save, Silence, Say]


def test_ice_never_runs_longer_than_the_guide_allows(dialogue: Dialogue) -> None:
    for minutes in range(1, 61):
        state, _ = dialogue.step(State(), _ice(minutes * 60), START)
        assert all(timer.total_s <= 1200 for timer in state.book.timers)
        assert bool(state.book.timers) == (minutes <= 20)


def test_what_ended_while_off_is_told_and_rung(dialogue: Dialogue) -> None:
    state, _ = dialogue.step(State(), _ice(600), START)
    _, effects = dialogue.step(state, Restored(same_boot=True), _after(9000))
    assert [type(effect) for effect in effects] == [Save, Say, Ring]


def test_an_emergency_offers_the_alarm_and_then_sounds_it(dialogue: Dialogue) -> None:
    sign = next(iter(dialogue.knowledge.emergencies))
    heard = Heard(Meaning("x", "emergency", {"certain": True}, red_flag=sign))
    state, _ = dialogue.step(State(), heard, START)
    assert dialogue.next_deadline_s(state, START) == 10
    state, effects = dialogue.step(state, TimeReached(), _after(10))
    assert any(isinstance(effect, Ring) for effect in effects)
    state, effects = dialogue.step(state, Heard(Meaning("stop", "control.stop")), _after(12))
    assert isinstance(effects[0], Silence)
    assert dialogue.next_deadline_s(state, START) is None


def test_cancelling_what_rings_silences_it_and_asks_whether_the_ice_is_off(
    dialogue: Dialogue,
) -> None:
    state, _ = dialogue.step(State(), _ice(300), START)
    state, _ = dialogue.step(state, TimeReached(), _after(600))
    cancel = Heard(Meaning("x", "timer.cancel", {"kind": "ice"}))
    state, effects = dialogue.step(state, cancel, _after(601))
    assert [type(effect) for effect in effects] == [Save, Silence, Say]
    assert state.question is not None and state.question.about == "off"


def test_when_one_of_two_rings_is_over_the_other_goes_on(dialogue: Dialogue) -> None:
    state = State()
    for name in ("tea", "egg"):
        order = Meaning("x", "timer.start", {"name": name, "duration_s": 60})
        state, _ = dialogue.step(state, Heard(order), START)
    state, _ = dialogue.step(state, TimeReached(), _after(60))
    cancel = Heard(Meaning("x", "timer.cancel", {"name": "tea"}))
    _, effects = dialogue.step(state, cancel, _after(61))
    assert [type(effect) for effect in effects] == [Save, Silence, Say, Ring]
