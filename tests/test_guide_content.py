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
from hassil.expression import Alternative, Expression, Group, RuleReference, TextChunk

GUIDE = Path(__file__).parents[1] / "intents" / "en" / "guide"
STEPS = {1: 5, 2: 8, 3: 3, 4: 5}
MOST_WORDS, MOST_WORDS_WITH_CAUTION = 30, 42
FIGURES: dict[str, dict[str, Any]] = {
    "rest_days": {"from": 2, "to": 3, "unit": "days"},
    "ice_minutes": {"from": 15, "to": 20, "unit": "minutes"},
    "ice_when": {"value": "morning, afternoon and before bed"},
    "heat_minutes": {"from": 15, "to": 20, "unit": "minutes"},
    "shower_minutes": {"value": 20, "unit": "minutes"},
    "hold_seconds": {"from": 2, "to": 5, "unit": "seconds"},
    "stretch_repetitions": {"from": 3, "to": 5, "unit": "times"},
    "massage_minutes": {"from": 10, "to": 15, "unit": "minutes"},
    "acetaminophen_tablets": {"value": 1, "unit": "tablet"},
    "omeprazole_dose": {"value": 20, "unit": "milligrams"},
    "ranitidine_dose": {"value": 150, "unit": "milligrams"},
    "ibuprofen_dose": {"value": 400, "unit": "milligrams"},
    "naproxen_dose": {"value": 500, "unit": "milligrams"},
    "baclofen_dose": {"from": 5, "to": 10, "unit": "milligrams"},
    "tizanidine_dose": {"value": 2, "unit": "milligrams"},
    "medicine_timing": {"value": "anti-inflammatory after dinner, antispasmodic before bed"},
    "acupuncture_sessions": {"from": 2, "to": 3, "unit": "sessions a week"},
}
TWICE_A_DAY = ("omeprazole", "ranitidine", "ibuprofen")
THREE_TIMES_A_DAY = ("acetaminophen", "naproxen", "baclofen", "tizanidine")
FIGURES |= {f"{name}_times": {"value": 2, "unit": "times a day"} for name in TWICE_A_DAY}
FIGURES |= {f"{name}_times": {"value": 3, "unit": "times a day"} for name in THREE_TIMES_A_DAY}
FIGURES["ice_times_a_day"] = {"value": 3, "unit": "times a day"}
# what every unit of a step says, whichever of them is chosen
ALWAYS = {
    "2.1": {"rest_days"},
    "2.5": {"ice_minutes", "ice_times_a_day"},
    "2.7": {"hold_seconds", "stretch_repetitions"},
    "2.8": {"massage_minutes"},
    "4.1": {"acupuncture_sessions"},
}
NUMBERS = {1: "one", 2: "two", 3: "three", 5: "five", 10: "ten", 15: "fifteen", 20: "twenty"}
NUMBERS |= {150: "one hundred and fifty", 400: "four hundred", 500: "five hundred"}
ORDERS = {"take", "use", "swallow", "have", "try", "add", "start", "begin", "combine", "drink"}
NUMBER = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundred|thousand|and|to)"
)
MEASURED = re.compile(
    rf"\b({NUMBER}(?:[ -]{NUMBER})*) (?:milligrams|minutes?|seconds|days|sessions)"
)
DOSE = re.compile(r"milligram|\btablet\b.*times a day")
NOT_THE_GUIDES = {"six hundred and sixty"}


def _read(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((GUIDE / name).read_text(encoding="utf-8")))


PARTS = [_read(f"part{part}.yaml") for part in STEPS]
RULES = {name: parse_sentence(text) for name, text in _read("rules.yaml")["rules"].items()}
UNITS: list[tuple[str, dict[str, Any]]] = [
    (f"{part['part']}.{step['step']}", unit)
    for part in PARTS
    for step in part["steps"]
    for unit in step["units"]
]
IDS = [unit["id"] for _, unit in UNITS]
QUESTIONS = [(source, unit["id"], text) for source, unit in UNITS for text in unit["questions"]]
each_unit = pytest.mark.parametrize(("source", "unit"), UNITS, ids=IDS)


def spoken_figure(figure: dict[str, Any]) -> list[str]:
    """The words that must all be heard when this figure is said."""
    if "from" in figure:
        span = f"{NUMBERS[figure['from']]} to {NUMBERS[figure['to']]}"
        return [span, figure["unit"].split()[0]]
    value = figure["value"]
    if isinstance(value, str):
        return re.findall(r"[a-z-]+", value.replace(" and ", " "))
    if figure["unit"].startswith("times"):
        return ["twice" if value == 2 else f"{NUMBERS[value]} times"]
    return [NUMBERS[value], figure["unit"].rstrip("s")]


def pieces(unit: dict[str, Any]) -> list[str]:
    """The answer and what "more" adds."""
    return [unit["answer"], *unit.get("more", [])]


def first_reply(unit: dict[str, Any]) -> list[str]:
    """What is heard the first time: the answer and its first caution."""
    return [unit["answer"], *(caution["text"] for caution in unit.get("cautions", [])[:1])]


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
    assert len(set(IDS)) == len({unit["title"] for _, unit in UNITS}) == len(UNITS)


@each_unit
def test_a_unit_has_the_known_keys(source: str, unit: dict[str, Any]) -> None:
    known = {"id", "title", "answer", "why", "more", "facts", "cautions", "questions"}
    known |= {"aspects", "topics"}
    assert set(unit) <= known
    assert re.fullmatch(r"[a-z][a-z_]*", unit["id"])
    assert not unit["title"].endswith(".")
    assert 6 <= len(unit["questions"]) <= 15
    assert all(set(caution) == {"text", "source"} for caution in unit.get("cautions", []))


@each_unit
def test_what_is_said_is_for_the_ear(source: str, unit: dict[str, Any]) -> None:
    for text in everything_said(unit):
        assert not re.search(r"[0-9()/%&*_<>\[\]]", text), text
        assert len(sentences(text)) <= 2, text
        assert len(text.split()) <= MOST_WORDS, text
    first = " ".join(first_reply(unit))
    assert len(first.split()) <= MOST_WORDS_WITH_CAUTION, first


@each_unit
def test_figures_are_the_guides_and_spoken(source: str, unit: dict[str, Any]) -> None:
    said = " ".join(pieces(unit)).lower()
    for fact, figure in unit.get("facts", {}).items():
        assert figure == FIGURES[fact]
        for words in spoken_figure(figure):
            assert re.search(rf"\b{words}", said), f"{fact}: {words!r} is not said"


@each_unit
def test_no_figure_is_spoken_unclaimed(source: str, unit: dict[str, Any]) -> None:
    claimed = {spoken_figure(figure)[0] for figure in unit.get("facts", {}).values()}
    for text in everything_said(unit):
        for words in MEASURED.findall(text.lower()):
            assert words in claimed | NOT_THE_GUIDES, text


def test_every_figure_is_in_an_answer_and_the_main_ones_in_all() -> None:
    for fact, figure in FIGURES.items():
        answers = [unit["answer"].lower() for _, unit in UNITS if fact in unit.get("facts", {})]
        assert any(all(words in text for words in spoken_figure(figure)) for text in answers), fact
    for source, unit in UNITS:
        for fact in ALWAYS.get(source, set()):
            for words in spoken_figure(FIGURES[fact]):
                assert words in unit["answer"].lower(), (unit["id"], fact)


@pytest.mark.parametrize("unit", [unit for source, unit in UNITS if source[0] == "3"])
def test_a_dose_is_what_the_guide_says_and_never_an_order(unit: dict[str, Any]) -> None:
    for text in pieces(unit):
        if DOSE.search(text):
            assert re.search(r"\bguide says\b", text, re.IGNORECASE), text
            assert "doctor" in text, text
    if DOSE.search(unit["answer"]):
        assert "doctor or pharmacist" in unit["answer"] or "prescription" in unit["answer"]
    for text in everything_said(unit):
        assert not re.search(r"\byou (can|may|should|must|could) (take|use|have)\b", text), text
        for sentence in sentences(text):
            assert sentence.split()[0].strip(",").lower() not in ORDERS, text


WARNINGS = {
    "ranitidine_dose": "withdrawn",
    "naproxen_dose": "six hundred and sixty milligrams a day",
    "ibuprofen_and_naproxen": "never both together",
    "ibuprofen_dose": "blood thinners",
    "heat_towel_iron": "do not warm a towel with an iron",
    "baclofen_dose": "drowsy",
    "tizanidine_dose": "prescription",
    "rest": "gently active",
    "shower_stretch": "faint",
    "ice_asleep": "never fall asleep",
    "heat_asleep": "never fall asleep",
    "getting_up_knees": "slip of translation",
    "acetaminophen": "no strength",
    "sleep_front": "hard on the back",
}


def test_where_the_guide_is_dangerous_the_first_reply_says_so() -> None:
    by_id = {unit["id"]: unit for _, unit in UNITS}
    for unit_id, words in WARNINGS.items():
        assert words in " ".join(first_reply(by_id[unit_id])).lower(), unit_id


def test_part_one_never_diagnoses() -> None:
    for source, unit in UNITS:
        if source[0] == "1":
            said = " ".join(everything_said(unit)).lower()
            assert not re.search(r"\byou (probably |likely )?have (a |got )?(?!blood)", said), said


@pytest.mark.parametrize(("source", "unit_id", "question"), QUESTIONS)
def test_a_question_template_is_lower_case_words(source: str, unit_id: str, question: str) -> None:
    assert re.fullmatch(r"[a-z_ |()<>\[\]]+", question), question
    assert not re.search(r"[a-z][\[(<]|[\])>][a-z]", question), "no space beside a bracket"
    assert all(name in RULES for name in re.findall(r"<([a-z_]+)>", question))
    parse_sentence(question)


class Words:
    """All templates as one automaton over words; every state knows its owner."""

    def __init__(self) -> None:
        self.free: list[set[int]] = []
        self.by_word: list[dict[str, set[int]]] = []
        self.owner_of: list[str] = []
        self.ends: set[int] = set()

    def state(self, owner: str) -> int:
        """A new state that belongs to this step and unit."""
        self.free.append(set())
        self.by_word.append({})
        self.owner_of.append(owner)
        return len(self.free) - 1

    def add(self, part: Expression, start: int, owner: str) -> int:
        """Append an expression after `start`; returns the state behind it."""
        if isinstance(part, TextChunk):
            for word in part.text.split():
                after = self.state(owner)
                self.by_word[start].setdefault(word, set()).add(after)
                start = after
            return start
        if isinstance(part, RuleReference):
            return self.add(RULES[part.rule_name].expression, start, owner)
        assert isinstance(part, Group)
        if not isinstance(part, Alternative):
            for item in part.items:
                start = self.add(item, start, owner)
            return start
        after = self.state(owner)
        for item in part.items:
            self.free[self.add(item, start, owner)].add(after)
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
        """Sentences that two units claim, with those units."""
        first = self.closure(starts)
        waiting, seen = deque([(first, "")]), {first}
        while waiting:
            states, sentence = waiting.popleft()
            ending = {self.owner_of[state] for state in states & self.ends}
            if len(ending) > 1:
                yield sentence.strip(), ending
            for word in {word for state in states for word in self.by_word[state]}:
                reached = set().union(*(self.by_word[state].get(word, set()) for state in states))
                after = self.closure(reached)
                if after not in seen and len({self.owner_of[state] for state in after}) > 1:
                    seen.add(after)
                    waiting.append((after, f"{sentence} {word}"))


def test_no_sentence_belongs_to_two_steps_or_units() -> None:
    words = Words()
    starts = set()
    for source, unit_id, question in QUESTIONS:
        owner = f"{source} {unit_id}"
        start = words.state(owner)
        starts.add(start)
        words.ends.add(words.add(parse_sentence(question).expression, start, owner))
    found = list(words.shared(starts))
    assert not found, found[:20]
