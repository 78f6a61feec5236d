"""Routine files: every mistake is one sentence with its place, and one bad file hides no other."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from voice_skill.content import Content, load
from voice_skill.content_routine_keys import STEP_KEYS, schema
from voice_skill.core.errors import ContentError
from voice_skill.core.routines import Count, Hold, Line
from voice_skill.resources import content_dir
from voice_skill.understanding.pipeline import Understander

SHIPPED = content_dir() / "en" / "routines"
SCHEMA = SHIPPED / "schema.json"
HEAD = "id: mine\ntitle: doing mine\n"
FULL = """
id: mine
title: doing mine
sources: ["2.2", "2.7"]
phrases: ["(start|do) my own thing"]
caution: Only as far as it is easy.
end: That was it.
ask_feeling: false
steps:
  - say: Bend both knees.
    short: Knees.
    why: It spares the back.
    sources: ["2.2"]
  - say: Breathe.
    wait_s: 7.5
  - say: Reach.
    hold_s: 5
    repetitions: 4
    rest_s: 3
    switch: Now the other side.
  - timer: {kind: massage, length_s: 600}
    ready: Hands to the back.
    say: Gently.
    cues: {half: Half way.}
  - ask: Is it sharp?
    yes_words: [sharp, very]
    no_words: [dull]
    unsure: yes
    yes: [{timer: {kind: ice, length_s: 900}}]
    no:
      - choose: A shower, or a stretch?
        unsure: [{say: Then rest.}]
        options:
          shower: [{say: Mind the step.}]
          stretch: [{routine: other}]
  - day_part: {morning: [{say: Good morning.}], night: [{say: Sleep well.}]}
  - alarm: rise
  - trigger: lights_on
  - ask: Is a leg weak?
    yes: [{emergency: leg_weakness}]
  - repeat: 2
    steps: [{say: One side.}, {say: The other side.}]
"""
OTHER = "id: other\ntitle: doing another\nsteps: [{say: Stretch.}]\n"


def _own(tmp_path: Path, files: Mapping[str, str | bytes]) -> Content:
    folder = tmp_path / "routines"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(content_dir(), [folder])


def _trouble(tmp_path: Path, text: str) -> str:
    content = _own(tmp_path, {"mine.yaml": text, "other.yaml": OTHER})
    assert content.own_routines == ("other",)
    (trouble,) = content.troubles
    assert "\n" not in trouble
    return trouble


def test_everything_that_can_be_written_is_read(tmp_path: Path) -> None:
    content = _own(tmp_path, {"mine.yaml": FULL, "other.yaml": OTHER})
    assert content.troubles == ()
    assert content.own_routines == ("mine", "other")
    written = content.knowledge.routines["mine"].written
    assert written.ask_feeling is False
    first, breathe, reach, rub = written.steps[:4]
    assert isinstance(first, Line) and first.brief == "Knees." and first.wait_s is None
    assert isinstance(breathe, Line) and breathe.wait_s == 7.5
    assert isinstance(reach, Hold) and (reach.hold_s, reach.repetitions) == (5, 4)
    assert isinstance(rub, Count) and dict(rub.cues) == {"half": "Half way."}


def test_a_phrase_of_the_users_own_starts_it(tmp_path: Path) -> None:
    content = _own(tmp_path, {"mine.yaml": FULL, "other.yaml": OTHER})
    meaning = Understander(content.language).understand("do my own thing please")
    assert (meaning.intent, meaning.slots["id"]) == ("routine.start", "mine")


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("steps: []", 3, "at least one step"),
        ("steps: [{say: ''}]", 3, "this text is empty"),
        ("steps: [{say: 'Take {what}.'}]", 3, "braces cannot be spoken"),
        (f"steps: [{{say: {'long ' * 70}}}]", 3, "more than 300 letters"),
        ("steps: [{wait_s: 3}]", 3, "a step has one of the keys"),
        ("steps:\n  - say: x\n    wait: 3", 5, "`wait`|this key is not known"),
        ("steps:\n  - say: x\n    wait_s: -3", 5, "a number from 1 to 3600"),
        ("steps:\n  - say: x\n    wait_s: soon", 5, "a number from 1 to 3600"),
        ("steps:\n  - say: x\n    hold_s: 2.5", 5, "a whole number from 1 to 60"),
        ("steps:\n  - say: x\n    hold_s: 0", 5, "a whole number from 1 to 60"),
        ("steps:\n  - say: x\n    hold_s: 3\n    wait_s: 3", 6, "not known here"),
        ("steps:\n  - say: x\n    hold_s: 3\n    repetitions: 0", 6, "from 1 to 20"),
        ("steps:\n  - say: x\n    hold_s: 3\n    repetitions: true", 6, "from 1 to 20"),
        ("steps:\n  - say: x\n    hold_s: 3\n    switch: y", 6, "an even number"),
        ('sources: ["2.7"]\nsteps: [{say: x, hold_s: 6}]', 4, "two to five|2 to 5 seconds"),
        ('sources: ["2.9"]\nsteps: [{say: x}]', 3, "no step `2.9`"),
        ("sources: [two]\nsteps: [{say: x}]", 3, "a step of the guide"),
        ("steps: [{timer: {kind: tea, length_s: 60}}]", 3, "one of ice, heat"),
        ("steps: [{timer: {kind: ice, length_s: 1201}}]", 3, "1200 seconds at most"),
        ("steps: [{timer: {kind: massage}}]", 3, "`length_s` is missing"),
        ("steps: [{ask: Sure?}]", 3, "needs steps for `yes` or for `no`"),
        ("steps: [{choose: 'A?', options: {a: [{say: x}]}}]", 3, "between two or three"),
        ("steps: [{choose: 'A?', options: {A: [{say: x}], b: [{say: x}]}}]", 3, "small letters"),
        ("steps: [{day_part: {noon: [{say: x}]}}]", 3, "not known here"),
        ("steps: [{alarm: tomorrow}]", 3, "one of half_way, rise"),
        ("steps: [{trigger: 'rm -rf'}]", 3, "small letters, digits and _"),
        ("steps: [{emergency: boredom}]", 3, "emergencies.yaml has no `boredom`"),
        ("steps: [{routine: nowhere}]", 3, "there is no routine `nowhere`"),
        ("steps: [{routine: mine}]", 3, "in a circle: mine -> mine"),
        ("phrases: ['do <nothing>']\nsteps: [{say: x}]", 3, "no rule <nothing>"),
        ("phrases: ['Do it']\nsteps: [{say: x}]", 3, "lower case"),
        ("ask_feeling: maybe\nsteps: [{say: x}]", 3, "true or false"),
        ("colour: red\nsteps: [{say: x}]", 3, "not known here"),
        ("steps: {say: x}", 3, "expected a list"),
        ("steps: [x]", 3, "expected keys with values"),
    ],
)
def test_mistakes_are_named_by_file_line_and_key(
    tmp_path: Path, body: str, line: int, said: str
) -> None:
    trouble = _trouble(tmp_path, HEAD + body)
    assert trouble.startswith(f"routines/mine.yaml, line {line}, ")
    assert re.search(said, trouble), trouble


def test_steps_in_steps_have_an_end(tmp_path: Path) -> None:
    step = "{say: x}"
    for _ in range(8):
        step = f"{{ask: 'Sure?', yes: [{step}]}}"
    assert "more than 6 deep" in _trouble(tmp_path, f"{HEAD}steps: [{step}]")


@pytest.mark.parametrize(
    "text", [b"\xff\xfe", "", "steps: [", "- a\n- b", "id: {}", "a: &x [*x]", "[" * 3000]
)
def test_what_is_no_routine_at_all_hides_no_other(tmp_path: Path, text: str | bytes) -> None:
    content = _own(tmp_path, {"mine.yaml": text, "other.yaml": OTHER})
    assert content.own_routines == ("other",)
    assert len(content.troubles) == 1
    assert content.troubles[0].startswith("routines/mine.yaml")


def test_what_runs_a_bad_routine_is_bad_and_the_rest_works(tmp_path: Path) -> None:
    files = {
        "a.yaml": "id: a\ntitle: x\nsteps: [{routine: b}]",
        "b.yaml": "id: b\ntitle: x\nsteps: [{routine: c}]",
        "c.yaml": "id: c\ntitle: x\nsteps: [{say: ''}]",
        "d.yaml": "id: d\ntitle: x\nsteps: [{routine: e}]",
        "e.yaml": "id: e\ntitle: x\nsteps: [{routine: d}]",
        "f.yaml": "id: f\ntitle: x\nsteps: [{routine: other}]",
        "other.yaml": OTHER,
    }
    content = _own(tmp_path, files)
    assert content.own_routines == ("f", "other")
    assert len(content.troubles) == 5
    assert any("circle: d -> e -> d" in trouble for trouble in content.troubles)


def test_a_short_chain_cannot_become_endless(tmp_path: Path) -> None:
    files = {"r0.yaml": "id: r0\ntitle: x\nsteps: [{say: x}]"}
    for depth in range(1, 30):
        inner = f"{{routine: r{depth - 1}}}"
        files[f"r{depth}.yaml"] = f"id: r{depth}\ntitle: x\nsteps: [{inner}, {inner}]"
    content = _own(tmp_path, files)
    assert len(content.own_routines) == 9, "up to 256 steps"
    assert all("400 steps" in t or "no routine" in t for t in content.troubles)


def test_names_of_files_that_do_not_fit(tmp_path: Path) -> None:
    content = _own(tmp_path, {"other.yaml": HEAD + "steps: [{say: x}]", "x.yml": "", "y.txt": "x"})
    first, second = content.troubles
    assert "the same" in first and "line 1, id" in first
    assert second == "routines/x.yml is not read; let its name end in .yaml."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "routines"
    folder.mkdir()
    (folder / "mine.yaml").write_text(FULL)
    (folder / "mine.yaml").chmod(0)
    (folder / "other.yaml").write_text(OTHER)
    assert load(content_dir(), [folder]).own_routines == ("other",)


def test_no_folder_is_no_trouble(tmp_path: Path) -> None:
    content = load(content_dir(), [tmp_path / "routines"])
    assert (content.own_routines, content.troubles) == ((), ())


def test_a_bad_routine_of_the_content_is_an_error(tmp_path: Path) -> None:
    for name in ("commands", "routines"):
        (tmp_path / name).mkdir()
    (tmp_path / "commands" / "x.yaml").write_text("intents: [{intent: a, sentences: [b]}]")
    (tmp_path / "routines" / "mine.yaml").write_text(f"{HEAD}steps: [{{say: x, wait_s: 0}}]")
    with pytest.raises(ContentError, match=r"routines/mine\.yaml, line 3, wait_s: "):
        load(tmp_path)


def test_the_schema_for_editors_is_the_loaders() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda file: file.stem)
def test_what_ships_names_the_schema_and_fits_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    assert _fits(_plain(text), schema())


@pytest.mark.parametrize("kind", STEP_KEYS)
def test_the_schema_takes_what_the_loader_takes(kind: str) -> None:
    steps = _plain(FULL)["steps"]
    inside = [steps[4]["yes"][0], steps[4]["no"][0], steps[8]["yes"][0]]
    inside += [steps[4]["no"][0]["options"]["stretch"][0]]
    (first, *_) = [step for step in steps + inside if kind in step]
    required = STEP_KEYS[kind][0]
    whole = schema()
    step = {**whole, **whole["$defs"]["step"], "required": [], "type": "object"}
    step.pop("properties"), step.pop("additionalProperties")
    assert _fits(first, step)
    assert not _fits({**first, "nonsense": 1}, step)
    for key in required:
        assert not _fits({name: each for name, each in first.items() if name != key}, step) or (
            kind == "hold_s" and key == "hold_s"
        )
        assert not _fits({**first, key: -1}, step)


def test_the_schema_takes_the_whole_and_refuses_what_the_loader_refuses() -> None:
    assert _fits(_plain(FULL), schema())
    for wrong in ("wait_s: 0", "hold_s: 61", "alarm: never", "routine: A B"):
        assert not _fits(_plain(f"{HEAD}steps: [{{say: x, {wrong}}}]"), schema())


def _plain(text: str) -> Any:
    """As an editor reads it: `yes` and `no` are keys, not truth values."""
    document = re.sub(r"\b(yes|no):", r'"\1":', text)
    return yaml.safe_load(document)


def _fits(value: Any, rule: dict[str, Any]) -> bool:
    """JSON Schema, as far as ours goes."""
    whole = schema()
    if "$ref" in rule:
        return _fits(value, whole["$defs"][rule["$ref"].rpartition("/")[2]])
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    kind = rule.get("type")
    if kind == "number":
        right = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        right = kind is None or isinstance(value, kinds[kind])
        right = right and not (kind == "integer" and isinstance(value, bool))
    return right and all(check(value, rule) for check in (_fits_plain, _fits_items, _fits_keys))


def _fits_plain(value: Any, rule: dict[str, Any]) -> bool:
    return (
        value in rule.get("enum", [value])
        and ("anyOf" not in rule or any(_fits(value, each) for each in rule["anyOf"]))
        and ("pattern" not in rule or bool(re.search(rule["pattern"], value)))
        and ("minLength" not in rule or rule["minLength"] <= len(value))
        and ("maxLength" not in rule or len(value) <= rule["maxLength"])
        and ("minimum" not in rule or rule["minimum"] <= value <= rule["maximum"])
    )


def _fits_items(value: Any, rule: dict[str, Any]) -> bool:
    if "items" not in rule:
        return True
    return len(value) >= rule.get("minItems", 0) and all(_fits(x, rule["items"]) for x in value)


def _fits_keys(value: Any, rule: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    known = dict(rule.get("properties", {}))
    for pattern, each in rule.get("patternProperties", {}).items():
        known |= {name: each for name in value if re.search(pattern, name)}
    count = len(value)
    return (
        all(name in value for name in rule.get("required", []))
        and (rule.get("additionalProperties", True) or all(name in known for name in value))
        and all(_fits(each, known[name]) for name, each in value.items() if name in known)
        and rule.get("minProperties", 0) <= count <= rule.get("maxProperties", count)
    )
