"""The package as others get it: built, installed outside the checkout, asked a question there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCES = ("LICENSE", "NOTICE", "README.md", "pyproject.toml", "setup.cfg")
FOLDERS = ("voice_skill", "intents", "models")
QUESTION = "how long should i keep the ice on"


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; its failure is the test's, with what it said."""
    # PYTHONPATH or the user's own state would let the checkout answer instead of the wheel.
    passed_on = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=passed_on | {"HOME": str(cwd), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Built:
    """The two forms of the package."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A wheel that is built from the source archive, as an index would have both."""
    folder = tmp_path_factory.mktemp("build")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        shutil.copy(CHECKOUT / name, source)
    for name in FOLDERS:
        shutil.copytree(
            CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", folder / "dist")
    run(*command, source, cwd=folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    (sdist,) = (folder / "dist").glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel, beside what this one has of other packages."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python3*/site-packages")
    # The .pth files in there, which lead to the checkout, are not read this way.
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install")
    run(*pip, "--no-deps", "--no-index", "--ignore-installed", built.wheel, cwd=folder)
    return folder


def test_the_wheel_holds_every_source_and_nothing_at_the_top(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        notices = [name for name in archive.namelist() if name.endswith(("LICENSE", "NOTICE"))]
    assert {name.split("/")[0] for name in names} == {"voice_skill"}
    assert names == shipped_files()
    assert len(notices) == 2


def shipped_files() -> set[str]:
    """The files of the checkout, by their place in the wheel."""
    places = {"voice_skill": "voice_skill", "intents": "voice_skill/intents"}
    places["models"] = "voice_skill/models_data"
    return {
        f"{places[folder]}/{path.relative_to(CHECKOUT / folder).as_posix()}"
        for folder in FOLDERS
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def test_the_source_archive_holds_the_content(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = [path for path in (CHECKOUT / "intents").rglob("*.yaml")]
    assert {path.relative_to(CHECKOUT).as_posix() for path in wanted} <= names
    assert {"models/catalogue.yaml", *SOURCES} <= names


def test_the_installed_package_answers_without_the_checkout(installed: Path) -> None:
    command = installed / "bin" / "voice-skill"
    meaning = json.loads(run(command, "understand", QUESTION, "--json", cwd=installed))
    assert meaning["sources"][0] == "2.5"
    assert "minutes" in run(command, "ask", QUESTION, cwd=installed)
    assert "vosk-model-small-en-us-0.15" in run(command, "models", "list", cwd=installed)


def test_the_installed_package_finds_its_own_content(installed: Path) -> None:
    program = "from voice_skill import resources as r; print(r.content_dir(), r.models_dir())"
    found = run(installed / "bin" / "python", "-c", program, cwd=installed).split()
    (package,) = installed.resolve().glob("lib/python3*/site-packages/voice_skill")
    assert found == [str(package / "intents"), str(package / "models_data")]


def test_the_checkout_finds_its_own_content() -> None:
    from voice_skill import resources

    assert resources.content_dir() == CHECKOUT / "intents"
    assert resources.models_dir() == CHECKOUT / "models"
