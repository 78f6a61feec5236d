"""Finds the content that ships with the program, in a wheel and in a checkout alike."""

from __future__ import annotations

from pathlib import Path

from voice_skill.core.errors import ContentError, ModelError

_PACKAGE = Path(__file__).resolve().parent


def content_dir() -> Path:
    """The folder `intents/`, which holds one folder for each language.

    Raises ContentError where the installation lacks it.
    """
    folder = _shipped(in_wheel="intents", in_checkout="intents")
    if folder is None:
        raise ContentError(
            "The guide is missing from this installation: install voice-skill again."
        )
    return folder


def models_dir() -> Path:
    """The folder `models/`: the catalogue and the small models of this project.

    Raises ModelError where the installation lacks it.
    """
    folder = _shipped(in_wheel="models_data", in_checkout="models")
    if folder is None:
        raise ModelError(
            "The model catalogue is missing from this installation: install voice-skill again."
        )
    return folder


def _shipped(in_wheel: str, in_checkout: str) -> Path | None:
    """By file path: importlib.resources does not see these folders in an editable installation."""
    for folder in (_PACKAGE / in_wheel, _PACKAGE.parent / in_checkout):
        if folder.is_dir():
            return folder
    return None
