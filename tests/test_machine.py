"""What of the machine a night depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.core.errors import StorageError, VoiceSkillError
from voice_skill.machine import check_clock, check_kept, mounts

PLAIN = "22 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw\n"
MEMORY = "30 22 0:25 / /home rw - tmpfs tmpfs rw\n"
DISK = "31 22 8:1 / /home/bed/my\\040state rw - ext4 /dev/sda1 rw\n"
OVERLAY = (
    "20 1 0:20 / /media/root-rw rw - tmpfs tmpfs-root rw\n"
    "21 1 0:21 / / rw - overlay overlay rw,lowerdir=/media/root-ro,"
    "upperdir=/media/root-rw/overlay,workdir=/media/root-rw/work\n"
)
CONTAINER = (
    "21 1 0:21 / / rw - overlay overlay rw,lowerdir=/var/lib/l,upperdir=/var/lib/u,workdir=/w\n"
)
STATE = Path("/home/bed/my state/voice_skill")


@pytest.mark.parametrize("table", [PLAIN, CONTAINER, PLAIN + MEMORY + DISK, OVERLAY + DISK])
def test_a_state_on_a_disk_lasts(table: str) -> None:
    assert str(STATE) in check_kept(STATE, mounts(table))


@pytest.mark.parametrize("table", [PLAIN + MEMORY, OVERLAY, CONTAINER + MEMORY])
def test_a_state_in_memory_is_told_with_what_to_do(table: str) -> None:
    with pytest.raises(StorageError, match="gone after a power cut"):
        check_kept(STATE, mounts(table))


@pytest.mark.parametrize("text", ["", "\n", "nonsense", "1 2 3 - x", " - \n"])
def test_an_odd_table_is_no_failure(text: str) -> None:
    assert "disk" in check_kept(STATE, mounts(text))


def test_a_clock_needs_a_battery_or_says_so(tmp_path: Path) -> None:
    with pytest.raises(VoiceSkillError, match="DS3231"):
        check_clock(True, tmp_path)
    with pytest.raises(VoiceSkillError, match="not set"):
        check_clock(False, tmp_path)
    (tmp_path / "rtc0").mkdir()
    assert "battery" in check_clock(True, tmp_path)
