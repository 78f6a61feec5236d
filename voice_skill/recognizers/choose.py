"""Which recogniser listens, and why."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from voice_skill.core.errors import ModelError
from voice_skill.ports import Recognizer
from voice_skill.recognizers.process_recognizer import (
    ProcessRecognizer,
    pocketsphinx_recognizer,
    vosk_recognizer,
)

Kind = Literal["auto", "vosk", "pocketsphinx"]


def choose_recognizer(
    kind: Kind,
    vosk_model_dir: Path | None,
    sphinx_dir: Path | None,
    grammar_file: Path | None = None,
) -> tuple[Recognizer, str]:
    """A recogniser that is loaded or loading, and one sentence on why this one.

    `vosk_model_dir` is a model that was verified, or None where there is none; `sphinx_dir` comes
    from `language_model.build`; `grammar_file` limits Vosk to a JSON list of phrases.
    Raises ModelError where the wanted recogniser, or with "auto" every one, cannot be used.
    """
    if kind == "pocketsphinx":
        return _pocketsphinx(sphinx_dir), "Listening with PocketSphinx, as the settings say."
    if vosk_model_dir is None:
        if kind == "vosk":
            raise ModelError(
                "The settings ask for Vosk, but no Vosk model is installed; fetch one "
                "or set the recogniser to auto."
            )
        why_not = "no Vosk model is installed"
    else:
        try:
            return _loaded_vosk(vosk_model_dir, grammar_file), (
                f"Listening with Vosk and the model {vosk_model_dir.name}."
            )
        except ModelError as error:
            if kind == "vosk":
                raise
            why_not = f"Vosk cannot be used ({str(error).rstrip('.')})"
    return _pocketsphinx(sphinx_dir), f"Listening with PocketSphinx, because {why_not}."


def _loaded_vosk(model_dir: Path, grammar_file: Path | None) -> ProcessRecognizer:
    recognizer = vosk_recognizer(model_dir, grammar_file)
    try:
        recognizer.load()
    except ModelError:
        recognizer.close()
        raise
    return recognizer


def _pocketsphinx(sphinx_dir: Path | None) -> ProcessRecognizer:
    if find_spec("pocketsphinx") is None:
        raise ModelError("The recogniser PocketSphinx is not installed; run scripts/setup.")
    if sphinx_dir is None:
        raise ModelError("PocketSphinx has no model of this content; run scripts/setup.")
    return pocketsphinx_recognizer(sphinx_dir)
