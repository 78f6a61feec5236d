"""A disk that hangs in the middle of a write holds up no ring and no answer."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.fakes_engine import FakeClock, RecordingOutlet, dialogue, understand
from voice_skill.client import Client
from voice_skill.clock import SystemClock
from voice_skill.core.errors import StorageError
from voice_skill.engine import Engine
from voice_skill.server import Server
from voice_skill.storage.memory_store import MemoryStore
from voice_skill.storage.patient_store import HANGS, PatientStore
from voice_skill.storage.sqlite_store import SqliteStore

REPOSITORY = Path(__file__).parent.parent
PATIENCE_S = 20.0
ONE = {("timer", 1): {"kind": "ice"}}
TWO = {("timer", 2): {"kind": "heat"}}


class HangingStore(MemoryStore):
    """Every save takes until `answers` is set; `begun` tells that one is waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.answers, self.begun = threading.Event(), threading.Event()
        self.saves: list[Mapping[tuple[str, int], Mapping[str, Any]]] = []

    def save(
        self, records: Mapping[tuple[str, int], Mapping[str, Any]], within_s: float = 0.0
    ) -> None:
        self.begun.set()
        assert self.answers.wait(PATIENCE_S)
        self.saves.append(dict(records))
        super().save(records)


def test_a_save_that_hangs_fails_and_what_was_wanted_last_is_written_later() -> None:
    disk = HangingStore()
    with closing(PatientStore(disk)) as store:
        for records in (ONE, {**ONE, **TWO}, TWO):
            with pytest.raises(StorageError, match="does not answer"):
                store.save(records, 0.01)
        disk.answers.set()
        assert store.load() == TWO
        assert disk.saves == [ONE, TWO]
        store.save(ONE)
        assert store.load() == ONE


def test_nobody_waits_a_second_time_for_a_disk_that_hangs() -> None:
    disk = HangingStore()
    with closing(PatientStore(disk)) as store:
        with pytest.raises(StorageError):
            store.save(ONE, 0.01)
        began_s = time.monotonic()
        with pytest.raises(StorageError):
            store.save(ONE, PATIENCE_S)
        assert time.monotonic() - began_s < PATIENCE_S / 2
        disk.answers.set()


def test_an_order_that_could_not_be_saved_is_not_there_when_the_disk_answers_again() -> None:
    disk, clock, outlet = HangingStore(), FakeClock(), RecordingOutlet()
    disk.answers.set()
    engine = Engine(dialogue(), understand, PatientStore(disk), clock, outlet)
    engine.start()
    engine.hear("start shower 600")
    disk.answers.clear()
    line = engine.hear("start custom 900 tea")
    assert HANGS in line["say"]
    assert [timer["kind"] for timer in line["timers"]] == ["shower"]
    clock.jump(600)
    engine.tick()
    assert outlet.heard[-1] == ("ring", "Done_other.", (1,))
    disk.answers.set()
    engine.close()
    assert [kind for kind, _ in disk.load()].count("timer") == 1


def _serve(folder: Path) -> None:
    """The real loop on the real store; its disk hangs before a commit while `folder/hangs` is."""
    hangs = folder / "hangs"

    class Hanging(sqlite3.Connection):
        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            self.set_trace_callback(self._wait)

        def _wait(self, statement: str) -> None:
            while statement.startswith("COMMIT") and hangs.exists():
                time.sleep(0.01)

    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **options: connect(  # type: ignore[assignment]
        *given, factory=Hanging, **options
    )
    clock = SystemClock()
    with closing(Server(folder / "run", clock)) as server:
        store = PatientStore(SqliteStore(folder / "state"))
        with closing(Engine(dialogue(), understand, store, clock, server)) as engine:
            engine.start()
            print("ready", flush=True)
            server.run(engine)


def _started(folder: Path, stack: ExitStack) -> tuple[subprocess.Popen[bytes], Client]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.test_hanging_disk", str(folder)],
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
    )
    stack.enter_context(process)
    stack.callback(process.kill)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    client = Client.connect(folder / "run")
    assert client is not None
    return process, stack.enter_context(client)


def test_a_real_process_rings_on_time_while_its_disk_hangs(tmp_path: Path) -> None:
    with ExitStack() as stack:
        process, client = _started(tmp_path, stack)
        watcher = Client.connect(tmp_path / "run")
        assert watcher is not None
        stack.enter_context(watcher)
        rounds = (line for line in watcher.watch() if "ring" in line)
        client.ask("start custom 3 tea")
        due_s = time.monotonic() + 3.0
        (tmp_path / "hangs").touch()
        said = client.ask("start custom 600 soup")["say"]
        assert HANGS in said
        assert next(rounds)["timer_ids"] == [1]
        assert time.monotonic() - due_s < 1.0
        assert [timer["name"] for timer in client.ask("")["timers"]] == ["tea"]
        process.kill()
    (tmp_path / "hangs").unlink()
    with ExitStack() as stack:
        _, client = _started(tmp_path, stack)
        assert [timer["name"] for timer in client.ask("")["timers"]] == ["tea"]


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
