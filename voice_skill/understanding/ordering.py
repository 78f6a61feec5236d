"""What is ordered in free words: by the whole sentence, or by the clause that closes a story."""

from __future__ import annotations

from collections.abc import Callable

from voice_skill.core.meaning import Meaning
from voice_skill.understanding.clauses import Clause, Clauses
from voice_skill.understanding.denial import Denials
from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.language import Language
from voice_skill.understanding.matching import Matcher
from voice_skill.understanding.normalise import Normaliser, spelled
from voice_skill.understanding.order_slots import OrderSlots
from voice_skill.understanding.order_values import TwoThingsSaidError
from voice_skill.understanding.orders import FreeOrders
from voice_skill.understanding.pointing import Mark
from voice_skill.understanding.semantic import Prediction, SemanticModel

_ORDERS = ("timer.", "alarm.", "reminder.", "routine.")
_CLEARLY_ORDERED = 0.9
"""How likely a clause must be an order, to be taken out of its story."""
_MOSTLY = 0.5
_SUREST = 0.95
"""Only a sentence of ours is surer."""


class Ordering:
    """All orders of one language that may be said freely."""

    def __init__(self, language: Language, normaliser: Normaliser, grammar: Grammar) -> None:
        self._orders = FreeOrders(language, normaliser, grammar)
        self._slots = OrderSlots(language, grammar)
        self._clauses = Clauses(language)
        self._denials = Denials(language)
        self._grammar = grammar

    def find(
        self,
        text: str,
        words: list[str],
        prediction: Prediction,
        model: SemanticModel | None,
        with_endings: Callable[[list[str]], list[str]],
    ) -> Meaning | None:
        """The order, or None where there is none that is clear.

        words: normalised; `prediction` is what the model makes of all of them.
        """
        mark = model.mark if model else None
        whole = self._order(text, with_endings(words), prediction, mark)
        if model is None or (whole and whole.slots.get("certain") is not False):
            return whole
        for clause in self._clauses.ends(words):
            if self._not_ordered(clause):
                continue
            found = model.classify(" ".join(spelled(clause.words)))
            closing = with_endings(list(clause.words))
            meaning = self._order(text, closing, found, mark) if _is_order(found) else None
            if meaning is None or meaning.slots.get("certain") is False:
                continue
            if "duration_s" in meaning.slots or not _asks_the_guide(prediction):
                return meaning
        return whole

    def _not_ordered(self, clause: Clause) -> bool:
        """Whether it is forbidden before, or goes on with what is asked or told about."""
        if self._denials.forbids(clause.before):
            return True
        matcher = Matcher(self._grammar, clause.before, frozenset())
        rule = self._grammar.parse("<only_told>")
        return clause.joined and any(True for _ in matcher.anywhere(rule))

    def _order(
        self, text: str, words: list[str], prediction: Prediction, mark: Mark | None
    ) -> Meaning | None:
        ordered = self._orders.find(words, prediction.label_scores, mark)
        if ordered is None:
            return None
        try:
            intent, slots = self._slots.read(ordered)
        except TwoThingsSaidError:
            return None
        if not ordered.certain:
            slots = {**slots, "certain": False}
        return Meaning(text, intent, slots, confidence=min(ordered.confidence, _SUREST))


def _asks_the_guide(prediction: Prediction) -> bool:
    """ "... and says how long on my back": the story makes it a question to the guide."""
    scores = prediction.label_scores
    return sum(scores[label] for label in scores if label.startswith("guide.")) >= _MOSTLY


def _is_order(prediction: Prediction) -> bool:
    scores = prediction.label_scores
    return sum(scores[label] for label in scores if label.startswith(_ORDERS)) >= _CLEARLY_ORDERED
