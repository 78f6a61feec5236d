"""From any text to plain words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.normalise import MOST_WORDS, Normaliser, spelled, split

NORMALISER = Normaliser(load(content_dir()).language)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What\u2019s the  TIME?!", "what is the time"),
        ("I can't, don't, won't", "i cannot do not will not"),
        ("ten min. please", "ten minutes please"),
        ("Tylenol or nap roxen", "acetaminophen or naproxen"),
        ("my mum's favourite colour", "my mom favourite color"),
        ("nothing'll come out", "nothing will come out"),
        ("6 a.m.", "6 am"),
        ("at 7:30, for 1.5 hours", "at 7:30 for 1.5 hours"),
        ("15-20 minutes", "15-20 minutes"),
        ("-5 minutes", "-5 minutes"),
        ("1\u00bd hours or \u00bd hour", "1 and a half hours or half hour"),
        ("10\u00b2 minutes", "10 minutes"),
        ("\uff11\uff15 minutes", "15 minutes"),
        ("\u0661\u0665 minutes", "15 minutes"),
        ("10min", "10min"),
        ("\u0000\u200b", ""),
        ("\U0001f9ca ice \U0001f9ca", "ice"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(NORMALISER.words(text)) == words


def test_fillers_at_the_ends_are_dropped_one_by_one() -> None:
    assert [
        " ".join(words) for words in NORMALISER.trimmings("please go off then okay".split())
    ] == [
        "please go off then",
        "please go off",
        "go off then okay",
        "go off then",
        "go off",
        "off then okay",
        "off then",
        "off",
    ]
    assert NORMALISER.trimmings("go off later".split())[-1] == ["off", "later"]
    assert NORMALISER.trimmings("stop".split()) == []


def test_courtesies_are_dropped_at_the_ends_alone() -> None:
    words = "um please put thanks on thank you".split()
    assert NORMALISER.without_courtesies(words) == "put thanks on".split()


def test_fillers_and_stutters_are_dropped() -> None:
    words = "um could you please start the the ice".split()
    assert NORMALISER.without_fillers(words) == "start the ice".split()


def test_a_doubled_hard_word_stays() -> None:
    assert NORMALISER.without_fillers("stop stop".split()) == ["stop", "stop"]


def test_templates_are_brought_into_the_same_words() -> None:
    assert NORMALISER.template("what's [the] <ice> {what's}") == "what is [the] <ice> {what's}"
    assert NORMALISER.template("(tylenol|paracetamol)") == "(acetaminophen|acetaminophen)"


def test_digits_are_spelled_for_the_guide() -> None:
    assert spelled(["39", "12345", "7:30"]) == ["thirty", "nine", "12345", "7:30"]


def test_long_texts_are_cut() -> None:
    assert len(NORMALISER.words("word " * 5_000)) == MOST_WORDS


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_gives_words(text: str) -> None:
    for word in split(text):
        assert word
        assert " " not in word
    assert all(word.strip() == word and word for word in NORMALISER.words(text))
