"""What the meaning model points at: which number an order goes by, and what a timer is named."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.understanding.test_semantic import model
from voice_skill.understanding.pointing import Pointing
from voice_skill.understanding.semantic import Marked
from voice_skill.understanding.slots import Reading, read_as_lengths


def reading(text: str) -> Reading:
    found = read_as_lengths(text.split())
    assert found
    return found


def marking(value: str = "", name: str = "") -> Pointing:
    """Points at these words of a fixed story, as if a model did."""
    story = reading("three hours i stood so the shepherd's pie gets ten minutes now")

    def mark(words: Sequence[str]) -> Marked:
        chosen, named = value.split(), name.split()
        return Marked(
            tuple(0.9 if word in chosen else 0.01 for word in words),
            tuple(0.9 if word in named else 0.01 for word in words),
        )

    return Pointing(mark, story)


def test_one_of_several_values_is_meant() -> None:
    pointing = marking(value="ten minutes")
    assert pointing.meant(["durationslota", "durationslotb"]) == ["durationslotb"]
    assert pointing.points()


def test_a_name_loses_its_ending() -> None:
    assert marking(name="shepherd's pie").name() == "shepherd's pie"
    assert marking(name="the shepherd's").name() == "the shepherd"


def test_more_words_than_a_name_has_are_no_name() -> None:
    assert marking(name="so the shepherd's pie gets").name() is None


def test_without_a_model_nothing_is_pointed_at() -> None:
    pointing = Pointing(None, reading("ten minutes for six nurses"))
    assert not pointing.points()
    assert pointing.name() is None
    assert not pointing.counts_something("numberslota")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("three hours i stood over the stove so give the cold pack fifteen minutes", 900.0),
        ("an hour on the bus and my back is gone so time me twelve minutes of stretching", 720.0),
    ],
)
def test_the_shipped_model_points_at_the_length_of_an_order(text: str, meant: float) -> None:
    story = reading(text)
    pointing = Pointing(model().mark, story)
    found = pointing.meant(list(story.values))
    assert [story.values[name].seconds for name in found] == [meant]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the moussaka wants forty minutes so shout when it is done", "moussaka"),
        ("scrap the trombone timer we have stopped", "trombone"),
        ("put fifteen minutes on for the ice", None),
    ],
)
def test_the_shipped_model_points_at_names_it_never_met(text: str, name: str | None) -> None:
    assert Pointing(model().mark, reading(text)).name() == name


@pytest.mark.parametrize("text", ["", "\x00", "ß" * 300, "word " * 200])
def test_any_words_are_marked_one_by_one(text: str) -> None:
    marked = model().mark(text.split())
    assert len(marked.value) == len(marked.name) == len(text.split())
    assert all(0 <= share <= 1 for share in (*marked.value, *marked.name))
