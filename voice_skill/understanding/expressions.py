"""Sentence templates as hassil parses them, in a form that is quick to match."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Literal:
    """Words; `before` and `after` say whether a word begins or ends there."""

    text: str
    before: bool
    after: bool


@dataclass(frozen=True)
class Boundary:
    """A place between words."""


@dataclass(frozen=True)
class AllOf:
    """One after the other."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    """One of these."""

    items: tuple[Expression, ...]
    by_letter: Mapping[str, tuple[Expression, ...]] = field(compare=False)
    """For each first letter the items that can begin with it; under "" those that begin anyhow."""


@dataclass(frozen=True)
class InAnyOrder:
    """Each once, in any order."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Rule:
    """A shared expression by name."""

    name: str


@dataclass(frozen=True)
class Slot:
    """A value from a list."""

    list_name: str
    slot: str


Expression = Literal | Boundary | AllOf | AnyOf | InAnyOrder | Rule | Slot


@dataclass
class Grammar:
    """Parses templates when they are first needed."""

    rules: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]]
    prepare: Callable[[str], str]
    """Brings a template into the spelling of the utterances."""
    _parsed_rules: dict[str, Expression] = field(default_factory=dict)
    _required_by_rule: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    _by_length: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def parse(self, template: str) -> Expression:
        """The template as an expression."""
        from hassil.parse_expression import parse_sentence

        return _converted(parse_sentence(self.prepare(template)).expression)

    def required(self, expression: Expression) -> list[frozenset[str]]:
        """Groups of words: a text that holds no word of one group cannot hold the expression."""
        if isinstance(expression, Literal):
            return [frozenset((word,)) for word in expression.text.split()]
        if isinstance(expression, Rule):
            if expression.name not in self._required_by_rule:
                self._required_by_rule[expression.name] = self.required(self.rule(expression.name))
            return self._required_by_rule[expression.name]
        if isinstance(expression, AnyOf):
            branches = [self.required(item) for item in expression.items]
            smallest = [min(branch, key=len) for branch in branches if branch]
            if len(smallest) < len(branches):
                return []
            return [frozenset(word for group in smallest for word in group)]
        if isinstance(expression, (AllOf, InAnyOrder)):
            return [group for item in expression.items for group in self.required(item)]
        return []

    def rule(self, name: str) -> Expression:
        """The expression of a rule."""
        if name not in self._parsed_rules:
            self._parsed_rules[name] = self.parse(self.rules[name])
        return self._parsed_rules[name]

    def spoken(self, list_name: str) -> list[tuple[str, str]]:
        """The spoken forms of a list with their values, longest first."""
        if list_name not in self._by_length:
            pairs = [(self.prepare(said), value) for said, value in self.lists[list_name].items()]
            self._by_length[list_name] = sorted(pairs, key=lambda pair: -len(pair[0]))
        return self._by_length[list_name]


def _converted(node: object) -> Expression:
    from hassil import expression as parsed

    if isinstance(node, parsed.TextChunk):
        return _literal(node.text)
    if isinstance(node, parsed.ListReference):
        return Slot(node.list_name, node.slot_name)
    if isinstance(node, parsed.RuleReference):
        return Rule(node.rule_name)
    assert isinstance(node, parsed.Group)
    items = tuple(_converted(item) for item in node.items)
    if isinstance(node, parsed.Alternative):
        return _any_of(items)
    if isinstance(node, parsed.Permutation):
        return InAnyOrder(items)
    return items[0] if len(items) == 1 else AllOf(items)


def _any_of(items: tuple[Expression, ...]) -> AnyOf:
    letters = [_first_letter(item) for item in items]
    by_letter = {
        wanted: tuple(
            item for item, letter in zip(items, letters, strict=True) if letter in ("", wanted)
        )
        for wanted in {*letters, ""}
    }
    return AnyOf(items, by_letter)


def _first_letter(expression: Expression) -> str:
    if isinstance(expression, AllOf) and expression.items:
        return _first_letter(expression.items[0])
    return expression.text[0] if isinstance(expression, Literal) else ""


def _literal(text: str) -> Expression:
    words = " ".join(text.split())
    if not words:
        return Boundary() if text else AllOf(())
    return Literal(words, text[0].isspace(), text[-1].isspace())
