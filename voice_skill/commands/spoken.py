"""What the command line gives as text, made safe to understand, print and send."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.core.errors import VoiceSkillError
from voice_skill.terminal import MOST_CHARACTERS


def spoken_text(words: Sequence[str]) -> str:
    """The words as one sentence. Raises VoiceSkillError where there is none, or far too much."""
    # Arguments that are no valid text come as lone surrogates, which nothing can print.
    text = " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    check_length(text)
    if not text:
        raise VoiceSkillError('There is no text: write some, such as "how long for ice".')
    return text


def check_length(text: str) -> None:
    """Raises VoiceSkillError for what no person says in one breath."""
    if len(text) > MOST_CHARACTERS:
        raise VoiceSkillError(
            f"That is {len(text):,} characters: say it in one sentence of at most "
            f"{MOST_CHARACTERS:,}."
        )
