"""kill -9 in a real process: what was confirmed is there again, and the socket too."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

from tests.fakes_engine import dialogue, understand
from voice_skill.client import Client
from voice_skill.clock import SystemClock
from voice_skill.engine import Engine
from voice_skill.server import Server
from voice_skill.storage.sqlite_store import SqliteStore

ROUNDS = 5
REPOSITORY = Path(__file__).parent.parent


def serve(folder: Path) -> None:
    """The process that is killed: a real clock, disk and socket."""
    clock = SystemClock()
    with closing(Server(folder / "run", clock)) as server:
        store = SqliteStore(folder / "state")
        with closing(Engine(dialogue(), understand, store, clock, server)) as engine:
            engine.start()
            print("ready", flush=True)
            server.run(engine)


class Box:
    """The box on the nightstand: its process, and a client of it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.test_crash", str(folder)],
            stdout=subprocess.PIPE,
            cwd=REPOSITORY,
        )
        stack.enter_context(self.process)
        stack.callback(self.process.kill)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"
        client = Client.connect(folder / "run")
        assert client is not None
        self.client = stack.enter_context(client)

    def ids(self) -> list[int]:
        return [timer["id"] for timer in self.client.ask("")["timers"]]


def test_no_confirmed_timer_is_lost_by_kill_9(tmp_path: Path) -> None:
    confirmed: list[int] = []
    for number in range(ROUNDS):
        with ExitStack() as stack:
            box = Box(tmp_path, stack)
            assert box.ids() == confirmed
            for step in range(number + 1):
                line = box.client.ask(f"start custom {3600 + number} t{number}x{step}")
                confirmed = [timer["id"] for timer in line["timers"]]
            box.process.kill()
            assert box.process.wait() == -9
    with ExitStack() as stack:
        timers = Box(tmp_path, stack).client.ask("")["timers"]
        assert [timer["id"] for timer in timers] == confirmed == list(range(1, 16))
        assert {timer["state"] for timer in timers} == {"running"}
        assert all(
            timer["total_s"] - 60 < timer["remaining_s"] < timer["total_s"] for timer in timers
        )


def test_sigterm_ends_it_in_order(tmp_path: Path) -> None:
    with ExitStack() as stack:
        box = Box(tmp_path, stack)
        box.client.ask("start custom 3600")
        box.process.terminate()
        assert box.process.wait(timeout=10) == 0
        assert [path.name for path in (tmp_path / "run").iterdir()] == ["engine.lock"]
        assert not (tmp_path / "state" / "state.db-wal").exists()
    with ExitStack() as stack:
        assert Box(tmp_path, stack).ids() == [1]


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
