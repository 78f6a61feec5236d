"""The first night: it introduces itself once, rehearses if asked, and never comes back to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulated import START, Simulated, content, understander
from voice_skill.core.dialogue import Dialogue
from voice_skill.simulation import SimulatedClock, Simulation
from voice_skill.storage.memory_store import MemoryStore


def first_night(store: MemoryStore, introduces: bool = True) -> tuple[Simulated, list[str]]:
    """A start over this store, and what was said at it."""
    knowledge = replace(content().knowledge, introduces=introduces)
    simulation = Simulation(
        Dialogue(knowledge), understander().understand, SimulatedClock(START), store
    )
    box = Simulated(simulation)
    return box, [event["say"] for event in box.answer({})["events"]]


def test_it_introduces_itself_in_three_sentences_and_an_offer() -> None:
    box, said = first_night(MemoryStore())
    (introduction,) = said
    *sentences, offer = [each for each in introduction.split(". ") if each]
    assert len(sentences) == 3
    assert "guide and not a doctor" in sentences[1] and "stop" in sentences[2].lower()
    assert offer == "Shall we rehearse for a minute?"
    assert box.answer({"text": ""})["expecting"] == "yes_no"


def test_the_rehearsal_is_a_timer_a_stop_and_a_question() -> None:
    box, _ = first_night(MemoryStore())
    assert box.answer({"text": "yes"})["say"] == "Say: set a timer for ten seconds."
    said = box.answer({"text": "set a timer for ten seconds", "advance_s": 5})["say"]
    assert said == "Timer, ten seconds. When it rings, say stop."
    line = box.answer({"text": "stop", "advance_s": 10})
    assert "is done" in line["events"][0]["say"]
    assert line["say"].endswith("Good. Now ask: how long should I keep the ice on?")
    assert line["timers"] == []
    line = box.answer({"text": "how long should i keep the ice on", "advance_s": 5})
    assert line["say"].startswith("Fifteen to twenty minutes")
    assert line["say"].endswith("That is all you need to know.")
    again = box.answer({"text": "how long should i keep the ice on", "advance_s": 60})
    assert "all you need" not in again["say"]


@pytest.mark.parametrize("answer", ["no", "stop", "how long should i keep the ice on", ""])
def test_whatever_is_said_to_it_it_never_comes_again(answer: str) -> None:
    store = MemoryStore()
    box, _ = first_night(store)
    box.answer({"text": answer})
    box.simulation.close()
    _, said = first_night(store)
    assert said == []


def test_an_emergency_ends_the_rehearsal() -> None:
    box, _ = first_night(MemoryStore())
    box.answer({"text": "yes"})
    line = box.answer({"text": "i have crushing chest pain"})
    assert line["kind"] == "emergency"
    box.answer({"text": "no", "advance_s": 300})
    said = box.answer({"text": "set a timer for ten seconds"})["say"]
    assert said == "Timer, ten seconds."


def test_who_falls_asleep_over_it_is_left_alone() -> None:
    box, _ = first_night(MemoryStore())
    box.answer({"text": "yes"})
    assert box.answer({"advance_s": 121})["events"] == []
    assert box.answer({"text": "set a timer for ten seconds"})["say"] == "Timer, ten seconds."


def test_it_does_not_introduce_itself_over_a_running_timer_nor_in_a_simulation() -> None:
    store = MemoryStore()
    before, said = first_night(store, introduces=False)
    assert said == []
    before.answer({"text": "ice for ten minutes"})
    before.simulation.close()
    _, said = first_night(store)
    assert said[0] == "While I was off, the ice ended. Is it off your skin?"
    assert "rehearse" not in " ".join(said)


def test_it_can_be_asked_for_at_any_time() -> None:
    box, _ = first_night(MemoryStore(), introduces=False)
    line = box.answer({"text": "introduce yourself"})
    assert line["say"].endswith("Shall we rehearse for a minute?") and line["kind"] == "control"
    assert box.answer({"text": "no"})["say"] == "All right. Say help whenever you like."
