"""The commands, each as a real process of a new user on a machine without sound."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import (
    CHECKOUT,
    FIFTEEN_MINUTES,
    PATIENCE_S,
    Home,
    OnTerminal,
    next_line,
)

COMMANDS = [
    *"run serve ask understand converse hear transcribe say models routines".split(),
    *"config devices doctor".split(),
]
QUESTION = "how long should i keep the ice on"
RECORDING = CHECKOUT / "models" / "self_test" / "how_long_should_i_keep_the_ice_on.wav"


@pytest.fixture
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A new user."""
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    yield home
    home.close()


def test_the_version_is_told(home: Home) -> None:
    assert home.run("--version").stdout.startswith("voice-skill ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_takes_other_content(home: Home, command: str) -> None:
    done = home.run(command, "--help")
    assert done.returncode == 0
    assert "--intents DIR" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("dance",), ("ask",), ("models",), ("hear",)])
def test_wrong_usage_ends_with_2(home: Home, arguments: tuple[str, ...]) -> None:
    done = home.run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")


def test_understand_prints_the_meaning(home: Home) -> None:
    meaning = json.loads(home.run("understand", FIFTEEN_MINUTES, "--json").stdout)
    assert list(meaning) == "intent slots sources red_flag confidence alternatives".split()
    assert (meaning["intent"], meaning["slots"]["duration_s"]) == ("timer.start", 900)
    assert "timer.start" in home.run("understand", FIFTEEN_MINUTES).stdout


def test_ask_answers_says_once_why_it_is_silent_and_ends(home: Home) -> None:
    done = home.run("ask", QUESTION)
    assert done.returncode == 0
    assert "minutes" in done.stdout
    assert done.stderr.count("There is no loudspeaker") == 1


def test_converse_counts_fifteen_minutes(home: Home) -> None:
    awake = '{"advance_s": 450, "text": "yes"}\n{"advance_s": 150, "text": "yes"}\n'
    lines = f'{FIFTEEN_MINUTES}\n{awake}{{"advance_s": 299}}\n{{"advance_s": 1}}\n'
    answers = home.run("converse", "--json", stdin=lines).stdout.splitlines()
    started, _, _, before, after = (json.loads(answer) for answer in answers)
    assert started["timers"][0]["total_s"] == 900
    assert before["timers"][0]["state"] == "running"
    assert after["timers"][0]["state"] == "ringing"
    assert after["events"][0]["at_s"] == 900


def test_converse_remembers_where_it_is_told_to(home: Home, tmp_path: Path) -> None:
    state = tmp_path / "talk"
    home.run("converse", "--json", "--state", state, stdin=FIFTEEN_MINUTES)
    again = home.run("converse", "--json", "--state", state, stdin="{}").stdout
    assert [timer["kind"] for timer in json.loads(again)["timers"]] == ["ice"]


def test_ask_stays_with_its_timer_and_others_talk_to_it(home: Home) -> None:
    staying = home.start("ask", FIFTEEN_MINUTES)
    assert "fifteen" in next_line(staying).lower()
    left = home.run("ask", "how much time is left")
    assert (left.returncode, left.stderr) == (0, "")
    assert "minutes" in left.stdout
    assert home.run("ask", "cancel the ice timer").returncode == 0
    assert home.run("ask", "the ice is off").returncode == 0
    assert staying.wait(PATIENCE_S) == 0


def test_ask_rings_until_it_is_answered_from_elsewhere(home: Home) -> None:
    staying = home.start("ask", "set a timer for one second")
    next_line(staying)
    rung = next_line(staying)
    assert rung
    assert home.run("ask", "stop").returncode == 0
    assert staying.wait(PATIENCE_S) == 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_timer_survives_the_end_of_its_process(home: Home, how: signal.Signals) -> None:
    staying = home.start("ask", FIFTEEN_MINUTES)
    next_line(staying)
    assert home.run("ask", "what can you do").returncode == 0  # from here on it serves
    staying.send_signal(how)
    code = staying.wait(PATIENCE_S)
    assert code == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    again = home.start("ask", "how much time is left")
    assert "minutes" in next_line(again)


def test_run_leaves_out_a_routine_with_a_mistake_and_walks_the_users_others(home: Home) -> None:
    folder = home.folder / ".config" / "voice_skill" / "routines"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text("id: bad\ntitle: x\nsteps: [{say: x, wait_s: 0}]\n")
    phrase = "phrases: ['start my wobble']"
    (folder / "good.yaml").write_text(f"id: good\ntitle: x\n{phrase}\nsteps: [{{say: Wobble.}}]")
    done = home.run("run", stdin="start my wobble\nnext\nbetter\n")
    assert "Left out: routines/bad.yaml, line 3, wait_s: " in done.stderr
    assert "Wobble." in done.stdout and "Good, noted." in done.stdout


def test_run_answers_lines_and_ends_with_them(home: Home) -> None:
    done = home.run("run", stdin=f"{QUESTION}\nwhat can you do\n")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    assert "> " not in done.stdout


def test_run_stays_for_a_timer_when_the_lines_have_ended(home: Home) -> None:
    running = home.start("run")
    assert running.stdin
    running.stdin.write(f"{FIFTEEN_MINUTES}\n")
    running.stdin.close()
    next_line(running)
    assert home.run("ask", "cancel the ice timer").returncode == 0
    assert home.run("ask", "the ice is off").returncode == 0
    assert running.wait(PATIENCE_S) == 0


def test_a_second_run_joins_the_first(home: Home) -> None:
    first = home.start("run")
    assert first.stdin
    first.stdin.write(f"{FIFTEEN_MINUTES}\n")
    first.stdin.flush()
    next_line(first)
    second = home.run("run", stdin="how much time is left\n")
    assert second.returncode == 0
    assert "minutes" in second.stdout
    assert "joins" in second.stderr


def test_other_content_is_not_mixed_with_a_running_one(home: Home) -> None:
    staying = home.start("ask", FIFTEEN_MINUTES)
    next_line(staying)
    done = home.run("ask", "--intents", CHECKOUT / "intents", "stop")
    assert done.returncode == 1
    assert "--intents" in done.stderr


def test_on_a_terminal_there_is_a_prompt_and_enter_stops_a_ring(home: Home) -> None:
    with OnTerminal(home.environment, "run") as running:
        running.until("> ")
        running.type("set a timer for one second\n")
        running.until("\a")
        running.type("\n")
        assert "Traceback" not in running.until("> ")
        running.type("\x04")
        assert running.exit_code() == 0


def test_enter_answers_the_ring_of_an_ask_on_a_terminal(home: Home) -> None:
    with OnTerminal(home.environment, "ask", "set an ice timer for one second") as asking:
        asking.until("\a")
        asking.type("\n")
        asking.until("?")
        asking.type("\n")
        assert asking.exit_code() == 0


def test_a_recording_becomes_words_and_an_answer(home: Home, tmp_path: Path) -> None:
    words = json.loads(home.run("transcribe", RECORDING, "--json").stdout)
    assert list(words) == "file text words engine audio_s decode_s".split()
    assert words["text"] == QUESTION
    assert list(words["words"][0]) == "word start_s end_s confidence".split()
    out = tmp_path / "reply.wav"
    line = json.loads(home.run("hear", RECORDING, "--json", "--out", out).stdout)
    assert (line["heard"], line["sources"][0]) == (QUESTION, "2.5")
    with wave.open(str(out)) as reply:
        assert reply.getnframes() > reply.getframerate()


def test_say_writes_a_recording(home: Home, tmp_path: Path) -> None:
    out = tmp_path / "night.wav"
    assert home.run("say", "good night", "--out", out).returncode == 0
    with wave.open(str(out)) as said:
        assert said.getnframes() > said.getframerate() / 4


def test_models_are_listed(home: Home) -> None:
    assert "vosk-model-small-en-us-0.15" in home.run("models", "list").stdout


def test_doctor_tells_what_works_and_what_is_missing(home: Home) -> None:
    done = home.run("doctor")
    lines = dict(line[9:].split(": ", 1) for line in done.stdout.splitlines())
    assert done.returncode == 1, "there is no sound on this machine"
    assert "plug one in" in lines["microphone"]
    ok = {line[9:].split(":")[0] for line in done.stdout.splitlines() if line.startswith("OK")}
    assert {"python", "settings", "content", "state", "engine", "voice", "recogniser"} <= ok


def test_nobody_who_reads_is_no_traceback(home: Home) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "voice_skill", "ask", QUESTION]
    done = subprocess.run(command, env=home.environment, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr
