"""What every store must do, and what the one on the disk must survive."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from voice_skill.core.errors import StorageError
from voice_skill.ports import Store
from voice_skill.storage.memory_store import MemoryStore
from voice_skill.storage.patient_store import PatientStore
from voice_skill.storage.sqlite_store import FROM_COPY, LOST, SqliteStore

Records = dict[tuple[str, int], dict[str, Any]]

SOME: Records = {
    ("timer", 1): {"kind": "ice", "name": None, "total_s": 900.0},
    ("timer", 2): {"kind": "custom", "name": "pâté ☕", "total_s": 1.5},
    ("next_timer_id", 0): {"value": 3},
}
OTHER: Records = {("timer", 2): {"kind": "custom", "name": "tea"}, ("diary", 7): {"pain": 4}}


@pytest.fixture(params=["memory", "sqlite", "patient"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "state")
    made = PatientStore(made) if request.param == "patient" else made
    yield made
    made.close()


def saved(folder: Path, records: Records) -> Path:
    """A store that was closed in order; returns its database."""
    with closing(SqliteStore(folder)) as store:
        store.save(records)
    return folder / "state.db"


def loaded(folder: Path) -> tuple[Records, str | None]:
    with closing(SqliteStore(folder)) as store:
        return store.load(), store.notice()


def test_a_new_store_is_empty_and_has_nothing_to_tell(store: Store) -> None:
    assert store.load() == {}
    assert store.notice() is None


def test_it_holds_what_was_saved(store: Store) -> None:
    store.save(SOME)
    assert store.load() == SOME


def test_saving_replaces_changes_and_deletes(store: Store) -> None:
    store.save(SOME)
    store.save(OTHER)
    assert store.load() == OTHER
    store.save({})
    assert store.load() == {}


def test_loaded_records_are_not_shared(store: Store) -> None:
    store.save(SOME)
    store.load()[("timer", 1)]["kind"] = "heat"
    assert store.load() == SOME


def test_closing_twice_is_allowed(store: Store) -> None:
    store.close()
    store.close()


def test_the_next_process_finds_it(tmp_path: Path) -> None:
    saved(tmp_path, SOME)
    assert loaded(tmp_path) == (SOME, None)


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    store = SqliteStore(folder)
    store.save(SOME)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    store.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}
    assert {"state.db", "state.backup.db"} <= set(modes)


def test_it_is_durable_and_writes_ahead(tmp_path: Path) -> None:
    path = saved(tmp_path, SOME)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = saved(tmp_path, SOME)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(StorageError, match="newer voice-skill: update"):
        loaded(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (4,)


def test_one_process_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_skill.storage.sqlite_store.BUSY_S", 0.0)
    with closing(SqliteStore(tmp_path)) as first, closing(SqliteStore(tmp_path)) as second:
        first.save(SOME)
        with pytest.raises(StorageError, match="Another voice-skill is using"):
            second.load()
        first.close()
        assert second.load() == SOME


@pytest.mark.parametrize("damage", ["garbage", "empty", "deleted", "truncated", "body", "table"])
def test_damage_is_moved_aside_and_the_copy_used(tmp_path: Path, damage: str) -> None:
    path = saved(tmp_path, SOME)
    harm(path, damage)
    assert loaded(tmp_path) == (SOME, FROM_COPY)
    assert loaded(tmp_path) == (SOME, None)
    assert (tmp_path / "state.damaged-1.db").exists() == (damage != "deleted")


def harm(path: Path, damage: str) -> None:
    if damage in ("garbage", "empty"):
        path.write_bytes(b"not a database " * 1000 if damage == "garbage" else b"")
    elif damage == "deleted":
        path.unlink()
    elif damage == "truncated":
        os.truncate(path, 5000)
    else:
        act = "UPDATE records SET body = '{' WHERE id = 1"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(act if damage == "body" else "ALTER TABLE records RENAME TO other")


def test_each_damaged_file_keeps_a_name_of_its_own(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        saved(tmp_path, SOME)
        harm(tmp_path / "state.db", "garbage")
        assert loaded(tmp_path) == (SOME, FROM_COPY)
        assert (tmp_path / f"state.damaged-{number}.db").exists()


def test_without_a_good_copy_it_starts_empty_and_says_so(tmp_path: Path) -> None:
    harm(saved(tmp_path, SOME), "garbage")
    harm(tmp_path / "state.backup.db", "garbage")
    assert loaded(tmp_path) == ({}, LOST)
    saved(tmp_path, OTHER)
    assert loaded(tmp_path) == (OTHER, None)


def test_any_damage_gives_the_records_or_says_that_they_are_lost(tmp_path: Path) -> None:
    whole = saved(tmp_path, SOME).read_bytes()
    chance = random.Random(1)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(chance.choice([1, 8, 500])):
            at = chance.randrange(100) if chance.random() < 0.3 else chance.randrange(len(broken))
            broken[at] = chance.randrange(256)
        (tmp_path / "state.db").write_bytes(bytes(broken[: chance.randrange(len(broken))]))
        records, notice = loaded(tmp_path)
        assert records == SOME
        # Where only the empty end of a page is gone, nothing is.
        assert notice in (FROM_COPY, None)


def test_a_database_that_is_deleted_while_open_is_written_anew(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "state")) as store:
        store.save(SOME)
        for path in (tmp_path / "state").iterdir():
            path.unlink()
        store.save(OTHER)
    assert loaded(tmp_path / "state") == (OTHER, None)


def test_the_folder_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(StorageError, match="is not a folder: choose another"):
        loaded(tmp_path / "state")
