"""`routines list`, `show` and `check`, as a user types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.cli import main

GOOD = """
id: mine
title: doing mine
phrases: ["(start|do) my own thing"]
caution: Easy.
end: Over.
steps:
  - say: Bend your knees.
  - say: Breathe.
    wait_s: 90
  - say: Reach.
    hold_s: 5
    repetitions: 3
  - timer: {kind: ice, length_s: 900}
  - ask: Sharp?
    no: [{say: Good.}]
  - day_part: {night: [{trigger: lights_off}, {alarm: rise}, {routine: second}]}
  - ask: Weak?
    yes: [{emergency: leg_weakness}]
"""
SECOND = "id: second\ntitle: doing another\nsteps: [{say: Lie down.}]\n"
SHOWN = """\
mine: doing mine
said like: (start|do) my own thing
first: Easy.
 1. Bend your knees.
 2. Breathe.  [one minute and thirty seconds]
 3. Reach.  [3 times five seconds]
 4. [ice, fifteen minutes]
 5. Sharp?
    no:
     1. Good.
 6. [by the part of the day]
    night:
     1. [triggers lights_off]
     2. [sets the alarm rise]
     3. [all steps of second]
 7. Weak?
    yes:
     1. [the emergency advice leg_weakness]
at the end: Over.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a new user."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "voice_skill" / "routines"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(GOOD)
    (folder / "second.yaml").write_text(SECOND)
    return folder


def test_the_list_has_the_users_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").write_text("id: bad")
    assert main(["routines", "list"]) == 0
    said = capsys.readouterr().out
    assert "mine                 doing mine, your own\n" in said
    assert (
        "cannot be used: routines/bad.yaml, line 1, the file: the key `title` is missing." in said
    )


def test_a_routine_is_shown_step_by_step(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routines", "show", "mine"]) == 0
    assert capsys.readouterr().out == SHOWN


def test_one_that_is_not_there_is_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["routines", "show", "nowhere"]) == 1
    assert "There is no routine 'nowhere'; there are: " in capsys.readouterr().err


def test_check_tells_what_works_and_what_does_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["routines", "check"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines() == [
        'OK       mine: 12 steps, "(start|do) my own thing"',
        "OK       second: 1 step, no phrase starts it",
    ]
    (folder / "second.yaml").write_text(SECOND + "colour: red\n")
    assert main(["routines", "check"]) == 1
    told = capsys.readouterr()
    assert "MISTAKE  routines/second.yaml, line 4, colour: " in told.out
    assert "MISTAKE  routines/mine.yaml, line 17, routine: " in told.out
    assert "2 cannot be used" in told.err


def test_check_reads_files_that_lie_elsewhere(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "drafts" / "mine.yaml"
    draft.parent.mkdir()
    draft.write_text(GOOD.replace("wait_s: 90", "wait_s: 80"))
    assert main(["routines", "check", str(draft)]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == ["mine:"]
    draft.write_text(GOOD.replace("wait_s: 90", "wait_s: -1"))
    assert main(["routines", "check", str(draft)]) == 1
    assert "drafts/mine.yaml, line 10, wait_s: " in capsys.readouterr().out
    assert main(["routines", "check", str(tmp_path / "none.yaml")]) == 1
    assert "There is no file" in capsys.readouterr().err


def test_without_any_it_says_where_they_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["routines", "check"]) == 0
    assert "There are no routines of your own in " in capsys.readouterr().out
