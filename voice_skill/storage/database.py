"""What is inside the database: one table of JSON records, numbered and summed up at each commit.

SQLite drops what follows a damaged place in its write-ahead log without a word, and does not
notice a changed digit in a text. So each commit adds one to a revision, which is compared with the
revision of the copy, and renews a checksum over all records.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from voice_skill.core.errors import StorageError
from voice_skill.storage import diary_table

SCHEMA_VERSION = 2
"""Kept in SQLite's user_version; a file with a higher one is left alone."""

_TABLE = """CREATE TABLE records (
    kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID"""

_REVISION = ("revision", 0)
"""The key of our own record, which nobody outside sees."""

_JOURNAL_MODE_AT = slice(18, 20)
_NO_WRITE_AHEAD = b"\x01\x01"
_IN_MEMORY = Path("/dev/shm")

Key = tuple[str, int]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Changed:
    """What a commit changed."""

    records: bool
    diary: bool
    forgotten: bool


@dataclass(frozen=True)
class Contents:
    """All records as JSON texts, and how many commits made them."""

    revision: int
    bodies: dict[Key, str]


def prepare(connection: sqlite3.Connection) -> Contents:
    """Set an open connection up for durable commits and read everything.

    Raises StorageError for the file of a newer program, sqlite3.OperationalError where disk or
    folder cannot be used, and another sqlite3.DatabaseError for damage.
    """
    connection.text_factory = bytes
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    _check_version(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    _create_if_empty(connection)
    _add_diary(connection)
    contents = _checked(connection)
    connection.execute("SELECT sum(length(body)) FROM diary").fetchall()
    return contents


def write(connection: sqlite3.Connection, everything: Mapping[Key, str]) -> Changed:
    """Only what differs, in one transaction. Raises sqlite3.Error."""
    wanted, entries, first_id = diary_table.split(everything)
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = read(connection)
        there = before.bodies
        gone = [key for key in there if key not in wanted]
        changed = [(*key, body) for key, body in wanted.items() if there.get(key) != body]
        if gone or changed:
            numbered = {"value": before.revision + 1, "sum": _sum(wanted)}
            changed.append((*_REVISION, json.dumps(numbered)))
        connection.executemany("DELETE FROM records WHERE kind = ? AND id = ?", gone)
        connection.executemany("REPLACE INTO records VALUES (?, ?, ?)", changed)
        noted = diary_table.update(connection, entries, first_id)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # SQLite may have rolled back already
            connection.execute("ROLLBACK")
        raise
    before_id = diary_table.split(there)[2]
    return Changed(bool(changed or gone), noted, first_id > before_id)


def copied(connection: sqlite3.Connection) -> bytes:
    """The records alone, as the file of a database. Raises sqlite3.Error."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        _create_if_empty(copy)
        rows = connection.execute("SELECT kind, id, body FROM records").fetchall()
        texts = [(kind.decode(), number, body.decode()) for kind, number, body in rows]
        copy.executemany("INSERT INTO records VALUES (?, ?, ?)", texts)
        return copy.serialize()


def read_copy(path: Path) -> Contents | None:
    """What the copy of a database holds; None where it is missing or damaged. Writes nothing."""
    try:
        data = bytearray(path.read_bytes())
        # A database in memory has no log beside it, which its header still promises.
        data[_JOURNAL_MODE_AT] = _NO_WRITE_AHEAD
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.deserialize(bytes(data))
            connection.text_factory = bytes
            _check_version(connection)
            return _checked(connection)
    except (sqlite3.Error, OSError):
        return None


def read_diary(path: Path) -> dict[int, str] | None:
    """All entries of the diary, also while another process has the database. Writes nothing there.

    None where there is none that can be read.
    """
    return _of_duplicate(path, lambda connection: diary_table.everything(connection))


def read_without_writing(path: Path) -> Contents | None:
    """What the database on a disk that cannot be written holds, its log included.

    SQLite cannot read a log without writing beside it, so it reads a duplicate in another place.
    None where there is no other place, or what is there is damaged.
    """
    return _of_duplicate(path, lambda connection: read(connection))


def _of_duplicate(path: Path, asked: Callable[[sqlite3.Connection], Found]) -> Found | None:
    place = str(_IN_MEMORY) if _IN_MEMORY.is_dir() else None
    with suppress(sqlite3.Error, OSError), tempfile.TemporaryDirectory(dir=place) as folder:
        duplicate = Path(folder) / path.name
        for side in ("-wal", ""):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{side}", f"{duplicate}{side}")
        if duplicate.exists():
            with closing(sqlite3.connect(duplicate, isolation_level=None)) as connection:
                prepare(connection)
                return asked(connection)
    return None


def _check_version(connection: sqlite3.Connection) -> None:
    """Before anything is changed: the file of a newer program is not ours to touch."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise StorageError(
            "The saved timers were written by a newer voice-skill: update this one, "
            "or choose another state folder."
        )


def _create_if_empty(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        return
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_TABLE)
    connection.execute(diary_table.TABLE)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _add_diary(connection: sqlite3.Connection) -> None:
    """Version 1 had no diary."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(diary_table.TABLE)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _checked(connection: sqlite3.Connection) -> Contents:
    """Everything, read with suspicion. Raises sqlite3.DatabaseError for damage."""
    try:
        found = connection.execute("PRAGMA quick_check").fetchall()
        if found != [(b"ok",)]:
            raise sqlite3.DatabaseError(f"damaged: {found[0][0]!r}")
        contents = read(connection)
        for body in contents.bodies.values():
            if not isinstance(json.loads(body), dict):
                raise sqlite3.DatabaseError("a record is not an object")
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise sqlite3.DatabaseError(f"a record cannot be read: {error}") from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_ERROR":
            raise
        raise sqlite3.DatabaseError(f"another table: {error}") from error
    return contents


def read(connection: sqlite3.Connection) -> Contents:
    """Everything. Raises sqlite3.Error, also where the checksum does not fit."""
    rows = connection.execute("SELECT kind, id, body FROM records ORDER BY kind, id")
    bodies = {(kind.decode(), int(number)): body.decode() for kind, number, body in rows}
    if _REVISION not in bodies:
        return Contents(0, bodies)
    numbered = json.loads(bodies.pop(_REVISION))
    if numbered["sum"] != _sum(bodies):
        raise sqlite3.DatabaseError("the records do not add up")
    return Contents(int(numbered["value"]), bodies)


def _sum(bodies: Mapping[Key, str]) -> int:
    """The same for the same records, whatever their order."""
    return zlib.crc32("\n".join(f"{key} {bodies[key]}" for key in sorted(bodies)).encode())
