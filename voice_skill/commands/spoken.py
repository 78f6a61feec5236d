"""What the command line gives as text and files, made safe to use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from voice_skill.core.errors import VoiceSkillError
from voice_skill.terminal import check_length


def spoken_text(words: Sequence[str]) -> str:
    """The words as one sentence. Raises VoiceSkillError for none, far too many, or no text."""
    text = " ".join(words).strip()
    check_length(text)
    # Arguments that are no valid text come as lone surrogates, which nothing can print.
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise VoiceSkillError("That is not text: type it again, or paste it as UTF-8.")
    if not any(character.isalnum() for character in text):
        raise VoiceSkillError('There are no words: write some, such as "how long for ice".')
    return text


def check_folder(file: Path) -> None:
    """Raises VoiceSkillError, before anything is done, where a file cannot be written there."""
    if not file.parent.is_dir():
        raise VoiceSkillError(f"There is no folder {file.parent} to write {file.name} into.")
    if file.is_dir():
        raise VoiceSkillError(f"{file} is a folder: name a file.")
