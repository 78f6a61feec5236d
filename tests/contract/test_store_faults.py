"""What the store on the disk survives: torn logs, changed digits, full and read-only disks."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.contract.test_store import OTHER, SOME, Records, harm, loaded, saved
from voice_skill.core.errors import StorageError
from voice_skill.storage.sqlite_store import FROM_COPY, LOST, SqliteStore

FULL = "disk for the saved timers is full: free"
SHUT = "cannot be written: make it writable"
REPOSITORY = Path(__file__).parents[2]


def crashed(tmp_path: Path, *steps: Records) -> Path:
    """The folder as kill -9 leaves it after these saves: with a log that was never played in."""
    with closing(SqliteStore(tmp_path / "alive")) as store:
        for step in steps:
            store.save(step)
        shutil.copytree(tmp_path / "alive", tmp_path / "state")
    assert (tmp_path / "state" / "state.db-wal").stat().st_size
    return tmp_path / "state"


def test_a_process_that_was_killed_leaves_everything(tmp_path: Path) -> None:
    assert loaded(crashed(tmp_path, SOME, OTHER)) == (OTHER, None)


def test_a_log_cut_anywhere_loses_nothing(tmp_path: Path) -> None:
    folder = crashed(tmp_path, SOME, OTHER, SOME)
    size = (folder / "state.db-wal").stat().st_size
    for length in [*range(0, size, 997), size - 1]:
        crash = Path(shutil.copytree(folder, tmp_path / "crash"))
        os.truncate(crash / "state.db-wal", length)
        assert loaded(crash)[0] == SOME
        shutil.rmtree(crash)


def test_a_log_that_is_damaged_or_gone_loses_nothing_and_says_so(tmp_path: Path) -> None:
    folder = crashed(tmp_path, OTHER, SOME)
    whole = (folder / "state.db-wal").read_bytes()
    chance = random.Random(2)
    for _ in range(40):
        broken = bytearray(whole)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        crash = Path(shutil.copytree(folder, tmp_path / "crash"))
        (crash / "state.db-wal").write_bytes(broken)
        records, notice = loaded(crash)
        assert records == SOME
        assert notice in (None, FROM_COPY)
        shutil.rmtree(crash)
    (folder / "state.db-wal").unlink()
    assert loaded(folder) == (SOME, FROM_COPY)
    assert loaded(folder) == (SOME, None)


def test_a_changed_digit_is_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path, SOME)
    path.write_bytes(path.read_bytes().replace(b"900.0", b"300.0"))
    assert loaded(tmp_path) == (SOME, FROM_COPY)


def test_a_copy_that_is_damaged_is_not_used(tmp_path: Path) -> None:
    saved(tmp_path, SOME)
    copy = tmp_path / "state.backup.db"
    copy.write_bytes(copy.read_bytes().replace(b"900.0", b"300.0"))
    assert loaded(tmp_path) == (SOME, None)
    harm(tmp_path / "state.db", "garbage")
    assert loaded(tmp_path) == ({}, LOST)


def test_records_of_before_the_revision_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path, SOME)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM records WHERE kind = 'revision'")
    (tmp_path / "state.backup.db").unlink()
    assert loaded(tmp_path) == (SOME, None)


def test_a_database_that_breaks_while_it_is_open_is_written_anew(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "state")) as store:
        store.save(SOME)
        harm(tmp_path / "state" / "state.db-wal", "garbage")
        harm(tmp_path / "state" / "state.db", "garbage")
        store.save(OTHER)
    assert loaded(tmp_path / "state")[0] == OTHER


def test_a_repair_that_was_interrupted_is_finished(tmp_path: Path) -> None:
    folder = crashed(tmp_path, OTHER, SOME)
    # It was moved aside, and the copy is not in its place yet.
    (folder / "state.db").unlink()
    (folder / "state.db-wal").unlink()
    assert loaded(folder) == (SOME, FROM_COPY)


def mount(folder: Path, options: str) -> None:
    if os.getuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not allow mounts")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    folder = tmp_path / "disk"
    mount(folder, "size=256k")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(b"x" * 4096):
                pass
        except OSError:
            return


def test_a_full_disk_is_said_and_keeps_what_was_there(small_disk: Path) -> None:
    large: Records = {("timer", number): {"name": "x" * 4000} for number in range(20)}
    with closing(SqliteStore(small_disk / "state")) as store:
        store.save(SOME)
        fill(small_disk)
        with pytest.raises(StorageError, match=FULL):
            store.save(large)
        (small_disk / "filler").unlink()
        assert store.load() == SOME
        store.save(OTHER)
        assert store.load() == OTHER


def test_saved_timers_can_be_read_from_a_full_disk(small_disk: Path) -> None:
    saved(small_disk / "state", SOME)
    fill(small_disk)
    assert loaded(small_disk / "state") == (SOME, None)


def test_a_full_disk_at_the_first_start_is_said(small_disk: Path) -> None:
    fill(small_disk)
    with pytest.raises(StorageError, match=FULL):
        saved(small_disk / "state", SOME)


def test_a_read_only_disk_still_gives_what_was_saved(small_disk: Path) -> None:
    crash = crashed(small_disk, OTHER, SOME)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with closing(SqliteStore(crash)) as store:
        assert store.load() == SOME
        with pytest.raises(StorageError, match=SHUT):
            store.save(OTHER)
        assert store.load() == SOME
    with pytest.raises(StorageError, match=SHUT):
        loaded(small_disk / "other")


def test_a_damaged_database_on_a_read_only_disk_gives_its_copy(small_disk: Path) -> None:
    harm(saved(small_disk / "state", SOME), "garbage")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert loaded(small_disk / "state")[0] == SOME


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    saved(tmp_path / "state", SOME)
    (tmp_path / "state").chmod(0o500)
    try:
        assert loaded(tmp_path / "state")[0] == SOME
        with pytest.raises(StorageError, match=SHUT):
            saved(tmp_path / "state", OTHER)
    finally:
        (tmp_path / "state").chmod(0o700)


LIMITED = """
import resource, signal, sys
from pathlib import Path
from tests.contract.test_store import SOME
from voice_skill.core.errors import StorageError
from voice_skill.storage.sqlite_store import SqliteStore

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = SqliteStore(Path(sys.argv[1]))
store.save(SOME)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
confirmed = 0
try:
    for number in range(200):
        store.save({("timer", each): {"name": "x" * 500} for each in range(number + 1)})
        confirmed = number + 1
except StorageError as error:
    print(confirmed, error)
"""


@pytest.mark.parametrize("bytes_left", [0, 4096, 20_000, 45_001, 70_000])
def test_no_file_may_grow_and_all_that_was_confirmed_is_there(
    tmp_path: Path, bytes_left: int
) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path), str(bytes_left)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    confirmed, said = done.stdout.split(maxsplit=1)
    assert said.startswith("The disk for the saved timers ")
    records: dict[tuple[str, int], Any] = loaded(tmp_path)[0]
    assert len(records) == int(confirmed) or (confirmed == "0" and records == SOME)
