"""What is said around an order: "um", "please", "thank you"."""

from __future__ import annotations

import re

from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.pipeline import Understander
from voice_skill.understanding.samples import sample_sentences

LANGUAGE = load(content_dir()).language
UNDERSTANDER = Understander(LANGUAGE)
COURTEOUS = re.compile(rf"\b({'|'.join(LANGUAGE.courtesies)})\b")
ACTING = ("timer.", "alarm.", "reminder.", "routine.", "settings.")


def test_a_courtesy_changes_no_order() -> None:
    """ "Set a timer for ten minutes please" once changed the timer that was running."""
    said = [text for text in sample_sentences(LANGUAGE, 2500, seed=3) if not COURTEOUS.search(text)]
    changed, asked = [], 0
    for text in said:
        plain = UNDERSTANDER.understand(text)
        if not plain.intent.startswith(ACTING) or {"what", "name"} & plain.slots.keys():
            continue
        for polite in (f"um {text}", f"please {text}", f"{text} please", f"{text} thank you"):
            asked += 1
            meaning = UNDERSTANDER.understand(polite)
            if (meaning.intent, meaning.slots) != (plain.intent, plain.slots):
                changed.append((polite, plain, meaning))
    assert asked > 1500
    assert not changed
