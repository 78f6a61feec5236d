"""`routines`: which there are, what they say, and whether the user's own can be used."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from voice_skill.app import App
from voice_skill.content import Content, load
from voice_skill.core.durations import spoken_duration
from voice_skill.core.errors import ContentError, VoiceSkillError
from voice_skill.core.routine_program import branches
from voice_skill.core.routines import (
    Alert,
    Count,
    DayPart,
    Hold,
    Inner,
    Line,
    Repeat,
    SetAlarm,
    Spoken,
    Step,
    Trigger,
    Written,
)
from voice_skill.resources import content_dir

INDENT = "    "


def show_list(args: argparse.Namespace) -> int:
    """Print every routine, and below them what is wrong with the user's own files."""
    content = App.of_user(args.intents).content
    for name, routine in content.knowledge.routines.items():
        whose = "your own" if name in content.own_routines else "from the guide"
        print(f"{name:20} {routine.title}, {whose}")
    if not content.knowledge.routines:
        print("There are no routines.")
    _tell(content)
    return 0


def show(args: argparse.Namespace) -> int:
    """Print the steps of one routine as it is spoken."""
    app = App.of_user(args.intents)
    routine = app.content.knowledge.routines.get(args.id)
    if routine is None:
        known = ", ".join(app.content.knowledge.routines) or "none"
        raise VoiceSkillError(f"There is no routine {args.id!r}; there are: {known}.")
    for line in _described(routine.written):
        print(line)
    return 0


def check(args: argparse.Namespace) -> int:
    """Print a line for each of the user's own routines; fails where one cannot be used."""
    app = App.of_user(args.intents)
    content = _checked(app, args.files) if args.files else app.content
    names = {file.stem for file in args.files}
    own = [name for name in content.own_routines if name in names or not args.files]
    for name in own:
        routine = content.knowledge.routines[name]
        phrases = ", ".join(f'"{phrase}"' for phrase in routine.written.phrases)
        steps = "1 step" if len(routine.nodes) == 1 else f"{len(routine.nodes)} steps"
        print(f"OK       {name}: {steps}, {phrases or 'no phrase starts it'}")
    for trouble in content.troubles:
        print(f"MISTAKE  {trouble}")
    if content.troubles:
        raise ContentError(f"{len(content.troubles)} cannot be used: the lines above say why.")
    if not own:
        print(f"There are no routines of your own in {app.paths.routines}.")
    return 0


def _checked(app: App, files: list[Path]) -> Content:
    """With these files beside the user's own, in place of those of the same name."""
    missing = next((file for file in files if not file.is_file()), None)
    if missing:
        raise VoiceSkillError(f"There is no file {missing}; check the path.")
    names = {file.name for file in files}
    folder = app.paths.routines
    others = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    beside = [path for path in others if path.name not in names]
    return load(app.intents or content_dir(), [*files, *beside])


def _tell(content: Content) -> None:
    for trouble in content.troubles:
        print(f"cannot be used: {trouble}")


def _described(written: Written) -> Iterator[str]:
    sources = f"  (guide {', '.join(written.sources)})" if written.sources else ""
    yield f"{written.id}: {written.title}{sources}"
    for phrase in written.phrases:
        yield f"said like: {phrase}"
    if written.caution:
        yield f"first: {written.caution}"
    yield from _steps(written.steps, "")
    if written.end:
        yield f"at the end: {written.end}"


def _steps(steps: tuple[Step, ...], indent: str) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        yield f"{indent}{number:2}. {_line(step)}"
        if isinstance(step, Repeat):
            yield from _steps(step.steps, indent + INDENT)
        for answer, branch in branches(step).items():
            if branch:
                yield f"{indent}{INDENT}{answer}:"
                yield from _steps(branch, indent + INDENT)


def _line(step: Step) -> str:
    """What is said, and in brackets what is done."""
    said = step.say if isinstance(step, Spoken) else ""
    if isinstance(step, Count):
        said = f"{step.ready} {said}".strip()
    done = _done(step)
    return "  ".join(part for part in (said, f"[{done}]" if done else "") if part)


def _done(step: Step) -> str:
    match step:
        case Line(wait_s=float(wait_s)):
            return spoken_duration(wait_s)
        case Hold():
            return f"{step.repetitions} times {spoken_duration(step.hold_s)}"
        case Count():
            return f"{step.kind}, {spoken_duration(step.length_s)}"
        case DayPart():
            return "by the part of the day"
        case Repeat():
            return f"{step.times} times these steps"
        case Inner():
            return f"all steps of {step.routine}"
        case SetAlarm():
            return f"sets the alarm {step.which}"
        case Alert():
            return f"the emergency advice {step.sign}"
        case Trigger():
            return f"triggers {step.name}"
    return ""
