"""The guide's content: complete, short enough to hear, right in its figures, safe in its doses."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hassil import parse_sentence
from hassil.expression import Alternative, Expression, Group, RuleReference, Sentence, TextChunk

GUIDE = Path(__file__).parents[1] / "intents" / "en" / "guide"
STEPS = {1: 5, 2: 8, 3: 3, 4: 5}
MOST_WORDS = 30
MOST_WORDS_WITH_CAUTION = 42
FIGURES: dict[str, dict[str, object]] = {
    "rest_days": {"from": 2, "to": 3, "unit": "days"},
    "ice_minutes": {"from": 15, "to": 20, "unit": "minutes"},
    "ice_times_a_day": {"value": 3, "unit": "times a day"},
    "ice_when": {"value": "morning, afternoon and before bed"},
    "heat_minutes": {"from": 15, "to": 20, "unit": "minutes"},
    "shower_minutes": {"value": 20, "unit": "minutes"},
    "hold_seconds": {"from": 2, "to": 5, "unit": "seconds"},
    "stretch_repetitions": {"from": 3, "to": 5, "unit": "times"},
    "massage_minutes": {"from": 10, "to": 15, "unit": "minutes"},
    "acetaminophen_tablets": {"value": 1, "unit": "tablet"},
    "acetaminophen_times": {"value": 3, "unit": "times a day"},
    "omeprazole_dose": {"value": 20, "unit": "milligrams"},
    "omeprazole_times": {"value": 2, "unit": "times a day"},
    "ranitidine_dose": {"value": 150, "unit": "milligrams"},
    "ranitidine_times": {"value": 2, "unit": "times a day"},
    "ibuprofen_dose": {"value": 400, "unit": "milligrams"},
    "ibuprofen_times": {"value": 2, "unit": "times a day"},
    "naproxen_dose": {"value": 500, "unit": "milligrams"},
    "naproxen_times": {"value": 3, "unit": "times a day"},
    "baclofen_dose": {"from": 5, "to": 10, "unit": "milligrams"},
    "baclofen_times": {"value": 3, "unit": "times a day"},
    "tizanidine_dose": {"value": 2, "unit": "milligrams"},
    "tizanidine_times": {"value": 3, "unit": "times a day"},
    "medicine_timing": {"value": "anti-inflammatory after dinner, antispasmodic before bed"},
    "acupuncture_sessions": {"from": 2, "to": 3, "unit": "sessions a week"},
}
# what every unit of a step says, whichever of them is chosen
ALWAYS = {
    "2.1": {"rest_days"},
    "2.5": {"ice_minutes", "ice_times_a_day"},
    "2.7": {"hold_seconds", "stretch_repetitions"},
    "2.8": {"massage_minutes"},
    "4.1": {"acupuncture_sessions"},
}
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDERS = "take use swallow have try add start begin combine drink".split()
NUMBER = rf"(?:{'|'.join(ONES[1:] + TENS[2:] + ['hundred', 'thousand', 'and', 'to'])})"
MEASURED = re.compile(
    rf"\b({NUMBER}(?:[ -]{NUMBER})*) (?:milligrams|minutes?|seconds|days|sessions)"
)
NOT_THE_GUIDES = {"six hundred and sixty"}


def _read(name: str) -> dict[str, Any]:
    content = yaml.safe_load((GUIDE / name).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


PARTS = [_read(f"part{part}.yaml") for part in STEPS]
RULES = {name: parse_sentence(text) for name, text in _read("rules.yaml")["rules"].items()}
UNITS: list[tuple[str, dict[str, Any]]] = [
    (f"{part['part']}.{step['step']}", unit)
    for part in PARTS
    for step in part["steps"]
    for unit in step["units"]
]
IDS = [unit["id"] for _, unit in UNITS]
QUESTIONS = [
    (source, unit["id"], question) for source, unit in UNITS for question in unit["questions"]
]
each_unit = pytest.mark.parametrize(("source", "unit"), UNITS, ids=IDS)


def in_words(number: int) -> str:
    """A number below one thousand as it is spoken."""
    if number < len(ONES):
        return ONES[number]
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{ONES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f" {ONES[ones]}" if ones else "")


def spoken_figure(figure: dict[str, object]) -> list[str]:
    """The words that must all be heard when this figure is said."""
    if "from" in figure:
        low, high = int(str(figure["from"])), int(str(figure["to"]))
        return [f"{in_words(low)} to {in_words(high)}", str(figure["unit"]).split()[0]]
    if isinstance(figure["value"], str):
        return re.findall(r"[a-z-]+", figure["value"].replace(" and ", " "))
    unit = str(figure["unit"])
    if unit.startswith("times"):
        return ["twice" if figure["value"] == 2 else f"{in_words(int(str(figure['value'])))} times"]
    return [in_words(int(str(figure["value"]))), unit.rstrip("s")]


def pieces(unit: dict[str, Any]) -> list[str]:
    """The answer and what "more" adds."""
    return [unit["answer"], *unit.get("more", [])]


def everything_said(unit: dict[str, Any]) -> list[str]:
    """All texts of a unit that can be spoken."""
    cautions = [caution["text"] for caution in unit.get("cautions", [])]
    return [*pieces(unit), *cautions, *([unit["why"]] if "why" in unit else [])]


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their full stops."""
    return [part for part in re.split(r"[.?!]\s*", text) if part]


def test_all_twenty_one_steps_are_there() -> None:
    found = {part["part"]: [step["step"] for step in part["steps"]] for part in PARTS}
    assert found == {part: list(range(1, count + 1)) for part, count in STEPS.items()}
    assert all(step["units"] and step["title"] for part in PARTS for step in part["steps"])


def test_unit_ids_and_titles_are_unique() -> None:
    assert len(set(IDS)) == len(IDS)
    titles = [unit["title"] for _, unit in UNITS]
    assert len(set(titles)) == len(titles)


@each_unit
def test_a_unit_has_the_known_keys(source: str, unit: dict[str, Any]) -> None:
    known = {"id", "title", "answer", "why", "more", "facts", "cautions", "questions"}
    assert set(unit) <= known
    assert re.fullmatch(r"[a-z][a-z_]*", unit["id"])
    assert not unit["title"].endswith(".")
    assert 6 <= len(unit["questions"]) <= 15
    assert all(set(caution) == {"text", "source"} for caution in unit.get("cautions", []))


@each_unit
def test_what_is_said_is_short_enough(source: str, unit: dict[str, Any]) -> None:
    for text in everything_said(unit):
        assert len(sentences(text)) <= 2, text
        assert len(text.split()) <= MOST_WORDS, text
    first = unit["answer"].split()
    cautions = unit.get("cautions", [])
    if cautions:
        first += cautions[0]["text"].split()
    assert len(first) <= MOST_WORDS_WITH_CAUTION, " ".join(first)


@each_unit
def test_what_is_said_is_for_the_ear(source: str, unit: dict[str, Any]) -> None:
    for text in everything_said(unit):
        assert not re.search(r"[0-9()/%&*_<>\[\]]", text), text
        assert not re.search(r"\b(see|listed) (above|below)\b", text), text


@each_unit
def test_the_figures_are_the_guides_and_are_spoken(source: str, unit: dict[str, Any]) -> None:
    said = " ".join(pieces(unit)).lower()
    for fact, figure in unit.get("facts", {}).items():
        assert figure == FIGURES[fact]
        for words in spoken_figure(figure):
            assert re.search(rf"\b{words}", said), f"{fact}: {words!r} is not said"


@each_unit
def test_no_figure_is_spoken_that_the_unit_does_not_claim(
    source: str, unit: dict[str, Any]
) -> None:
    claimed = {spoken_figure(figure)[0] for figure in unit.get("facts", {}).values()}
    for text in everything_said(unit):
        for words in MEASURED.findall(text.lower()):
            assert words in claimed | NOT_THE_GUIDES, text


def test_every_figure_of_the_guide_is_in_an_answer() -> None:
    for fact, figure in FIGURES.items():
        answers = [unit["answer"].lower() for _, unit in UNITS if fact in unit.get("facts", {})]
        assert any(all(words in text for words in spoken_figure(figure)) for text in answers), fact


def test_the_main_figure_of_a_step_is_in_all_its_answers() -> None:
    for source, unit in UNITS:
        for fact in ALWAYS.get(source, set()):
            figure = spoken_figure(FIGURES[fact])
            assert all(words in unit["answer"].lower() for words in figure), (unit["id"], fact)


def _gives_a_dose(text: str) -> bool:
    return bool(re.search(r"milligram|\btablet\b.*times a day", text))


@pytest.mark.parametrize("unit", [unit for source, unit in UNITS if source[0] == "3"])
def test_a_dose_is_what_the_guide_says_and_never_an_order(unit: dict[str, Any]) -> None:
    for text in pieces(unit):
        if _gives_a_dose(text):
            assert re.search(r"\bguide says\b", text, re.IGNORECASE), text
            assert "doctor" in text, text
    if _gives_a_dose(unit["answer"]):
        assert "doctor or pharmacist" in unit["answer"] or "prescription" in unit["answer"]
    for text in everything_said(unit):
        assert not re.search(r"\byou (can|may|should|must|could) (take|use|have)\b", text), text
        for sentence in sentences(text):
            assert sentence.split()[0].strip(",").lower() not in ORDERS, text


@pytest.mark.parametrize(
    ("unit_id", "words"),
    [
        ("ranitidine_dose", "withdrawn"),
        ("naproxen_dose", "six hundred and sixty milligrams a day"),
        ("ibuprofen_and_naproxen", "never both together"),
        ("ibuprofen_dose", "blood thinners"),
        ("heat_towel_iron", "do not warm a towel with an iron"),
        ("baclofen_dose", "drowsy"),
        ("tizanidine_dose", "prescription"),
        ("rest", "gently active"),
        ("shower_stretch", "faint"),
        ("ice_asleep", "never fall asleep"),
        ("heat_asleep", "never fall asleep"),
        ("getting_up_knees", "slip of translation"),
        ("acetaminophen", "no strength"),
        ("sleep_front", "hard on the back"),
    ],
)
def test_where_the_guide_is_dangerous_the_first_reply_says_so(unit_id: str, words: str) -> None:
    unit = dict(zip(IDS, (unit for _, unit in UNITS), strict=True))[unit_id]
    first = [unit["answer"], *(caution["text"] for caution in unit.get("cautions", [])[:1])]
    assert words in " ".join(first).lower()


def test_part_one_never_diagnoses() -> None:
    for source, unit in UNITS:
        if source[0] == "1":
            said = " ".join(everything_said(unit)).lower()
            assert not re.search(r"\byou (probably |likely )?have (a |got )?(?!blood)", said), said


@pytest.mark.parametrize(("source", "unit_id", "question"), QUESTIONS)
def test_a_question_template_is_lower_case_words(
    source: str, unit_id: str, question: str
) -> None:
    assert re.fullmatch(r"[a-z_ |()<>\[\]]+", question), question
    assert not re.search(r"[a-z][\[(<]|[\])>][a-z]", question), "no space beside a bracket"
    assert all(name in RULES for name in re.findall(r"<([a-z_]+)>", question))
    parse_sentence(question)


class Words:
    """All templates as one automaton over words; every end state knows its step."""

    def __init__(self) -> None:
        self.free: list[set[int]] = []
        self.by_word: list[dict[str, set[int]]] = []
        self.step_of: list[str] = []
        self.ends: set[int] = set()

    def state(self, step: str) -> int:
        """A new state that belongs to this step."""
        self.free.append(set())
        self.by_word.append({})
        self.step_of.append(step)
        return len(self.free) - 1

    def add(self, part: Expression, start: int, step: str) -> int:
        """Append an expression after `start`; returns the state behind it."""
        if isinstance(part, TextChunk):
            for word in part.text.split():
                after = self.state(step)
                self.by_word[start].setdefault(word, set()).add(after)
                start = after
            return start
        if isinstance(part, RuleReference):
            return self.add(RULES[part.rule_name].expression, start, step)
        assert isinstance(part, Group)
        if not isinstance(part, Alternative):
            for item in part.items:
                start = self.add(item, start, step)
            return start
        after = self.state(step)
        for item in part.items:
            self.free[self.add(item, start, step)].add(after)
        return after

    def closure(self, states: set[int]) -> frozenset[int]:
        """These states and all that are reached without a word."""
        reached, waiting = set(states), list(states)
        while waiting:
            for after in self.free[waiting.pop()] - reached:
                reached.add(after)
                waiting.append(after)
        return frozenset(reached)

    def shared(self, starts: set[int]) -> Iterator[tuple[str, set[str]]]:
        """Sentences that end in two steps, with those steps."""
        first = self.closure(starts)
        waiting, seen = deque([(first, "")]), {first}
        while waiting:
            states, sentence = waiting.popleft()
            ending = {self.step_of[state] for state in states & self.ends}
            if len(ending) > 1:
                yield sentence.strip(), ending
            for word in {word for state in states for word in self.by_word[state]}:
                reached = set().union(*(self.by_word[state].get(word, set()) for state in states))
                after = self.closure(reached)
                if after not in seen and len({self.step_of[state] for state in after}) > 1:
                    seen.add(after)
                    waiting.append((after, f"{sentence} {word}"))


def test_no_sentence_belongs_to_two_steps() -> None:
    words = Words()
    starts = set()
    for source, _, question in QUESTIONS:
        start = words.state(source)
        starts.add(start)
        parsed: Sentence = parse_sentence(question)
        words.ends.add(words.add(parsed.expression, start, source))
    found = list(words.shared(starts))
    assert not found, found[:20]
