"""Fetching models from a local server that behaves well, and from some that do not."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.model_shop import Shop, open_shop, zipped
from voice_skill import models
from voice_skill.core.errors import ModelError

NAME = "tiny-model"
FILES = {"am/final.mdl": random.Random(1).randbytes(300_000), "README": b"A model for tests.\n"}


GOOD = zipped({f"{NAME}/{path}": content for path, content in FILES.items()})


Fetch = Callable[..., Path]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A running server of the good archive."""
    monkeypatch.setenv("no_proxy", "*")
    with open_shop(GOOD) as shop:
        yield shop


def catalogue_of(file: Path, port: int, body: bytes) -> Path:
    """A catalogue that pins this archive."""
    entry = {
        "name": NAME,
        "address": f"http://127.0.0.1:{port}/{NAME}.zip",
        "size_bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "licence": "Apache-2.0",
    }
    file.write_text(json.dumps({"models": [entry]}))
    return file


@pytest.fixture
def fetch(shop: Shop, tmp_path: Path) -> Fetch:
    """Fetch what the shop sells; the catalogue pins `pinned`."""

    def run(pinned: bytes = GOOD, from_file: Path | None = None) -> Path:
        catalogue = catalogue_of(tmp_path / "catalogue.yaml", shop.port, pinned)
        return models.fetch(NAME, tmp_path / "models", from_file, False, catalogue)

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a model, by path, without the manifest."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != models.MANIFEST]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def hidden(folder: Path) -> list[str]:
    """What a fetch left beside the models, but for its lock."""
    return sorted(path.name for path in folder.glob(".*") if path.suffix != ".lock")


def test_the_catalogue_pins_the_vosk_model() -> None:
    (model,) = models.list_models()
    assert (model.name, model.size_bytes) == ("vosk-model-small-en-us-0.15", 41_205_931)
    assert re.fullmatch("[0-9a-f]{64}", model.sha256) and model.sha256.startswith("30f26242c4eb")
    assert model.address == f"https://alphacephei.com/vosk/models/{model.name}.zip"
    assert model.licence == "Apache-2.0"


@pytest.mark.parametrize("text", ["", "models: 3", "models: [{name: x}]", "models: [", "[]"])
def test_a_damaged_catalogue_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalogue.yaml"
    file.write_text(text)
    with pytest.raises(ModelError, match="catalogue .* is damaged"):
        models.list_models(file)


def test_an_unknown_name_tells_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match='no model "nonsense".*vosk-model-small-en-us-0.15'):
        models.fetch("nonsense", tmp_path)


def test_fetch_installs_every_file_and_a_second_one_asks_nobody(shop: Shop, fetch: Fetch) -> None:
    folder = fetch()
    assert contents(folder) == FILES
    assert models.installed_path(NAME, folder.parent) == folder
    assert models.verify_files(NAME, folder.parent) == folder
    assert hidden(folder.parent) == []
    assert fetch() == folder and len(shop.ranges) == 1


def test_a_bar_is_drawn_on_stderr(
    shop: Shop, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    catalogue = catalogue_of(tmp_path / "catalogue.yaml", shop.port, GOOD)
    models.fetch(NAME, tmp_path / "models", catalogue=catalogue)
    printed = capfd.readouterr()
    assert printed.out == "" and NAME in printed.err and "100%" in printed.err


def test_a_cut_connection_is_told_and_the_next_try_goes_on(shop: Shop, fetch: Fetch) -> None:
    shop.cut_after = 100_000
    for stopped_at in ("0.1 of 0.3 MB", "0.2 of 0.3 MB"):
        with pytest.raises(ModelError, match=f"stopped after {stopped_at}: run the same command"):
            fetch()
    shop.cut_after = None
    assert contents(fetch()) == FILES
    assert shop.ranges == [None, "bytes=100000-", "bytes=200000-"]


def test_a_server_without_ranges_starts_over(shop: Shop, fetch: Fetch) -> None:
    shop.cut_after = 100_000
    with pytest.raises(ModelError):
        fetch()
    shop.cut_after, shop.ignores_range = None, True
    assert contents(fetch()) == FILES


def test_wrong_bytes_are_deleted_and_nothing_is_installed(
    shop: Shop, fetch: Fetch, tmp_path: Path
) -> None:
    shop.body = bytes(len(GOOD))
    with pytest.raises(ModelError, match="wrong checksum and was deleted"):
        fetch()
    assert models.installed_path(NAME, tmp_path / "models") is None
    assert hidden(tmp_path / "models") == []
    shop.body = GOOD
    assert contents(fetch()) == FILES


def test_more_bytes_than_promised_are_refused(shop: Shop, fetch: Fetch) -> None:
    shop.body = GOOD + bytes(5_000_000)
    with pytest.raises(ModelError, match="wrong size"):
        fetch()


def test_a_download_that_was_complete_is_not_fetched_again(
    shop: Shop, fetch: Fetch, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f".{NAME}.part").write_bytes(GOOD)
    assert contents(fetch()) == FILES and shop.ranges == []


def test_a_refusal_is_told(shop: Shop, fetch: Fetch) -> None:
    shop.status = 404
    with pytest.raises(ModelError, match=r"127.0.0.1:\d+ refused the download \(404.*--from FILE"):
        fetch()


def test_no_server_is_told(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path / "catalogue.yaml", 1, GOOD)
    with pytest.raises(ModelError, match="127.0.0.1:1 cannot be reached .*--from FILE"):
        models.fetch(NAME, tmp_path / "models", None, False, catalogue)


def test_a_full_disk_is_told(fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f".{NAME}.part").symlink_to("/dev/full")
    with pytest.raises(ModelError, match="is full: free some space"):
        fetch()


def test_a_folder_that_cannot_be_made_is_told(fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be installed in .*models"):
        fetch()


def test_two_fetches_at_once_are_told(fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    with (tmp_path / "models" / f".{NAME}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ModelError, match="being fetched already"):
            fetch()


def test_a_given_file_needs_no_network_and_stays(shop: Shop, fetch: Fetch, tmp_path: Path) -> None:
    stick = tmp_path / "stick.zip"
    stick.write_bytes(GOOD)
    assert contents(fetch(from_file=stick)) == FILES
    assert stick.read_bytes() == GOOD and shop.ranges == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "There is no file"),
        (GOOD[:-1], "wrong size"),
        (GOOD[:-1] + b"x", "wrong checksum"),
    ],
)
def test_a_given_file_that_is_wrong_is_told_and_kept(
    fetch: Fetch, tmp_path: Path, content: bytes | None, told: str
) -> None:
    stick = tmp_path / "stick.zip"
    if content is not None:
        stick.write_bytes(content)
    with pytest.raises(ModelError, match=told):
        fetch(from_file=stick)
    assert stick.exists() == (content is not None)


@pytest.mark.parametrize(
    "body",
    [
        zipped({f"{NAME}/../../outside": b"x"}),
        zipped({"/tmp/outside": b"x"}),
        zipped({f"{NAME}\\..\\outside": b"x"}),
        zipped({f"{NAME}/link": b"/etc"}, attributes=0o120777 << 16),
        zipped({"outside": b"x"}),
    ],
)
def test_an_archive_that_leads_outside_is_not_unpacked(
    shop: Shop, fetch: Fetch, tmp_path: Path, body: bytes
) -> None:
    shop.body = body
    with pytest.raises(ModelError, match="link or belongs elsewhere"):
        fetch(pinned=body)
    assert not list(tmp_path.rglob("outside")) and not (tmp_path / "models" / NAME).exists()


def bomb() -> bytes:
    """A small zip of a large file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}/zeros", bytes(1_000_000))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (bomb(), "holds too much"),
        (zipped({f"{NAME}/{number}": b"" for number in range(1_001)}), "holds too much"),
        (zipped({f"{NAME}/a": b"x", f"{NAME}/a/b": b"y"}), "a name twice"),
        (b"not a zip at all", "not a zip file"),
        (GOOD.replace(b"A model for", b"A modem for"), "not a zip file"),
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_told(
    shop: Shop, fetch: Fetch, tmp_path: Path, body: bytes, told: str
) -> None:
    shop.body = body
    with pytest.raises(ModelError, match=told):
        fetch(pinned=body)
    assert not (tmp_path / "models" / NAME).exists()
    assert hidden(tmp_path / "models") == [f".{NAME}.part"]


@pytest.mark.parametrize("harm", [os.remove, lambda path: path.write_bytes(b"short")])
def test_a_damaged_model_is_told_and_fetched_again(
    shop: Shop, fetch: Fetch, harm: Callable[[Path], object]
) -> None:
    folder = fetch()
    harm(folder / "am" / "final.mdl")
    with pytest.raises(ModelError, match=r"am/final.mdl of the model .* is damaged: run `models"):
        models.verify_files(NAME, folder.parent)
    assert contents(fetch()) == FILES and len(shop.ranges) == 2


def test_a_model_that_is_not_installed_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not installed: run `models fetch"):
        models.verify_files(NAME, tmp_path)
