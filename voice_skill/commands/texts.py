"""`understand` and `converse`: without sound, clock or lasting state."""

from __future__ import annotations

import argparse
import json
import sys

from voice_skill.app import App
from voice_skill.commands.spoken import spoken_text
from voice_skill.core.meaning import Meaning


def understand(args: argparse.Namespace) -> int:
    """Print what a sentence means."""
    meaning = App.of_user(args.intents).understand(spoken_text(args.text))
    if args.json:
        print(json.dumps(meaning.as_contract(), ensure_ascii=False))
    else:
        print("\n".join(_described(meaning)))
    return 0


def converse(args: argparse.Namespace) -> int:
    """Answer lines from stdin until it ends."""
    from voice_skill.converse import converse as answer_lines

    simulation = App.of_user(args.intents).simulation(args.state)
    try:
        streams = sys.stdin.buffer, sys.stdout.buffer, sys.stderr.buffer
        answer_lines(*streams, simulation, args.json)
    finally:
        simulation.close()
    return 0


def _described(meaning: Meaning) -> list[str]:
    lines = [f"{meaning.intent}  ({meaning.confidence:.0%} sure)"]
    if meaning.red_flag:
        lines.append(f"emergency sign: {meaning.red_flag}")
    lines += [f"{name}: {value}" for name, value in meaning.slots.items()]
    if meaning.sources:
        lines.append(f"guide: {', '.join(meaning.sources)}")
    for other in meaning.alternatives:
        lines.append(f"or: {other.title or other.intent}  ({other.confidence:.0%})")
    return lines
