"""Recogniser models: which there are, and how one is installed as a whole or not at all.

A model NAME becomes the folder TARGET/NAME. While it is fetched, TARGET holds `.NAME.part` (what
has come so far, kept for the next try), `.NAME.lock` and `.NAME.new` (being unpacked).
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from voice_skill.core.errors import ModelError
from voice_skill.resources import models_dir

MANIFEST = ".files.json"
"""In an installed model: the sha256 of each of its files, by path."""


@dataclass(frozen=True)
class Model:
    """One entry of the catalogue."""

    name: str
    address: str
    size_bytes: int
    sha256: str
    licence: str


def list_models(catalogue: Path | None = None) -> tuple[Model, ...]:
    """The models that can be fetched, from this catalogue or the one that ships.

    Raises ModelError where the catalogue is missing or damaged.
    """
    file = catalogue or models_dir() / "catalogue.yaml"
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
        return tuple(Model(**entry) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ModelError(
            f"The model catalogue {file} is damaged ({reason}): install it again."
        ) from error


def find_model(name: str, catalogue: Path | None = None) -> Model:
    """The model of this name. Raises ModelError, naming those that exist."""
    models = {model.name: model for model in list_models(catalogue)}
    if name not in models:
        raise ModelError(f'There is no model "{name}"; there is: {", ".join(models)}.')
    return models[name]


def installed_path(name: str, target_dir: Path) -> Path | None:
    """The folder of an installed model, or None where it was never installed whole."""
    folder = target_dir / name
    return folder if (folder / MANIFEST).is_file() else None


def fetch(
    name: str,
    target_dir: Path,
    from_file: Path | None = None,
    progress: bool = True,
    catalogue: Path | None = None,
) -> Path:
    """Install a model into `target_dir` and return its folder; at once where it is there and whole.

    from_file: an archive fetched elsewhere, for a machine without a network.
    progress: draw a bar on stderr.
    Raises ModelError: half a download, wrong size or checksum, unreachable, disk full, bad archive.
    """
    model = find_model(name, catalogue)
    with _disk_errors_told(target_dir):
        target_dir.mkdir(parents=True, exist_ok=True)
        with _only_one(target_dir / f".{name}.lock"):
            if installed_path(name, target_dir) and not _damaged(target_dir / name):
                return target_dir / name
            part = target_dir / f".{name}.part"
            if from_file is None:
                _fetch_archive(model, part, progress)
            else:
                _check_given(model, from_file)
            _install(model, from_file or part, target_dir)
            part.unlink(missing_ok=True)
    return target_dir / name


def verify_files(name: str, target_dir: Path) -> Path:
    """Compare every file of an installed model with its checksum; return its folder.

    Raises ModelError where the model is not installed, or a file is missing or altered.
    """
    folder = installed_path(name, target_dir)
    if folder is None:
        raise ModelError(f"The model {name} is not installed: run `models fetch {name}`.")
    damaged = _damaged(folder)
    if damaged:
        raise ModelError(f"{damaged} of the model {name} is damaged: run `models fetch {name}`.")
    return folder


def _damaged(folder: Path) -> str | None:
    """The first file that differs from the manifest, if any."""
    try:
        known: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return MANIFEST
    for path, digest in known.items():
        try:
            if _sha256(folder / path) != digest:
                return path
        except OSError:
            return path
    return None


def _fetch_archive(model: Model, part: Path, progress: bool) -> None:
    # Importing an HTTP client takes longer than finding an installed model.
    from voice_skill.download import download

    download(model.address, part, model.size_bytes, model.name if progress else None)
    wrong = _mistake(model, part)
    if wrong:
        part.unlink()
        raise ModelError(
            f"What came from {model.address} has the wrong {wrong} and was deleted: "
            "run the same command again."
        )


def _check_given(model: Model, archive: Path) -> None:
    if not archive.is_file():
        raise ModelError(f"There is no file {archive}.")
    wrong = _mistake(model, archive)
    if wrong:
        raise ModelError(f"{archive} has the wrong {wrong}: fetch {model.address} again.")


def _mistake(model: Model, archive: Path) -> str | None:
    size_bytes = archive.stat().st_size
    if size_bytes != model.size_bytes:
        return f"size ({size_bytes:,} bytes instead of {model.size_bytes:,})"
    return None if _sha256(archive) == model.sha256 else "checksum"


def _install(model: Model, archive: Path, target_dir: Path) -> None:
    """Unpack beside the final place, then move there in one step."""
    from voice_skill.archive import unpack

    new, final = target_dir / f".{model.name}.new", target_dir / model.name
    shutil.rmtree(new, ignore_errors=True)
    try:
        unpack(archive, new)
        files = sorted(path for path in new.rglob("*") if path.is_file())
        manifest = {path.relative_to(new).as_posix(): _sha256(path) for path in files}
        with (new / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump(manifest, file, indent=0)
            file.flush()
            os.fsync(file.fileno())
        # A folder cannot replace a folder, and the damaged one is of no use to anybody.
        shutil.rmtree(final, ignore_errors=True)
        new.rename(final)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ModelError(
                "This model is being fetched already: wait for that to end."
            ) from error
        yield


@contextmanager
def _disk_errors_told(target_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ModelError(
                f"The disk of {target_dir} is full: free some space and run the same command again."
            ) from error
        raise ModelError(
            f"The model cannot be installed in {target_dir}: {error.strerror}."
        ) from error
