"""What installs the assistant: the lock file, the units, the drop-in of a trigger, the dry run."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.pins import pins
from tests.processes import as_a_user
from voice_skill.core.errors import VoiceSkillError
from voice_skill.drop_in import addresses, drop_in
from voice_skill.settings import TriggerSettings

CHECKOUT = Path(__file__).resolve().parent.parent
SCRIPTS = CHECKOUT / "scripts"
SHELL = sorted(
    path
    for path in SCRIPTS.iterdir()
    if path.is_file() and (path.suffix == ".sh" or path.read_bytes()[:19] == b"#!/usr/bin/env bash")
)
BELOW = 49
"""systemd calls an exposure below 5.0 "OK"."""

NUMBER, LOCAL = "http://192.0.2.7:8123/api", "http://127.0.0.1:8123/x"


def locked() -> dict[str, tuple[str, int]]:
    """Of each package in the lock file its versions, and how many hashes they have."""
    text = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "")
    found: dict[str, tuple[str, int]] = {}
    for line in text.splitlines():
        pin = re.match(r"([\w.-]+)==([\w.+]+)", line)
        if pin:
            versions = f"{found.get(pin[1], ('', 0))[0]} {pin[2]}".strip()
            found[pin[1]] = (versions, line.count("--hash=sha256:"))
    return found


def test_every_package_that_is_needed_is_locked_with_hashes() -> None:
    settings = configparser.ConfigParser()
    settings.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    needed = settings["options"]["install_requires"].split("\n")
    needed += settings["options.extras_require"]["meaning"].split("\n")
    lock = locked()
    for requirement in (Requirement(line) for line in needed if line.strip()):
        versions, _ = lock[canonicalize_name(requirement.name)]
        for version in versions.split():
            assert version in requirement.specifier, f"run scripts/lock: {requirement}"
    assert min(hashes for _, hashes in lock.values()) >= 1


@pytest.mark.parametrize("machine", ["aarch64", "x86_64"])
@pytest.mark.parametrize(("python", "numpy"), [("3.11", 0), ("3.13", 1)])
def test_a_stick_gets_the_pins_of_its_own_python(machine: str, python: str, numpy: int) -> None:
    text = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    found = list(pins(text, machine, python))
    names = [entry.partition("==")[0] for entry in found]
    assert len(names) == len(set(names)) >= len(locked()) - 3
    assert all("--hash=sha256:" in entry and ";" not in entry for entry in found)
    wanted = locked()["numpy"][0].split()[numpy]
    assert any(entry.startswith(f"numpy=={wanted} ") for entry in found)


def test_the_lock_file_names_no_other_place() -> None:
    text = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|file:", text)


@pytest.mark.parametrize("told", ["error sending request for url", "no wheels for this platform"])
def test_a_lock_that_was_not_checked_has_not_passed(tmp_path: Path, told: str) -> None:
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    tools = tmp_path / "build" / "lock"
    (tools / "bin").mkdir(parents=True)
    packages = re.search(r"^packages=\((.*)\)$", (SCRIPTS / "lock").read_text(), re.M)
    assert packages
    (tools / ".packages").write_text(packages[1])
    uv = tools / "bin" / "uv"
    uv.write_text(f"#!/bin/sh\necho '{told}' >&2\nexit 1\n")
    uv.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "scripts" / "lock", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    assert told in done.stderr


@pytest.mark.parametrize("script", SHELL, ids=lambda path: path.name)
def test_every_script_is_whole(script: Path) -> None:
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _unit(kind: str, folder: Path) -> Path:
    text = (SCRIPTS / "units" / f"{kind}.service").read_text(encoding="utf-8")
    for name, value in (
        ("@VOICE_SKILL@", "/bin/true"),
        ("@STATE@", str(folder)),
        ("@CACHE@", str(folder)),
        ("@USER@", "root"),
    ):
        text = text.replace(name, value)
    assert "@VOICE" not in text and not re.search(r"@[A-Z]+@", text)
    file = folder / "voice-skill.service"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", ["user", "system"])
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_the_unit_right_and_its_exposure_ok(kind: str, tmp_path: Path) -> None:
    unit = _unit(kind, tmp_path)
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--threshold={BELOW}", str(unit)],
        capture_output=True,
        text=True,
    )
    assert rated.returncode == 0, rated.stdout[-300:] + rated.stderr
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert unit.name not in checked.stderr


@pytest.mark.parametrize("kind", ["user", "system"])
def test_a_unit_keeps_what_the_safety_of_the_ice_hangs_on(kind: str) -> None:
    lines = (SCRIPTS / "units" / f"{kind}.service").read_text(encoding="utf-8").splitlines()
    assert {
        "Type=notify",
        "Restart=always",
        "StartLimitIntervalSec=0",
        "OOMPolicy=continue",
        "RestrictAddressFamilies=AF_UNIX",
    } <= set(lines)


def test_without_a_trigger_nothing_is_opened() -> None:
    program = TriggerSettings(program=["/bin/true"])
    assert drop_in({}, "system") == drop_in({"lights": program}, "system") == ""


def test_a_trigger_opens_the_way_to_its_address_alone() -> None:
    triggers = {"help": TriggerSettings(url=NUMBER), "lights": TriggerSettings(url=LOCAL)}
    text = drop_in(triggers, "system")
    allowed = [line for line in text.splitlines() if line.startswith("IPAddressAllow")]
    assert allowed == ["IPAddressAllow=127.0.0.1", "IPAddressAllow=192.0.2.7"]
    assert "RestrictAddressFamilies=AF_INET AF_INET6" in text
    assert "IPAddressAllow" not in drop_in(triggers, "user"), "its manager could not limit it"


def test_a_host_without_an_address_is_one_sentence() -> None:
    assert addresses("::1") == ["::1"]
    assert "127.0.0.1" in addresses("localhost")
    with pytest.raises(VoiceSkillError, match="write its number"):
        addresses("nobody.invalid")


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [*as_a_user(), SCRIPTS / "install", "--dry-run"],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "USER": "bed"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "would write" in done.stderr and "5 of 5" in done.stderr
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("script", ["update", "uninstall", "install"])
def test_wrong_usage_says_how(script: str) -> None:
    done = subprocess.run([SCRIPTS / script, "--nonsense"], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Usage: ")
