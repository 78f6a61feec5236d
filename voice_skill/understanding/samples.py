"""Sentences that the templates can make, for a recogniser's language model and for ranking."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from voice_skill.core.speech_numbers import spoken_number
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
from voice_skill.understanding.language import IntentTemplates, Language
from voice_skill.understanding.normalise import Normaliser
