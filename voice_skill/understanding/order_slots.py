"""What a freely said order is about: its kind, name, length and time, each by its own words.

Two kinds, two lengths or two times in one sentence are not chosen between: the order is not taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.language import Language
from voice_skill.understanding.matching import Matcher
from voice_skill.understanding.order_values import OrderValues, TwoThingsSaidError
from voice_skill.understanding.orders import Ordered
from voice_skill.understanding.slots import Reading, slot_values
from voice_skill.understanding.times import ClockSpan, Span

_OR = "or"
_HINTS = "hinted_kind"
_NAMED_KINDS = ("kind", "said_kind")
_KIND_LISTS = (*_NAMED_KINDS, _HINTS)
_HINTED = ("timer.start", "timer.extend", "timer.query")
"""In the others "hold the pie" is no stretch, and "freeze it" no ice."""
_CALLED_SO = frozenset(("ice", "heat"))
_TIMER_SLOTS = {"duration": "duration", "number": "minutes"}
_TARGET_SLOTS = {"duration": "target", "number": "target_minutes"}
_BESIDE_A_LENGTH = 3
"""Words from "wake me" to the time, where a length is said as well."""
_WITH_LENGTH = ("timer.start", "timer.extend")
_WITH_TARGET = ("timer.cancel", "timer.pause", "timer.resume", "timer.query")


class OrderSlots:
    """Reads the slots of freely said orders in one language."""

    def __init__(self, language: Language, grammar: Grammar) -> None:
        self._grammar = grammar
        self._closed = language.hard_words | frozenset(language.lists.get("never_in_a_name", ()))
        self._no_name = frozenset(language.lists.get("never_a_timer", ()))

    def read(self, ordered: Ordered) -> tuple[str, dict[str, Any]]:
        """The intent and its slots.

        Raises TwoThingsSaidError where the words hold two kinds, lengths or times.
        """
        intent = ordered.order.intent
        matcher = Matcher(self._grammar, ordered.reading.words, self._closed)
        values = OrderValues(ordered, matcher, self._grammar)
        slots = dict(ordered.order.slots)
        group = intent.partition(".")[0]
        if group == "timer":
            slots.update(self._timer(ordered, matcher, values))
        elif group == "alarm":
            return self._alarm(intent, matcher, values, ordered.reading)
        elif group == "reminder":
            slots.update(self._reminder(matcher, values, ordered.reading))
        return intent, slots

    def _timer(self, ordered: Ordered, matcher: Matcher, values: OrderValues) -> dict[str, Any]:
        slots: dict[str, Any] = {}
        intent = ordered.order.intent
        pointed = ordered.pointing.name()
        kind = self._kind(matcher, _KIND_LISTS if intent in _HINTED else _NAMED_KINDS, pointed)
        name = pointed or self._name(matcher)
        if kind or intent == "timer.start":
            slots["kind"] = kind or "custom"
        if name and kind in (None, "custom"):
            slots["name"] = name
        if intent in _WITH_LENGTH:
            slots.update(values.length(_TIMER_SLOTS))
        elif intent in _WITH_TARGET:
            slots.update(values.length(_TARGET_SLOTS))
            if self._found(matcher, "every_one"):
                slots["all"] = True
        shorter = self._found(matcher, "taking_time") or (
            self._found(matcher, "taking") and not self._found(matcher, "surely_more")
        )
        if intent == "timer.extend" and shorter:
            slots = {
                key: -abs(value) if key == "duration_s" else value for key, value in slots.items()
            }
        return slots

    def _alarm(
        self, intent: str, matcher: Matcher, values: OrderValues, reading: Reading
    ) -> tuple[str, dict[str, Any]]:
        times = values.of(ClockSpan)
        if intent == "alarm.start" and times and values.of(Span):
            # "Two hours and then wake me, three of us are swapping": three is no time.
            near = values.aimed([name for name, _ in times], "time", _BESIDE_A_LENGTH)
            times = [(name, value) for name, value in times if name in near]
        slots = slot_values(values.said(times, "time"), reading.values)
        days = list(dict.fromkeys(value for _, value in self._listed(matcher, ("day",))))
        if len(days) == 1:
            said = (*values.said(times, "time"), ("day", days[0]))
            slots = slot_values(said, reading.values)
        elif days and len(times) > 1:
            raise TwoThingsSaidError  # "at seven on monday and at eight on tuesday"
        elif days:
            slots["days"] = [day.partition(" ")[0] for day in days]
        if self._found(matcher, "a_date"):
            slots = {"problem": "date"}
        if intent == "alarm.start" and not times:
            length = values.length(_TIMER_SLOTS)
            if length:
                return "timer.start", {"kind": "break", **length}
        if intent == "alarm.cancel" and not times and self._found(matcher, "every_one"):
            slots["all"] = True
        return intent, slots

    def _reminder(self, matcher: Matcher, values: OrderValues, reading: Reading) -> dict[str, Any]:
        slots = slot_values(values.said(values.of(ClockSpan), "time"), reading.values)
        if not slots:
            slots = values.length({"duration": "duration"})
        for captures in matcher.captures_of("reminding"):
            said = [word for word in captures[-1][1].split() if word not in reading.values]
            slots["what"] = " ".join(said)
            break
        return slots

    def _kind(self, matcher: Matcher, lists: Sequence[str], name: str | None) -> str | None:
        """What is named outweighs what is hinted at; of two, what the order is aimed at counts.

        name: what the timer is named after, of which no part is a kind: "rice and peas". What is
        called ice or heat, or lies on the body, is no food, whatever the model takes for a name:
        else it would count without a limit.
        """
        hints = self._grammar.lists.get(_HINTS, {})
        said = self._listed(matcher, lists)
        if name and not self._found(matcher, "on_the_body"):
            said = [
                (words, value)
                for words, value in said
                if not (words in hints or _in_longer(words, name))
                or not _CALLED_SO.isdisjoint(words.split())
            ]
        named = {value for words, value in said if words not in hints}
        kinds = named or {value for _, value in said}
        if len(kinds) > 1 and _OR not in matcher.text.split():
            kinds = {
                value for captures in matcher.captures_of("aimed_kind") for _, value in captures
            }
        if len(kinds) > 1:
            raise TwoThingsSaidError
        return kinds.pop() if kinds else None

    def _listed(self, matcher: Matcher, lists: Sequence[str]) -> list[tuple[str, str]]:
        """(words, value) in the order said, each by the longest words that stand at its place."""
        found: list[tuple[int, int, str]] = []
        for name in lists:
            if name in self._grammar.lists:
                expression = self._grammar.parse("{" + name + "}")
                found += [
                    (start, end, said[0][1]) for start, end, said in matcher.captured(expression)
                ]
        said = {
            (matcher.text[start:end], value): None
            for start, end, value in sorted(found)
            if not any(
                (left, right) != (start, end) and left <= start and end <= right
                for left, right, _ in found
            )
        }
        return list(said)

    def _name(self, matcher: Matcher) -> str | None:
        for captures in matcher.captures_of("naming"):
            said = captures[-1][1]
            if not self._no_name.intersection(said.split()):
                return said
        known = {value for _, value in self._listed(matcher, ("thing",))}
        return known.pop() if len(known) == 1 else None

    def _found(self, matcher: Matcher, rule: str) -> bool:
        return any(True for _ in matcher.anywhere(self._grammar.parse(f"<{rule}>")))


def _in_longer(words: str, name: str) -> bool:
    return words != name and f" {words} " in f" {name} "
