"""The diary on disk: only added to, whole after damage, and really gone when it is forgotten."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from voice_skill.storage.database import read_diary
from voice_skill.storage.sqlite_store import SqliteStore

SECRET = "slept badly on the green sofa"
TIMER: dict[str, Any] = {"kind": "ice", "left_s": 5}


def _records(first: int, last: int, first_id: int = 1) -> dict[tuple[str, int], dict[str, Any]]:
    entries = {
        ("entry", number): {
            "at": "2026-11-23T05:10:00+00:00",
            "kind": "note",
            "details": {"what": f"{SECRET} {number}"},
        }
        for number in range(first, last)
    }
    return {("timer", 1): TIMER, ("entries", 0): {"next_id": last, "first_id": first_id}, **entries}


def _save(folder: Path, records: dict[tuple[str, int], dict[str, Any]]) -> None:
    with closing(SqliteStore(folder)) as store:
        store.save(records)


def _ids(folder: Path) -> list[int]:
    with closing(SqliteStore(folder)) as store:
        return sorted(number for kind, number in store.load() if kind == "entry")


def test_entries_that_are_no_longer_in_mind_are_kept(tmp_path: Path) -> None:
    _save(tmp_path, _records(1, 4))
    _save(tmp_path, _records(3, 6))
    assert _ids(tmp_path) == [1, 2, 3, 4, 5]


def test_an_entry_is_never_doubled_or_changed(tmp_path: Path) -> None:
    _save(tmp_path, _records(1, 3))
    changed = _records(1, 3)
    changed[("entry", 1)] = {"at": "later", "kind": "note", "details": {}}
    _save(tmp_path, changed)
    with closing(SqliteStore(tmp_path)) as store:
        assert store.load()[("entry", 1)]["details"]["what"] == f"{SECRET} 1"


def test_what_is_forgotten_is_in_no_file(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path)) as store:
        store.save(_records(1, 40))
        (tmp_path / "state.damaged-1.db").write_text(SECRET)
        store.save(_records(40, 40, first_id=40))
        files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert len(files) >= 3
        assert [name for name, data in files.items() if SECRET.encode() in data] == []
        store.save(_records(40, 41, first_id=40))
    assert _ids(tmp_path) == [40]


def test_a_damaged_entry_comes_back_from_the_copy(tmp_path: Path) -> None:
    _save(tmp_path, _records(1, 4))
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as connection:
        connection.execute("UPDATE diary SET body = 'x' WHERE id = 2")
    assert _ids(tmp_path) == [1, 2, 3]


def test_a_damaged_entry_without_a_copy_costs_only_itself(tmp_path: Path) -> None:
    _save(tmp_path, _records(1, 4))
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as connection:
        connection.execute("UPDATE diary SET body = 'x' WHERE id = 2")
    (tmp_path / "diary.backup.db").unlink()
    assert _ids(tmp_path) == [1, 3]


def test_a_broken_database_gives_the_diary_from_its_copy(tmp_path: Path) -> None:
    _save(tmp_path, _records(1, 4))
    (tmp_path / "state.db").write_bytes(b"garbage")
    assert _ids(tmp_path) == [1, 2, 3]


def test_the_first_version_had_no_diary_and_keeps_its_timers(tmp_path: Path) -> None:
    _save(tmp_path, {("timer", 1): TIMER})
    for name in ("state.db", "state.backup.db"):
        with closing(sqlite3.connect(tmp_path / name, isolation_level=None)) as connection:
            connection.execute("DROP TABLE diary")
            connection.execute("PRAGMA user_version = 1")
    with closing(SqliteStore(tmp_path)) as store:
        assert store.load() == {("timer", 1): TIMER}
        assert store.notice() is None
        store.save(_records(1, 3))
    assert _ids(tmp_path) == [1, 2]


def test_it_is_read_while_it_is_in_use_and_nothing_is_disturbed(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path)) as store:
        store.save(_records(1, 4))
        found = read_diary(tmp_path / "state.db")
        assert found is not None
        assert sorted(found) == [1, 2, 3]
        store.save(_records(1, 5))
    assert _ids(tmp_path) == [1, 2, 3, 4]


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_diary(tmp_path / "state.db") is None


def test_years_of_entries_do_not_grow_what_a_timer_costs_to_write(tmp_path: Path) -> None:
    _save(tmp_path, _records(1, 4000))
    with closing(SqliteStore(tmp_path)) as store:
        store.load()
        before = (tmp_path / "diary.backup.db").stat().st_mtime_ns
        store.save({**_records(3990, 4000), ("timer", 2): TIMER})
        assert (tmp_path / "diary.backup.db").stat().st_mtime_ns == before
        assert (tmp_path / "state.backup.db").stat().st_size < 64_000
