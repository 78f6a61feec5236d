"""What is performed before it is saved, and what only after it."""

from __future__ import annotations

from voice_skill.core.effects import Effect, Save, Say, Silence
from voice_skill.core.meaning import Meaning

Effects = tuple[Effect, ...]


def split(effects: Effects) -> tuple[Effects, bool, Effects]:
    """What comes before Save, whether there is one, and what comes after."""
    if Save() not in effects:
        return effects, False, ()
    at = effects.index(Save())
    return effects[:at], True, effects[at + 1 :]


def cannot_wait(meaning: Meaning, effects: Effects) -> bool:
    """A full disk must neither keep a ring going nor withhold an emergency's advice."""
    return bool(meaning.red_flag) or any(isinstance(effect, Silence) for effect in effects)


def first_tell(notice: str, effects: Effects) -> Effects:
    """The notice before everything else, in one breath with what is said anyway."""
    said = next((effect for effect in effects if isinstance(effect, Say)), None)
    rest = tuple(effect for effect in effects if effect is not said)
    return (Say(f"{notice} {said.text}" if said else notice), *rest)
