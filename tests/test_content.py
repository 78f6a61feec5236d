"""The content that ships is well formed, and every mistake in a folder is one clear sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from voice_skill.content import load
from voice_skill.core.errors import ContentError
from voice_skill.resources import content_dir
from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.normalise import Normaliser
from voice_skill.understanding.pipeline import Understander

COFFEE = """
lists:
  size: {small: small, large: large}
rules:
  get: "(brew|can i get|get me)"
intents:
  - intent: coffee.order
    slots: {hot: true}
    sentences: ["<get> a [{size}] (coffee|latte)"]
    weight: 2
    say: One coffee coming up.
"""
UNIT = """
part: 1
title: Causes
steps:
  - step: 1
    title: strain
    units:
      - id: strain
        title: a strain
        answer: It is a strain.
        questions: [what is a strain]
"""
REPLIES = "replies: {help: Ask me.}"


def _folder(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def _mistake(tmp_path: Path, files: dict[str, str | bytes]) -> str:
    with pytest.raises(ContentError) as caught:
        load(_folder(tmp_path, files))
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_what_ships_loads_fast() -> None:
    taken_s = []
    for _ in range(4):  # the best of them, since a busy machine lengthens one or the other
        before_s = time.process_time()
        content = load(content_dir())
        taken_s.append(time.process_time() - before_s)
    assert min(taken_s) < 0.25
    assert content.knowledge.guide.steps
    assert set(content.knowledge.emergencies) == set(content.language.red_flags)


def test_every_template_that_ships_parses() -> None:
    language = load(content_dir()).language
    grammar = Grammar(language.rules, language.lists, Normaliser(language).template)
    for template in language.templates:
        for sentence in template.sentences:
            grammar.required(grammar.parse(sentence))


def test_emergency_texts_give_the_number_and_no_dose() -> None:
    for sign in load(content_dir()).knowledge.emergencies.values():
        assert "{number}" in sign.say
        assert "milligram" not in sign.say
        assert sign.ask.endswith("?")


def test_the_hash_follows_the_files(tmp_path: Path) -> None:
    folder = _folder(tmp_path, {"commands/coffee.yaml": COFFEE})
    first = load(folder)
    assert load(folder).content_hash == first.content_hash
    _folder(tmp_path, {"commands/coffee.yaml": COFFEE + "\n# strong\n"})
    assert load(folder).content_hash != first.content_hash


def test_a_folder_of_commands_alone_is_enough(tmp_path: Path) -> None:
    content = load(_folder(tmp_path, {"commands/coffee.yaml": COFFEE}))
    meaning = Understander(content.language).understand("Can I get a large latte?")
    assert meaning.intent == "coffee.order"
    assert meaning.slots == {"hot": True, "size": "large"}
    assert content.knowledge.said_by_intent == {"coffee.order": "One coffee coming up."}
    assert content.knowledge.replies.text("help")


def test_options_in_any_order(tmp_path: Path) -> None:
    orders = "lists: {size: [small, large], roast: [dark, light]}\nintents:\n  - intent: order\n"
    orders += '    sentences: ["a ([{size}];[{roast}]) coffee"]\n'
    content = load(_folder(tmp_path, {"commands/a.yaml": orders}))
    understander = Understander(content.language)
    for said in ("a dark small coffee", "a small dark coffee"):
        assert understander.understand(said).slots == {"size": "small", "roast": "dark"}
    assert understander.understand("a coffee").intent == "order"


@pytest.mark.parametrize(
    ("before", "after", "line", "named"),
    [
        ("weight: 2", "wieght: 2", 10, "wieght"),
        ("weight: 2", "weight: heavy", 10, "weight"),
        ("weight: 2", "weight: 0", 10, "weight"),
        ("(coffee|latte)", "(coffee|latte", 9, "never closed"),
        ("(coffee|latte)", "coffee)", 9, "closes nothing"),
        ("(coffee|latte)", "()", 9, "empty"),
        ("<get>", "<git>", 9, "<git>"),
        ("{size}]", "{sise}]", 9, "{sise}"),
        ("hot: true}", "hot: true, hot: false}", 8, "hot"),
        ("hot: true}", "hot: [true]}", 8, "hot"),
        ("  - intent: coffee.order\n    slots", "  - slots", 7, "intent"),
        ('["<get> a [{size}] (coffee|latte)"]', "[]", 9, "sentence"),
        ('["<get> a [{size}] (coffee|latte)"]', "[7]", 9, "sentences"),
        ('["<get> a [{size}] (coffee|latte)"]', "7", 9, "list"),
        ("(brew|can i get|get me)", "<get>", 5, "get"),
        ("Coffee", "coffee", 0, ""),
    ],
)
def test_mistakes_in_commands(
    tmp_path: Path, before: str, after: str, line: int, named: str
) -> None:
    text = COFFEE.replace(before, after)
    if not line:
        load(_folder(tmp_path, {"commands/coffee.yaml": text}))
        return
    said = _mistake(tmp_path, {"commands/coffee.yaml": text})
    assert said.startswith(f"commands/coffee.yaml, line {line}, ")
    assert named in said


def test_mistakes_in_a_guide(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"commands/a.yaml": COFFEE, "replies.yaml": REPLIES}
    doubled = UNIT + UNIT.split("    units:\n")[1]
    said = _mistake(tmp_path, {**files, "guide/part1.yaml": doubled})
    assert said.startswith("guide/part1.yaml, line 12, id: the unit `strain` is there twice")
    said = _mistake(
        tmp_path, {**files, "guide/part1.yaml": UNIT.replace("        answer", "        anser")}
    )
    assert "line 10, anser" in said
    said = _mistake(tmp_path, {**files, "guide/part1.yaml": UNIT.replace("part: 1", "part: one")})
    assert "line 2, part" in said
    said = _mistake(
        tmp_path,
        {
            **files,
            "guide/part1.yaml": UNIT,
            "guide/part2.yaml": UNIT.replace("id: strain", "id: x"),
        },
    )
    assert "step 1.1 is there twice" in said


FOLLOW_UPS = """
intents:
  - {intent: guide.follow, slots: {aspect: what}, sentences: [what is that]}
  - {intent: guide.follow, sentences: ["and {topic}"]}
"""
TOPICS = UNIT.replace("    units", "    topics:\n      strain: [strains, pulled muscle]\n    units")
TOPICS = TOPICS.replace("        answer", "        aspects: [what]\n        answer")


def test_follow_ups_know_the_topics_of_the_guide(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"commands/a.yaml": FOLLOW_UPS, "replies.yaml": REPLIES}
    content = load(_folder(tmp_path, {**files, "guide/part1.yaml": TOPICS}))
    unit = content.knowledge.guide.unit("strain")
    assert (unit.topics, unit.aspects) == (("strain",), ("what",))
    assert content.knowledge.guide.topics() == {"strain": "strains"}
    assert content.language.topic_sources == {"strain": "1.1"}
    meaning = Understander(content.language).understand("and pulled muscle")
    assert (meaning.intent, meaning.slots) == ("guide.follow", {"topic": "strain"})


@pytest.mark.parametrize(
    ("before", "after", "line", "named"),
    [
        ("aspects: [what]", "aspects: [wat]", 12, "`wat`; known are what"),
        ("aspects: [what]", "topics: [back]", 12, "`back`; known are strain"),
        ("aspects: [what]", "aspects: what", 12, "expected a list"),
        ("strain: [strains", "Strain: [strains", 8, "small letters"),
        ("[strains, pulled", "[Strains, pulled", 8, "'Strains'"),
        ("[strains, pulled", "[strains, strains, pulled", 8, "`strains` means the topic"),
        ("[strains, pulled muscle]", "[]", 8, "at least one spoken form"),
        ("      strain: [", "      disc: [disc]\n      strain: [", 11, "topic `strain`"),
        ("  - step: 1", "  - step: 1\n    tpoics: {}", 6, "tpoics"),
    ],
)
def test_mistakes_in_topics_and_aspects(
    tmp_path: Path, before: str, after: str, line: int, named: str
) -> None:
    files: dict[str, str | bytes] = {"commands/a.yaml": FOLLOW_UPS, "replies.yaml": REPLIES}
    assert before in TOPICS
    said = _mistake(tmp_path, {**files, "guide/part1.yaml": TOPICS.replace(before, after)})
    assert said.startswith(f"guide/part1.yaml, line {line}, "), said
    assert named in said


def test_what_two_units_or_steps_claim_is_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"commands/a.yaml": FOLLOW_UPS, "replies.yaml": REPLIES}
    second = TOPICS.split("    units:\n")[1].replace("id: strain", "id: other")
    said = _mistake(tmp_path, {**files, "guide/part1.yaml": TOPICS + second})
    assert "`what` of `strain` is answered by the unit `strain` already" in said
    other = TOPICS.replace("step: 1", "step: 2").replace("id: strain", "id: other")
    said = _mistake(tmp_path, {**files, "guide/part1.yaml": TOPICS, "guide/part2.yaml": other})
    assert "the topic `strain` is in step 1.1 already" in said
    lists = FOLLOW_UPS + "lists: {topic: [ice]}\n"
    said = _mistake(tmp_path, {**files, "commands/a.yaml": lists, "guide/part1.yaml": TOPICS})
    assert "a list of this name exists already" in said


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    assert "no content folder" in _mistake(tmp_path / "nowhere", {}).lower()
    assert "commands" in _mistake(tmp_path, {"words.yaml": "fillers: [um]"})
    said = _mistake(tmp_path, {"commands/a.yaml": COFFEE, "guide/part1.yaml": UNIT})
    assert "replies.yaml" in said


@pytest.mark.parametrize(
    "text",
    [b"\x00\x01\x02", b"\xff\xfe\x00", b"a: [1, 2", b"a: b: c", b"", b"- 1", b"a: &x 1\nb: *x"],
)
def test_files_that_are_no_yaml(tmp_path: Path, text: bytes) -> None:
    said = _mistake(tmp_path, {"commands/broken.yaml": text})
    assert "commands/broken.yaml" in said


def test_mistakes_in_words_emergencies_and_replies(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"commands/a.yaml": COFFEE}
    assert "words.yaml, line 1, filers" in _mistake(
        tmp_path, {**files, "words.yaml": "filers: [um]"}
    )
    (tmp_path / "words.yaml").unlink()
    sign = "emergencies:\n  - id: fever\n    say: Call {nmber}.\n    ask: Hot?\n"
    sign += "    templates: [fever]\n"
    said = _mistake(tmp_path, {**files, "emergencies.yaml": sign})
    assert said.startswith("emergencies.yaml, line 3, say")
    (tmp_path / "emergencies.yaml").unlink()
    assert "line 1, help" in _mistake(tmp_path, {**files, "replies.yaml": 'replies: {help: "{a"}'})


ORDERS = """
rules: {a_date: x, aimed_kind: a, aimed_length: b, waking_cue: c,
        every_one: d, naming: e, reminding: f, taking: g,
        taking_time: h, only_told: i, surely_more: j, on_the_body: k}
orders:
  - class: timer.start
    intent: timer.start
    needs: [start]
"""


def test_mistakes_in_orders(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"commands/a.yaml": COFFEE}
    twice = ORDERS + ORDERS.partition("orders:")[2]
    assert "class `timer.start` is there twice" in _mistake(
        tmp_path, {**files, "orders.yaml": twice}
    )
    said = _mistake(tmp_path, {**files, "orders.yaml": ORDERS.replace("needs", "neds")})
    assert said.startswith("orders.yaml, line 8, neds")
    said = _mistake(tmp_path, {**files, "orders.yaml": ORDERS.replace("naming: e, ", "")})
    assert "the rule `naming` is missing" in said
