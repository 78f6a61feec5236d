"""What understanding needs of one content folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class IntentTemplates:
    """Sentence templates that mean one intent with fixed slots."""

    intent: str
    sentences: tuple[str, ...]
    slots: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0
    """How often people say it, relative to other sentences, for the recogniser's language model."""


@dataclass(frozen=True)
class FreeOrder:
    """What the words must hold for an order that fits no template to be carried out."""

    label: str
    """The class of the meaning model, such as "timer.start"."""
    intent: str
    needs: tuple[str, ...]
    """Templates; each must stand somewhere in the words, and not be denied."""
    unless: tuple[str, ...] = ()
    """Templates; none may stand in the words."""
    slots: Mapping[str, Any] = field(default_factory=dict)
    sure_from: float | None = None
    """From this likelihood on `needs` is not asked for: only for what does no harm by mistake."""
    pointed_from: float | None = None
    """From this likelihood on `needs` is not asked for where a length or time is pointed at."""
    pointed_unless: tuple[str, ...] = ()
    """Templates; none may stand in the words of such an order."""
    asked_from: float | None = None
    """From this likelihood on an order whose words are not there is asked about, never done."""
    asked_unless: tuple[str, ...] = ()
    """Templates; none may stand in the words of such an order."""


@dataclass(frozen=True)
class InRoutine(IntentTemplates):
    """What words mean to somebody who is being talked through a routine."""

    anywhere: bool = False
    """Looked for in a short sentence that is no question, instead of being the whole of it."""
    unless: tuple[str, ...] = ()
    """Templates; none may stand in the words."""


@dataclass(frozen=True)
class Language:
    """Templates, rules, lists and word tables, as read from the content files."""

    templates: tuple[IntentTemplates, ...]
    rules: Mapping[str, str] = field(default_factory=dict)
    """Expansion rules: name to hassil expression, used as <name>."""
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Slot lists: name to {spoken form: value}, used as {name}."""
    fillers: tuple[str, ...] = ()
    """Words and phrases that carry no meaning: "um", "please", "could you"."""
    courtesies: tuple[str, ...] = ()
    """Those fillers that are never the end of a name or of what is to be remembered."""
    replacements: Mapping[str, str] = field(default_factory=dict)
    """Whole-word replacements before matching: contractions, brands, misheard words."""
    hard_words: frozenset[str] = frozenset()
    """Words never repaired into or out of: numbers, negations, ice, heat, start, stop."""
    red_flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Emergency id to templates that mean it for certain."""
    only_asked: frozenset[str] = frozenset()
    """Emergencies of too many kinds for the meaning model to be sure of alone."""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """Word to ARPAbet phones, for words that a recogniser's dictionary lacks."""
    free_orders: tuple[FreeOrder, ...] = ()
    in_routine: tuple[InRoutine, ...] = ()
    unit_titles: Mapping[str, str] = field(default_factory=dict)
    unit_sources: Mapping[str, str] = field(default_factory=dict)
    topic_sources: Mapping[str, str] = field(default_factory=dict)
    """Topic of the guide to the step that is about it, for follow-ups such as "and for heat"."""
