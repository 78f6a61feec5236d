"""Timers that survive a pulled plug: one SQLite table of JSON records, and a copy of the file.

The database belongs to one process at a time (exclusive locking mode). That keeps its index in
memory instead of in a shared file, so saved timers can still be read when the disk is full.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from voice_skill.core.errors import StorageError
from voice_skill.storage import diary_table
from voice_skill.storage.database import (
    Contents,
    Key,
    copied,
    prepare,
    read,
    read_copy,
    read_without_writing,
    write,
)
from voice_skill.storage.files import make_folder, make_private, replace_private, set_aside

DATABASE = "state.db"
BUSY_S = 3.0
"""How long to wait for another process to let the file go."""

FROM_COPY = "My saved timers were damaged, so I use the last good copy: ask which are running."
LOST = "My saved timers were damaged and there is no good copy, so no timer is running."

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "ENOSPC", "EDQUOT")
_SHUT = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "EROFS", "EACCES", "EPERM")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NO_FOLDER = ("ENOTDIR", "EEXIST", "EINVAL", "EISDIR")


class SqliteStore:
    """The Store port in `<folder>/state.db`, with its last good copy in `state.backup.db`."""

    def __init__(self, folder: Path) -> None:
        """Nothing is opened before the first load or save."""
        self._path = folder / DATABASE
        self._copy = folder / "state.backup.db"
        self._diary_copy = folder / "diary.backup.db"
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._notice: str | None = None

    def load(self) -> dict[Key, dict[str, Any]]:
        """Everything that was saved; a damaged file is moved aside and its copy used.

        From a disk that cannot be written it is read all the same: what was saved must ring.
        Raises StorageError where it cannot be read either, where another process has it, and
        where a newer version wrote it.
        """
        try:
            connection = self._open()
            contents = read(connection)
            entries = diary_table.recent(connection)
        except (sqlite3.Error, OSError) as error:
            self.close()
            contents, entries = self._read_only(error), {}
        found = {**contents.bodies, **entries}
        return {key: json.loads(body) for key, body in found.items()}

    def save(self, records: Mapping[Key, Mapping[str, Any]], within_s: float = 0.0) -> None:
        """Hold exactly these records, durably. Raises StorageError; then the old ones stay.

        It takes as long as the disk does; PatientStore keeps to `within_s`.
        """
        wanted = {key: json.dumps(dict(body), sort_keys=True) for key, body in records.items()}
        try:
            try:
                self._save(wanted)
            except sqlite3.DatabaseError as error:
                _raise_unless_damaged(error)
                # It broke under our hands; all that it should hold is in ours.
                self.close()
                self._save(wanted)
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise StorageError(_reason(error)) from error

    def notice(self) -> str | None:
        """What was damaged, if anything, in one sentence."""
        return self._notice

    def close(self) -> None:
        """Let the file go; the next load or save opens it again."""
        if self._connection is not None:
            with suppress(sqlite3.Error):  # a broken disk must not keep the process from ending
                self._connection.close()
        self._connection = None

    def _save(self, wanted: Mapping[Key, str]) -> None:
        connection = self._open()
        changed = write(connection, wanted)
        if changed.forgotten:
            self._wipe(connection)
        if changed.diary:
            with suppress(sqlite3.Error, OSError):
                replace_private(self._diary_copy, diary_table.copied(connection))
        if changed.records:
            self._refresh_copy(connection)

    def _read_only(self, error: sqlite3.Error | OSError) -> Contents:
        """What the disk still gives when nothing can be written. Raises StorageError."""
        if not _name(error).startswith(_BUSY):
            there = (read_without_writing(self._path), read_copy(self._copy))
            found = [contents for contents in there if contents]
            if found:
                return max(found, key=lambda contents: contents.revision)
        raise StorageError(f"In {self._path.parent}: {_reason(error)}") from error

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None and self._still_there():
            return self._connection
        self.close()
        make_folder(self._path.parent)
        self._connection = self._connect_or_repair()
        self._inode = self._path.stat().st_ino
        return self._connection

    def _still_there(self) -> bool:
        """A file that was deleted while it was open would swallow every later save."""
        try:
            return self._path.stat().st_ino == self._inode
        except FileNotFoundError:
            return False

    def _connect_or_repair(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            _raise_unless_damaged(error)
        set_aside(self._path)
        if self._copy.exists():
            try:
                replace_private(self._path, self._copy.read_bytes())
                connection = self._connect()
                diary_table.restore(connection, self._diary_copy)
                self._notice = FROM_COPY
                return connection
            except sqlite3.DatabaseError as error:
                _raise_unless_damaged(error)
            set_aside(self._path)
            set_aside(self._copy)
        self._notice = LOST
        connection = self._connect()
        diary_table.restore(connection, self._diary_copy)
        return connection

    def _connect(self) -> sqlite3.Connection:
        if self._copy.exists() and not (self._path.exists() and self._path.stat().st_size):
            raise sqlite3.DatabaseError("the database is gone")
        make_private(self._path)
        connection = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)
        try:
            revision = prepare(connection).revision
            copy = read_copy(self._copy)
            if copy and copy.revision > revision:
                raise sqlite3.DatabaseError("the database is older than its copy")
            diary_table.repair(connection, self._diary_copy)
        except BaseException:
            connection.close()
            raise
        return connection

    def _wipe(self, connection: sqlite3.Connection) -> None:
        """What was to be forgotten is in no file any more, also not in those that were damaged."""
        diary_table.wipe(connection)
        for damaged in self._path.parent.glob("*.damaged-*"):
            damaged.unlink(missing_ok=True)

    def _refresh_copy(self, connection: sqlite3.Connection) -> None:
        """Kept equal to the records; without it nothing is lost unless the database breaks.

        The diary has a copy of its own, since it grows for years and changes seldom.
        """
        with suppress(sqlite3.Error, OSError):
            replace_private(self._copy, copied(connection))


def _raise_unless_damaged(error: sqlite3.DatabaseError) -> None:
    """OperationalError is the disk, the folder or another process: nothing to repair."""
    if isinstance(error, sqlite3.OperationalError):
        raise error


def _reason(error: sqlite3.Error | OSError) -> str:
    """What to do next, in a sentence that may also be spoken."""
    name = _name(error)
    if name in _FULL:
        return "The disk for the saved timers is full: free some space."
    if name.startswith(_BUSY):
        return "Another voice-skill is using the saved timers: end that one first."
    if name.startswith(_SHUT):
        return "The folder for the saved timers cannot be written: make it writable for this user."
    if name in _NO_FOLDER:
        return "The place for the saved timers is not a folder: choose another one."
    detail = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
    return f"The disk for the saved timers fails ({detail}): check it."


def _name(error: sqlite3.Error | OSError) -> str:
    """Such as ENOSPC or SQLITE_FULL."""
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, "")
    return str(getattr(error, "sqlite_errorname", ""))
