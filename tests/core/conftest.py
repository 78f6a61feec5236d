"""The dialogue over the content that ships."""

from __future__ import annotations

import pytest

from voice_skill.content import load
from voice_skill.core.dialogue import Dialogue
from voice_skill.resources import content_dir


@pytest.fixture(scope="session")
def dialogue() -> Dialogue:
    return Dialogue(load(content_dir()).knowledge)
