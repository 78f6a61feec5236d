"""What the comparison counts as right, for any engine alike."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.benchmarks.facts import is_said, spoken
from scripts.benchmarks.hardness import nearest_finds
from scripts.benchmarks.lessons import course, lessons
from scripts.benchmarks.measures import all_measures, counts
from scripts.benchmarks.peers.process import UNKNOWN, Reply
from scripts.benchmarks.scoring import best_threshold, is_right, length_s, order_is_right
from tests.simulated import content

STEPS = {"ice_minutes": "2.5", "heat_minutes": "2.6"}


def timer(**label: Any) -> dict[str, Any]:
    """A line that orders a timer."""
    return {"kind": "timer", "text": "", "timer": {"action": "start", **label}}


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (Reply("timer.start", length_s=600), 600),
        (Reply("timer.start", length="an hour and a half"), 5400),
        (Reply("timer.start", length="fifteen"), 900),
        (Reply("timer.extend/less", length="five minutes"), -300),
        (Reply("timer.extend/less", length_s=300), -300),
        (Reply("timer.cancel", length="the pizza timer"), None),
        (Reply("timer.cancel"), None),
    ],
)
def test_a_length_is_read_for_engines_that_give_words(reply: Reply, seconds: float | None) -> None:
    assert length_s(reply) == seconds


@pytest.mark.parametrize(
    ("reply", "line", "right"),
    [
        (Reply("timer.start", length_s=600), timer(minutes=10), True),
        (Reply("timer.start", length_s=60), timer(minutes=10), False),
        (Reply("alarm.start"), timer(), True),
        (Reply("timer.cancel"), timer(), False),
        (Reply("timer.cancel/all"), timer(action="cancel", all=True), True),
        (Reply("control.cancel_all"), timer(action="cancel", all=True), True),
        (Reply("timer.cancel"), timer(action="cancel", all=True), False),
        (Reply("timer.list"), timer(action="query", accept_actions=["list"]), True),
    ],
)
def test_an_order_is_right_by_action_and_length(
    reply: Reply, line: dict[str, Any], right: bool
) -> None:
    assert order_is_right(reply, line) is right


@pytest.mark.parametrize(
    ("label", "kind", "right"),
    [
        ("guide.answer/ice_minutes", "guide", True),
        ("guide.answer/heat_minutes", "guide", False),
        ("unknown", "guide", False),
        ("emergency/fever", "redflag", True),
        ("unknown", "oos", True),
        ("guide.answer/ice_minutes", "oos", False),
    ],
)
def test_a_line_of_the_bank_is_right(label: str, kind: str, right: bool) -> None:
    assert is_right(Reply(label), {"kind": kind, "refs": ["2.5"]}, STEPS) is right


def test_the_threshold_is_where_most_lines_are_right() -> None:
    guide, outside = {"kind": "guide", "refs": ["2.5"]}, {"kind": "oos", "refs": []}
    given = [
        (Reply("guide.answer/ice_minutes", 0.9), guide),
        (Reply("guide.answer/ice_minutes", 0.7), guide),
        (Reply("guide.answer/ice_minutes", 0.4), outside),
        (Reply("guide.answer/heat_minutes", 0.3), outside),
    ]
    assert best_threshold(given, STEPS) == 0.7
    assert best_threshold([], STEPS) == 0.0


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"from": 15, "to": 20, "unit": "minutes"}, ["fifteen to twenty", "minutes"]),
        ({"value": 1, "unit": "tablet"}, ["one", "tablet"]),
        ({"value": 3, "unit": "times a day"}, ["three times"]),
        ({"value": 2, "unit": "times a day"}, ["twice"]),
        ({"value": "after dinner, before bed"}, ["after", "dinner", "before", "bed"]),
    ],
)
def test_a_figure_is_a_few_words(figure: dict[str, object], words: list[str]) -> None:
    assert spoken(figure) == words


def test_a_figure_counts_only_where_it_is_heard() -> None:
    unit = content().knowledge.guide.unit("ice_minutes")
    assert is_said("ice_minutes", unit, unit.answer)
    assert not is_said("ice_minutes", unit, "Until it is numb.")
    assert not is_said("rest_days", unit, unit.answer)
    assert not is_said("ice_minutes", None, unit.answer)


def test_peers_learn_from_every_template_with_slots_they_can_take() -> None:
    taught = lessons(content().language, 1, 1)
    labels = {lesson.label for lesson in taught}
    assert {"timer.start", "timer.extend/less", "guide.answer/ice_minutes"} <= labels
    assert not any(label.startswith(("answer.", "remark")) for label in labels)
    assert all("{" not in text for lesson in taught for text in lesson.plain)
    for lesson in taught:
        for text in lesson.slotted:
            assert all(text.count(f"{{{slot}}}") < 2 for slot in ("duration", "time", "name"))
    assert course(taught) == course(lessons(content().language, 1, 1))


def test_a_measure_counts_only_the_lines_that_it_is_about() -> None:
    units = content().knowledge.guide.units()
    line = {"kind": "guide", "refs": ["2.5"], "facts": ["ice_minutes"], "text": ""}
    found = counts(
        all_measures(units),
        [
            (Reply("guide.answer/ice_minutes"), line),
            (UNKNOWN, line),
            (Reply("timer.start"), {"kind": "oos", "text": "", "source": "elsewhere"}),
        ],
    )
    assert found["guide steps"] == found["facts said"] == (1, 2)
    assert found["acts unasked"] == (1, 3)
    assert found["timer orders"] == found["red flags"] == (0, 0)


def test_the_nearest_question_is_by_shared_words() -> None:
    asked = [{"text": "how long do I ice", "refs": ["2.5"]}, {"text": "heat", "refs": ["2.5"]}]
    known = [("how long should i ice it", ["2.5"]), ("how long is the heat on", ["2.6"])]
    assert nearest_finds(asked, known) == 1
