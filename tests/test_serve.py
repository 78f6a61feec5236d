"""The service as real processes: what its manager hears, what it logs, and that it always rings."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from tests.processes import PATIENCE_S, Home
from voice_skill.client import Client
from voice_skill.commands.serve import LATE_S, Feeding
from voice_skill.early_ends import MOST, EarlyEnds
from voice_skill.health import Health
from voice_skill.host import Host
from voice_skill.plain import DUE
from voice_skill.service_notice import ServiceNotice


class Manager:
    """The end of the notification socket that systemd holds."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._socket.settimeout(PATIENCE_S)

    def until(self, mark: str) -> str:
        """The first message that holds this."""
        while True:
            message = self._socket.recv(4096).decode()
            if mark in message:
                return message

    def close(self) -> None:
        self._socket.close()


@dataclass
class Box:
    """A user with a service manager."""

    home: Home
    manager: Manager
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self) -> subprocess.Popen[str]:
        """The service, once it says that it is ready."""
        process = self.home.start("serve")
        self.started.append(process)
        return process

    def answers(self) -> bool:
        """Whether an engine is there."""
        client = Client.connect(self.home.runtime / "voice_skill")
        if client:
            client.close()
        return client is not None

    def client(self) -> Client:
        client = Client.connect(self.home.runtime / "voice_skill")
        assert client
        return client


@pytest.fixture
def box(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """A machine whose manager asks for a sign of life every four seconds."""
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    manager = Manager(tmp_path)
    home.environment |= {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "4000000"}
    yield Box(home, manager)
    home.close()
    manager.close()


def test_it_is_ready_stays_alive_logs_no_word_and_ends_by_a_signal(box: Box) -> None:
    process = box.start()
    box.manager.until("READY=1")
    with box.client() as client:
        assert client.ask("ice for fifteen minutes")["timers"]
    box.manager.until("WATCHDOG=1")
    box.manager.until("WATCHDOG=1")
    process.send_signal(signal.SIGTERM)
    box.manager.until("STOPPING=1")
    out, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert out == ""
    assert not {"ice", "fifteen", "Cloth", "Ice,"} & set(log.split())


def test_what_was_said_is_logged_only_where_asked_for(box: Box) -> None:
    assert box.home.run("config", "set", "service.log_transcripts", "yes").returncode == 0
    process = box.start()
    box.manager.until("READY=1")
    with box.client() as client:
        client.ask("ice for fifteen minutes")
    process.terminate()
    assert "Said: Ice, fifteen minutes." in process.communicate(timeout=PATIENCE_S)[1]


def test_everything_it_writes_is_for_its_user_alone(box: Box) -> None:
    process = box.start()
    box.manager.until("READY=1")
    with box.client() as client:
        client.ask("my pain is four")
        places = [box.home.runtime / "voice_skill", box.home.folder / ".local/state/voice_skill"]
        found = [path for place in places for path in (place, *place.rglob("*"))]
        modes = {path.name: stat.S_IMODE(path.lstat().st_mode) for path in found}
    assert {"engine.sock", "voice_skill"} < modes.keys()
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}
    process.terminate()
    process.wait(PATIENCE_S)


def _ringing(client: Client) -> dict[str, Any]:
    return next(line for line in client.watch() if line.get("ring") is not None)


def test_a_mistake_in_the_settings_does_not_keep_a_timer_from_ringing(box: Box) -> None:
    process = box.start()
    box.manager.until("READY=1")
    with box.client() as client:
        client.ask("set a timer for three seconds")
    process.kill()
    process.wait()
    settings = box.home.folder / ".config" / "voice_skill"
    settings.mkdir(parents=True)
    (settings / "settings.toml").write_text("[voice\n")
    process = box.start()
    status = box.manager.until("READY=1")
    assert "I only ring now" in status and "settings.toml" in status
    assert "I only ring now" in box.manager.until("STATUS="), "the next report must not hide it"
    with box.client() as watching, box.client() as client:
        assert _ringing(watching)["ring"] == DUE
        assert client.ask("stop")["timers"] == []
    process.terminate()
    assert process.wait(PATIENCE_S) == 0


def test_after_a_crash_loop_it_only_rings_and_then_tries_again(box: Box) -> None:
    for _ in range(MOST):
        process = box.start()
        box.manager.until("READY=1\nSTATUS=Counting")
        process.kill()
        process.wait()
    process = box.start()
    assert "ended early" in box.manager.until("READY=1")
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    process = box.start()
    box.manager.until("READY=1\nSTATUS=Counting")
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    ends = EarlyEnds(box.home.runtime / "voice_skill")
    assert ends.count == 0, "it was ended on purpose"


def test_it_waits_for_an_engine_at_a_terminal_and_takes_over(box: Box) -> None:
    terminal = box.home.start("run")
    while not box.answers():
        time.sleep(0.1)
    process = box.start()
    assert "take over when it ends" in box.manager.until("READY=1")
    assert terminal.stdin
    terminal.stdin.close()
    box.manager.until("READY=1\nSTATUS=Counting")
    process.terminate()
    assert process.wait(PATIENCE_S) == 0


@dataclass
class OverdueEngine:
    """An engine whose next deadline is set by the test."""

    at_s: float | None

    def next_deadline_s(self) -> float | None:
        return self.at_s


@dataclass
class Watched:
    """What of a host is asked for."""

    engine: OverdueEngine
    health: Health


@dataclass
class Heard:
    """A service manager in memory."""

    watchdog_s: float | None = 4.0
    told: list[str] = field(default_factory=list)

    def alive(self) -> None:
        self.told.append("alive")

    def status(self, status: str) -> None:
        self.told.append(status)


def _feeding(engine: OverdueEngine, health: Health, now_s: Callable[[], float]) -> Heard:
    notice = Heard()
    host = cast(Host, Watched(engine, health))
    Feeding(host, cast(ServiceNotice, notice), now_s).feed()
    return notice


def test_the_watchdog_is_fed_only_while_nothing_stands_still() -> None:
    now_s = [100.0]
    health = Health(lambda: now_s[0])
    report = health.expect("capture", within_s=15.0)
    assert "alive" in _feeding(OverdueEngine(None), health, lambda: now_s[0]).told
    assert "alive" in _feeding(OverdueEngine(100.0), health, lambda: now_s[0]).told
    assert _feeding(OverdueEngine(99.9 - LATE_S), health, lambda: now_s[0]).told == []
    now_s[0] += 16
    assert _feeding(OverdueEngine(None), health, lambda: now_s[0]).told == []
    report("There is no microphone.")
    told = _feeding(OverdueEngine(None), health, lambda: now_s[0]).told
    assert told == ["alive", "There is no microphone."]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"count": "x"}', '{"count": -5}', "\0"])
def test_a_damaged_count_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "early_ends.json").write_text(content)
    assert EarlyEnds(tmp_path).count == 0


def test_a_count_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ends = EarlyEnds(tmp_path / "file" / "folder")
    ends.begin()
    assert ends.count == 0


def test_an_abstract_address_and_a_foreign_watchdog(tmp_path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    name = f"voice_skill-{os.getpid()}"
    listener.bind(f"\0{name}")
    notice = ServiceNotice(
        {"NOTIFY_SOCKET": f"@{name}", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}
    )
    assert notice.watchdog_s is None
    notice.ready("two\nlines")
    assert listener.recv(100) == b"READY=1\nSTATUS=two lines"
    listener.close()
    notice.alive()
    ServiceNotice({}).ready("nobody listens")
    assert ServiceNotice({"WATCHDOG_USEC": "60000000"}).watchdog_s == 60.0
