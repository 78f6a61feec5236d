"""The flat program: what follows what, and how many steps lie ahead."""

from __future__ import annotations

import pytest

from tests.routine_bed import line, written
from voice_skill.core.routine_program import Sizes, compiled
from voice_skill.core.routines import (
    Ask,
    Choose,
    DayPart,
    Inner,
    Repeat,
    Trigger,
    day_part,
)

INNER = written(line("i one"), line("i two"), name="inner", sources=("2.7",))
OUTER = written(
    line("a"),
    Ask(say="b?", yes=(line("b yes"), line("b yes two")), no=(Inner("inner"),)),
    DayPart({"morning": (line("c morning"),), "night": (line("c night"), line("c more"))}),
    Trigger("lights"),
    Choose(say="d?", options={"heat": (line("d heat"),), "ice": (Trigger("fridge"),)}),
    line("e"),
    Trigger("off"),
    name="outer",
    sources=("2.2", "2.3"),
)
KNOWN = {each.id: each for each in (INNER, OUTER)}
PROGRAM = compiled(OUTER, KNOWN)


def _said(index: int) -> str:
    spoken = PROGRAM.nodes[index].spoken
    return spoken.say if spoken else type(PROGRAM.nodes[index].step).__name__


def _at(text: str) -> int:
    return [_said(index) for index in range(len(PROGRAM.nodes))].index(text)


def test_every_way_leads_forward() -> None:
    for index, node in enumerate(PROGRAM.nodes):
        assert all(index < to <= len(PROGRAM.nodes) for to in (node.to, *node.ways.values()))


def test_a_nested_routine_stands_in_its_place_and_keeps_its_sources() -> None:
    ask = PROGRAM.nodes[_at("b?")]
    assert _said(ask.ways["yes"]) == "b yes"
    assert _said(ask.ways["no"]) == "i one"
    assert PROGRAM.nodes[_at("i one")].sources == ("2.7",)
    assert PROGRAM.nodes[_at("a")].sources == (), "of two sources nobody knows which it is"


def test_both_branches_lead_on_to_what_follows_the_question() -> None:
    after = PROGRAM.nodes[_at("b?")].to
    assert _said(after) == "DayPart"
    assert PROGRAM.nodes[_at("b yes two")].to == after
    assert PROGRAM.nodes[_at("i two")].to == after


@pytest.mark.parametrize(
    ("part", "said", "triggers"),
    [
        ("morning", "c morning", []),
        ("night", "c night", []),
        ("evening", "d?", ["lights"]),
        ("", "d?", ["lights"]),
    ],
)
def test_silent_places_are_passed(part: str, said: str, triggers: list[str]) -> None:
    place, passed = PROGRAM.onward(PROGRAM.nodes[_at("b?")].to, part)
    assert _said(place) == said
    assert list(passed.values()) == triggers


def test_the_end_is_behind_the_last_node() -> None:
    place, passed = PROGRAM.onward(PROGRAM.nodes[_at("e")].to, "morning")
    assert place == len(PROGRAM.nodes)
    assert list(passed.values()) == ["off"]


@pytest.mark.parametrize(
    ("text", "part", "ahead"),
    [
        ("a", "night", 8),
        ("a", "morning", 7),
        ("a", "evening", 6),
        ("b?", "evening", 5),
        ("b yes two", "evening", 3),
        ("d?", "evening", 2),
        ("d heat", "evening", 1),
        ("e", "evening", 0),
    ],
)
def test_what_lies_ahead_counts_the_longest_way(text: str, part: str, ahead: int) -> None:
    assert PROGRAM.ahead(_at(text), part) == ahead


def test_each_routine_is_counted_once_however_often_it_is_run() -> None:
    chain = [written(line("x"), name="r0")]
    chain += [
        written(Inner(f"r{depth - 1}"), Inner(f"r{depth - 1}"), name=f"r{depth}")
        for depth in range(1, 60)
    ]
    assert Sizes({each.id: each for each in chain}).of(chain[-1].steps) == 2**59


@pytest.mark.parametrize(
    ("hour", "part"),
    [(4, "night"), (5, "morning"), (12, "afternoon"), (18, "evening"), (22, "night"), (0, "night")],
)
def test_parts_of_the_day(hour: int, part: str) -> None:
    assert day_part(hour) == part


def test_what_is_repeated_stands_there_so_many_times() -> None:
    steps = (Repeat(3, (line("left"), Inner("inner"))), line("end"))
    program = compiled(written(*steps, name="again"), KNOWN)
    said = [node.spoken.say for node in program.nodes if node.spoken]
    assert said == ["left", "i one", "i two"] * 3 + ["end"]
    assert [node.to for node in program.nodes] == list(range(1, 11))
    assert Sizes(KNOWN).of(steps) == 10


def test_who_does_not_know_goes_the_way_that_was_named() -> None:
    named = Ask(say="sharp?", yes=(line("rest"),), no=(line("stretch"),), unsure="yes")
    own = Choose(say="which?", options={"a": (line("a"),), "b": (line("b"),)}, unsure=(line("c"),))
    program = compiled(written(named, own), {})
    assert program.nodes[0].ways == {"yes": 1, "no": 2, "unsure": 1}
    third = program.nodes[program.nodes[3].ways["unsure"]].spoken
    assert third and third.say == "c"


def test_a_question_is_known_by_its_words_only_across_routines() -> None:
    asks = Ask(say="sharp?", yes=(line("yes"),), no=(line("no"),))
    inner = written(asks, name="asking")
    program = compiled(written(asks, Inner("asking"), asks, name="all"), {"asking": inner})
    assert program.onward(3, "", [(0, "no")])[0] == 5, "the inner one goes its own way to no"
    assert program.onward(6, "", [(0, "no")])[0] == 6, "what asks twice itself means to"
