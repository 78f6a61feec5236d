"""Reads what follow-ups may name and ask: the topics of steps, the topics and aspects of units."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from voice_skill.content_yaml import Entry

_ID = re.compile(r"[a-z][a-z_]*")
_SPOKEN = re.compile(r"[a-z']+( [a-z']+)*")


@dataclass
class Topics:
    """The topics of all steps, so that a unit may name one of another step."""

    aspects: Collection[str]
    """What the follow-ups in commands/ ask for."""
    homes: dict[str, str] = field(default_factory=dict)
    """Topic to the step that is about it."""
    spoken: dict[str, str] = field(default_factory=dict)
    """Spoken form to topic."""
    _answered: dict[tuple[str, str], str] = field(default_factory=dict)

    def read_step(self, entry: Entry, source: str) -> dict[str, tuple[str, ...]]:
        """`topics: {ice: [ice, cold packs]}`: spoken forms, the one that we say first."""
        found: dict[str, tuple[str, ...]] = {}
        for topic, forms in entry.entries().items():
            if not _ID.fullmatch(topic):
                raise forms.error("a topic is called by small letters and underscores")
            if topic in self.homes:
                raise forms.error(f"the topic `{topic}` is in step {self.homes[topic]} already")
            if not forms.items():
                raise forms.error("a topic needs at least one spoken form")
            for form in forms.items():
                self._read_form(form, topic)
            self.homes[topic] = source
            found[topic] = forms.texts()
        return found

    def _read_form(self, entry: Entry, topic: str) -> None:
        form = entry.text()
        if not _SPOKEN.fullmatch(form):
            raise entry.error(f"a topic is spoken in plain words and small letters: {form!r}")
        if form in self.spoken:
            raise entry.error(f"`{form}` means the topic `{self.spoken[form]}` already")
        self.spoken[form] = topic

    def of_unit(
        self, fields: Mapping[str, Entry], unit_id: str, own: Collection[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The aspects and the topics of a unit; without `topics` it is on the first of its step."""
        topics = fields["topics"].texts() if "topics" in fields else tuple(own)[:1]
        if "topics" in fields:
            self._check(fields["topics"], "topic", self.homes)
        if "aspects" not in fields:
            return (), topics
        self._check(fields["aspects"], "aspect", self.aspects)
        aspects = fields["aspects"].texts()
        for topic in topics:
            for aspect in aspects:
                other = self._answered.setdefault((topic, aspect), unit_id)
                if other != unit_id:
                    told = f"`{aspect}` of `{topic}` is answered by the unit `{other}` already"
                    raise fields["aspects"].error(told)
        return aspects, topics

    def _check(self, entry: Entry, what: str, known: Collection[str]) -> None:
        for item in entry.items():
            if item.text() not in known:
                names = ", ".join(sorted(known)) or "none"
                raise item.error(f"there is no {what} `{item.text()}`; known are {names}")
