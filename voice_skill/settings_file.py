"""Reads the settings file; every mistake is one sentence with file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from voice_skill.core.errors import VoiceSkillError
from voice_skill.settings import Settings, SettingsError, TriggerSettings, written_name

_Table = TypeVar("_Table")
_TYPE_NAMES = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list in brackets",
}


def load_settings(file: Path) -> Settings:
    """The settings in this file, or the usual ones where there is none.

    Raises VoiceSkillError: one sentence with file, line and key.
    """
    try:
        source = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise VoiceSkillError(f"The settings {file} cannot be read: {error}.") from error
    return parse_settings(source, file)


def parse_settings(source: str, file: Path) -> Settings:
    """The settings in this text, which is or shall be that of `file`. Raises VoiceSkillError."""
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise VoiceSkillError(f"The settings {file} are not valid TOML: {error}.") from error
    return _filled(Settings, values, file, source, ())


def _filled(
    table: type[_Table], values: Mapping[str, Any], file: Path, source: str, path: tuple[str, ...]
) -> _Table:
    """One dataclass from one TOML table; every mistake is told with its place."""
    kinds = get_type_hints(table)
    names = {written_name(one): one.name for one in fields(table)}  # type: ignore[arg-type]
    filled: dict[str, Any] = {}
    for key, value in values.items():
        where = (*path, key)
        if key not in names:
            raise _mistake(file, source, where, f"is not known; known here: {', '.join(names)}")
        kind = kinds[names[key]]
        if get_origin(kind) is Mapping:
            filled[key] = _triggers(value, file, source, where)
        elif is_dataclass(kind):
            if not isinstance(value, dict):
                raise _mistake(file, source, where, f"must be a table, written [{key}]")
            filled[key] = _filled(kind, value, file, source, where)  # type: ignore[arg-type]
        elif kind is float and type(value) is int:
            filled[names[key]] = float(value)
        elif type(value) is not (get_origin(kind) or kind):
            raise _mistake(file, source, where, f"must be {_TYPE_NAMES[get_origin(kind) or kind]}")
        else:
            filled[names[key]] = value
    try:
        return table(**filled)
    except SettingsError as error:
        key = str(error).partition(" ")[0]
        raise _mistake(file, source, (*path, key), str(error).partition(" ")[2]) from error


def _triggers(
    values: object, file: Path, source: str, where: tuple[str, ...]
) -> dict[str, TriggerSettings]:
    if not isinstance(values, dict):
        raise _mistake(file, source, where, "must be tables, each written [triggers.NAME]")
    for name, value in values.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise _mistake(file, source, (*where, name), "is no name: small letters, digits and _")
        if not isinstance(value, dict):
            raise _mistake(file, source, (*where, name), f"must be a table: [triggers.{name}]")
    return {
        name: _filled(TriggerSettings, value, file, source, (*where, name))
        for name, value in values.items()
    }


def _mistake(file: Path, source: str, where: tuple[str, ...], what: str) -> VoiceSkillError:
    line = _line_of(source, where)
    return VoiceSkillError(f"{file}, line {line}: {'.'.join(where)} {what}.")


def _line_of(source: str, where: tuple[str, ...]) -> int:
    """The line of a key, found by its text since tomllib does not tell; else 1."""
    table, key = ".".join(where[:-1]), where[-1]
    current = ""
    for number, line in enumerate(source.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].replace('"', "").replace(" ", "")
            if current in (".".join(where), f"{table}.{key}"):
                return number
        written = re.match(r"""\s*["']?([^"'=]+?)["']?\s*=""", line)
        name = written[1] if written else ""
        inside = current == table and name == key
        dotted = f"{current}.{name}".strip(".").replace(" ", "").replace('"', "")
        if inside or dotted == ".".join(where):
            return number
    return 1
