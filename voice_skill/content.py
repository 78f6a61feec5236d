"""Reads a content folder: what can be asked, what is answered, and in which words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from voice_skill.content_guide import read_parts
from voice_skill.content_language import LanguageFiles
from voice_skill.content_routine_files import link, read_own
from voice_skill.content_routines import Known, RoutineFile, read_routine
from voice_skill.content_yaml import Entry, read
from voice_skill.core.errors import ContentError
from voice_skill.core.guide import Guide
from voice_skill.core.knowledge import Knowledge, Replies
from voice_skill.core.routines import Routine
from voice_skill.resources import content_dir
from voice_skill.understanding.language import Language

LANGUAGE = "en"
SPOKEN = "spoken.txt"
_OF_WORDS: Mapping[str, Callable[[LanguageFiles, Entry], None]] = {
    "words.yaml": LanguageFiles.read_words,
    "emergencies.yaml": LanguageFiles.read_emergencies,
    "orders.yaml": LanguageFiles.read_orders,
    "in_routine.yaml": LanguageFiles.read_in_routine,
}
"""The files beside the commands, in the order in which they are read; words before all others."""


@dataclass(frozen=True)
class Content:
    """One content folder, checked."""

    knowledge: Knowledge
    language: Language
    content_hash: str
    """Changes with every byte of the files, and with the phrases of the user's own."""
    troubles: tuple[str, ...] = ()
    """One sentence for each of the user's own files that cannot be used."""
    own_routines: tuple[str, ...] = ()
    """The ids of those that can."""
    spoken: tuple[str, ...] = ()
    """How people say it freely: what a recogniser expects besides the templates."""


def load(directory: Path, own_routines: Iterable[Path] = ()) -> Content:
    """Read the folder of one language, or the folder that holds `en`.

    It needs commands/*.yaml; guide/*.yaml, routines/*.yaml, emergencies.yaml, words.yaml and
    spoken.txt may be missing, and without a replies.yaml the shipped replies are used.
    `own_routines` are files and folders of the user's; a mistake there is no error but a trouble.

    Raises ContentError, one sentence that names file, line and key, for every mistake.
    """
    folder = _language_folder(directory)
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    documents = {path.relative_to(folder).as_posix(): read(path, folder) for path in files}
    gathered = LanguageFiles()
    guide = _gather(gathered, documents, folder)
    known = Known({step.source for step in guide.steps}, gathered.emergencies)
    routines = _routines(gathered, documents, known)
    shipped = {name: routine.written for name, routine in routines.items()}
    own = read_own(own_routines, shipped, known, gathered.check)
    for file in own.files:
        gathered.read_phrases(file.written.id, file.phrases)
    language = gathered.language(guide)
    knowledge = Knowledge(
        guide,
        _replies(documents.get("replies.yaml")),
        gathered.emergencies,
        said_by_intent=gathered.said,
        routines={**routines, **own.routines},
    )
    if gathered.number:
        knowledge = replace(knowledge, emergency_number=gathered.number)
    spoken = folder / SPOKEN
    if spoken.is_file():
        files.append(spoken)
    return Content(
        knowledge,
        language,
        _hash(files, folder, own.files),
        tuple(own.troubles),
        tuple(own.routines),
        _read_spoken(spoken),
    )


def _read_spoken(path: Path) -> tuple[str, ...]:
    """A sentence a line; lines that begin with # are for people."""
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{SPOKEN} cannot be read: make it a text file in UTF-8.") from error
    return tuple(line for line in lines if line and not line.startswith("#"))


def _routines(
    gathered: LanguageFiles, documents: dict[str, Entry], known: Known
) -> dict[str, Routine]:
    found = [
        read_routine(document, known)
        for name, document in documents.items()
        if name.startswith("routines/")
    ]
    for file in found:
        gathered.read_phrases(file.written.id, file.phrases)
    return link(found)


def _language_folder(directory: Path) -> Path:
    for folder in (directory / LANGUAGE, directory):
        if (folder / "commands").is_dir():
            return folder
    if not directory.is_dir():
        raise ContentError(f"There is no content folder {directory}; check the path.")
    raise ContentError(f"{directory} holds no commands/*.yaml; this folder is not content.")


def _gather(gathered: LanguageFiles, documents: dict[str, Entry], folder: Path) -> Guide:
    commands = [name for name in documents if name.startswith("commands/")]
    parts = [name for name in documents if name.startswith("guide/") and name != "guide/rules.yaml"]
    known = {*commands, *parts, "guide/rules.yaml", *_OF_WORDS}
    for name, document in documents.items():
        if name not in known and name != "replies.yaml" and not name.startswith("routines/"):
            raise document.error("no file of this name is used; move or delete it")
    if not commands:
        raise ContentError(f"{folder / 'commands'} holds no *.yaml; at least one is needed.")
    if parts and "replies.yaml" not in documents:
        raise ContentError(f"{folder} has a guide but no replies.yaml; add the replies.")
    if "words.yaml" in documents:
        gathered.read_words(documents["words.yaml"])
    if "guide/rules.yaml" in documents:
        gathered.read_shared(documents["guide/rules.yaml"].fields((), ("rules", "lists")))
    for name in commands:
        gathered.read_commands(documents[name])
    for name, reader in _OF_WORDS.items():
        if name in documents and name != "words.yaml":
            reader(gathered, documents[name])
    read = read_parts([documents[name] for name in parts], gathered.aspects())
    gathered.read_questions(read.questions)
    gathered.read_topics(read.topics)
    return read.guide


def _replies(document: Entry | None) -> Replies:
    if document is None:
        shipped = content_dir() / LANGUAGE
        document = read(shipped / "replies.yaml", shipped)
    texts = document.fields(("replies",))["replies"].entries()
    for entry in texts.values():
        _check_fields(entry)
    return Replies({name: entry.text() for name, entry in texts.items()})


def _check_fields(entry: Entry) -> None:
    try:
        entry.text().format_map(_AnyField())
    except (ValueError, IndexError, AttributeError, KeyError):
        raise entry.error("a brace is left open, or a field is not a plain name") from None


class _AnyField(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def _hash(files: list[Path], folder: Path, own: Iterable[RoutineFile]) -> str:
    digest = hashlib.sha256()
    for path in files:
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    for file in own:
        digest.update(f"{file.written.id} {file.written.phrases}\n".encode())
    return digest.hexdigest()
