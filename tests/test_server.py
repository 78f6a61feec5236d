"""The engine behind its socket: turns are taken by hand, on a clock that jumps."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.fakes_engine import BreakableStore, FakeClock, RecordingOutlet, dialogue, understand
from voice_skill.client import Client
from voice_skill.core.errors import VoiceSkillError
from voice_skill.engine import Engine
from voice_skill.fan_out import FanOut
from voice_skill.local_socket import BUSY, LONGEST_LINE, connect
from voice_skill.peer import MOST_UNREAD
from voice_skill.server import FORMS, MOST_CLIENTS, Server

LONG = {"error": f"A line may have at most {LONGEST_LINE} bytes."}


class Caller:
    """A client that never waits: it reads what has been sent to it."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection

    def send(self, data: bytes | dict[str, Any]) -> None:
        self.connection.sendall(
            data if isinstance(data, bytes) else json.dumps(data).encode() + b"\n"
        )

    def lines(self) -> list[dict[str, Any]]:
        """Every line that has come; one more at the end where the engine hung up."""
        data = b""
        try:
            while more := self.connection.recv(1 << 20):
                data += more
        except BlockingIOError:
            return [json.loads(line) for line in data.splitlines()]
        return [*(json.loads(line) for line in data.splitlines()), {"hung up": True}]


class Bench:
    """A server whose turns are taken by the test."""

    def __init__(self, runtime: Path, stack: ExitStack) -> None:
        self.runtime = runtime
        self.clock = FakeClock()
        self.outlet = RecordingOutlet()
        self.server = Server(runtime, self.clock)
        stack.callback(self.server.close)
        self.engine = Engine(
            dialogue(),
            understand,
            BreakableStore(),
            self.clock,
            FanOut(self.outlet, self.server),
        )
        self.engine.start()
        self._stack = stack

    def caller(self) -> Caller:
        connection = connect(self.runtime, 5.0)
        assert connection is not None
        self._stack.callback(connection.close)
        self.turns(1)
        return Caller(connection)

    def turns(self, number: int = 8) -> None:
        for _ in range(number):
            self.server.turn(self.engine, 0.0)

    def exchange(self, caller: Caller, data: bytes | dict[str, Any]) -> list[dict[str, Any]]:
        caller.send(data)
        self.turns()
        return caller.lines()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(tmp_path / "run", stack)


def test_folder_and_socket_are_for_the_owner(bench: Bench) -> None:
    assert stat.S_IMODE(bench.runtime.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in bench.runtime.iterdir()}
    assert modes == {"engine.sock": 0o600, "engine.lock": 0o600}


def test_a_text_is_answered_with_a_contract_line(bench: Bench) -> None:
    (line,) = bench.exchange(bench.caller(), {"text": "start shower 600"})
    assert (line["intent"], line["events"]) == ("timer.start", [])
    assert line["timers"][0]["remaining_s"] == 600.0


def test_status_tells_what_is_going_on(bench: Bench) -> None:
    caller = bench.caller()
    bench.exchange(caller, {"text": "start shower 600"})
    bench.clock.jump(60)
    assert bench.exchange(caller, {"op": "status"}) == [
        {
            "pid": os.getpid(),
            "timers_active": True,
            "next_deadline_in_s": 540.0,
            "ringing": False,
            "trouble": {},
            "clients": 1,
        }
    ]


def test_those_who_watch_get_everything_that_is_said_and_rung(bench: Bench) -> None:
    watcher, caller = bench.caller(), bench.caller()
    assert bench.exchange(watcher, {"op": "watch"}) == [{"watching": True}]
    bench.exchange(caller, {"text": "start shower 600"})
    bench.clock.jump(600)
    bench.turns()
    ring = {"ring": "Done_other.", "timer_ids": [1]}
    assert watcher.lines() == [{"say": "Started_shower."}, ring]
    late = bench.caller()
    assert bench.exchange(late, {"op": "watch"}) == [{"watching": True, **ring}]
    bench.exchange(caller, {"text": "stop"})
    assert watcher.lines() == late.lines() == [{"silence": True}, {"say": "stopped"}]


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"stop\n",
        b"[]\n",
        b"null\n",
        b"\xff\n",
        b'{"text": 5}\n',
        b'{"text": "\\ud800"}\n',
        b'{"text": "stop", "now": "2026"}\n',
        b'{"text": "stop", "certainty": "high"}\n',
        b'{"text": "stop", "certainty": true}\n',
        b'{"op": "dance"}\n',
        b'{"op": ["watch"]}\n',
        b"[" * 5000 + b"\n",
    ],
)
def test_garbage_is_answered_with_one_sentence(bench: Bench, data: bytes) -> None:
    caller = bench.caller()
    assert bench.exchange(caller, data) == [{"error": FORMS}]
    assert bench.exchange(caller, {"text": "stop"})[0]["intent"] == "control.stop"


@pytest.mark.parametrize("length", [LONGEST_LINE + 1, 13_000, 100_000])
def test_a_line_that_is_too_long_is_refused_once(bench: Bench, length: int) -> None:
    caller = bench.caller()
    caller.send(b"x" * length)
    bench.turns(length // 4096 + 8)
    assert bench.exchange(caller, b"yyy\n") == [LONG]
    assert bench.exchange(caller, {"op": "status"})[0]["clients"] == 1


def test_a_line_in_pieces_is_one_line(bench: Bench) -> None:
    caller = bench.caller()
    assert bench.exchange(caller, b'{"te') == []
    assert bench.exchange(caller, b'xt": "stop"}\n')[0]["intent"] == "control.stop"


def test_the_answer_comes_also_to_one_who_has_finished_sending(bench: Bench) -> None:
    caller = bench.caller()
    caller.send(b'{"text": "stop"}\n{"text": "list"}\n')
    caller.connection.shutdown(socket.SHUT_WR)
    bench.turns()
    answers = caller.lines()
    assert [line.get("intent", "hung up") for line in answers] == [
        "control.stop",
        "timer.list",
        "hung up",
    ]


def test_a_flood_delays_neither_a_timer_nor_another_client(bench: Bench) -> None:
    flood, caller = bench.caller(), bench.caller()
    bench.exchange(caller, {"text": "start shower 600"})
    flood.send(b'{"op": "status"}\n' * 400)
    caller.send({"text": "list"})
    bench.clock.jump(600)
    bench.turns(2)
    assert ("ring", "Done_other.", (1,)) in bench.outlet.heard
    assert [line["intent"] for line in caller.lines()] == ["timer.list"]
    assert len(flood.lines()) == 2
    answered = 0
    for _ in range(398):
        bench.turns(1)
        answered += len(flood.lines())
    assert answered == 398


def test_one_who_never_reads_is_dropped(bench: Bench) -> None:
    deaf, caller = bench.caller(), bench.caller()
    bench.exchange(deaf, {"op": "watch"})
    for _ in range((MOST_UNREAD + 1_000_000) // 5000):
        bench.server.say("x" * 5000)
    bench.turns()
    assert bench.exchange(caller, {"op": "status"})[0]["clients"] == 1


def test_one_who_reads_late_gets_all(bench: Bench) -> None:
    late = bench.caller()
    late.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    bench.exchange(late, {"op": "watch"})
    said = 100
    for number in range(said):
        bench.server.say(f"{number} " + "x" * 4000)
    data = b""
    while data.count(b"\n") < said:
        bench.turns(1)
        try:
            data += late.connection.recv(1 << 16)
        except BlockingIOError:
            continue
    heard = [json.loads(line) for line in data.splitlines()]
    assert [int(line["say"].split()[0]) for line in heard] == list(range(said))


def test_one_who_vanishes_is_forgotten(bench: Bench) -> None:
    gone, caller = bench.caller(), bench.caller()
    bench.exchange(gone, {"op": "watch"})
    gone.connection.close()
    bench.server.say("Hello.")
    bench.turns()
    assert bench.exchange(caller, {"op": "status"})[0]["clients"] == 1


def test_idle_clients_make_room_and_those_who_watch_stay(bench: Bench) -> None:
    watcher = bench.caller()
    bench.exchange(watcher, {"op": "watch"})
    callers = [bench.caller() for _ in range(MOST_CLIENTS + 5)]
    assert bench.exchange(callers[-1], {"op": "status"})[0]["clients"] == MOST_CLIENTS
    bench.server.say("Hello.")
    assert watcher.lines() == [{"say": "Hello."}]
    assert callers[0].lines() == [{"hung up": True}]


def test_other_inputs_take_part_in_the_loop(bench: Bench) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        heard: list[bytes] = []
        bench.server.add_input(ours.fileno(), lambda: heard.append(ours.recv(100)))
        theirs.send(b"words")
        bench.turns(2)
        bench.server.remove_input(ours.fileno())
        theirs.send(b"later")
        bench.turns(2)
    assert heard == [b"words"]


def test_only_one_engine_runs(bench: Bench) -> None:
    with pytest.raises(VoiceSkillError) as caught:
        Server(bench.runtime, bench.clock)
    assert str(caught.value) == BUSY
    assert bench.exchange(bench.caller(), {"op": "status"})


def test_a_stale_socket_is_replaced_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as dead:
        dead.bind(str(tmp_path / "engine.sock"))
    assert connect(tmp_path, 5.0) is None
    with ExitStack() as stack:
        bench = Bench(tmp_path, stack)
        assert bench.exchange(bench.caller(), {"op": "status"})
    assert connect(tmp_path, 5.0) is None
    assert [path.name for path in tmp_path.iterdir()] == ["engine.lock"]


def test_a_long_path_works(tmp_path: Path) -> None:
    runtime = tmp_path / ("x" * 100) / ("y" * 100)
    with ExitStack() as stack:
        bench = Bench(runtime, stack)
        assert bench.exchange(bench.caller(), {"op": "status"})


def test_a_folder_that_is_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o755)
    with closing(Server(tmp_path / "run", FakeClock())):
        assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "other")
    with pytest.raises(VoiceSkillError, match="is not a folder of this user: remove it"):
        Server(tmp_path / "run", FakeClock())


def test_the_client_talks_to_a_running_loop(bench: Bench) -> None:
    loop = threading.Thread(target=bench.server.run, args=(bench.engine,))
    loop.start()
    try:
        with connected(bench) as asking, connected(bench) as watching:
            events = watching.watch()
            assert next(events) == {"watching": True}
            assert asking.ask("start shower 600")["intent"] == "timer.start"
            assert next(events) == {"say": "Started_shower."}
            bench.clock.jump(600)
            asking.status()  # the jump alone wakes nobody
            assert next(events) == {"ring": "Done_other.", "timer_ids": [1]}
            assert asking.status()["ringing"]
            with pytest.raises(VoiceSkillError, match="at most"):
                asking.ask("x" * 9000)
            bench.server.stop()
            loop.join(timeout=10)
            bench.server.close()
            assert list(events) == []
            with pytest.raises(VoiceSkillError):
                asking.ask("stop")
    finally:
        bench.server.stop()
        loop.join(timeout=10)


def connected(bench: Bench) -> Client:
    client = Client.connect(bench.runtime, timeout_s=10.0)
    assert client is not None
    return client


def test_an_engine_that_hangs_is_said(bench: Bench) -> None:
    client = Client.connect(bench.runtime, timeout_s=0.01)
    assert client is not None
    with client, pytest.raises(VoiceSkillError, match="does not answer: restart it"):
        client.ask("stop")


def test_without_an_engine_there_is_no_client(tmp_path: Path) -> None:
    assert Client.connect(tmp_path) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_the_loop_and_get_their_handlers_back(
    bench: Bench, number: signal.Signals
) -> None:
    before = signal.getsignal(number)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"now")
        bench.server.add_input(ours.fileno(), lambda: os.kill(os.getpid(), number))
        bench.server.run(bench.engine)
    assert signal.getsignal(number) is before


def test_it_stays_until_everything_has_rung_and_was_acknowledged(bench: Bench) -> None:
    bench.engine.hear("start shower 600")
    bench.clock.jump(600)
    caller = bench.caller()
    caller.send({"text": "stop"})
    bench.server.run(bench.engine, until=lambda: not bench.engine.timers_active)
    assert caller.lines()[0]["timers"] == []
