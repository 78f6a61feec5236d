"""`config`: the commented file, one key changed in it, and the page of all keys."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.documents import PAGES, ROOT, stale
from tests.processes import Home, is_one_sentence
from voice_skill.core.errors import VoiceSkillError
from voice_skill.settings import Settings
from voice_skill.settings_file import parse_settings
from voice_skill.settings_text import Key, tables, template, toml_value, with_key

FILE = Path("settings.toml")
KEYS = [key for table, _, keys in tables() for key in keys if not table.startswith("triggers.")]
MINE = """\
# mine
[audio]  # the one from the shop
microphone = "Jabra" # good

loudspeaker = "USB"
"""


@pytest.fixture
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A new user."""
    return Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")


def test_a_new_file_changes_nothing_and_every_line_of_it_can_be_taken() -> None:
    assert parse_settings(template(), FILE) == Settings()
    taken = "\n".join(
        line.removeprefix("#") if not line.startswith("# ") else line
        for line in template().partition("#[triggers.")[0].splitlines()
    )
    assert parse_settings(taken, FILE) == Settings()
    assert "wake_phrase" in tomllib.loads(taken)["listening"]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.path)
def test_every_key_has_words_and_takes_its_usual_value(key: Key) -> None:
    assert len(key.about.split()) >= 3
    for source in ("", MINE, template()):
        written = with_key(source, key.path, toml_value(key.usual))
        parse_settings(written, FILE)
        table = tomllib.loads(written)
        assert (table[key.table] if key.table else table)[key.name] == key.usual


def test_only_the_one_line_is_changed() -> None:
    assert with_key(MINE, "audio.microphone", "Anker") == MINE.replace("Jabra", "Anker")
    before, after = template().splitlines(), with_key(template(), "night.to", "06:30").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [('#to = "07:00"', 'to = "06:30"')]


def test_a_trigger_gets_a_table_of_its_own() -> None:
    written = with_key(template(), "triggers.help.url", "http://127.0.0.1/help")
    written = with_key(written, "triggers.help.timeout_s", "5")
    assert parse_settings(written, FILE).triggers["help"].timeout_s == 5


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("audio.colour", "red"),
        ("colour", "red"),
        ("audio", "1"),
        ("", "1"),
        ("audio.speech_volume_percent", "loud"),
        ("audio.speech_volume_percent", "1.5"),
        ("audio.speech_volume_percent", "true"),
        ("listening.wake_enabled", "perhaps"),
        ("triggers.help.program", "/bin/true"),
        ("triggers.Help.url", "http://x/"),
    ],
)
def test_what_cannot_be_is_one_sentence(path: str, said: str) -> None:
    with pytest.raises(VoiceSkillError) as caught:
        with_key(template(), path, said)
    assert is_one_sentence(str(caught.value))


@settings(deadline=None)
@given(said=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_any_typed_name_comes_back_or_is_refused(said: str) -> None:
    """Nothing that is typed can write more than its own line."""
    try:
        written = with_key(template(), "audio.microphone", said)
    except VoiceSkillError:
        return
    parsed = tomllib.loads(written)
    assert set(parsed["audio"]) == {"microphone"}
    assert parsed["audio"]["microphone"] in (said, said[1:-1]) or said[:1] in "\"'"
    assert parse_settings(written, FILE).listening == Settings().listening


def test_the_command_writes_a_private_file_and_refuses_what_is_wrong(home: Home) -> None:
    file = home.folder / ".config" / "voice_skill" / "settings.toml"
    done = home.run("config", "set", "night.from", "21:30")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    before = file.read_bytes()
    wrong = home.run("config", "set", "night.from", "25:30")
    assert wrong.returncode == 1 and is_one_sentence(wrong.stderr)
    assert "night.from must be a time" in wrong.stderr
    assert file.read_bytes() == before
    assert 'from = "21:30"  # usually "22:00"' in home.run("config", "show").stdout
    assert home.run("config", "show", "night.from").stdout == '"21:30"\n'
    assert home.run("config", "check").returncode == 0
    file.write_text("[audio]\n\nmikrophone = 1\n")
    wrong = home.run("config", "check")
    assert wrong.returncode == 1 and ", line 3: audio.mikrophone" in wrong.stderr


def test_a_linked_file_stays_a_link(home: Home) -> None:
    folder = home.folder / ".config" / "voice_skill"
    folder.mkdir(parents=True)
    mine = home.folder / "mine.toml"
    mine.write_text(MINE)
    (folder / "settings.toml").symlink_to(mine)
    assert home.run("config", "set", "audio.microphone", "Anker").returncode == 0
    assert (folder / "settings.toml").is_symlink() and '"Anker" # good' in mine.read_text()


def test_what_was_changed_by_voice_is_shown(home: Home) -> None:
    home.run("ask", "set the volume to seventy percent")
    shown = home.run("config", "show").stdout
    assert "speech_volume_percent = 70  # by voice; the file says 50" in shown


def test_the_pages_in_docs_say_what_the_program_says() -> None:
    assert stale() == [], f"run scripts/docs; made in {ROOT} are {sorted(PAGES)}"
