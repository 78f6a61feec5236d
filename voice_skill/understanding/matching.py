"""Matches one utterance against parsed templates.

hassil reads the templates; the matching is our own, because hassil's tries one alternative after
the other and needs many milliseconds where thousands of sentences are known. Here every place in
the sentence is visited once for each expression, so no template can make it slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voice_skill.understanding.expressions import (
    AllOf,
    AnyOf,
    Expression,
    Grammar,
    InAnyOrder,
    Literal,
    Rule,
    Slot,
)

Captures = tuple[tuple[str, str], ...]
"""(slot, value) in the order in which they were said."""

Ends = dict[tuple[int, Captures], None]
"""Where a match can end and what it captured; a dict keeps the order of the template."""

_MOST_NAME_WORDS = 3
_MOST_FREE_WORDS = 12
_MOST_GAP_WORDS = 4


class Matcher:
    """One utterance, matched against any number of expressions of one grammar."""

    def __init__(self, grammar: Grammar, words: Iterable[str], closed: frozenset[str]) -> None:
        """`closed` are the words that no {name} may hold."""
        self._grammar = grammar
        self.text = " ".join(words)
        """The utterance; character ranges are in it."""
        self._closed = closed
        self._rules: dict[tuple[str, int], Ends] = {}

    def whole(self, expression: Expression) -> list[Captures]:
        """The captures of every way in which the expression is the whole utterance."""
        ends = self._ends(expression, 0)
        return [captures for end, captures in ends if end >= len(self.text)]

    def anywhere(self, expression: Expression) -> Iterator[tuple[int, int]]:
        """Where the expression stands, as character ranges, by their start."""
        for start in self._word_starts():
            ends = (self._word_end(end) for end, _ in self._ends(expression, start))
            longest = max((end for end in ends if end > start), default=None)
            if longest is not None:
                yield start, longest

    def captured(self, expression: Expression) -> Iterator[tuple[int, int, Captures]]:
        """Where the expression stands and what it captured, as character ranges."""
        for start in self._word_starts():
            for end, captures in self._ends(expression, start):
                if self._word_end(end) > start:
                    yield start, self._word_end(end), captures

    def captures_of(self, rule: str) -> Iterator[Captures]:
        """What the rule captures, wherever it stands and captures anything."""
        expression = self._grammar.parse(f"<{rule}>")
        return (captures for _, _, captures in self.captured(expression) if captures)

    def _word_starts(self) -> list[int]:
        text = self.text
        return [0, *(index + 1 for index, letter in enumerate(text) if letter == " ")]

    def _word_end(self, place: int) -> int:
        """The place if a word ends there, without the space behind it; -1 otherwise."""
        if place > 0 and self.text[place - 1] == " ":
            place -= 1
        return place if place == len(self.text) or self.text[place] == " " else -1

    def _boundary(self, place: int) -> int | None:
        text = self.text
        if place >= len(text) or place == 0 or text[place - 1] == " ":
            return place
        return place + 1 if text[place] == " " else None

    def _ends(self, expression: Expression, start: int) -> Ends:
        if isinstance(expression, Literal):
            return self._literal_ends(expression, start)
        if isinstance(expression, AnyOf):
            return self._alternative_ends(expression, start)
        if isinstance(expression, AllOf):
            return self._sequence_ends(expression.items, start)
        if isinstance(expression, Rule):
            return self._rule_ends(expression.name, start)
        if isinstance(expression, Slot):
            return self._slot_ends(expression, start)
        if isinstance(expression, InAnyOrder):
            return self._any_order_ends(expression.items, start)
        place = self._boundary(start)
        return {} if place is None else {(place, ()): None}

    def _alternative_ends(self, expression: AnyOf, start: int) -> Ends:
        letter = self.text[start : start + 2].lstrip()[:1]
        by_letter = expression.by_letter
        found: Ends = {}
        for item in by_letter.get(letter) or by_letter[""]:
            found.update(self._ends(item, start))
        return found

    def _literal_ends(self, literal: Literal, start: int) -> Ends:
        place: int | None = self._boundary(start) if literal.before else start
        if place is None or not self.text.startswith(literal.text, place):
            return {}
        place += len(literal.text)
        place = self._boundary(place) if literal.after else place
        return {} if place is None else {(place, ()): None}

    def _sequence_ends(self, items: tuple[Expression, ...], start: int) -> Ends:
        reached: Ends = {(start, ()): None}
        for item in items:
            following: Ends = {}
            for place, captures in reached:
                for end, more in self._ends(item, place):
                    following[(end, captures + more)] = None
            reached = following
            if not reached:
                break
        return reached

    def _any_order_ends(self, items: tuple[Expression, ...], start: int) -> Ends:
        if not items:
            return {(start, ()): None}
        found: Ends = {}
        for index, item in enumerate(items):
            rest = items[:index] + items[index + 1 :]
            for place, captures in self._ends(item, start):
                for end, more in self._any_order_ends(rest, place):
                    found[(end, captures + more)] = None
        return found

    def _rule_ends(self, name: str, start: int) -> Ends:
        key = (name, start)
        if key not in self._rules:
            self._rules[key] = self._ends(self._grammar.rule(name), start)
        return self._rules[key]

    def _slot_ends(self, slot: Slot, start: int) -> Ends:
        place = start
        if place and place < len(self.text) and self.text[place - 1] != " ":
            return {}
        if slot.list_name in self._grammar.lists:
            return {
                (place + len(said), ((slot.slot, value),)): None
                for said, value in self._grammar.spoken(slot.list_name)
                if self.text.startswith(said, place) and self._word_end(place + len(said)) > 0
            }
        if slot.list_name in ("duration", "more", "time", "number"):
            return self._placeholder_ends(slot, place)
        return self._free_ends(slot, place)

    def _placeholder_ends(self, slot: Slot, place: int) -> Ends:
        end = self.text.find(" ", place)
        word = self.text[place:] if end < 0 else self.text[place:end]
        if not word.startswith(slot.list_name + "slot"):
            return {}
        return {(place + len(word), ((slot.slot, word),)): None}

    def _free_ends(self, slot: Slot, place: int) -> Ends:
        most = {"name": _MOST_NAME_WORDS, "gap": _MOST_GAP_WORDS}
        captured = slot.list_name != "gap"
        found: Ends = {} if captured else {(place, ()): None}
        words = self.text[place:].split(" ", most.get(slot.list_name, _MOST_FREE_WORDS))
        end = place
        for word in words[: most.get(slot.list_name, _MOST_FREE_WORDS)]:
            if not word or (slot.list_name == "name" and word in self._closed):
                break
            if captured and "slot" in word and word.endswith(("slota", "slotb", "slotc")):
                break
            end += len(word)
            value = ((slot.slot, self.text[place:end]),) if captured else ()
            found[(end, value)] = None
            end += 1
        return found
