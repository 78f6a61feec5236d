"""The pages for people: what they tell to say is understood, and links lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.documents import PAGES, ROOT, stale
from scripts.pictures import BROWSER, PICTURES, said
from tests.simulated import understander

DOCS = ROOT / "docs"
SAID = re.findall(r"<q>(.*?)</q>", (DOCS / "quick-start.html").read_text(encoding="utf-8"))


def test_the_pages_say_what_the_program_says() -> None:
    assert stale() == [], f"run scripts/docs, which makes {sorted(PAGES)}"


@pytest.mark.parametrize("sentence", sorted(set(SAID)))
def test_what_the_quick_start_tells_to_say_is_understood(sentence: str) -> None:
    meaning = understander().understand(sentence)
    assert meaning.intent not in ("unknown", "none")
    assert meaning.confidence == 1.0 or meaning.intent.startswith("guide.")


def test_the_quick_start_has_something_to_say() -> None:
    assert len(set(SAID)) >= 15


@pytest.mark.parametrize("sentence", sorted({text for _, text in said()}))
def test_what_the_pictures_are_made_of_is_understood(sentence: str) -> None:
    assert understander().understand(sentence).confidence == 1.0


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_picture_is_there_and_shown(picture: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert picture.stat().st_size > 10_000
    assert str(picture.relative_to(ROOT)) in readme


@pytest.mark.skipif(not shutil.which(BROWSER[0]), reason="needs chromium: scripts/setup --dev")
def test_the_quick_start_is_one_page_on_paper(tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    subprocess.run(
        [
            *BROWSER,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={paper}",
            (DOCS / "quick-start.html").as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_link_and_every_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / link).exists(), link
    for named in re.findall(r"`((?:voice_skill|tests|scripts|intents|models)/[\w./-]+)`", text):
        assert (ROOT / named).exists() or "*" in named, named
