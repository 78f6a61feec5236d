"""Orders said freely: the meaning model proposes, the words decide. Here the proposal is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.denial import Denials
from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.normalise import Normaliser
from voice_skill.understanding.order_slots import OrderSlots
from voice_skill.understanding.order_values import TwoThingsSaidError
from voice_skill.understanding.orders import FreeOrders
from voice_skill.understanding.semantic import Marked

LANGUAGE = load(content_dir()).language
NORMALISER = Normaliser(LANGUAGE)
GRAMMAR = Grammar(LANGUAGE.rules, LANGUAGE.lists, NORMALISER.template)
ORDERS = FreeOrders(LANGUAGE, NORMALISER, GRAMMAR)
SLOTS = OrderSlots(LANGUAGE, GRAMMAR)


def _order(text: str, **scores: float) -> tuple[str, dict[str, Any]] | None:
    proposed = {label.replace("_", ".", 1): score for label, score in scores.items()}
    ordered = ORDERS.find(NORMALISER.words(text), proposed)
    return None if ordered is None else SLOTS.read(ordered)


@pytest.mark.parametrize(
    ("text", "label", "slots"),
    [
        (
            "the sprouts from the freezer are under me so run a quarter of an hour",
            "timer_start",
            {"kind": "ice", "duration_s": 900},
        ),
        (
            "hottie's filled would you see to it that i get twelve minutes of it",
            "timer_start",
            {"kind": "heat", "duration_s": 720},
        ),
        (
            "on my feet three hours already so just give me eighteen minutes on the peas",
            "timer_start",
            {"kind": "ice", "duration_s": 1080},
        ),
        (
            "eighteen for the ice oh no that is too long nine",
            "timer_start",
            {"kind": "ice", "duration_s": 540},
        ),
        (
            "seven grandchildren are coming so my shower gets fourteen minutes",
            "timer_start",
            {"kind": "shower", "duration_s": 840},
        ),
        (
            "fourteen minutes on the hottie then i have to do three beds",
            "timer_start",
            {"kind": "heat", "duration_s": 840},
        ),
        (
            "first lesson is at nine so let us start at a quarter to eight",
            "timer_start",
            {"kind": "custom"},
        ),
        (
            "forty years on the buses with this back so eleven minutes of ice",
            "timer_start",
            {"kind": "ice", "duration_s": 660},
        ),
        ("three in the afternoon is ice time", "timer_start", {"kind": "ice"}),
        ("put the soup timer on hold", "timer_pause", {"name": "soup"}),
        ("ice pack ten no wait fifteen go", "timer_start", {"kind": "ice", "duration_s": 900}),
        (
            "the stew can look after itself for three and a half hours so start a timer for it",
            "timer_start",
            {"kind": "custom", "name": "stew", "duration_s": 12600},
        ),
        ("bin that wheat bag one it's gone lukewarm", "timer_cancel", {"kind": "heat"}),
        (
            "leave the hot pad counting but knock four minutes off it",
            "timer_extend",
            {"kind": "heat", "duration_s": -240},
        ),
        (
            "she's not warm through yet bung another five on the hottie",
            "timer_extend",
            {"kind": "heat", "duration_s": 300},
        ),
        (
            "that bottle is fierce would you trim it by four minutes",
            "timer_extend",
            {"name": "bottle", "duration_s": -240},
        ),
        ("hold it there with the ice somebody's at the door", "timer_pause", {"kind": "ice"}),
        ("right we're sorted carry on with the ice", "timer_resume", {"kind": "ice"}),
        ("is there much left on them peas", "timer_query", {"kind": "ice"}),
    ],
)
def test_timers(text: str, label: str, slots: dict[str, Any]) -> None:
    assert _order(text, **{label: 0.9}) == (label.replace("_", "."), slots)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        (
            "train's at nine so have me up for twenty past seven",
            "alarm.start",
            {"at": "07:20", "at_alt": "19:20"},
        ),
        ("dentist at ten alarm eight fifteen", "alarm.start", {"at": "08:15", "at_alt": "20:15"}),
        (
            "two hours and then wake me since i am swapping with three of them",
            "timer.start",
            {"kind": "break", "duration_s": 7200},
        ),
        ("i turned in at eleven wake me up at five in the morning", "alarm.start", {"at": "05:00"}),
        ("i want to be woken quarter to six in the morning", "alarm.start", {"at": "05:45"}),
        (
            "ring in an hour and a half to get me up",
            "timer.start",
            {"kind": "break", "duration_s": 5400},
        ),
        (
            "let me kip then wake me in two hours",
            "timer.start",
            {"kind": "break", "duration_s": 7200},
        ),
    ],
)
def test_alarms(text: str, intent: str, slots: dict[str, Any]) -> None:
    found = _order(text, alarm_start=0.9)
    assert found is not None and found[0] == intent
    assert {key: found[1].get(key) for key in slots} == slots


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("do not start the ice for fifteen minutes", "timer_start"),
        ("never put the heat on for ten minutes", "timer_start"),
        ("no ice for fifteen minutes", "timer_start"),
        ("how long should the ice be on is ten minutes okay", "timer_start"),
        ("what if i leave the ice on for an hour", "timer_start"),
        ("cancel the ice that i set for ten minutes", "timer_start"),
        ("give the ice ten more minutes", "timer_start"),
        ("take five minutes off the ice", "timer_start"),
        ("i had the ice on for twenty minutes yesterday", "timer_start"),
        ("start the ice", "timer_cancel"),
        ("do not stop the ice timer", "timer_cancel"),
        ("put the heat on for ten", "timer_pause"),
        ("stop the heat", "timer_resume"),
        ("start the ice for ten minutes", "timer_extend"),
        ("turn off the seven o'clock alarm", "alarm_start"),
        ("do not wake me at seven", "alarm_start"),
        ("what time is my alarm set for is it seven", "alarm_start"),
        ("can you reduce the massage time", "timer_cancel"),
        ("stop the count for now i'll carry on later", "timer_cancel"),
        ("take off the five minute one i set", "timer_extend"),
        ("i'm having a nap half an hour no more", "alarm_cancel"),
        ("wake me at seven", "alarm_cancel"),
        ("carry on", "control_stop"),
        ("stop talking", "control_resume"),
        ("speak up", "control_quieter"),
        ("that is much too loud", "control_louder"),
        ("slow down", "control_faster"),
    ],
)
def test_words_that_do_not_allow_it_outweigh_any_score(text: str, label: str) -> None:
    assert _order(text, **{label: 0.99}) is None


@pytest.mark.parametrize(
    "text",
    ["time the ice or the heat for ten minutes", "ice for ten minutes and later fifteen minutes"],
)
def test_two_things_in_one_order_are_not_chosen_between(text: str) -> None:
    with pytest.raises(TwoThingsSaidError):
        _order(text, timer_start=0.99)


def test_two_times_beside_each_other_are_not_chosen_between() -> None:
    with pytest.raises(TwoThingsSaidError):
        _order("is it on for seven o'clock eight o'clock", alarm_query=0.99)


def test_a_class_that_the_words_rule_out_leaves_room_for_the_next() -> None:
    found = _order("give us another five on the ice", timer_start=0.55, timer_extend=0.4)
    assert found == ("timer.extend", {"kind": "ice", "duration_s": 300})


def test_what_is_not_clear_is_not_done() -> None:
    assert _order("the ice is on me now", timer_start=0.4, timer_query=0.3) is None
    assert _order("the ice is on me now ten minutes", timer_start=0.5, oos=0.45) is None


def test_more_words_than_an_order_has_are_not_looked_at() -> None:
    assert _order("ice for ten minutes " * 20, timer_start=1.0) is None


def _with_a_name(text: str, name: str) -> dict[str, Any]:
    """The slots of a timer that a model takes to be named after `name`."""

    def mark(words: Sequence[str]) -> Marked:
        named = tuple(0.9 if word in name.split() else 0.0 for word in words)
        return Marked(tuple(0.0 for _ in words), named)

    ordered = ORDERS.find(NORMALISER.words(text), {"timer.start": 0.99}, mark)
    assert ordered
    return SLOTS.read(ordered)[1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("put the cold gel on my back for an hour", "gel"),
        ("time an hour of the warm rice on her spine", "rice"),
        ("time the frozen peas bag on me for an hour", "frozen peas bag"),
        ("time the ice bucket for an hour", "ice bucket"),
    ],
)
def test_no_name_takes_ice_or_heat_and_its_limit_away(text: str, name: str) -> None:
    assert _with_a_name(text, name)["kind"] in ("ice", "heat")


def test_a_dish_is_no_ice() -> None:
    assert _with_a_name("time rice and peas for an hour", "rice and peas") == {
        "kind": "custom",
        "name": "rice and peas",
        "duration_s": 3600,
    }


@pytest.mark.parametrize(
    ("text", "forbids"),
    [
        ("you must never start the ice", True),
        ("never start the ice", True),
        ("it must never run the heat", True),
        ("you will not wake me", True),
        ("i would never stop so start the ice", False),
        ("the cows will not milk themselves so wake me", False),
    ],
)
def test_what_somebody_never_does_forbids_nothing(text: str, forbids: bool) -> None:
    assert Denials(LANGUAGE).forbids(text.split()) is forbids


def test_an_order_without_its_words_is_only_asked_about() -> None:
    told = NORMALISER.words("the cold has done its work")
    doubted = ORDERS.find(told, {"timer.cancel": 0.9})
    assert doubted is not None and not doubted.certain
    assert ORDERS.find(told, {"timer.cancel": 0.7}) is None
    certain = ORDERS.find(NORMALISER.words("cancel the ice"), {"timer.cancel": 0.9})
    assert certain is not None and certain.certain


@pytest.mark.parametrize("text", ["i would not cancel it", "and do not pause my ice"])
def test_words_that_are_taken_back_are_not_even_asked_about(text: str) -> None:
    for label in ("timer.cancel", "timer.pause", "timer.resume"):
        assert ORDERS.find(NORMALISER.words(text), {label: 0.95}) is None


def test_a_length_in_rubbish_is_no_order() -> None:
    def mark(words: Sequence[str]) -> Marked:
        return Marked(tuple(1.0 for _ in words), tuple(0.0 for _ in words))

    for text in ("s8=nc~03h)", "\u0155ge three quarters of an hour"):
        assert ORDERS.find(NORMALISER.words(text), {"timer.start": 0.99}, mark) is None
    said = "thirty five minutes please i promised"
    assert ORDERS.find(NORMALISER.words(said), {"timer.start": 0.99}, mark) is not None


@pytest.mark.parametrize(
    "text",
    [
        "i queued an hour and a half for the chemist",
        "they had me waiting for twenty minutes on the telephone",
        "been lying here for forty minutes and it still grips",
        "her speech went on for about ten minutes",
    ],
)
def test_a_story_with_a_length_starts_no_timer(text: str) -> None:
    assert _order(text, timer_start=0.99) is None


def test_another_timer_is_not_more_of_the_one_that_runs() -> None:
    text = "start another timer as well this one for ten minutes"
    assert _order(text, timer_extend=0.99) is None
    assert _order("only five of ice i cannot bear it longer than that", timer_extend=0.99) is None
