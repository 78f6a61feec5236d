"""`models`: what recognises speech, where it comes from, and whether it works here."""

from __future__ import annotations

import argparse
from contextlib import closing
from difflib import SequenceMatcher

from voice_skill.app import App
from voice_skill.app_audio import (
    has_passed,
    open_vosk,
    set_passed,
    vosk_model,
)
from voice_skill.core.errors import ModelError
from voice_skill.models import fetch as fetch_model
from voice_skill.models import installed_path, list_models, verify_files
from voice_skill.ports import Recognizer
from voice_skill.resources import models_dir

ENOUGH = 0.8
"""Of the words in the self-test; a model that hears fewer is no better than none."""

NEXT = "Now run `voice-skill models verify`: it is used once it has passed."


def show(args: argparse.Namespace) -> int:
    """Print the catalogue, and what of it is installed."""
    app = App.of_user(args.intents)
    print(f"{'pocketsphinx':32} built in, nothing to fetch")
    for model in list_models():
        print(
            f"{model.name:32} {_state(app, model.name)}, {model.size_bytes / 1e6:.0f} MB, ", end=""
        )
        print(model.licence)
    return 0


def fetch(args: argparse.Namespace) -> int:
    """Download and install a model, or install an archive that is here."""
    app = App.of_user(args.intents)
    folder = fetch_model(args.name, app.paths.models, from_file=args.archive)
    print(f"{args.name} is installed in {folder}. {NEXT}")
    return 0


def verify(args: argparse.Namespace) -> int:
    """Check the files of what is installed and let it hear some sentences."""
    app = App.of_user(args.intents)
    for model in list_models():
        if installed_path(model.name, app.paths.models):
            verify_files(model.name, app.paths.models)
            print(f"{model.name}: every file is as it was installed")
    folder = vosk_model(app)
    if folder is None:
        print("No Vosk model is installed; PocketSphinx needs none.")
        return 0
    set_passed(app, folder, False)
    with closing(open_vosk(app, folder)) as recognizer:
        right = _self_test(recognizer)
    if right < ENOUGH:
        raise ModelError(
            f"{folder.name} recognised {right:.0%} of the words, which is too few: "
            "PocketSphinx goes on listening; fetch the model again or another one."
        )
    set_passed(app, folder, True)
    print(f"{folder.name} passed with {right:.0%} of the words: it is used from now on.")
    return 0


def _state(app: App, name: str) -> str:
    folder = installed_path(name, app.paths.models)
    if folder is None:
        return "not installed"
    return "installed and passed its test" if has_passed(app, folder) else "installed, not verified"


def _self_test(recognizer: Recognizer) -> float:
    """Which share of the words in the shipped sentences it gets right, in order."""
    from voice_skill.audio.wav import read_recording

    right = total = 0
    for file in sorted((models_dir() / "self_test").glob("*.wav")):
        wanted = file.stem.split("_")
        transcript = recognizer.transcribe(read_recording(file))
        matcher = SequenceMatcher(None, wanted, transcript.text.split(), autojunk=False)
        right += sum(block.size for block in matcher.get_matching_blocks())
        total += len(wanted)
        print(
            f'"{" ".join(wanted)}" heard as "{transcript.text}" '
            f"in {transcript.decode_s:.1f} s for {transcript.audio_s:.1f} s"
        )
    return right / total if total else 0.0
