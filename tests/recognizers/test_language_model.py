"""The compiled model of one content: what is in it, and that it is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.core.errors import ContentError, ModelError
from voice_skill.recognizers import language_model

SENTENCES = (
    "can i take naproxen with food",
    "How long should I keep the heat on?",
    "set a heat timer for twenty minutes",
    "what's next",
)
NAPROXEN = {"naproxen": "N AH P R AA K S AH N"}


def test_the_model_is_built_once(tmp_path: Path) -> None:
    folder = language_model.build(SENTENCES, NAPROXEN, tmp_path, "content one")
    unread = iter(["this is not read"])

    assert language_model.build(unread, NAPROXEN, tmp_path, "content one") == folder
    assert next(unread)
    assert language_model.build(SENTENCES, NAPROXEN, tmp_path, "content two") != folder


def test_the_dictionary_has_only_the_words_that_are_needed(tmp_path: Path) -> None:
    folder = language_model.build(SENTENCES, NAPROXEN, tmp_path, "test")
    entries = (folder / language_model.DICTIONARY).read_text().splitlines()

    words = {entry.split()[0].partition("(")[0] for entry in entries}
    assert words == {word.strip("?").lower() for line in SENTENCES for word in line.split()}
    assert "naproxen N AH P R AA K S AH N" in entries


def test_words_without_a_pronunciation_are_reported(tmp_path: Path) -> None:
    folder = language_model.build(["take tizanidine now", "stop"], {}, tmp_path, "test")

    assert language_model.missing_words(folder) == ("tizanidine",)


@pytest.mark.parametrize("damaged", ["domain.arpa", "words.dict", "manifest.json", "phrases.json"])
def test_a_damaged_model_is_built_again(tmp_path: Path, damaged: str) -> None:
    folder = language_model.build(SENTENCES, NAPROXEN, tmp_path, "test")
    whole = (folder / damaged).read_bytes()
    (folder / damaged).write_bytes(whole[: len(whole) // 2])

    language_model.build(SENTENCES, NAPROXEN, tmp_path, "test")

    assert (folder / damaged).read_bytes() == whole


def test_old_models_are_forgotten(tmp_path: Path) -> None:
    for number in range(12):
        language_model.build(["stop", f"stop {'now ' * number}"], {}, tmp_path, str(number))

    assert len(list(tmp_path.iterdir())) == 8


@pytest.mark.parametrize("phones", ["N AH P R QQ", "naproxen", ""])
def test_a_bad_pronunciation_is_a_mistake_in_the_content(tmp_path: Path, phones: str) -> None:
    with pytest.raises(ContentError, match='of "naproxen" must be phones'):
        language_model.build(SENTENCES, {"naproxen": phones}, tmp_path, "test")


def test_no_sentences_is_a_mistake_in_the_content(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no sentence"):
        language_model.build(["", "?!"], {}, tmp_path, "test")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    with pytest.raises(ModelError, match="cannot be kept in"):
        language_model.build(SENTENCES, NAPROXEN, blocked / "models", "test")


def test_where_people_speak_freely_more_of_what_was_never_said_is_expected(tmp_path: Path) -> None:
    def backoff(folder: Path) -> float:
        """The back-off weight of "how", as the exponent of ten."""
        lines = (folder / language_model.LANGUAGE_MODEL).read_text().splitlines()
        return next(float(line.split()[2]) for line in lines if line.split()[1:2] == ["how"])

    sure = language_model.build(SENTENCES, NAPROXEN, tmp_path, "test")
    free = language_model.build(SENTENCES, NAPROXEN, tmp_path, "test", speaks_freely=True)
    assert backoff(free) > backoff(sure) + 1
