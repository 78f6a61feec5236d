"""What must be right about a sentence template before it is ever matched."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from voice_skill.content_yaml import Entry

_PARTS = re.compile(r"[()\[\]<>{}|;]|[^()\[\]<>{}|;]+")
_OPENERS = {")": "(", "]": "[", ">": "<", "}": "{"}
_NAME = re.compile(r"[a-z][A-Za-z0-9_]*")
_LIST_NAME = re.compile(rf"{_NAME.pattern}(?::{_NAME.pattern})?")
"""A list is named as its slot is to be called, which others may write in camel case."""
_NAMED = re.compile(r"[<{][^<>{}]*[>}]")
_DEEPEST = 12
_WORDS = re.compile(r"[a-z' -]*")


def check_template(
    entry: Entry, template: str, rules: Container[str], lists: Container[str]
) -> None:
    """Raise ContentError for a bracket left open, an odd character, or a name nobody defined."""
    words = _NAMED.sub("", template)
    if words != words.lower():
        raise entry.error(f"a template is written in lower case: {template!r}")
    stack: list[str] = []
    separators = [""]
    before = ""
    for part in _PARTS.findall(template):
        if part in "([<{":
            _open(entry, template, stack, part)
            separators.append("")
        elif part in _OPENERS:
            _close(entry, template, stack, part, before)
            separators.pop()
        elif part in "|;":
            _separate(entry, template, separators, part)
        elif stack and stack[-1] in "<{":
            _check_name(entry, template, stack[-1], part, rules, lists)
        elif not _WORDS.fullmatch(part):
            raise entry.error(
                f"only letters and apostrophes make words, numbers are spelled out: {template!r}"
            )
        before = part
    if stack:
        raise entry.error(f"the bracket {stack[-1]!r} is never closed: {template!r}")
    if not re.search(r"[a-z]", template):
        raise entry.error(f"a template needs at least one word: {template!r}")


def _open(entry: Entry, template: str, stack: list[str], part: str) -> None:
    if stack and stack[-1] in "<{":
        raise entry.error(f"a bracket inside a name: {template!r}")
    stack.append(part)
    if len(stack) > _DEEPEST:
        raise entry.error(f"brackets nested more than {_DEEPEST} deep: {template[:40]!r}")


def _separate(entry: Entry, template: str, separators: list[str], part: str) -> None:
    if separators[-1] not in ("", part):
        raise entry.error(f"| and ; in the same brackets: {template!r}")
    separators[-1] = part


def _close(entry: Entry, template: str, stack: list[str], part: str, before: str) -> None:
    if not stack or stack[-1] != _OPENERS[part]:
        raise entry.error(f"the bracket {part!r} closes nothing: {template!r}")
    opener = stack.pop()
    if before == opener:
        raise entry.error(f"empty brackets {opener}{part}: {template!r}")


def _check_name(
    entry: Entry,
    template: str,
    opener: str,
    name: str,
    rules: Container[str],
    lists: Container[str],
) -> None:
    if opener == "<":
        if not _NAME.fullmatch(name) or name not in rules:
            raise entry.error(f"there is no rule <{name}>: {template!r}")
    elif not _LIST_NAME.fullmatch(name) or name.split(":")[0] not in lists:
        raise entry.error(f"there is no list {{{name}}}: {template!r}")


def rule_names(template: str) -> set[str]:
    """The rules that a template refers to."""
    return set(re.findall(r"<([a-z0-9_]+)>", template))


def circle(rules: dict[str, str]) -> list[str] | None:
    """Rules that lead back to themselves, in order; None where there are none."""
    finished: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str] | None:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in finished:
            return None
        found = _first(walk(inner, [*path, name]) for inner in sorted(rule_names(rules[name])))
        finished.add(name)
        return found

    return _first(walk(name, []) for name in rules)


def _first(results: Iterable[list[str] | None]) -> list[str] | None:
    return next((result for result in results if result), None)
