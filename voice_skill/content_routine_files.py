"""All routines together: those of the content folder, and the user's own beside them.

A mistake in the content is an error. One in a file of the user's is told and costs that file alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voice_skill.content_routines import Known, RoutineFile, read_routine
from voice_skill.content_yaml import Entry, read
from voice_skill.core.errors import ContentError
from voice_skill.core.routine_program import Sizes, compiled
from voice_skill.core.routines import (
    MOST_NODES,
    Routine,
    Written,
)

CheckPhrase = Callable[[Entry, str], None]
"""Raises ContentError for a template that cannot be used."""


@dataclass
class OwnRoutines:
    """What the user's folder holds."""

    routines: dict[str, Routine] = field(default_factory=dict)
    files: list[RoutineFile] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """One sentence for each file that cannot be used."""


def link(files: list[RoutineFile]) -> dict[str, Routine]:
    """The programs of these routines, which run only each other. Raises ContentError."""
    written = {file.written.id: file.written for file in files}
    for mistake in _mistakes(files, written):
        raise mistake
    return {name: compiled(each, written) for name, each in written.items()}


def read_own(
    places: Iterable[Path], shipped: Mapping[str, Written], known: Known, check: CheckPhrase
) -> OwnRoutines:
    """The routines in these files and folders, which may run the shipped ones. Raises nothing."""
    own = OwnRoutines()
    for path in _files(places, own.troubles):
        try:
            own.files.append(_read_file(path, {**shipped, **_written(own.files)}, known, check))
        except ContentError as error:
            own.troubles.append(str(error))
    while mistakes := list(_mistakes(own.files, {**shipped, **_written(own.files)})):
        own.troubles += [str(mistake) for mistake in mistakes]
        bad = {mistake.file for mistake in mistakes}
        own.files = [file for file in own.files if file.document.file not in bad]
    written = {**shipped, **_written(own.files)}
    own.routines = {file.written.id: compiled(file.written, written) for file in own.files}
    return own


def _read_file(
    path: Path, there: Mapping[str, Written], known: Known, check: CheckPhrase
) -> RoutineFile:
    file = read_routine(read(path, path.parent.parent), known)
    if file.written.id in there:
        raise file.document.error(f"there is another routine `{file.written.id}`; rename this one")
    for phrase in file.phrases:
        check(phrase, phrase.text())
    return file


class _MistakeError(ContentError):
    def __init__(self, file: str, entry: Entry, what: str) -> None:
        super().__init__(str(entry.error(what)))
        self.file = file


def _files(places: Iterable[Path], troubles: list[str]) -> Iterator[Path]:
    """Files as they are given, and those in folders that are there; each by its full path."""
    for place in places:
        try:
            there = [place] if place.exists() else []
            found = sorted(place.iterdir()) if place.is_dir() else there
        except OSError as error:
            troubles.append(f"{place} cannot be read ({error.strerror}); check the folder.")
            continue
        for path in found:
            if path.suffix == ".yml":
                name = f"{path.parent.name}/{path.name}"
                troubles.append(f"{name} is not read; let its name end in .yaml.")
            elif path.suffix == ".yaml" or path is place:
                yield path.resolve()


def _written(files: Iterable[RoutineFile]) -> dict[str, Written]:
    return {file.written.id: file.written for file in files}


def _mistakes(files: list[RoutineFile], there: Mapping[str, Written]) -> Iterator[_MistakeError]:
    """At most one for each file: an unknown routine, a circle, or too many steps in all."""
    unknown = {name: None for file in files for _, name in file.runs if name not in there}
    if unknown:
        for file in files:
            for entry, name in file.runs:
                if name in unknown:
                    known = ", ".join(sorted(there))
                    what = f"there is no routine `{name}`; known are {known}"
                    yield _MistakeError(file.document.file, entry, what)
                    break
        return
    own = {file.written.id: file for file in files}
    looped = False
    for file in files:
        circle = _circle(file.written.id, own)
        if circle:
            looped = True
            path = " -> ".join(circle)
            yield _MistakeError(
                file.document.file, file.runs[0][0], f"routines run in a circle: {path}"
            )
    if looped:
        return
    sizes = Sizes(there)
    for file in files:
        if sizes.of(file.written.steps) > MOST_NODES:
            told = f"more than {MOST_NODES} steps with those of the routines that it runs"
            yield _MistakeError(file.document.file, file.document, told)


def _circle(name: str, own: Mapping[str, RoutineFile]) -> list[str] | None:
    """The way from a routine back to itself, if there is one."""
    waiting = [[name]]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        for _, inner in own[path[-1]].runs if path[-1] in own else []:
            if inner == name:
                return [*path, name]
            if inner not in seen:
                seen.add(inner)
                waiting.append([*path, inner])
    return None
