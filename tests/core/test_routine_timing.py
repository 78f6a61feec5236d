"""Counted holds, silences, cues and rests: to the second, and with a voice that takes time."""

from __future__ import annotations

import pytest

from tests.routine_bed import Bed, line, written
from voice_skill.core.routine_run import PAUSE_S, REMIND_S, spoken_s
from voice_skill.core.routine_words import prompts
from voice_skill.core.routines import Count, Hold

REACH = Hold(say="Reach.", hold_s=3, repetitions=3, rest_s=5)
SIDES = Hold(say="Reach.", hold_s=2, repetitions=4, rest_s=0, switch="Now the other side.")


def test_a_hold_is_counted_to_the_second() -> None:
    bed = Bed(written(REACH, line("Done.")))
    assert bed.start() == "Reach. Get ready."
    round_one = [(3, "One."), (4, "Two."), (5, "Three, and slowly back.")]
    between = [(6, "Rest. Twice more."), (11, "Get ready.")]
    assert bed.wait(13.5) == round_one + between
    assert bed.wait(15)[-2:] == [(13.5, "Three, and slowly back."), (14.5, "Done.")]
    assert bed.place == (2, 2, "running")


def test_half_way_it_is_the_other_side() -> None:
    bed = Bed(written(SIDES))
    bed.start()
    said = [text for _, text in bed.wait(60)]
    turns = [text for text in said if "more" in text.lower()]
    assert turns == [
        "Rest. Three more times.",
        "Now the other side. Twice more.",
        "Rest. Once more.",
    ]
    assert said.count("Get ready.") == 3


def test_a_silence_goes_on_by_itself() -> None:
    bed = Bed(written(line("Breathe.", wait_s=10), line("And stop.")))
    bed.start()
    assert bed.wait(10) == [(10, "And stop.")]


def test_a_question_begins_the_silence_anew_and_the_count_too() -> None:
    bed = Bed(written(line("Breathe.", wait_s=10), REACH))
    bed.start()
    bed.wait(9)
    assert "cloth" in bed.say("guide.answer", unit="ice_minutes")
    assert bed.wait(9) == []
    assert bed.wait(5.5) == [(1, "Reach. Get ready."), (4, "One."), (5, "Two.")]
    assert bed.say("guide.answer", unit="ice_minutes").endswith("Get ready.")
    assert bed.wait(3) == [(3, "One.")]


def test_a_step_that_waits_reminds_once_pauses_and_ends_in_silence() -> None:
    bed = Bed(written(line("Bend."), line("Roll.")))
    bed.start()
    assert bed.wait(PAUSE_S) == [
        (REMIND_S, "Say next when you are ready."),
        (PAUSE_S, "I pause here. Say continue when you like."),
    ]
    assert bed.place == (1, 2, "paused")
    assert bed.wait(1799) == []
    assert bed.place is not None
    assert bed.wait(1) == []
    assert bed.place is None


@pytest.mark.parametrize(
    ("word", "times", "first_s", "length"),
    [
        ("control.slower", 1, 3.75, 4),
        ("control.slower", 9, 6.0, 5),
        ("control.faster", 1, 3.0, 2),
        ("control.faster", 9, 3.0, 2),
    ],
)
def test_slower_and_faster_stay_within_what_the_guide_has(
    word: str, times: int, first_s: float, length: int
) -> None:
    bed = Bed(written(Hold(say="Reach.", hold_s=3), line("Done.")))
    bed.start()
    for _ in range(times):
        assert bed.say(word).endswith("Get ready.")
    said = bed.wait(20)
    assert said[0] == (first_s, "One.")
    assert said[length] == (first_s + length, "Done.")


def test_slower_scales_silences_and_rests() -> None:
    bed = Bed(written(line("Breathe.", wait_s=8), line("Done.")))
    bed.start()
    assert bed.say("control.slower") == "Slower."
    assert bed.wait(20) == [(10, "Done.")]


def test_at_its_limits_it_says_so() -> None:
    bed = Bed(written(line("Bend.")))
    bed.start()
    said = [bed.say("control.slower") for _ in range(9)]
    assert said[-1] == "I cannot go slower."
    said = [bed.say("control.faster") for _ in range(12)]
    assert said[-1] == "I cannot go faster."


def test_cues_come_at_the_quarters_of_the_timer() -> None:
    cues = {"quarter": "Higher.", "half": "Half way.", "three_quarters": "Nearly."}
    bed = Bed(written(Count(say="Gently.", kind="massage", length_s=600, cues=cues)))
    assert bed.start() == "Gently. Ten minutes."
    said = bed.wait(599)
    assert said == [(150, "Higher."), (300, "Half way."), (450, "Nearly.")]


def test_cues_move_with_the_timer_and_rest_with_it() -> None:
    cues = {"half": "Half way."}
    bed = Bed(written(Count(say="Gently.", kind="massage", length_s=600, cues=cues)))
    bed.start()
    bed.wait(100)
    bed.say("timer.extend", duration_s=200.0)
    assert bed.wait(299) == []
    assert bed.wait(1) == [(1, "Half way.")]
    bed = Bed(written(Count(say="Gently.", kind="massage", length_s=600, cues=cues)))
    bed.start()
    bed.wait(100)
    bed.say("control.pause")
    assert bed.wait(1000) == []
    bed.say("control.resume")
    assert bed.wait(200) == [(200, "Half way.")]


def test_with_a_real_voice_nothing_cuts_what_is_being_said() -> None:
    long = "Bring both of your knees up to your chest, and hold them there with your hands."
    steps = (line(long, wait_s=1), Hold(say=long, hold_s=2, repetitions=2), line("Done."))
    bed = Bed(written(*steps), words_per_minute=150)
    said = [(0.0, bed.start()), *bed.wait(120)]
    lengths = [spoken_s(text, 150) for _, text in said]
    for (at_s, text), (next_s, _), length_s in zip(said, said[1:], lengths, strict=False):
        # A count word takes less than its second; the voice begins the next one on time.
        assert next_s - at_s >= length_s - 1e-6 or text in ("One.", "Two."), text


def test_a_beat_that_was_held_up_is_not_made_up_for() -> None:
    bed = Bed(written(REACH, line("Done.")))
    bed.start()
    bed.wait(3)
    bed._pass(3600.0)
    assert bed.wait(0)[0][1] == "Two."
    assert bed.wait(1) == [(1, "Three, and slowly back.")]


@pytest.mark.parametrize("word", ["control.repeat", "control.slower", "control.faster"])
def test_all_that_comes_on_the_second_is_known_beforehand(word: str) -> None:
    bed = Bed(written(REACH, SIDES, line("Done.")))
    known = prompts(bed.dialogue.knowledge)
    bed.start()
    bed.say(word)
    said = [text for _, text in bed.wait(90)]
    steps = ("Reach. Get ready.", "Done.", "Say next when you are ready.")
    assert len(said) > 20
    assert [text for text in said if text not in (*known, *steps)] == []
