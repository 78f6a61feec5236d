"""Turns the questions and answers of the guide's content files into training sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from meaning_data import NO_FACT, Example

_RULE = re.compile(r"<(\w+)>")


def read_guide(folder: Path, facts: frozenset[str]) -> list[Example]:
    """Questions as patterns and answers as they are, each with its step.

    A unit whose id is one of `facts` is about that figure; elsewhere a figure is only mentioned.
    """
    rules = _load(folder / "rules.yaml")["rules"]
    examples = []
    for path in sorted(folder.glob("part*.yaml")):
        part = _load(path)
        for step in part["steps"]:
            label = f"guide.{part['part']}.{step['step']}"
            for unit in step["units"]:
                fact = unit["id"] if unit["id"] in facts else NO_FACT
                for question in unit.get("questions", ()):
                    examples.append(Example(_pattern(question, rules), label, fact))
                examples += [Example(text, label) for text in _told(unit)]
    return examples


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _pattern(question: str, rules: Mapping[str, str]) -> str:
    """With rules filled in, and `(x|)` for what may be left out."""
    while _RULE.search(question):
        question = _RULE.sub(lambda found: rules[found[1]], question)
    return question.replace("[", "(").replace("]", "|)")


def _told(unit: Mapping[str, Any]) -> Iterator[str]:
    for text in (unit["answer"], unit.get("why", ""), *unit.get("more", ())):
        if text and "{" not in text:
            yield re.sub(r"[^\w' ]", "", text).lower()
