"""Reads commands/*.yaml and the other files of words into one Language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voice_skill.content_guide import Questions
from voice_skill.content_templates import check_template, circle
from voice_skill.content_topics import Topics
from voice_skill.content_yaml import Entry
from voice_skill.core.guide import Guide
from voice_skill.core.knowledge import Emergency
from voice_skill.understanding.language import FreeOrder, InRoutine, IntentTemplates, Language

BUILT_IN_LISTS = frozenset(("duration", "more", "time", "number", "name", "what", "gap"))
"""Slots that the program reads itself: lengths, lengths said as an addition ("ten more minutes"),
clock times, counts, names, reminders; and {gap}, up to four words of any kind."""

ORDER_RULES = frozenset(
    (
        "a_date",
        "aimed_kind",
        "aimed_length",
        "waking_cue",
        "every_one",
        "naming",
        "on_the_body",
        "only_told",
        "reminding",
        "taking",
        "surely_more",
        "taking_time",
    )
)
"""What `orders.yaml` must say: which words name, aim at, take off or mean all of something."""
_LESS_ASKED_FOR = ("sure_from", "pointed_from", "pointed_unless", "asked_from", "asked_unless")

_FOLLOW_UP = "guide.follow"
_TOPIC_LIST = "topic"
"""The list that the guide fills."""

_OTHER_SIGNS = {
    "doubtful": {"certain": False},
    "misheard": {"certain": False, "misheard": True},
    "unless": {"harmless": True},
}
"""Templates that make a sign a question, or none at all."""


@dataclass
class LanguageFiles:
    """What is gathered from the files of one folder, before it is checked as a whole."""

    rules: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    templates: list[IntentTemplates] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    emergencies: dict[str, Emergency] = field(default_factory=dict)
    red_flags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    only_asked: set[str] = field(default_factory=set)
    words: dict[str, Any] = field(default_factory=dict)
    free_orders: list[FreeOrder] = field(default_factory=list)
    in_routine: list[InRoutine] = field(default_factory=list)
    number: str | None = None
    topic_sources: dict[str, str] = field(default_factory=dict)
    _rule_entries: dict[str, Entry] = field(default_factory=dict)
    _unchecked: list[tuple[Entry, str]] = field(default_factory=list)

    def read_rules(self, entry: Entry) -> None:
        """Shared expressions: `rules: {ice: "(ice|ice pack)"}`."""
        for name, rule in entry.entries().items():
            if name in self.rules:
                raise rule.error("a rule of this name exists already")
            self.rules[name] = rule.text()
            self._rule_entries[name] = rule
            self._unchecked.append((rule, self.rules[name]))

    def read_lists(self, entry: Entry) -> None:
        """Slot lists: `lists: {kind: {ice pack: ice}}`, or a plain list of words."""
        for name, values in entry.entries().items():
            if name in self.lists or name in BUILT_IN_LISTS or name == _TOPIC_LIST:
                raise values.error("a list of this name exists already")
            if values.is_list:
                self.lists[name] = {text: text for text in values.texts()}
            else:
                self.lists[name] = values.pairs()
            if not self.lists[name]:
                raise values.error("this list is empty")

    def read_shared(self, fields: dict[str, Entry]) -> None:
        """The rules and lists of a file that has them."""
        if "rules" in fields:
            self.read_rules(fields["rules"])
        if "lists" in fields:
            self.read_lists(fields["lists"])

    def read_commands(self, document: Entry) -> None:
        """One file of commands/."""
        fields = document.fields(("intents",), ("rules", "lists"))
        self.read_shared(fields)
        for entry in fields["intents"].items():
            intent = entry.fields(("intent", "sentences"), ("slots", "weight", "say"))
            name = intent["intent"].text()
            slots = intent["slots"].values() if "slots" in intent else {}
            weight = intent["weight"].number() if "weight" in intent else 1.0
            if weight <= 0:
                raise intent["weight"].error("a weight is above 0")
            if "say" in intent:
                self.said[name] = intent["say"].text()
            sentences = self._sentences(intent["sentences"].items())
            if not sentences:
                raise intent["sentences"].error("an intent needs at least one sentence")
            self.templates.append(IntentTemplates(name, sentences, slots, weight))

    def read_questions(self, questions: list[Questions]) -> None:
        """The questions of the guide, as templates that name their unit."""
        for asked in questions:
            sentences = self._sentences(list(asked.sentences))
            self.templates.append(
                IntentTemplates("guide.answer", sentences, {"unit": asked.unit_id})
            )

    def read_phrases(self, routine_id: str, phrases: list[Entry]) -> None:
        """The sentences that start a routine."""
        if phrases:
            sentences = self._sentences(phrases)
            slots = {"id": routine_id}
            self.templates.append(IntentTemplates("routine.start", sentences, slots))

    def check(self, entry: Entry, template: str) -> None:
        """Raise ContentError for a template that does not fit what was read so far."""
        check_template(entry, template, self.rules, BUILT_IN_LISTS | set(self.lists))

    def aspects(self) -> frozenset[str]:
        """What the follow-ups read so far ask for."""
        asked = [found.slots for found in self.templates if found.intent == _FOLLOW_UP]
        return frozenset(str(slots["aspect"]) for slots in asked if "aspect" in slots)

    def read_topics(self, topics: Topics) -> None:
        """The topics of the guide's steps, which follow-ups name with {topic}."""
        if topics.spoken:
            self.lists[_TOPIC_LIST] = topics.spoken
        self.topic_sources = topics.homes

    def read_emergencies(self, document: Entry) -> None:
        """emergencies.yaml: fixed texts, and the templates that are looked for anywhere."""
        fields = document.fields(("emergencies",), ("rules", "lists", "number"))
        self.read_shared(fields)
        if "number" in fields:
            self.number = fields["number"].text()
        for entry in fields["emergencies"].items():
            sign = entry.fields(("id", "say", "ask", "templates"), ("only_asked", *_OTHER_SIGNS))
            name = sign["id"].text()
            if name in self.emergencies:
                raise sign["id"].error(f"the emergency `{name}` is there twice")
            self.emergencies[name] = Emergency(name, _advice(sign["say"]), sign["ask"].text())
            self.red_flags[name] = self._sentences(sign["templates"].items())
            if "only_asked" in sign and sign["only_asked"].truth():
                self.only_asked.add(name)
            for key, slots in _OTHER_SIGNS.items():
                if key in sign:
                    sentences = self._sentences(sign[key].items())
                    fixed = {"red_flag": name, **slots}
                    self.templates.append(IntentTemplates("emergency", sentences, fixed))

    def read_orders(self, document: Entry) -> None:
        """orders.yaml: what the words of a freely said order must hold."""
        fields = document.fields(("orders",), ("rules", "lists"))
        self.read_shared(fields)
        missing = sorted(ORDER_RULES - set(self.rules))
        if missing:
            raise document.error(f"the rule `{missing[0]}` is missing; orders are read with it")
        for entry in fields["orders"].items():
            order = entry.fields(
                ("class", "intent", "needs"),
                ("unless", "slots", *_LESS_ASKED_FOR),
            )
            label = order["class"].text()
            if any(label == other.label for other in self.free_orders):
                raise order["class"].error(f"the class `{label}` is there twice")
            self.free_orders.append(
                FreeOrder(
                    label,
                    order["intent"].text(),
                    self._sentences(order["needs"].items()),
                    self._optional(order, "unless"),
                    order["slots"].values() if "slots" in order else {},
                    order["sure_from"].number() if "sure_from" in order else None,
                    order["pointed_from"].number() if "pointed_from" in order else None,
                    self._optional(order, "pointed_unless"),
                    order["asked_from"].number() if "asked_from" in order else None,
                    self._optional(order, "asked_unless"),
                )
            )

    def _optional(self, fields: Mapping[str, Entry], key: str) -> tuple[str, ...]:
        return self._sentences(fields[key].items()) if key in fields else ()

    def read_in_routine(self, document: Entry) -> None:
        """in_routine.yaml: what words mean while somebody is talked through a routine."""
        fields = document.fields(("intents",), ("rules", "lists"))
        self.read_shared(fields)
        for entry in fields["intents"].items():
            own = entry.fields(("intent", "sentences"), ("slots", "anywhere", "unless"))
            self.in_routine.append(
                InRoutine(
                    own["intent"].text(),
                    self._sentences(own["sentences"].items()),
                    own["slots"].values() if "slots" in own else {},
                    anywhere="anywhere" in own and own["anywhere"].truth(),
                    unless=self._sentences(own["unless"].items()) if "unless" in own else (),
                )
            )

    def read_words(self, document: Entry) -> None:
        """words.yaml: what is dropped, replaced, and never touched."""
        texts = ("courtesies", "fillers", "hard_words")
        fields = document.fields((), (*texts, "replacements", "pronunciations", "rules", "lists"))
        self.read_shared(fields)
        for name in texts:
            if name in fields:
                self.words[name] = fields[name].texts()
        for name in ("replacements", "pronunciations"):
            if name in fields:
                self.words[name] = fields[name].pairs()

    def language(self, guide: Guide) -> Language:
        """All of it, once every template is known to be well formed. Raises ContentError."""
        lists = BUILT_IN_LISTS | set(self.lists)
        for entry, template in self._unchecked:
            check_template(entry, template, self.rules, lists)
        looped = circle(self.rules)
        if looped:
            path = " -> ".join(f"<{name}>" for name in looped)
            raise self._rule_entries[looped[0]].error(f"rules lead back to themselves: {path}")
        units = guide.units()
        courtesies = tuple(self.words.get("courtesies", ()))
        return Language(
            templates=tuple(self.templates),
            rules=self.rules,
            lists=self.lists,
            fillers=(*courtesies, *self.words.get("fillers", ())),
            courtesies=courtesies,
            replacements=self.words.get("replacements", {}),
            hard_words=frozenset(self.words.get("hard_words", ())),
            red_flags=self.red_flags,
            only_asked=frozenset(self.only_asked),
            pronunciations=self.words.get("pronunciations", {}),
            free_orders=tuple(self.free_orders),
            in_routine=tuple(self.in_routine),
            unit_titles={unit_id: unit.title for unit_id, unit in units.items()},
            unit_sources={unit_id: unit.source for unit_id, unit in units.items()},
            topic_sources=self.topic_sources,
        )

    def _sentences(self, entries: list[Entry]) -> tuple[str, ...]:
        sentences = tuple(entry.text() for entry in entries)
        self._unchecked += zip(entries, sentences, strict=True)
        return sentences


def _advice(entry: Entry) -> str:
    text = entry.text()
    try:
        text.format(number="112")
    except (KeyError, IndexError, ValueError):
        raise entry.error("the only field that may stand in braces is {number}") from None
    return text
