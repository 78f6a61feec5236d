"""`drop-in`: what scripts/install puts beside the unit, so that a trigger is in reach."""

from __future__ import annotations

import argparse

from voice_skill.drop_in import drop_in
from voice_skill.paths import Paths
from voice_skill.settings_file import load_settings


def print_drop_in(args: argparse.Namespace) -> int:
    """Print it; nothing where no trigger has an address."""
    triggers = load_settings(Paths.of_user().settings_file).triggers
    print(drop_in(triggers, args.kind), end="")
    return 0
