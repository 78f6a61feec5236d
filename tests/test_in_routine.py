"""What people cry, groan and report in the middle of a routine, in words that are no command."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulated import Simulated, simulation, understander


def _talk(*said: str | float) -> Simulated:
    talk = simulation()
    for each in said:
        talk.answer({"text": each} if isinstance(each, str) else {"advance_s": each})
    return talk


def _at(line: dict[str, Any]) -> tuple[str, int, str] | None:
    routine = line["routine"]
    return (routine["id"], routine["step"], routine["state"]) if routine else None


MOVING = ("help me get up", "next")
COUNTING = ("start my stretches", "no", "no", "next", 4)
PAIN = (
    "ow",
    "ouch my back",
    "aah my back",
    "my back",
    "it's cramping",
    "my back is seizing up",
    "my back has locked",
    "muscle cramp",
    "I can't, it hurts",
    "it hurts when I roll over",
    "that's too painful",
    "sharp pain",
    "that stabbed me",
    "something popped",
    "that made it worse",
    "no no no",
    "oh god",
    "too much",
    "ouch stop it",
    "that is agony",
    "my leg hurts",
)


@pytest.mark.parametrize("start", [MOVING, COUNTING], ids=["moving", "counting"])
@pytest.mark.parametrize("cry", PAIN)
def test_a_cry_of_pain_holds_everything_and_asks(start: tuple[str | float, ...], cry: str) -> None:
    talk = _talk(*start)
    before = _at(talk.answer({}))
    line = talk.answer({"text": cry})
    assert line["intent"] == "control.hurts"
    assert line["say"] == "Stop there, and never go into pain. Shall we go on?"
    assert before and _at(line) == (*before[:2], "paused")
    assert talk.answer({"advance_s": 600})["events"] == []


@pytest.mark.parametrize(
    "said",
    [
        "it does not hurt",
        "no pain at all",
        "my pain is six",
        "does it hurt",
        "what is a cramp",
        "why does my back hurt",
        "will it hurt less tomorrow",
        "when should I use ice for the pain",
        "the pain is gone",
        "it hurts less",
    ],
)
def test_what_denies_pain_or_asks_about_it_is_no_cry(said: str) -> None:
    line = _talk(*MOVING).answer({"text": said})
    assert line["intent"] != "control.hurts"
    assert _at(line) == ("get_up", 2, "running")


def test_a_sign_of_an_emergency_comes_before_a_cry() -> None:
    line = _talk(*MOVING).answer({"text": "ow I cannot feel my legs and it hurts"})
    assert line["intent"] == "emergency"
    assert _at(line) == ("get_up", 2, "paused")


SAID_TO_A_STEP = {
    "I'm there": 3,
    "got it": 3,
    "perfect": 3,
    "my knees are up": 3,
    "my feet are down now": 3,
    "I'm already on my side": 3,
    "okay I'm on my side": 3,
    "what's next": 3,
    "skip that one": 3,
    "leave that one out": 3,
    "keep going": 3,
    "I'm not ready": "paused",
    "I need a break": "paused",
    "let me rest": "paused",
    "I need the toilet": "paused",
    "I want to stop": "paused",
    "cancel the routine": "paused",
    "I'm dizzy": "paused",
    "I feel faint": "paused",
    "I can't do that": "paused",
    "I'm stuck": "paused",
    "this is too hard": "paused",
}


@pytest.mark.parametrize("said", SAID_TO_A_STEP)
def test_what_is_reported_moves_or_holds_the_step(said: str) -> None:
    line = _talk(*MOVING).answer({"text": said})
    expected = SAID_TO_A_STEP[said]
    step, state = (expected, "running") if isinstance(expected, int) else (2, expected)
    assert line["kind"] == "control" and _at(line) == ("get_up", step, state), line["say"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("what do you mean", "Bring your thighs towards your chest. Your hands may help."),
        ("how do I do that", "Bring your thighs towards your chest. Your hands may help."),
        ("pardon", "Thighs towards the chest."),
        ("why do I do that", "It lets the muscles of your back warm up before they carry you."),
        ("what's that for", "It lets the muscles of your back warm up before they carry you."),
        ("which step is this", "We are getting up, step two of nine."),
        ("how long will this take", "Seven steps after this one."),
        ("start over", "We are getting up already. Shall I start again from the beginning?"),
        ("I'm dizzy", "Sit or lie still until it passes. Shall we go on?"),
        ("I can't move", "Never force it. Say continue, skip or stop."),
    ],
)
def test_what_is_asked_of_a_step(said: str, answer: str) -> None:
    assert _talk(*MOVING).answer({"text": said})["say"] == answer


@pytest.mark.parametrize("said", ["go on", "go", "continue", "keep going", "let's try again"])
@pytest.mark.parametrize("held", ["pause", "ow", "stop", "I need a rest"])
def test_going_on_is_never_taken_for_a_yes_to_another_question(held: str, said: str) -> None:
    line = _talk(*MOVING, held).answer({"text": said})
    assert _at(line) == ("get_up", 2, "running")


def test_better_after_pain_is_noted_and_asked_once_more() -> None:
    talk = _talk(*MOVING, "ow")
    line = talk.answer({"text": "it's better now"})
    assert line["say"] == "Good, noted. Shall we go on?"
    assert _at(talk.answer({"text": "yes"})) == ("get_up", 2, "running")


@pytest.mark.parametrize("said", ["no", "I'd rather rest", "rest first", "not yet"])
def test_rest_after_pain_waits(said: str) -> None:
    line = _talk(*MOVING, "ow").answer({"text": said})
    assert _at(line) == ("get_up", 2, "paused")
    assert "?" not in line["say"]


@pytest.mark.parametrize(
    "said", ["it burns", "it's too cold", "my skin is going numb", "it stings"]
)
@pytest.mark.parametrize(
    "start", [("ice for ten minutes", "yes"), ("start my evening routine", "next", "yes")]
)
def test_ice_that_burns_comes_off(start: tuple[str, ...], said: str) -> None:
    talk = _talk(*start, 120)
    line = talk.answer({"text": said})
    assert line["say"] == "Take it off now. Is the ice off?"
    assert line["sources"] == ["2.5"]
    assert talk.answer({"text": "yes"})["timers"] == []


def test_a_doubtful_sign_that_nobody_answers_lets_nothing_move() -> None:
    talk = _talk(*COUNTING)
    line = talk.answer({"text": "I can feel my legs"})
    assert line["intent"] == "emergency" and line["expecting"] == "yes_no"
    events = talk.answer({"advance_s": 60})["events"]
    assert [each["say"] for each in events] == ["I pause here. Say continue when you like."]


ANSWERS = {
    "very": "yes",
    "yeah quite sharp": "yes",
    "it's sharp": "yes",
    "terrible": "yes",
    "it hurts a lot": "yes",
    "it's killing me": "yes",
    "I don't know": "yes",  # who is not sure is treated with care
    "a bit": "yes",
    "sort of": "yes",
    "not really": "no",
    "not so bad": "no",
    "no not today": "no",
    "it's just stiff": "no",
    "it's fine": "no",
    "it's not sharp": "no",
    "it's dull": "no",
}


@pytest.mark.parametrize("said", ANSWERS)
def test_an_answer_need_not_be_a_bare_yes(said: str) -> None:
    talk = _talk("start my morning routine")
    line = talk.answer({"text": said})
    assert _at(line) == ("morning", 2, "running"), line["say"]
    assert line["routine"]["steps"] == {"yes": 14, "no": 21}[ANSWERS[said]]


@pytest.mark.parametrize("said", ["six", "both", "hello there", "what time is it"])
def test_what_is_no_answer_asks_again(said: str) -> None:
    line = _talk("start my morning routine").answer({"text": said})
    assert _at(line) == ("morning", 1, "running")
    assert line["say"].endswith("Is the pain sharp today?")
    assert "asked nothing" not in line["say"]


@pytest.mark.parametrize("said", ["I don't know", "you choose", "either"])
def test_who_cannot_choose_is_given_the_gentler_one(said: str) -> None:
    line = _talk("start the sleep break").answer({"text": said})
    assert line["say"].startswith("Fingertips beside the spine")


NO_ICE = ("I don't have any ice", "there is no ice", "no ice today", "not tonight", "skip it")


@pytest.mark.parametrize("said", NO_ICE)
def test_who_has_no_ice_goes_on_without(said: str) -> None:
    line = _talk("start my evening routine").answer({"text": said})
    assert line["timers"] == [] and _at(line) == ("evening", 2, "running")


@pytest.mark.parametrize("said", ["not yet", "wait", "let me get it first", "hold on"])
def test_ice_counts_only_once_it_is_there(said: str) -> None:
    talk = _talk("start my evening routine")
    assert talk.answer({"text": said})["timers"] == []
    line = talk.answer({"text": "okay, it's on"})
    assert [timer["kind"] for timer in line["timers"]] == ["ice"]


def test_the_same_question_is_not_asked_twice_in_one_walk() -> None:
    talk = _talk("start my morning routine", "no")
    asked = [talk.answer({"text": "skip"})["say"] for _ in range(11)]
    assert not [say for say in asked if "Is the pain sharp" in say]


def test_who_was_told_to_rest_is_not_asked_how_it_went() -> None:
    talk = _talk("start my stretches", "yes")
    events = talk.answer({"advance_s": 10})["events"]
    assert [each["say"] for each in events] == ["That is enough for today."]


@pytest.mark.parametrize("said", [*PAIN, *SAID_TO_A_STEP, *ANSWERS, *NO_ICE])
def test_out_of_a_routine_these_words_begin_and_change_nothing(said: str) -> None:
    talk = simulation()
    line = talk.answer({"text": said})
    assert (line["timers"], line["alarms"], line["routine"]) == ([], [], None)


def test_the_reading_inside_a_routine_is_no_part_of_the_contract() -> None:
    shown = understander().understand("my back has locked").as_contract()
    assert sorted(shown) == [
        *("alternatives", "confidence", "intent", "red_flag", "slots", "sources")
    ]


@pytest.mark.parametrize(
    "aside", ["where am I", "how many left", "why", "how long should I keep the ice on", "blah"]
)
@pytest.mark.parametrize(("held", "state"), [("ow", "running"), ("stop", None)])
def test_an_aside_leaves_the_open_question_open(aside: str, held: str, state: str | None) -> None:
    talk = _talk(*MOVING, held)
    assert talk.answer({"text": aside})["expecting"] == "yes_no"
    routine = talk.answer({"text": "yes"})["routine"]
    assert (routine["state"] if routine else None) == state


FLAGS = (
    (1, "I wet the bed", "bladder_bowel"),
    (2, "my left leg gives way", "leg_weakness"),
    (3, "I have a temperature", "fever"),
    (4, "I slipped on the stairs", "injury"),
    (5, "I had a tumor once", "cancer_weight_loss"),
)


@pytest.mark.parametrize(("step", "said", "sign"), FLAGS)
def test_a_red_flag_may_be_told_in_other_words(step: int, said: str, sign: str) -> None:
    talk = _talk("start the self check", *["no"] * (step - 1))
    line = talk.answer({"text": said})
    assert line["kind"] == "emergency" and "112" in line["say"], line["say"]
    assert line["routine"]["state"] == "paused"


@pytest.mark.parametrize(
    "said", ["no I can pee fine", "no trouble", "not that I know", "nothing numb"]
)
def test_a_red_flag_may_be_denied_in_other_words(said: str) -> None:
    assert _at(_talk("start the self check").answer({"text": said})) == (
        *("self_check", 2, "running"),
    )


def test_not_yet_in_a_silence_waits_for_a_word() -> None:
    talk = _talk(*MOVING, "next")
    assert talk.answer({"text": "not yet"})["say"].startswith("Then we wait.")
    assert talk.answer({"advance_s": 60})["events"] == []
    assert _at(talk.answer({"text": "continue"})) == ("get_up", 3, "running")
