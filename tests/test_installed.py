"""What doctor says of the service that is installed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voice_skill.core.errors import VoiceSkillError
from voice_skill.drop_in import drop_in
from voice_skill.installed import UNIT, USER_UNITS, Manager, check_service
from voice_skill.settings import TriggerSettings

NUMBER = "http://192.0.2.7:8123/api"
DAY_S = 86_400.0


@dataclass
class Machine:
    """A machine with a unit of one kind, whose tools print what a test wants."""

    folder: Path
    kind: str = "user"
    up_s: float = DAY_S
    url: str = ""
    prints: dict[str, str] = field(default_factory=lambda: {"--property=ActiveState": "active"})

    @property
    def units(self) -> Path:
        return self.folder / (USER_UNITS if self.kind == "user" else "system")

    def install(self, opened: str = "") -> None:
        """As scripts/install does for triggers with this drop-in."""
        self.units.mkdir(parents=True)
        (self.units / UNIT).write_text("")
        if opened:
            (self.units / f"{UNIT}.d").mkdir()
            (self.units / f"{UNIT}.d" / "trigger.conf").write_text(opened + "\n")

    def wanted(self, kind: str) -> str:
        """What the trigger in the settings needs."""
        return drop_in({"help": TriggerSettings(url=self.url)} if self.url else {}, kind)

    def printed(self, *command: str) -> str:
        return next((self.prints[word] for word in command if word in self.prints), "")

    def check(self, *names: str) -> str:
        manager = Manager(self.folder, self.folder / "system", self.printed, lambda: self.up_s)
        return check_service(manager, self.wanted, names)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_a_service_it_says_how_to_get_one(machine: Machine) -> None:
    assert "scripts/install makes one" in machine.check()


def test_a_service_without_a_trigger_can_reach_nothing(machine: Machine) -> None:
    machine.install()
    assert machine.check() == "the user service runs; it can reach no network"


def test_a_change_of_the_triggers_is_told_until_it_is_installed(machine: Machine) -> None:
    machine.install()
    machine.url = NUMBER
    with pytest.raises(VoiceSkillError, match="cannot be reached yet.*run scripts/install again"):
        machine.check()


def test_a_trigger_that_is_gone_leaves_nothing_open(machine: Machine) -> None:
    machine.install(drop_in({"help": TriggerSettings(url=NUMBER)}, "user"))
    with pytest.raises(VoiceSkillError, match="none any more"):
        machine.check()


def test_another_address_of_a_trigger_is_told(machine: Machine) -> None:
    machine.kind = "system"
    machine.install(drop_in({"help": TriggerSettings(url=NUMBER)}, "system"))
    machine.url = NUMBER.replace("192.0.2.7", "192.0.2.8")
    with pytest.raises(VoiceSkillError, match="another one"):
        machine.check()


@pytest.mark.parametrize(
    ("kind", "told"),
    [("user", "`scripts/install --system` limits it"), ("system", "may reach 192.0.2.7 alone")],
)
def test_it_tells_how_far_a_trigger_opens_the_network(
    machine: Machine, kind: str, told: str
) -> None:
    machine.kind, machine.url = kind, NUMBER
    machine.install(machine.wanted(kind))
    assert told in machine.check()


def test_a_name_that_a_system_service_cannot_look_up_is_told(machine: Machine) -> None:
    machine.kind, machine.url = "system", NUMBER
    machine.install(machine.wanted("system"))
    with pytest.raises(VoiceSkillError, match="hub.example.*write its number"):
        machine.check("hub.example")
    machine.prints["hub.example"] = "192.0.2.7 hub.example"
    assert machine.check("hub.example")


@pytest.mark.parametrize(("kind", "log"), [("user", "journalctl --user"), ("system", "journalctl")])
def test_a_service_that_starts_anew_often_is_told(machine: Machine, kind: str, log: str) -> None:
    machine.kind = kind
    machine.install()
    machine.prints["--property=NRestarts"] = "4"
    with pytest.raises(VoiceSkillError, match=f"ended 4 times.*`{log} -u voice-skill` says why"):
        machine.check()
    machine.up_s = 30 * DAY_S
    assert machine.check(), "4 times in a month are no reason to look"


def test_a_service_that_only_rings_says_why(machine: Machine) -> None:
    machine.install()
    machine.prints["--property=StatusText"] = "I only ring now, since the full start fails: X."
    with pytest.raises(VoiceSkillError, match="fails: X.*restart voice-skill"):
        machine.check()


def test_a_service_that_does_not_run_or_ends_with_the_login_is_told(machine: Machine) -> None:
    machine.install()
    machine.prints["--property=Linger"] = "no"
    with pytest.raises(VoiceSkillError, match="enable-linger"):
        machine.check()
    machine.prints["--property=ActiveState"] = "failed"
    with pytest.raises(VoiceSkillError, match="is failed: run `systemctl --user restart"):
        machine.check()
