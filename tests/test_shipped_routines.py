"""Every routine that ships, walked on every way to its end: by words, by silence, interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.routine_bed import Bed
from tests.simulated import content
from voice_skill.core.emergency_talk import HELP_AFTER_S
from voice_skill.core.routine_run import PAUSE_S, REMIND_S
from voice_skill.core.routine_walk import is_getting_ready
from voice_skill.core.routines import Alert, Ask, Choose, Count, Hold, Line, SetAlarm

SHIPPED = content().knowledge.routines
NAMES = "get_up sleep_position stretch massage sleep_break morning evening self_check".split()
MOST_STEPS = 60
MOST_WORDS = 40
"""Of what is said in one breath: a caution, and a step."""

Manner = Callable[[Bed], None]


def _bed(name: str) -> Bed:
    bed = Bed(*(routine.written for routine in SHIPPED.values()))
    bed.say("settings.set", setting="wake_time", at="07:00")
    said = bed.start(name)
    assert said and len(said.split()) <= MOST_WORDS, said
    return bed


def _walk(name: str, choices: tuple[int, ...], manner: Manner) -> list[tuple[int, int]]:
    """To the end, with these answers and then always the first.

    Returns the place of each question, and how many answers it had.
    """
    bed = _bed(name)
    open_ways: list[tuple[int, int]] = []
    for _ in range(MOST_STEPS):
        if bed.state.routine is None:
            return open_ways
        step = bed.dialogue.knowledge.routines[name].nodes[bed.run.at].step
        manner(bed)
        if is_getting_ready(bed.run, step):
            bed.say("control.next")
            assert bed.run.timer_id is not None
        elif isinstance(step, Ask | Choose):
            answers = ["yes", "no"] if isinstance(step, Ask) else list(step.options)
            answers += ["unsure"] * bool(step.unsure)
            place = len(open_ways)
            open_ways.append((bed.run.at, len(answers)))
            _answer(bed, answers[choices[place] if place < len(choices) else 0])
        else:
            _go_on(bed)
    raise AssertionError(f"{name} does not end")


def _answer(bed: Bed, answer: str) -> None:
    before = bed.run
    intent = {"yes": "answer.yes", "no": "answer.no"}.get(answer, "answer.choice")
    said = bed.say(intent, "not sure" if answer == "unsure" else answer)
    if bed.state.emergency:
        assert "112" in said
        bed.say("answer.no")
    else:
        assert said and len(said.split()) <= MOST_WORDS, said
    assert bed.state.routine is None or bed.run.trail[: before.step] == before.trail


def _go_on(bed: Bed) -> None:
    """Next, and what is asked before it: off the skin, no help needed."""
    at = bed.run.at
    for intent in ("control.next", "answer.yes", "control.resume"):
        if bed.state.routine is not None and bed.run.at == at:
            bed.say(intent)
    assert bed.state.routine is None or bed.run.at > at


def _at_once(bed: Bed) -> None:
    pass


def _ways(name: str) -> Iterator[tuple[int, ...]]:
    """Walks that give every question every one of its answers."""
    waiting: list[tuple[int, ...]] = [()]
    given: set[tuple[int, int]] = set()
    while waiting:
        choices = waiting.pop()
        asked = _walk(name, choices, _at_once)
        yield choices
        for place in range(len(choices), len(asked)):
            at, count = asked[place]
            taken = choices + (0,) * (place - len(choices))
            others = [other for other in range(1, count) if (at, other) not in given]
            given |= {(at, other) for other in others}
            waiting += [(*taken, other) for other in others]


def test_the_eight_of_the_contract_ship() -> None:
    assert sorted(SHIPPED) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_of_every_question_leads_to_the_end(name: str) -> None:
    questions = [node for node in SHIPPED[name].nodes if isinstance(node.step, Ask | Choose)]
    walks = list(_ways(name))
    assert len(walks) > len(questions) or name == "morning", "which asks no question twice"


def _sees_that_it_waits(bed: Bed) -> None:
    """In silence: what counts goes on by itself, what waits reminds, pauses, and comes back."""
    step = bed.dialogue.knowledge.routines[bed.run.id].nodes[bed.run.at].step
    at = bed.run.at
    if isinstance(step, Line) and step.wait_s is not None:
        said = bed.wait(step.wait_s - 1)
        assert said == [] and bed.run.at == at
    elif isinstance(step, Hold):
        bed.wait(2)
        assert bed.run.at == at
    elif isinstance(step, Line | Ask | Choose) or is_getting_ready(bed.run, step):
        said = bed.wait(PAUSE_S)
        assert [at_s for at_s, _ in said] == [REMIND_S, PAUSE_S]
        assert bed.run.state == "paused"
        bed.say("control.resume")
        assert (bed.run.at, bed.run.state) == (at, "running")
    else:
        assert isinstance(step, Count | SetAlarm | Alert)


def _in_the_middle(bed: Bed) -> None:
    """A question, a ring, an emergency and a restart: each time the same step comes back."""
    place, at = bed.place, bed.run.at
    if bed.run.state == "paused":
        return  # after an emergency that it has found itself
    bed.say("guide.answer", unit="ice_minutes")
    assert bed.place == place
    bed.say("timer.start", name="tea", duration_s=1.0)
    bed.wait(1)
    bed.say("control.stop")
    assert bed.place == place
    sign = next(iter(bed.dialogue.knowledge.emergencies))
    bed.alarm(sign)
    bed.wait(HELP_AFTER_S / 2)
    bed.say("answer.no")
    assert bed.place and bed.place[2] == "paused"
    bed.say("control.resume")
    assert bed.place == place
    bed.restart(3)
    assert bed.place and bed.place[2] == "paused"
    bed.say("answer.yes")
    assert (bed.place, bed.run.at) == (place, at)


def _steered(bed: Bed) -> None:
    """Every word that does not go on leaves it where it is."""
    place = bed.place
    if bed.run.state == "paused":
        return
    for intent in (
        *("control.repeat", "control.slower", "control.faster", "control.why", "control.help"),
        *("routine.query", "unknown", "control.thanks"),
    ):
        bed.say(intent)
        assert bed.place == place, intent
    for holds, on in (("control.pause", "control.resume"), ("control.hurts", "answer.yes")):
        assert bed.say(holds, "ow" if holds == "control.hurts" else "")
        if bed.state.question and bed.state.question.about == "off":
            bed.say("answer.no")
        assert bed.place and bed.place[2] == "paused", holds
        bed.say(on)
        if bed.run.state == "paused":
            bed.say("control.resume")
        assert bed.place == place, on


@pytest.mark.parametrize("manner", [_sees_that_it_waits, _in_the_middle, _steered])
@pytest.mark.parametrize("answer", [0, 1])
@pytest.mark.parametrize("name", NAMES)
def test_each_step_keeps_its_place(name: str, answer: int, manner: Manner) -> None:
    _walk(name, (answer,) * MOST_STEPS, manner)


@pytest.mark.parametrize("name", NAMES)
def test_its_steps_are_short_and_from_the_guide(name: str) -> None:
    guide = {step.source for step in content().knowledge.guide.steps}
    for node in SHIPPED[name].nodes:
        if node.spoken is None or isinstance(node.step, Alert):
            continue
        assert len(node.spoken.say.split()) <= 25, node.spoken.say
        assert len(node.spoken.brief) <= len(node.spoken.say)
        assert set(node.sources) <= guide
