"""The commands and their options, with help that teaches by example."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from voice_skill import __version__

ABOUT = """\
An offline assistant for a night with a back spasm: ask it what the guide says,
let it count the ice, stop it with one word. Nothing leaves this machine.
"""

EXAMPLES = """\
examples:
  voice-skill run                                  talk with it: by voice or by typing
  voice-skill ask "how long should I keep the ice on"
  voice-skill ask "set an ice timer for fifteen minutes"
  voice-skill ask stop                             answer a ring from another terminal
  voice-skill hear question.wav --out reply.wav    a recording in, a recording out
  voice-skill doctor                               what works here, and what to do if not

exit codes: 0 done, 1 failed (one sentence on stderr says why), 2 wrong usage
"""

RUN = """\
Starts the assistant and keeps it running. Where there is a microphone it listens for
its wake phrase: "computer, start the ice". Enter, or a button that sends the signal
SIGUSR1, does as well as the phrase; a second Enter ends what you say. SIGUSR2 turns
the microphone off and on. A typed line works always. "stop" silences it, Ctrl-D
ends it.
A second run joins the first one: they share timers and loudspeaker.
"""

SERVE = """\
The assistant as a service of systemd, installed by scripts/install: it speaks to the service
manager, logs no word of what is said, and ends only by a signal. Where its full start fails it
rings what is due all the same.

  systemctl --user status voice-skill      how it goes
  journalctl --user -u voice-skill         what it logged
"""

ASK = """\
Asks one thing, prints the reply and speaks it. Where an assistant is running it
answers; else this one does, and stays until the timer it started has rung and
was answered: press Enter here, or `voice-skill ask stop` elsewhere.

examples:
  voice-skill ask how long should I keep the ice on
  voice-skill ask "ice for fifteen minutes"
"""

UNDERSTAND = """\
Shows what a sentence is taken for, without doing it.

example:
  voice-skill understand "ice for a quarter of an hour" --json
"""

CONVERSE = """\
A conversation over stdin and stdout, without sound and with a clock that stands
still until it is moved: for people who try things and for scripts. With --json each
line is a plain sentence or an object such as {"text": "...", "advance_s": 900}.
It has timers of its own; yours are never touched, and it calls nobody out there.

example:
  printf '%s\\n' "ice for fifteen minutes" '{"advance_s": 900}' | voice-skill converse --json
"""

HEAR = """\
Recognises recordings and answers them. WAV of any rate, one or two channels.

examples:
  voice-skill hear question.wav
  voice-skill hear question.wav --out reply.wav
  voice-skill hear *.wav --json
"""

TRANSCRIBE = """\
Prints the words in recordings, one line for each file.

example:
  voice-skill transcribe question.wav --json
"""

SAY = """\
Speaks a sentence, or writes it to a WAV file.

examples:
  voice-skill say "good night"
  voice-skill say "good night" --out night.wav
"""

MODELS = """\
Vosk models hear better than the built-in recogniser, and have to be fetched once.

examples:
  voice-skill models list
  voice-skill models fetch vosk-model-small-en-us-0.15
  voice-skill models fetch vosk-model-small-en-us-0.15 --from /media/stick/model.zip
  voice-skill models verify
"""

ROUTINES = """\
What can be done together, step by step. Your own are files in the folder routines
beside the settings: `voice-skill doctor` names it. `check` says what is wrong in
them, with file, line and key; the others work all the same.

examples:
  voice-skill routines list
  voice-skill routines show get_up
  voice-skill routines check my_stretch.yaml
"""

CONFIG = """\
One text file holds every setting. `show` names it and prints what holds; what was changed by voice
says so. `set` changes one line and keeps your comments; a value that cannot be changes nothing.

examples:
  voice-skill config show
  voice-skill config set audio.microphone Jabra
  voice-skill config set night.from 21:30
  voice-skill config check
"""

SOUND = """\
Asks which loudspeaker and microphone to use, says three words, records you, sets the volume of the
microphone by the silence of the room, and plays back what it heard.
"""

DROP_IN = """\
Prints what scripts/install puts beside the unit of the service, so that a trigger in the settings
can be called: its address and no other. Without one it prints nothing, and nothing can be reached.
"""

DIARY = """\
What you noted by voice, and what noted itself: pain, tablets, ice and heat, routines. It is kept on
this machine only. Deleting it is said aloud: "forget my diary".

examples:
  voice-skill diary export --csv diary.csv
  voice-skill diary report diary.html        one page with curves, for your doctor
"""

_Commands = Any
"""argparse does not name the type of its subparsers."""


def build_parser() -> argparse.ArgumentParser:
    """Everything that can be written after `voice-skill`."""
    parser = argparse.ArgumentParser(
        prog="voice-skill",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"voice-skill {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_talking(commands)
    _add_routines(commands)
    _add_diary(commands)
    _add_recordings(commands)
    _add_machine(commands)
    return parser


def _add(
    commands: _Commands, name: str, function: str, summary: str, about: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=about or summary,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=function)
    parser.add_argument(
        "--intents",
        metavar="DIR",
        type=Path,
        help="answers and sentences from this folder instead of the guide's",
    )
    return parser


def _add_talking(commands: _Commands) -> None:
    _add(commands, "run", "run:run", "start the assistant and keep it running", RUN)
    _add(commands, "serve", "serve:serve", "run as a service", SERVE)
    ask = _add(commands, "ask", "ask:ask", "ask or order one thing", ASK)
    ask.add_argument("text", nargs="+", metavar="TEXT")
    understand = _add(
        commands, "understand", "texts:understand", "what a sentence means", UNDERSTAND
    )
    understand.add_argument("text", nargs="+", metavar="TEXT")
    _add_json(understand)
    converse = _add(commands, "converse", "texts:converse", "a silent conversation", CONVERSE)
    _add_json(converse)
    converse.add_argument("--state", metavar="DIR", type=Path, help="keep its timers here")
    say = _add(commands, "say", "speech:say", "speak a sentence", SAY)
    say.add_argument("text", nargs="+", metavar="TEXT")
    say.add_argument("--out", metavar="FILE", type=Path, help="write a WAV file instead")


def _add_recordings(commands: _Commands) -> None:
    hear = _add(commands, "hear", "recordings:hear", "answer recordings", HEAR)
    hear.add_argument("--out", metavar="FILE", type=Path, help="the reply as a WAV file")
    transcribe = _add(
        commands, "transcribe", "recordings:transcribe", "words in recordings", TRANSCRIBE
    )
    for parser in (hear, transcribe):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        _add_json(parser)


def _add_diary(commands: _Commands) -> None:
    diary = _add(commands, "diary", "diary:export", "what was noted, as a table or a page", DIARY)
    actions = diary.add_subparsers(title="actions", metavar="ACTION", required=True)
    export = _add(actions, "export", "diary:export", "all of it, one row an entry")
    export.add_argument("--csv", metavar="FILE", type=Path, required=True, help="a new file")
    report = _add(actions, "report", "diary:report", "one page with curves, to print or show")
    report.add_argument("html", metavar="FILE", type=Path, help="a new file, such as diary.html")
    report.add_argument(
        "--days", metavar="N", type=int, default=90, help="the last N days of it; usually 90"
    )


def _add_routines(commands: _Commands) -> None:
    routines = _add(commands, "routines", "routines:show_list", "what is done together", ROUTINES)
    actions = routines.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add(actions, "list", "routines:show_list", "every routine, yours too")
    show = _add(actions, "show", "routines:show", "the steps of one")
    show.add_argument("id", metavar="ID")
    check = _add(actions, "check", "routines:check", "what is wrong in your own files")
    check.add_argument("files", nargs="*", metavar="FILE", type=Path, help="these, wherever")


def _add_machine(commands: _Commands) -> None:
    models = _add(commands, "models", "models:show", "models for recognition", MODELS)
    actions = models.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add(actions, "list", "models:show", "what there is and what is installed")
    fetch = _add(actions, "fetch", "models:fetch", "download and install one")
    fetch.add_argument("name", metavar="NAME")
    fetch.add_argument(
        "--from", dest="archive", metavar="FILE", type=Path, help="a file that is already here"
    )
    _add(actions, "verify", "models:verify", "check what is installed, and whether it hears")
    config = _add(commands, "config", "config:show", "settings: show, check, change", CONFIG)
    actions = config.add_subparsers(title="actions", metavar="ACTION", required=True)
    shown = _add(actions, "show", "config:show", "every setting, or one")
    shown.add_argument("key", nargs="?", metavar="KEY", help="such as audio.microphone")
    check = _add(actions, "check", "config:check", "whether the file is right")
    check.add_argument("file", nargs="?", metavar="FILE", type=Path, help="another file")
    change = _add(actions, "set", "config:change", "change one")
    change.add_argument("key", metavar="KEY", help="such as night.from")
    change.add_argument("value", nargs="+", metavar="VALUE")
    _add(commands, "sound", "sound:sound", "choose and try microphone and loudspeaker", SOUND)
    drop_in = _add(commands, "drop-in", "service:print_drop_in", "for scripts/install", DROP_IN)
    drop_in.add_argument("kind", choices=("user", "system"))
    _add(commands, "devices", "devices:devices", "microphones and loudspeakers by name")
    _add(commands, "doctor", "doctor:doctor", "check everything; says what to do")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for scripts")
