"""Matching of whole sentences, checked on a small language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.language import IntentTemplates, Language
from voice_skill.understanding.matching import Matcher
from voice_skill.understanding.normalise import Normaliser
from voice_skill.understanding.pipeline import Understander
from voice_skill.understanding.samples import sample_sentences
from voice_skill.understanding.slots import readings
from voice_skill.understanding.templates import TemplateIndex


def _language(*sentences: str, **lists: dict[str, str]) -> Language:
    return Language(
        (IntentTemplates("found", sentences),),
        rules={"set": "(set|start) [up]"},
        lists=lists,
        hard_words=frozenset({"ten", "ice", "not"}),
    )


def _match(template: str, text: str, **lists: dict[str, str]) -> dict[str, str] | None:
    language = _language(template, **lists)
    normaliser = Normaliser(language)
    grammar = Grammar(language.rules, language.lists, normaliser.template)
    found = TemplateIndex(language, normaliser, grammar).match(text.split())
    return None if found is None else dict(found.captures)


@pytest.mark.parametrize(
    ("template", "text", "matches"),
    [
        ("set [a] timer", "set timer", True),
        ("set [a] timer", "set a timer", True),
        ("set [a] timer", "set a timer now", False),
        ("set [a] timer", "seta timer", False),
        ("timer[s] (on|off)", "timers off", True),
        ("timer[s] (on|off)", "timerson", False),
        ("<set> [the|my] [big] timer", "start up my timer", True),
        ("<set> [the|my] [big] timer", "start up the my timer", False),
        ("[an] ice", "a nice", False),
        ("(a;b) c", "b a c", True),
        ("(a;b) c", "a a c", False),
        ("a|b c", "b c", True),
    ],
)
def test_words_of_templates(template: str, text: str, matches: bool) -> None:
    assert (_match(template, text) is not None) is matches


def test_lists_give_their_values() -> None:
    kinds = {"ice": "ice", "ice pack": "ice", "heat": "heat"}
    assert _match("start the {kind} timer", "start the ice pack timer", kind=kinds) == {
        "kind": "ice"
    }
    assert _match("start {kind:what_for}", "start heat", kind=kinds) == {"what_for": "heat"}
    assert _match("start the {kind}", "start the ices", kind=kinds) is None


def test_a_name_holds_up_to_three_words_and_no_hard_one() -> None:
    assert _match("a {name} timer", "a big red pizza timer") == {"name": "big red pizza"}
    assert _match("a {name} timer", "a very big red pizza timer") is None
    assert _match("a {name} timer", "a ten timer") is None
    assert _match("a {name} timer", "a timer") is None


def test_the_template_with_fewer_free_words_wins() -> None:
    language = _language("a {name} timer", "a red {name} timer")
    normaliser = Normaliser(language)
    grammar = Grammar(language.rules, language.lists, normaliser.template)
    found = TemplateIndex(language, normaliser, grammar).match("a red pizza timer".split())
    assert found is not None
    assert dict(found.captures) == {"name": "pizza"}


def test_anywhere_finds_whole_words_only() -> None:
    grammar = Grammar({}, {}, str)
    matcher = Matcher(grammar, "the fever is feverish".split(), frozenset())
    assert list(matcher.anywhere(grammar.parse("fever"))) == [(4, 9)]
    gapped = grammar.parse("the {gap} feverish")
    assert list(matcher.anywhere(gapped)) == [(0, 21)]


def test_no_template_is_slow() -> None:
    template = "[a] " * 20 + "[b|c] " * 20 + "x"
    assert _match(template, "a " * 20 + "y") is None
    assert _match(template, "a " * 20 + "b " * 15 + "x") == {}


def test_readings_replace_numbers_by_what_they_can_be() -> None:
    words = "set a timer for ten minutes".split()
    said = [" ".join(reading.words) for reading in readings(words)]
    assert said[0] == "set a timer for ten minutes"
    assert "set a timer for durationslota" in said
    said = [" ".join(reading.words) for reading in readings("alarm at seven".split())]
    assert "alarm at timeslota" in said
    assert "alarm at numberslota" in said


_pieces = st.sampled_from(["a", "b", "(", ")", "[", "]", "|", " ", "<set>", "{name}", ";"])


@settings(max_examples=300, deadline=None)
@given(st.lists(_pieces, max_size=12), st.text(alphabet="ab ", max_size=8))
def test_what_content_accepts_can_be_matched(pieces: list[str], text: str) -> None:
    import yaml

    from voice_skill.content_templates import check_template
    from voice_skill.content_yaml import Entry
    from voice_skill.core.errors import ContentError

    template = "".join(pieces)
    entry = Entry(yaml.ScalarNode("", "", yaml.Mark("", 0, 0, 0, None, 0)), "f", "k")
    try:
        check_template(entry, template, {"set": ""}, {"name"})
    except ContentError:
        return
    _match(template, text)
    sample_sentences(_language(template), limit=3)


def test_samples_hold_every_template_and_only_letters() -> None:
    language = _language("set a timer for {duration}", "alarm at {time}", "the {name} one")
    sentences = sample_sentences(language, limit=50, seed=1)
    assert sentences == sample_sentences(language, limit=50, seed=1)
    assert len(sentences) == 50
    assert sentences[0].startswith("set a timer for ")
    assert sentences[1].startswith("alarm at ")
    assert all(set(sentence) <= set("abcdefghijklmnopqrstuvwxyz' ") for sentence in sentences)


def test_samples_are_understood_again() -> None:
    language = _language("set a timer for {duration}", "remind me at {time}")
    understander = Understander(language)
    for sentence in sample_sentences(language, limit=60, seed=2):
        assert understander.understand(sentence).intent == "found", sentence
