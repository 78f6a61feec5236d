"""Calling out: to a real server and real programs, which may be slow, rude or gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue

import pytest

from tests.fakes_engine import BreakableStore, FakeClock, RecordingOutlet, dialogue, understand
from tests.processes import Home, next_line
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.errors import VoiceSkillError
from voice_skill.core.knowledge import Knowledge
from voice_skill.engine import Engine
from voice_skill.settings_file import load_settings
from voice_skill.triggers import HttpCall, ProgramCall, Triggers

Request = tuple[str, str, str | None]


class _Handler(BaseHTTPRequestHandler):
    requests: Queue[Request] = Queue()
    ended = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.requests.put((self.path, body, self.headers["Authorization"]))
        if self.path == "/hangs":
            self.ended.wait(20)
            return
        codes = {"/rude": 500, "/elsewhere": 302}
        self.send_response(codes.get(self.path, 200))
        if self.path == "/elsewhere":
            self.send_header("Location", "/fine")
        self.end_headers()
        while self.path == "/drips" and not self.ended.wait(0.2):
            self.wfile.write(b".")
            self.wfile.flush()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    _Handler.ended.set()
    httpd.shutdown()
    httpd.server_close()


def _outcome(call: HttpCall | ProgramCall, wait_s: float = 5.0) -> str | None:
    """The sentence that is told, or None where nothing is within that time."""
    told: Queue[str] = Queue()
    Triggers({"it": call}, told.put).call("it")
    try:
        return told.get(timeout=wait_s)
    except Empty:
        return None


def test_it_posts_what_the_settings_say(server: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush\n")
    secret.chmod(0o600)
    assert _outcome(HttpCall(f"{server}/fine?a=1", '{"on": true}', str(secret)), 0.5) is None
    assert _Handler.requests.get(timeout=5) == ("/fine?a=1", '{"on": true}', "Bearer hush")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/rude", "The trigger it answered with error 500."),
        ("/elsewhere", "The trigger it answered with error 302."),
        ("/hangs", "The trigger it did not answer in time."),
        ("/drips", "The trigger it did not answer in time."),
    ],
)
def test_a_failure_is_one_sentence(server: str, path: str, told: str) -> None:
    assert _outcome(HttpCall(server + path, timeout_s=1.0)) == told


def test_nobody_there() -> None:
    call = HttpCall("http://127.0.0.1:9/x", timeout_s=1.0)
    assert _outcome(call) == "The trigger it cannot be reached."


def test_a_secret_that_others_may_read_is_not_sent(server: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    secret.chmod(0o644)
    told = _outcome(HttpCall(f"{server}/fine", secret_file=str(secret)))
    assert told == "The trigger it has a secret that others may read: chmod 600 secret."


def test_a_program_gets_its_arguments_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = f'printf "%s|" "$@" >{out}; env >>{out}'
    call = ProgramCall(("/bin/sh", "-c", script, "sh", "$(id)", "; ls"))
    assert _outcome(call, 1.0) is None
    assert out.read_text().startswith("$(id)|; ls|")
    assert "HOME=" not in out.read_text()


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (("/bin/sh", "-c", "exit 3"), "The trigger it failed with code 3."),
        (("/no/such/program",), "The trigger it cannot be started: No such file or directory."),
        (("/bin/sh", "-c", "sleep 30 & wait"), "The trigger it did not end in time."),
        (("/bin/sh", "-c", "yes"), "The trigger it did not end in time."),
    ],
)
def test_a_program_that_fails_is_one_sentence(program: tuple[str, ...], told: str) -> None:
    assert _outcome(ProgramCall(program, 1.0)) == told


def test_a_call_that_hangs_keeps_nobody_waiting(server: str) -> None:
    began_s = time.monotonic()
    Triggers({"it": HttpCall(f"{server}/hangs", timeout_s=3.0)}, print).call("it")
    assert time.monotonic() - began_s < 0.5


def test_a_name_that_is_not_there_is_told() -> None:
    told: list[str] = []
    Triggers({}, told.append).call("front_door")
    assert told == ["The trigger front door is not in the settings."]


class _Called:
    def __init__(self) -> None:
        self.names: list[str] = []

    def call(self, name: str) -> None:
        self.names.append(name)


@pytest.mark.parametrize(("there", "called"), [({"help"}, ["help"]), (set(), [])])
def test_the_alarm_for_help_calls_out_where_that_is_set_up(
    there: set[str], called: list[str]
) -> None:
    plain: Knowledge = dialogue().knowledge
    knowledge = Knowledge(plain.guide, plain.replies, plain.emergencies, triggers=frozenset(there))
    publisher, clock = _Called(), FakeClock()
    engine = Engine(
        Dialogue(knowledge),
        understand,
        BreakableStore(),
        clock,
        RecordingOutlet(),
        publisher=publisher,
    )
    engine.start()
    engine.hear("chest")
    clock.jump(30)
    engine.tick()
    clock.jump(30)
    engine.tick()
    assert publisher.names == called


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[triggers.x]\nurl = "ftp://a/b"', "line 2: triggers.x.url must begin with http://"),
        ("[triggers.x]\ntimeout_s = 5", "line 1: triggers.x.url or program must be there"),
        ('[triggers.x]\nprogram = ["ls"]', "line 2: triggers.x.program must begin with a path"),
        ('[triggers.x]\nprogram = "ls"', "line 2: triggers.x.program must be a list"),
        ('[triggers.X]\nurl = "http://a"', "triggers.X is no name"),
        ("triggers = 3", "line 1: triggers must be tables"),
    ],
)
def test_mistakes_in_the_settings_have_a_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(VoiceSkillError) as caught:
        load_settings(file)
    assert told in str(caught.value)


ROUTINE = """\
id: lamp
title: the lamp
phrases: [start (my|the) lamp]
steps:
  - say: Here comes the light.
  - trigger: lamp_on
  - say: Now look at it.
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path, tmp_path / "cache")
    folder = tmp_path / ".config" / "voice_skill"
    (folder / "routines").mkdir(parents=True)
    (folder / "routines" / "lamp.yaml").write_text(ROUTINE)
    yield home
    home.close()


def _settings(home: Home, text: str) -> None:
    (home.folder / ".config" / "voice_skill" / "settings.toml").write_text(text)


def test_a_routine_of_the_user_calls_a_server_and_goes_on(home: Home, server: str) -> None:
    _settings(home, f'[triggers.lamp_on]\nurl = "{server}/lamp"\nbody = "on"\n')
    running = home.start("run")
    assert running.stdin
    running.stdin.write("start my lamp\nnext\n")
    running.stdin.flush()
    while "Now look at it." not in next_line(running):
        pass
    while (request := _Handler.requests.get(timeout=5))[0] != "/lamp":
        pass  # of the tests before
    assert request == ("/lamp", "on", None)


def test_a_routine_goes_on_where_nobody_answers_and_says_so(home: Home) -> None:
    _settings(home, '[triggers.lamp_on]\nurl = "http://127.0.0.1:9/lamp"\n')
    done = home.run("run", stdin="start my lamp\nnext\nnext\nbetter\n")
    assert "Now look at it." in done.stdout
    assert "The trigger lamp on cannot be reached." in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", "MISSING  triggers: A routine calls lamp_on, which is not in the settings: add"),
        (
            '[triggers.lamp_on]\nprogram = ["/no/such"]\n',
            "MISSING  triggers: The trigger lamp_on cannot be started: /no/such is no program.",
        ),
        (
            '[triggers.lamp_on]\nurl = "http://127.0.0.1:9/a?key=1"\n',
            "OK       triggers: calls out to lamp_on (127.0.0.1:9) only",
        ),
    ],
)
def test_doctor_tells_whom_it_would_call(home: Home, settings: str, told: str) -> None:
    _settings(home, settings)
    assert told in home.run("doctor").stdout
