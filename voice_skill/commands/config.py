"""`config`: what the settings are, whether they are right, and one of them changed."""

from __future__ import annotations

import argparse
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from voice_skill.core.choices import Choices, in_force
from voice_skill.core.errors import VoiceSkillError
from voice_skill.paths import Paths
from voice_skill.settings import Settings, written_name
from voice_skill.settings_file import load_settings, parse_settings
from voice_skill.settings_text import find, shown, tables, template, toml_value, with_key

RESTART = "The assistant that is running follows when it is started anew."


def show(args: argparse.Namespace) -> int:
    """Print every setting, or one of them as JSON would write it."""
    paths = Paths.of_user()
    settings = load_settings(paths.settings_file)
    values = _values(settings)
    said = _by_voice(paths, settings)
    notes = {path: f"by voice; the file says {toml_value(values[path])}" for path in said}
    values |= said
    if args.key:
        print(toml_value(values[find(args.key).path]))
        return 0
    there = paths.settings_file.exists()
    print(f"# {paths.settings_file}" + ("" if there else ", which is not there yet"))
    print(shown(values, notes), end="")
    for name, trigger in settings.triggers.items():
        print(f"\n[triggers.{name}]")
        for one in fields(trigger):
            if getattr(trigger, one.name):
                print(f"{one.name} = {toml_value(getattr(trigger, one.name))}")
    return 0


def check(args: argparse.Namespace) -> int:
    """Whether the file is right; a mistake is one sentence with its line."""
    file = args.file or Paths.of_user().settings_file
    if args.file and not file.exists():
        raise VoiceSkillError(f"There is no file {file}.")
    load_settings(file)
    print(f"{file} is right." if file.exists() else f"{file} is not there: the usual ones hold.")
    return 0


def change(args: argparse.Namespace) -> int:
    """Write one key, keeping every comment; a value that is not allowed changes nothing."""
    from voice_skill.client import Client

    paths = Paths.of_user()
    file = write(paths, args.key, " ".join(args.value))
    print(f"{args.key} is set in {file}.")
    client = Client.connect(paths.runtime)
    if client:
        client.close()
        print(RESTART)
    return 0


def write(paths: Paths, key: str, value: str) -> Path:
    """Set one key as it was typed; returns the file. Raises VoiceSkillError and OSError."""
    from voice_skill.storage.files import make_folder, replace_private

    # A settings file may be a link into somebody's own collection of such files.
    file = paths.settings_file.resolve()
    try:
        source = file.read_text(encoding="utf-8") if file.exists() else template()
    except UnicodeDecodeError as error:
        raise VoiceSkillError(f"The settings {file} cannot be read: {error}.") from error
    written = with_key(source, key, value)
    parse_settings(written, file)
    make_folder(file.parent)
    replace_private(file, written.encode())
    return file


def _values(settings: Settings) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for table, _, keys in tables():
        if table.startswith("triggers."):
            continue
        owner = getattr(settings, table) if table else settings
        written = {written_name(one): getattr(owner, one.name) for one in fields(owner)}
        values |= {key.path: written[key.name] for key in keys}
    return values


def _by_voice(paths: Paths, settings: Settings) -> dict[str, Any]:
    """What was changed by voice and holds, by its key."""
    from voice_skill.core.snapshot import SAID, said_from
    from voice_skill.storage.database import read_without_writing
    from voice_skill.storage.sqlite_store import DATABASE

    found = read_without_writing(paths.state / DATABASE)
    if found is None or SAID not in found.bodies:
        return {}
    file = settings.choices
    now = in_force(file, said_from(json.loads(found.bodies[SAID])))
    return {
        _path(one.name): getattr(now, one.name)
        for one in fields(Choices)
        if getattr(now, one.name) != getattr(file, one.name)
    }


def _path(choice: str) -> str:
    """ "audio_speech_volume_percent" is audio.speech_volume_percent in the file."""
    table, _, name = choice.partition("_")
    return f"{table}.{name}"
