"""The diary in the database: rows that are only added, and deleted for good when that is asked for.

The state holds the last weeks; everything older stays here alone.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path

KIND = "entry"
"""The kind of the keys of entries among all records."""

EXTENT = ("entries", 0)
"""The key of the record that says which id is the first that was not forgotten."""

MOST_RECENT = 1000
"""As many as are loaded: more than anybody notes in the weeks that are kept in mind."""

TABLE = """CREATE TABLE IF NOT EXISTS diary (
    id INTEGER PRIMARY KEY, body TEXT NOT NULL, sum INTEGER NOT NULL
)"""

Key = tuple[str, int]


def split(wanted: Mapping[Key, str]) -> tuple[dict[Key, str], dict[int, str], int]:
    """The other records, the entries by id, and the first id that was not forgotten."""
    entries = {number: body for (kind, number), body in wanted.items() if kind == KIND}
    others = {key: body for key, body in wanted.items() if key[0] != KIND}
    extent = json.loads(others[EXTENT]) if EXTENT in others else {}
    return others, entries, int(extent.get("first_id", 0))


def update(connection: sqlite3.Connection, entries: Mapping[int, str], first_id: int) -> bool:
    """Add what is new and delete what was forgotten, in the open transaction.

    Whether anything changed. Raises sqlite3.Error.
    """
    highest = connection.execute("SELECT max(id) FROM diary").fetchone()[0] or 0
    new = [(number, body, _sum(body)) for number, body in entries.items() if number > highest]
    connection.executemany("INSERT INTO diary VALUES (?, ?, ?)", new)
    forgotten = connection.execute("DELETE FROM diary WHERE id < ?", (first_id,)).rowcount
    return bool(new or forgotten)


def recent(connection: sqlite3.Connection) -> dict[Key, str]:
    """The last entries; one that is damaged costs only itself. Raises sqlite3.Error."""
    rows = connection.execute(
        "SELECT id, body, sum FROM diary ORDER BY id DESC LIMIT ?", (MOST_RECENT,)
    )
    return {(KIND, number): body for number, body in _sound(rows)}


def everything(connection: sqlite3.Connection) -> dict[int, str]:
    """All entries that are whole, by id. Raises sqlite3.Error."""
    return dict(_sound(connection.execute("SELECT id, body, sum FROM diary ORDER BY id")))


def wipe(connection: sqlite3.Connection) -> None:
    """After a deletion: nothing of it stays in the log or in free pages. Raises sqlite3.Error."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copied(connection: sqlite3.Connection) -> bytes:
    """The table alone, as the file of a database. Raises sqlite3.Error."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy.execute(TABLE)
        rows = [(number, body, _sum(body)) for number, body in everything(connection).items()]
        copy.executemany("INSERT INTO diary VALUES (?, ?, ?)", rows)
        return copy.serialize()


def repair(connection: sqlite3.Connection, path: Path) -> None:
    """Take what is damaged from the copy, where that has it. Raises sqlite3.Error."""
    rows = connection.execute("SELECT id, body, sum FROM diary").fetchall()
    whole = {number for number, _ in _sound(rows)}
    damaged = [(number,) for number, _, _ in rows if number not in whole]
    if damaged:
        connection.executemany("DELETE FROM diary WHERE id = ?", damaged)
        restore(connection, path)


def restore(connection: sqlite3.Connection, path: Path) -> None:
    """Add what is missing from such a file, if there is a good one. Raises sqlite3.Error."""
    entries: dict[int, str] = {}
    with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(":memory:")) as copy:
        copy.deserialize(path.read_bytes())
        copy.text_factory = bytes
        entries = everything(copy)
    rows = [(number, body, _sum(body)) for number, body in entries.items()]
    connection.executemany("INSERT OR IGNORE INTO diary VALUES (?, ?, ?)", rows)


def _sound(rows: Iterable[tuple[int, bytes, int]]) -> list[tuple[int, str]]:
    whole = []
    for number, body, checksum in rows:
        text = body.decode("utf-8", "replace")
        if checksum == _sum(text):
            whole.append((int(number), text))
    return whole


def _sum(body: str) -> int:
    return zlib.crc32(body.encode())
