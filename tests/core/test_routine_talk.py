"""Every word that steers a routine, and what comes before it: rings, emergencies, the skin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.routine_bed import FIVE, Bed, line, written
from voice_skill.core.effects import Silence
from voice_skill.core.events import Heard
from voice_skill.core.meaning import Meaning
from voice_skill.core.routines import (
    Alert,
    Ask,
    Choose,
    Count,
    DayPart,
    Hold,
    Inner,
    SetAlarm,
    Trigger,
    Written,
)

KNEES = line("Bend both knees.", short="Knees.", why="It spares the back.")
PLAIN = written(KNEES, line("Roll over."), line("Push up."), sources=("2.2",), end="You are up.")
SHARP = written(
    Ask(say="Is it sharp?", short="Sharp?", yes=(line("Ice then."),), no=(line("Shower then."),)),
    Choose(
        say="Heat, or a massage?",
        options={"heat": (line("The pad."),), "massage": (line("Your hands."),)},
    ),
    line("Good."),
)
STRETCH = written(line("Lie down."), Hold(say="Reach.", hold_s=5, repetitions=3))
RUB = written(Count(say="Gently.", kind="massage", length_s=600), line("Done."))
COLD = written(Count(say="", kind="ice", length_s=900), line("Done."))


def _bed(routine: Written = PLAIN, *others: Written) -> Bed:
    bed = Bed(routine, *others)
    bed.start()
    return bed


def _at_hold() -> Bed:
    bed = _bed(STRETCH)
    bed.say("control.next")
    bed.wait(4.5)
    return bed


def test_from_the_first_step_to_the_end() -> None:
    bed = Bed(PLAIN)
    assert bed.start() == "Bend both knees."
    assert bed.contract()["routine"] == {"id": "trial", "step": 1, "steps": 3, "state": "running"}
    assert bed.contract()["sources"] == ["2.2"]
    assert bed.say("control.next") == "Roll over."
    assert bed.say("answer.yes") == "Push up."
    assert bed.state.turn.meaning.intent == "control.next"
    assert bed.say("control.resume") == "You are up. Better, the same, or worse?"
    assert bed.contract()["routine"] is None
    assert bed.contract()["expecting"] == "choice"


@pytest.mark.parametrize(
    ("intent", "heard", "slots", "felt"),
    [
        ("answer.feeling", "a bit better", {"feeling": "better"}, "better"),
        ("diary.log", "it is worse", {"about": "feeling", "feeling": "worse"}, "worse"),
        ("answer.choice", "the same", {"name": "same"}, "same"),
        ("unknown", "better", {}, "better"),
        ("answer.no", "no", {}, None),
        ("control.stop", "stop", {}, None),
        ("unknown", "not better", {}, None),
        ("unknown", "is heat better or worse", {}, None),
    ],
)
def test_how_it_went_is_kept(
    intent: str, heard: str, slots: dict[str, str], felt: str | None
) -> None:
    bed = _bed(written(line("Up.")))
    bed.say("control.next")
    bed.say(intent, heard, **slots)
    bed.wait(61)
    (entry,) = bed.state.diary.recent
    expected = {"routine": "trial", **({"feeling": felt} if felt else {})}
    assert (entry.kind, dict(entry.details)) == ("routine", expected)


def test_without_the_question_it_is_kept_at_once() -> None:
    bed = _bed(written(line("Up."), ask_feeling=False))
    assert bed.say("control.next") == "That is all."
    assert bed.state.diary.last("routine", routine="trial")
    assert bed.contract()["expecting"] is None


def test_the_second_time_is_short_and_the_caution_comes_once_a_run() -> None:
    bed = _bed(written(KNEES, line("Up.", short="Up"), caution="Easy.", ask_feeling=False))
    assert bed.say("control.repeat") == "Knees."
    bed.say("control.next")
    bed.say("control.next")
    assert bed.start() == "Easy. Knees."


def test_back_and_no_further_than_the_first() -> None:
    bed = _bed()
    assert bed.say("control.previous") == "This is the first step. Knees."
    bed.say("control.next")
    assert bed.say("control.previous") == "Knees."
    assert bed.place == (1, 3, "running")


def test_no_waits_and_okay_in_a_count_says_nothing() -> None:
    bed = _bed()
    assert bed.say("answer.no") == "All right, I wait."
    bed = _at_hold()
    assert bed.say("answer.yes") == ""
    assert bed.wait(1)[0] == (0.5, "Three.")


def test_where_and_how_many() -> None:
    bed = _bed()
    assert bed.say("routine.query", about="position") == "We are trying things, step one of three."
    assert bed.say("routine.query", about="left") == "Two steps after this one."
    bed.say("control.next")
    assert bed.say("timer.query") == "One step after this one."
    bed.say("control.pause")
    said = bed.say("routine.query", about="position")
    assert said == "We are trying things, step two of three, paused."
    bed = _at_hold()
    assert bed.say("routine.query", about="left").startswith("Twice more. This is the last step.")


def test_the_list_goes_on_where_it_stopped() -> None:
    many = [written(line("x"), name=f"r{n}", title=f"thing {n}") for n in range(5)]
    bed = Bed(*many)
    assert bed.say("routine.query", about="list") == "Thing 0, thing 1 and thing 2, and two more."
    assert bed.say("control.more") == "Thing 3 and thing 4."
    assert Bed().say("routine.query", about="list") == "There are no routines."


def test_why_is_the_steps_or_the_guides() -> None:
    bed = _bed()
    assert bed.say("control.why") == "It spares the back."
    bed.say("control.next")
    guides = next(u.why for u in bed.dialogue.knowledge.guide.step("2.2").units if u.why)
    assert bed.say("control.why") == guides
    assert bed.contract()["sources"] == ["2.2"]
    assert _bed(written(line("x"))).say("control.why") == "The guide gives no reason for that step."


def test_why_and_repeat_after_an_answer_are_about_the_answer() -> None:
    bed = _bed()
    answer = bed.say("guide.answer", unit="ice_minutes")
    assert bed.say("control.repeat") == answer
    assert bed.say("control.why") != "It spares the back."
    assert bed.say("control.resume") == "Knees."
    assert bed.say("control.why") == "It spares the back."


def test_pause_waits_for_continue() -> None:
    bed = _at_hold()
    assert bed.say("control.pause") == "Paused. Say continue to go on."
    assert bed.wait(1700) == []
    assert bed.say("control.resume") == "Reach. Get ready."
    assert bed.wait(3) == [(3, "One.")]


def test_the_first_stop_asks_and_the_second_ends() -> None:
    bed = _at_hold()
    assert bed.say("control.stop") == "Paused. Shall I end it?"
    assert Silence() in bed.effects
    assert bed.contract()["expecting"] == "yes_no"
    assert bed.run.state == "paused"
    assert bed.say("control.stop") == "All right, we stop here."
    assert bed.place is None
    assert not bed.state.diary.recent, "what was not done is not noted"


@pytest.mark.parametrize(("answer", "over"), [("answer.yes", True), ("answer.no", False)])
def test_the_answer_to_shall_i_end_it(answer: str, over: bool) -> None:
    bed = _at_hold()
    bed.say("control.stop")
    bed.wait(100)
    bed.say(answer)
    assert (bed.place is None) == over
    assert bed.wait(100) == []
    if not over:
        assert bed.say("control.stop") == "Paused. Shall I end it?"


def test_that_hurts_stops_the_count_and_asks() -> None:
    bed = _at_hold()
    said = bed.say("control.hurts")
    assert said == "Stop there, and never go into pain. Shall we go on?"
    assert bed.contract()["sources"] == ["2.7"]
    assert bed.wait(200) == []
    assert bed.place == (2, 2, "paused")
    assert bed.say("answer.no") == "Then rest. Say continue, or stop."
    assert bed.say("control.hurts") and bed.say("answer.yes") == "Reach. Get ready."


def test_that_hurts_without_a_routine_is_calm_and_to_a_ring_a_stop() -> None:
    bed = Bed()
    assert bed.say("control.hurts").startswith("Stay as you are.")
    bed.say("timer.start", duration_s=60.0)
    bed.wait(60)
    bed.say("control.hurts")
    assert not bed.state.book.timers


def test_next_and_back_without_a_routine() -> None:
    assert Bed().say("control.next") == Bed().say("control.previous") == "No routine is running."
    assert Bed().say("routine.query", about="left") == "No routine is running."
    assert Bed().say("routine.start", id="nonsense") == "I have no such routine."


@pytest.mark.parametrize(
    ("answer", "said", "steps"), [("answer.yes", "Ice then.", 5), ("answer.no", "Shower then.", 5)]
)
def test_a_question_leads_on_by_its_answer(answer: str, said: str, steps: int) -> None:
    bed = _bed(SHARP)
    assert bed.contract()["expecting"] == "yes_no"
    assert bed.say(answer) == said
    assert bed.place == (2, steps, "running")


def test_a_question_that_is_skipped_takes_neither_way() -> None:
    bed = _bed(SHARP)
    assert bed.say("control.next") == "Heat, or a massage?"
    assert bed.place == (2, 4, "running")


def test_a_question_stays_open_through_other_talk_and_is_repeated() -> None:
    bed = _bed(SHARP)
    assert bed.say("guide.answer", unit="ice_minutes").endswith("Sharp?")
    assert bed.wait(30) == [(30, "Sharp?")]
    assert bed.say("unknown") == "Yes or no? Sharp?"
    assert bed.say("unknown") == ""
    assert bed.say("answer.yes") == "Ice then."


@pytest.mark.parametrize(
    ("intent", "heard", "slots", "said"),
    [
        ("answer.choice", "heat", {"kind": "heat"}, "The pad."),
        ("answer.ordinal", "the second one", {"ordinal": 2}, "Your hands."),
        ("answer.ordinal", "the last", {"ordinal": -1}, "Your hands."),
        ("timer.start", "start the massage", {"kind": "massage"}, "Your hands."),
        ("unknown", "the heat thing", {}, "The pad."),
        ("guide.follow", "massage", {"topic": "massage"}, "Your hands."),
        ("answer.no", "neither", {}, "Good."),
        ("control.next", "skip", {}, "Good."),
    ],
)
def test_a_choice_is_made_by_its_word(
    intent: str, heard: str, slots: dict[str, object], said: str
) -> None:
    bed = _bed(SHARP)
    bed.say("control.next")
    assert bed.contract()["expecting"] == "choice"
    assert bed.say(intent, heard, **slots) == said


@pytest.mark.parametrize(
    ("intent", "heard", "slots"),
    [
        ("unknown", "not the heat", {}),
        ("answer.choice", "heat and massage", {}),
        ("answer.ordinal", "the third", {"ordinal": 3}),
        ("timer.query", "how long is left of the heat", {"kind": "heat"}),
        ("guide.answer", "how long should the heat stay on my back", {"unit": "ice_minutes"}),
    ],
)
def test_what_chooses_nothing_keeps_the_choice_open(
    intent: str, heard: str, slots: dict[str, object]
) -> None:
    bed = _bed(SHARP)
    bed.say("control.next")
    bed.say(intent, heard, **slots)
    assert bed.place == (2, 4, "running")
    assert bed.contract()["expecting"] == "choice"


def test_a_ring_comes_first_and_then_the_same_step() -> None:
    bed = _bed()
    bed.say("timer.start", duration_s=10.0, name="tea")
    bed.say("control.next")
    bed.say("control.previous")
    bed.wait(40)
    assert bed.say("control.next") == "Say stop to end the ring."
    assert bed.say("control.stop") == "All right. Back to: Knees."
    assert bed.place == (1, 3, "running")


def test_a_ring_in_a_count_holds_it_and_the_repetition_begins_anew() -> None:
    bed = _at_hold()
    bed.say("timer.start", duration_s=1.0, name="tea")
    bed.wait(60)
    assert bed.place == (2, 2, "running")
    assert bed.say("control.stop") == "All right. Back to: Reach. Get ready."
    assert bed.wait(4) == [(3, "One."), (4, "Two.")]


def test_ice_in_the_middle_is_off_before_the_step_comes_back() -> None:
    bed = _bed()
    bed.say("timer.start", kind="ice", duration_s=60.0)
    bed.wait(60)
    assert bed.say("control.stop") == "Is the ice off?"
    assert bed.say("control.next") == "Is the ice off?"
    assert bed.say("answer.yes", on_skin=False).endswith("Back to: Knees.")


def test_the_awake_check_comes_before_the_count() -> None:
    bed = _bed(STRETCH)
    bed.say("timer.start", kind="ice", duration_s=900.0)
    bed.wait(440)
    bed.say("control.resume")
    bed.say("control.next")
    said = bed.wait(50)
    assert said[-1][1].startswith("Are you awake?")
    assert not any("One" in text for at_s, text in said if at_s > 10)
    assert bed.say("answer.yes", awake=True).endswith("Get ready.")


def test_a_reminder_in_the_middle_is_skipped_and_not_the_step() -> None:
    bed = _bed()
    bed.say("reminder.start", what="turn over", at="05:20")
    bed.wait(620)
    assert bed.state.reminders.ringing()
    bed.say("control.next")
    assert not bed.state.reminders.ringing()
    assert bed.place is not None and bed.place[0] == 1


def test_an_emergency_pauses_and_keeps_timers() -> None:
    bed = _bed()
    bed.say("timer.start", duration_s=600.0)
    bed.alarm(next(iter(bed.dialogue.knowledge.emergencies)))
    assert bed.place == (1, 3, "paused")
    assert "Shall I sound the alarm" in bed.say("control.next")
    bed.say("answer.no")
    assert bed.wait(60) == []
    assert bed.state.book.timers
    assert bed.say("control.resume") == "Knees."


def test_a_stop_goes_to_the_alarm_for_help_first() -> None:
    bed = _bed()
    bed.alarm(next(iter(bed.dialogue.knowledge.emergencies)))
    bed.wait(20)
    assert bed.state.calling
    assert "alarm is off" in bed.say("control.stop")
    assert bed.place == (1, 3, "paused")


def test_a_sign_that_was_found_by_asking_is_an_emergency() -> None:
    sign = next(iter(_bed().dialogue.knowledge.emergencies))
    bed = _bed(written(Ask(say="Numb?", yes=(Alert(say="", sign=sign),)), line("Good.")))
    assert "112" in bed.say("answer.yes")
    assert bed.contract()["kind"] == "emergency"
    assert bed.place == (2, 3, "paused")
    bed.say("answer.no")
    assert bed.say("control.resume") == "Good."


def test_a_timer_step_ends_when_its_ring_was_heard() -> None:
    bed = Bed(RUB)
    assert bed.start() == "Gently. Ten minutes."
    assert bed.wait(700) == [], "it rings"
    assert bed.say("control.stop") == "All right. Done."
    assert bed.place == (2, 2, "running")


@pytest.mark.parametrize("after_s", [100, 650])
def test_done_ends_a_massage_before_and_while_it_rings(after_s: float) -> None:
    bed = _bed(RUB)
    bed.wait(after_s)
    assert bed.say("control.next").endswith("Done.")
    assert not bed.state.book.timers


def test_ice_in_a_step_is_off_before_it_goes_on() -> None:
    bed = Bed(COLD)
    assert bed.start().startswith("Ice, fifteen minutes.")
    assert bed.contract()["sources"] == ["2.5"]
    bed.say("answer.yes")
    bed.wait(300)
    assert bed.say("control.next").endswith("Is the ice off?")
    bed.say("answer.no")
    assert bed.place == (1, 2, "running")
    assert bed.say("control.next") == "Is the ice off?"
    assert bed.say("answer.yes").endswith("Done.")
    assert not bed.state.ledger.on_skin()


def test_ice_that_is_refused_is_told_and_the_routine_goes_on() -> None:
    bed = _bed(written(line("First."), *COLD.steps))
    bed.say("timer.start", kind="ice", duration_s=1200.0)
    for _ in range(12):
        bed.wait(100)
        bed.say("timer.query")
    bed.say("answer.yes", on_skin=False)
    assert "Let the skin rest" in bed.say("control.next")
    assert bed.place == (2, 2, "running")
    assert not bed.state.book.timers


def test_ice_that_lies_there_already_is_the_steps_own() -> None:
    bed = Bed(COLD)
    bed.say("timer.start", kind="ice", duration_s=600.0)
    assert bed.start() == "The ice is already on. I start no second one."
    bed.say("timer.cancel", kind="ice")
    assert bed.say("answer.yes").endswith("Done.")


def test_heat_beside_ice_is_asked_about_before_the_step_counts() -> None:
    heat = written(Count(say="", kind="heat", length_s=600), line("Done."))
    for answer, kinds in (("answer.yes", ["ice", "heat"]), ("answer.no", ["ice"])):
        bed = Bed(heat)
        bed.say("timer.start", kind="ice", duration_s=600.0)
        assert "Start the heat too?" in bed.start()
        bed.say(answer)
        assert [timer.kind for timer in bed.state.book.timers] == kinds
        assert bed.place == ((1, 2, "running") if len(kinds) == 2 else (2, 2, "running"))


def test_back_to_a_timer_starts_no_second_one() -> None:
    bed = _bed(RUB)
    bed.say("control.next")
    assert bed.say("control.previous") == "Gently."
    assert not bed.state.book.timers
    assert bed.say("control.next") == "Done."


def test_the_timer_of_a_step_rests_with_it_and_goes_with_the_routine() -> None:
    bed = _bed(RUB)
    bed.say("control.stop")
    assert [timer.state for timer in bed.state.book.timers] == ["paused"]
    bed.say("control.stop")
    assert not bed.state.book.timers


def test_ice_counts_on_when_the_routine_is_ended() -> None:
    bed = _bed(COLD)
    bed.say("answer.yes")
    bed.say("control.stop")
    assert bed.say("control.stop").endswith("The ice has fifteen minutes left.")
    assert bed.state.ledger.on_skin()


def test_pause_on_ice_asks_whether_it_is_off() -> None:
    bed = _bed(COLD)
    assert "Is the ice off?" in bed.say("control.pause")
    bed.say("answer.yes")
    assert bed.place == (1, 2, "paused")
    assert bed.say("control.resume") == "The ice has fifteen minutes left."
    assert bed.place == (1, 2, "running")


def test_an_alarm_is_set_and_what_it_must_know_is_asked() -> None:
    routine = written(SetAlarm(say="", which="half_way"), line("Sleep well."))
    bed = Bed(routine)
    assert bed.start() == "When do you go to bed?"
    bed.say("answer.time", at="11:00", at_alt="23:00")
    said = bed.say("answer.time", at="07:00")
    assert [alarm.kind for alarm in bed.state.alarms.alarms] == ["break"]
    assert "three" in said
    assert bed.wait(3) == [(3, "Sleep well.")]
    bed.say("control.previous")
    bed.wait(10)
    assert len(bed.state.alarms.alarms) == 1


def test_the_rise_alarm_is_at_the_time_of_getting_up() -> None:
    bed = Bed(written(SetAlarm(say="", which="rise"), line("Sleep well.")))
    bed.say("settings.set", setting="wake_time", at="07:30")
    assert "seven thirty" in bed.start()
    assert [(each.kind, each.at) for each in bed.state.alarms.alarms] == [("wake", "07:30")]


def test_triggers_are_called_once_on_the_way() -> None:
    bed = _bed(written(Trigger("lights"), line("One."), Trigger("coffee"), line("Two.")))
    assert bed.calls == ["lights"]
    bed.say("control.next")
    bed.say("control.previous")
    bed.say("control.next")
    assert bed.calls == ["lights", "coffee"]


def test_a_routine_of_triggers_alone_is_over_at_once() -> None:
    bed = Bed(written(Trigger("lights"), end="Lights off.", ask_feeling=False))
    assert bed.start() == "Lights off."
    assert bed.calls == ["lights"]
    assert bed.place is None


def test_the_part_of_the_day_is_that_of_the_clock_if_it_is_set() -> None:
    steps = (
        DayPart({"morning": (line("Morning."),), "evening": (line("Evening."),)}),
        line("End."),
    )
    assert Bed(written(*steps)).start() == "Morning."
    assert Bed(written(*steps), wall=FIVE + timedelta(hours=14)).start() == "Evening."
    assert Bed(written(*steps), wall=FIVE + timedelta(hours=8)).start() == "End."


def test_a_nested_routine_is_walked_in_its_place() -> None:
    inner = written(line("Inner."), name="inner", caution="Gently.", end="No.")
    bed = _bed(written(line("Outer."), Inner("inner"), line("End.")), inner)
    assert bed.say("control.next") == "Gently. Inner."
    assert bed.say("control.next") == "End."


def test_another_routine_is_begun_only_after_a_yes() -> None:
    other = written(line("Other."), name="other", title="doing others")
    bed = _bed(STRETCH, other)
    bed.say("control.next")
    assert "end that and start doing others?" in bed.start("other")
    assert bed.wait(5) == []
    assert bed.say("answer.no") == "All right. Get ready."
    bed.start("other")
    assert bed.say("answer.yes") == "Other."
    assert bed.contract()["routine"]["id"] == "other"


def test_the_same_again_asks_to_go_on_or_to_begin_again() -> None:
    bed = _bed()
    bed.say("control.next")
    assert "start again from the beginning" in bed.start()
    assert bed.say("answer.yes") == "Bend both knees."
    bed.say("control.pause")
    assert bed.start() == "We were trying things, step one. Shall we go on?"
    assert bed.say("answer.yes") == "Knees."


def test_cancel_everything_is_the_routine_too() -> None:
    bed = _bed(RUB)
    assert bed.say("control.cancel_all") == "All right, we stop here."
    assert bed.place is None and not bed.state.book.timers
    bed = _bed()
    bed.say("timer.start", duration_s=600.0)
    assert "is cancelled" in bed.say("control.cancel_all")
    assert bed.place is None


def test_help_and_what_is_not_understood() -> None:
    bed = _bed()
    assert bed.say("control.help") == "Say next, back or pause. Stop ends it."
    assert bed.say("unknown") == "Say next, repeat or stop."
    assert bed.say("unknown") == ""
    bed.say("control.pause")
    assert bed.say("control.help") == "Say continue, or stop."
    bed = _at_hold()
    assert bed.say("unknown") == "", "a cough does not disturb the count"
    assert bed.wait(1)[0][1] == "Three."


@pytest.mark.parametrize("reboot", [False, True])
def test_after_a_restart_nothing_moves_before_a_yes(reboot: bool) -> None:
    bed = _at_hold()
    said = bed.restart(reboot=reboot)
    assert said == "We were trying things, step two. Shall we go on?"
    assert bed.place == (2, 2, "paused")
    assert bed.wait(200) == []
    assert bed.say("answer.yes") == "Reach. Get ready."


def test_after_a_restart_the_ring_comes_first() -> None:
    bed = _bed()
    bed.say("timer.start", kind="ice", duration_s=60.0)
    assert "Is it off your skin?" in bed.restart(120)
    said = bed.say("answer.yes")
    assert said.endswith("We were trying things, step one. Shall we go on?")


def test_a_timer_that_ended_while_off_is_no_longer_waited_for() -> None:
    bed = _bed(RUB)
    bed.restart(900)
    said = bed.say("control.stop")
    assert said.endswith("Shall we go on?")
    assert bed.say("answer.yes") == "Done."


def test_a_routine_that_is_gone_or_was_changed_is_told_once() -> None:
    bed = _bed()
    bed.dialogue = Bed(written(line("Something else."))).dialogue
    assert bed.restart() == "The routine that we were in is no longer there."
    assert bed.place is None
    assert bed.restart() == ""


def test_a_routine_of_last_night_is_not_asked_about() -> None:
    bed = _bed()
    assert bed.restart(8 * 3600, reboot=True) == ""
    assert bed.place is None


def test_a_routine_that_was_done_is_noted_although_the_power_went() -> None:
    bed = _bed(written(line("Up.")))
    bed.say("control.next")
    bed.restart()
    bed.wait(1)
    assert bed.state.diary.last("routine", routine="trial")


def test_an_unset_clock_knows_no_part_of_the_day() -> None:
    steps = (DayPart({"morning": (line("Morning."),)}), line("End."))
    bed = Bed(written(*steps))
    bed.now = bed.now.__class__(100.0, datetime(1970, 1, 1, 7, tzinfo=UTC), False, "boot")
    assert bed.start() == "End."


def test_that_hurts_while_something_rings_ends_the_ring_and_asks() -> None:
    bed = _at_hold()
    bed.say("timer.start", duration_s=1.0, name="tea")
    bed.wait(2)
    said = bed.say("control.hurts")
    assert said == "All right. We were trying things, step two. Shall we go on?"
    assert not bed.state.book.timers
    assert bed.wait(60) == []


def test_an_alarm_that_rings_is_heard_by_what_is_started_then() -> None:
    bed = Bed(PLAIN)
    bed.say("alarm.start", at="05:12")
    bed.wait(130)
    assert bed.state.alarms.ringing()
    assert bed.start() == "Bend both knees."
    assert not bed.state.alarms.alarms
    assert Silence() in bed.effects


def test_a_timer_that_rings_comes_before_a_routine() -> None:
    bed = Bed(PLAIN)
    bed.say("timer.start", kind="ice", duration_s=60.0)
    bed.wait(60)
    assert bed.start() == "Say stop to end the ring."
    assert bed.place is None


def test_an_emergency_comes_before_a_routine() -> None:
    bed = Bed(PLAIN)
    bed.alarm(next(iter(bed.dialogue.knowledge.emergencies)))
    assert "Shall I sound the alarm" in bed.start()
    assert bed.place is None


def test_how_it_went_may_be_said_into_a_ring() -> None:
    bed = _bed(written(line("Up.")))
    bed.say("timer.start", duration_s=10.0, name="tea")
    bed.say("control.next")
    bed.wait(20)
    assert bed.say("answer.feeling", feeling="better") == "Good, noted."
    assert bed.say("control.stop") == "All right."


def test_okay_in_a_pause_says_how_to_go_on() -> None:
    bed = _at_hold()
    bed.say("control.pause")
    assert bed.say("answer.yes") == "Say continue, or stop."


def test_what_is_asked_for_safety_is_asked_again_before_it_goes_on() -> None:
    bed = _bed()
    bed.say("timer.start", kind="ice", duration_s=600.0)
    bed.say("timer.pause", kind="ice")
    assert bed.say("control.next") == "Is the ice off?"
    assert bed.place == (1, 3, "running")
    bed.say("answer.yes")
    sign = bed.dialogue.knowledge.emergencies["leg_weakness"]
    doubtful = Meaning("x", "emergency", {"certain": False}, red_flag=sign.id)
    bed.state, _ = bed.dialogue.step(bed.state, Heard(doubtful), bed.now)
    assert bed.say("control.next") == sign.ask
    assert bed.say("answer.no") == "All right."
    assert bed.say("control.next") == "Roll over."
