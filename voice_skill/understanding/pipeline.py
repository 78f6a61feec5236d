"""Understanding: from words to what they mean, always the same for the same words.

Emergencies come first, then whole sentences, then repaired ones, then questions of the guide by
likeness. Only a whole sentence makes anything act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from voice_skill.core.meaning import Alternative, Meaning
from voice_skill.understanding.emergencies import RedFlags, Sign, weigh
from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.fuzzy import WordRepair
from voice_skill.understanding.in_routine import RoutineTalk
from voice_skill.understanding.language import Language
from voice_skill.understanding.normalise import MOST_WORDS, Normaliser, spelled, split
from voice_skill.understanding.ordering import Ordering
from voice_skill.understanding.ranking import GuideRanking, Ranked
from voice_skill.understanding.reminder_slots import is_recall, refined
from voice_skill.understanding.semantic import Prediction, SemanticModel
from voice_skill.understanding.set_apart import set_apart
from voice_skill.understanding.slots import Reading, slot_values, whole
from voice_skill.understanding.step_choice import StepChoice
from voice_skill.understanding.templates import Match, TemplateIndex
from voice_skill.understanding.times import bare_number
from voice_skill.understanding.whole_sentences import EXACT, WholeSentences

_ANSWERED_FROM = 0.75
"""Below this confidence a question counts as not in the guide."""
_MOST_RANKED_WORDS = 60
_ALTERNATIVES = 2
_TOLD = "what"
"""The slot of a reminder: any words, among which a sign of an emergency may be."""
_STRETCH_WORDS, _STRETCH_STEP = 40, 25
"""How much of a story the meaning model looks at in one piece, and how far apart they begin."""


def _said_as_time(match: Match, reading: Reading) -> Sequence[str]:
    """The words of a time: of "no, make it fifteen" the "fifteen"."""
    values = [reading.values[said] for _, said in match.captures if said in reading.values]
    return reading.said[values[0].start : values[0].end] if values else ()


def _stretches(text: str) -> list[str]:
    """The whole, and for a long story every part of it, so that no sign drowns in the rest."""
    words = spelled(split(text))[:MOST_WORDS]
    whole = [" ".join(words)]
    if len(words) <= _STRETCH_WORDS:
        return whole
    starts = range(0, len(words) - _STRETCH_STEP, _STRETCH_STEP)
    return whole + [" ".join(words[start : start + _STRETCH_WORDS]) for start in starts]


class Understander:
    """Knows one language. Never raises, whatever the text."""

    def __init__(
        self, language: Language, semantic: Callable[[], SemanticModel | None] | None = None
    ) -> None:
        """`semantic` is called once, at the first sentence that fits no template."""
        self._language = language
        self._load_semantic = semantic
        self._normaliser = Normaliser(language)
        self._grammar = Grammar(language.rules, language.lists, self._normaliser.template)
        self._index = TemplateIndex(language, self._normaliser, self._grammar)
        self._red_flags = RedFlags(language, self._grammar)
        self._repair = WordRepair(language, self._index.vocabulary)
        self._whole = WholeSentences(language, self._index, self._normaliser, self._repair)
        self._ordering = Ordering(language, self._normaliser, self._grammar)
        self._routine_talk = RoutineTalk(language, self._normaliser, self._grammar)

    def understand(self, text: str) -> Meaning:
        """What was meant; intent "none" for silence and "unknown" where nothing fits."""
        words = spelled(self._normaliser.words(text))
        meaning = set_apart(text, words, self._understood) or self._understood(text)
        within = self._in_routine(text, words, meaning)
        return replace(self._refined(text, words, meaning), in_routine=within)

    def _in_routine(self, text: str, words: list[str], meaning: Meaning) -> Meaning | None:
        """A sign that stands in the words goes before; one that only the model sees does not.

        Where the model is sure of it, a cry of pain does not talk it away, but a whole sentence of
        ours does: "my feet are down now".
        """
        sure = bool(meaning.red_flag) and meaning.slots.get("certain") is not False
        found = self._routine_talk.find(words, whole=sure)
        if found is None or (meaning.red_flag and self._red_flags.find(words)):
            return None
        return Meaning(text, *found, confidence=EXACT)

    def _refined(self, text: str, words: list[str], meaning: Meaning) -> Meaning:
        if not meaning.intent.startswith("reminder."):
            return meaning
        plain = " ".join(words)
        slots = refined(meaning.slots, plain, self._language.lists)
        if meaning.intent == "reminder.start" and is_recall(slots, plain):
            return Meaning(text, "unknown")
        return replace(meaning, slots=slots)

    def _understood(self, text: str) -> Meaning:
        words = self._normaliser.words(text)
        if not words:
            return Meaning(text, "none", confidence=EXACT)
        plain = self._repair.with_endings(spelled(words))
        shown = self._red_flags.find(plain)
        meant = self._sentence(text, words)
        told = str(meant.slots.get(_TOLD, "")) if meant else ""
        if meant and not shown and not told:
            return meant
        # What is told in an order is no less a sign for the order around it.
        heard = self._heard(text) + (self._heard(told) if told else [])
        sign = self._weighed(shown, plain, heard) if heard else shown
        if sign:
            slots = {} if sign.certain else {"certain": False}
            certainty = EXACT if sign.certain else 0.5
            return Meaning(text, "emergency", slots, red_flag=sign.id, confidence=certainty)
        return meant or self._freely_said(text, words, heard)

    def _weighed(
        self, shown: Sign | None, words: Sequence[str], heard: Iterable[Prediction]
    ) -> Sign | None:
        scores = [prediction.label_scores for prediction in heard]
        denies = partial(self._red_flags.denies, words)
        return weigh(shown, scores, denies, self._language.only_asked)

    def _heard(self, text: str) -> list[Prediction]:
        """What the meaning model makes of the whole and of its parts; empty without a model."""
        model = self._semantic
        return [model.classify(part) for part in _stretches(text)] if model else []

    @cached_property
    def _semantic(self) -> SemanticModel | None:
        """The meaning model, where there is one and it knows this guide."""
        model = self._load_semantic() if self._load_semantic else None
        return model if model and self._choice.fits(model.labels) else None

    def _freely_said(self, text: str, words: list[str], heard: Sequence[Prediction]) -> Meaning:
        """What fits no template: by the meaning model, or without it by likeness alone."""
        if not heard:
            return self._question(text, words)
        with_endings = self._repair.with_endings
        ordered = self._ordering.find(text, words, heard[0], self._semantic, with_endings)
        return ordered or self._answer(text, words, heard[0])

    def _answer(self, text: str, words: list[str], prediction: Prediction) -> Meaning:
        choice = self._choice.choose(self._content_words(words), prediction)
        others = choice.ranked[1:] if choice.answered else choice.ranked[:_ALTERNATIVES]
        near = tuple(self._alternatives(others))
        if choice.between:
            return self._between(text, choice.ranked[:2], near)
        if not choice.answered:
            return Meaning(text, "unknown", confidence=0.0, alternatives=near)
        best = choice.ranked[0]
        source = self._language.unit_sources[best.unit_id]
        score = min(best.score, 0.95)
        return Meaning(text, "guide.answer", {"unit": best.unit_id}, (source,), None, score, near)

    def _between(self, text: str, two: Sequence[Ranked], near: tuple[Alternative, ...]) -> Meaning:
        units = [ranked.unit_id for ranked in two]
        sources = tuple(dict.fromkeys(self._language.unit_sources[unit] for unit in units))
        return Meaning(text, "guide.between", {"units": units}, sources, None, two[0].score, near)

    @cached_property
    def _choice(self) -> StepChoice:
        return StepChoice(self._language, self._ranking)

    def _sentence(self, text: str, words: list[str]) -> Meaning | None:
        found = self._whole.find(words)
        return self._meaning(text, *found) if found else None

    def _meaning(self, text: str, match: Match, reading: Reading, certainty: float) -> Meaning:
        slots = {**match.template.slots, **slot_values(match.captures, reading.values)}
        intent = match.template.intent
        number = None
        if intent == "answer.time":
            said = _said_as_time(match, reading) if slots.get("to") else None
            number = bare_number(said or self._normaliser.words(text))
        if number is not None:
            # "Fifteen" may be minutes or an hour of the day; the open question decides.
            intent, slots = "answer.number", {**slots, "number": whole(number)}
        meaning = Meaning(text, intent, slots, confidence=certainty)
        source = self._language.unit_sources.get(str(slots.get("unit", "")))
        source = source or self._language.topic_sources.get(str(slots.get("topic", "")))
        return replace(meaning, sources=(source,)) if source else meaning

    @cached_property
    def _ranking(self) -> GuideRanking:
        return GuideRanking(self._language, self._index, self._grammar)

    def _content_words(self, words: list[str]) -> list[str]:
        bare = self._normaliser.without_fillers(spelled(words))[:_MOST_RANKED_WORDS]
        return self._repair.repair(bare) or bare

    def _question(self, text: str, words: list[str]) -> Meaning:
        ranked = self._ranking.rank(self._content_words(words))
        if not ranked or ranked[0].score < _ANSWERED_FROM:
            near = tuple(self._alternatives(ranked[:_ALTERNATIVES]))
            return Meaning(text, "unknown", confidence=0.0, alternatives=near)
        best, *others = ranked
        return Meaning(
            text,
            "guide.answer",
            {"unit": best.unit_id},
            (self._language.unit_sources[best.unit_id],),
            confidence=min(best.score, 0.95),
            alternatives=tuple(self._alternatives(others[:_ALTERNATIVES])),
        )

    def _alternatives(self, ranked: Iterable[Ranked]) -> Iterator[Alternative]:
        for other in ranked:
            yield Alternative(
                "guide.answer",
                (self._language.unit_sources[other.unit_id],),
                min(other.score, 0.95),
                self._language.unit_titles[other.unit_id],
            )
