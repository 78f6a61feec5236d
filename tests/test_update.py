"""`scripts/update` with real versions: the old one runs again whatever is wrong with the new."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import CHECKOUT, PATIENCE_S, as_a_user

OLD = "0.0-old"
OLD_UNIT = "# The unit of the old version.\n"
OLD_TRIGGER = "[Service]\n# The way to a trigger of the old version.\n"
ENDS = "raise SystemExit('this version is broken')\n"
KILLS = "import os, signal\nos.killpg(os.getpgrp(), signal.SIGKILL)\n"


class Box:
    """A home in which the old version is installed as a service, and runs."""

    def __init__(self, home: Path, cache: Path) -> None:
        self.home = home
        self.data = home / ".local/share/voice_skill"
        self.unit = home / ".config/systemd/user/voice-skill.service"
        self.trigger = self.unit.parent / "voice-skill.service.d/trigger.conf"
        runtime, commands = home / "run", home / "commands"
        for folder in (runtime / "systemd", commands, self.trigger.parent):
            folder.mkdir(parents=True)
        self.early_ends = runtime / "voice_skill/early_ends.json"
        with socket.socket(socket.AF_UNIX) as manager:
            manager.bind(str(runtime / "systemd/private"))
        _script(
            commands / "systemctl", f'exec {sys.executable} {CHECKOUT}/tests/fake_systemctl.py "$@"'
        )
        _script(commands / "loginctl", "echo yes")
        self.environment = {
            "HOME": str(home),
            "PATH": f"{commands}:{os.environ['PATH']}",
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CACHE_HOME": str(cache),
            "PULSE_SERVER": f"unix:{home}/nobody",
        }
        self.make(OLD)
        (self.data / "current").symlink_to(f"versions/{OLD}")
        text = (CHECKOUT / "scripts/units/user.service").read_text(encoding="utf-8")
        program = str(self.data / "current/bin/voice-skill")
        self.unit.write_text(OLD_UNIT + text.replace("@VOICE_SKILL@", program))
        self.trigger.write_text(OLD_TRIGGER)

    def make(self, version: str, broken: str = "", line: str = "") -> None:
        """A version as install_version leaves it, with this line at the end of that file."""
        folder = self.data / "versions" / version
        shutil.rmtree(folder, ignore_errors=True)
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / "voice_skill", folder / "voice_skill", ignore=unwanted)
        for name in ("intents", "models"):
            if name != broken:
                (folder / name).symlink_to(CHECKOUT / name)
        if line:
            with (folder / "voice_skill" / broken).open("a", encoding="utf-8") as file:
                file.write(line)
        (folder / "bin").mkdir()
        start = f'PYTHONPATH={folder} exec {sys.executable} -m voice_skill "$@"'
        _script(folder / "bin/voice-skill", start)
        (folder / ".complete").touch()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """As the user whose home it is, in a group of processes of its own."""
        return subprocess.run(
            [*as_a_user(), *command],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            start_new_session=True,
        )

    def update(self) -> subprocess.CompletedProcess[str]:
        """To the version of the checkout."""
        return self.run(CHECKOUT / "scripts/update")

    def ask(self, text: str) -> str:
        """What the service answers."""
        return self.run(self.data / "current/bin/voice-skill", "ask", text).stdout

    def versions(self) -> set[str]:
        """Those that are there, and the one in use."""
        folders = {folder.name for folder in (self.data / "versions").iterdir()}
        return folders | {f"in use: {(self.data / 'current').resolve().name}"}


def _script(file: Path, line: str) -> None:
    file.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def new() -> str:
    """The name that the checkout gets as a version."""
    line = ". scripts/lib.sh; . scripts/service.sh; version_here"
    made = subprocess.run(["bash", "-c", line], cwd=CHECKOUT, capture_output=True, text=True)
    return made.stdout.strip()


@pytest.fixture
def box(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """The old version counts an ice timer."""
    made = Box(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    assert made.run("systemctl", "--user", "start", "voice-skill").returncode == 0
    made.ask("ice for fifteen minutes")
    yield made
    made.run("systemctl", "--user", "stop", "voice-skill")


def as_before(box: Box) -> bool:
    """Whether the old version counts on, with its own unit and its own way out."""
    return (
        box.versions() == {OLD, f"in use: {OLD}"}
        and box.unit.read_text().startswith(OLD_UNIT)
        and box.trigger.read_text() == OLD_TRIGGER
        and "The ice has" in box.ask("how long is left")
        and not (box.data / "before").exists()
    )


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("commands/service.py", ENDS),
        ("commands/serve.py", ENDS),
        ("intents", ""),
    ],
    ids=["cannot tell its drop-in", "ends at once", "can only ring"],
)
def test_a_broken_version_goes_and_the_old_one_counts_on(
    box: Box, new: str, broken: str, line: str
) -> None:
    box.make(new, broken, line)
    done = box.update()
    assert done.returncode == 1
    assert f"so {OLD} runs again." in done.stderr, done.stderr
    assert as_before(box)


def test_a_good_version_counts_on_with_its_own_unit(box: Box, new: str) -> None:
    box.make(new)
    # The old one ended early so often that the next start would only ring.
    box.early_ends.write_text('{"count": 3}')
    done = box.update()
    assert done.returncode == 0, done.stderr
    assert box.versions() == {OLD, new, f"in use: {new}"}
    assert "The ice has" in box.ask("how long is left")
    assert not box.unit.read_text().startswith(OLD_UNIT)
    assert not box.trigger.exists()
    assert not (box.data / "before").exists()


def test_an_update_that_was_killed_is_taken_back_by_the_next(box: Box, new: str) -> None:
    box.make(new, "commands/service.py", KILLS)
    assert box.update().returncode < 0
    assert f"in use: {new}" in box.versions()
    box.make(new)
    done = box.update()
    assert f"cut off: going back to {OLD} first" in done.stderr
    assert done.returncode == 0, done.stderr
    assert "The ice has" in box.ask("how long is left")


def test_uninstall_leaves_nothing(box: Box) -> None:
    done = box.run(CHECKOUT / "scripts/uninstall")
    assert done.returncode == 0, done.stderr
    left = [path for path in box.home.rglob("*") if "voice" in path.name]
    assert left == []


def test_without_a_service_a_version_that_understands_nothing_goes(box: Box, new: str) -> None:
    box.run("systemctl", "--user", "stop", "voice-skill")
    box.unit.unlink()
    box.make(new, "intents")
    assert box.update().returncode == 1
    assert box.versions() == {OLD, f"in use: {OLD}"}
