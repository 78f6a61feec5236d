"""The lines of `converse`: each one in gets one out, whatever comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO, NoReturn

from voice_skill.core.errors import VoiceSkillError
from voice_skill.simulation import Order, Simulation

LONGEST_LINE = 8_000
"""Bytes of one line, and of the text in it."""

LONGEST_ADVANCE_S = 604_800

_KEYS = ("reset", "now", "advance_s", "text")


def converse(
    lines: BinaryIO, out: BinaryIO, errors: BinaryIO, simulation: Simulation, as_json: bool
) -> None:
    """Answer every line until the input ends or nobody reads the output any more.

    As JSON, one contract line or `{"error": ...}` for each; otherwise only what is spoken, and
    errors apart from it.
    """
    for line in _lines(lines):
        try:
            reply = simulation.apply(read_order(line))
        except VoiceSkillError as error:
            reply = {"error": str(error)}
        try:
            if as_json:
                _put(out, json.dumps(reply, ensure_ascii=False))
            elif "error" in reply:
                _put(errors, str(reply["error"]))
            else:
                for said in _spoken(reply):
                    _put(out, said)
        except BrokenPipeError:
            return


def read_order(line: bytes) -> Order:
    """One line as an order. Raises VoiceSkillError with one sentence for the sender."""
    if len(line.rstrip(b"\r\n")) > LONGEST_LINE:
        raise VoiceSkillError(f"A line may have at most {LONGEST_LINE} bytes.")
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise VoiceSkillError("A line must be UTF-8 text.") from None
    if not text.startswith(("{", "[")):
        return Order(text=text)
    try:
        body = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise VoiceSkillError("This line is neither plain text nor a JSON object.") from None
    if not isinstance(body, dict):
        raise VoiceSkillError(f"A JSON line must be an object with the keys {_listed()}.")
    return _order(body)


def _order(body: dict[str, Any]) -> Order:
    unknown = [key for key in body if key not in _KEYS]
    if unknown:
        name = unknown[0][:40].encode("ascii", "replace").decode()
        raise VoiceSkillError(f'Unknown key "{name}": use {_listed()}.')
    reset, text = body.get("reset", False), body.get("text", "")
    if not isinstance(reset, bool):
        raise VoiceSkillError("reset must be true or false.")
    if not isinstance(text, str):
        raise VoiceSkillError("text must be a string.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise VoiceSkillError("text holds half a character: send UTF-8.") from None
    now = _now(body["now"]) if "now" in body else None
    return Order(reset, now, _advance(body.get("advance_s", 0)), text)


def _advance(value: object) -> float:
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value <= LONGEST_ADVANCE_S
    ):
        return float(value)
    raise VoiceSkillError(f"advance_s must be a number from 0 to {LONGEST_ADVANCE_S}.")


def _now(value: object) -> datetime:
    try:
        wall = datetime.fromisoformat(str(value))
        if not isinstance(value, str) or not 1971 <= wall.year <= 9000:
            raise ValueError
        return wall if wall.tzinfo else wall.astimezone()
    except (ValueError, OverflowError):
        raise VoiceSkillError(
            'now must be a date and time such as "2026-11-22T05:10:00+01:00".'
        ) from None


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines of any length in bounded memory; what is too long is cut, one byte over the limit."""
    while line := stream.readline(LONGEST_LINE + 1):
        part = line
        while len(part) > LONGEST_LINE and not part.endswith(b"\n"):
            part = stream.readline(LONGEST_LINE + 1)
        yield line


def _spoken(reply: dict[str, Any]) -> Iterator[str]:
    for event in reply["events"]:
        yield str(event["say"])
    if reply["say"]:
        yield str(reply["say"])


def _put(out: BinaryIO, text: str) -> None:
    out.write(text.encode("utf-8") + b"\n")
    out.flush()


def _listed() -> str:
    return ", ".join(_KEYS)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
