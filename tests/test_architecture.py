"""The direction of imports, and that the core only decides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

CHECKOUT = Path(__file__).resolve().parent.parent
CORE = sorted((CHECKOUT / "voice_skill" / "core").rglob("*.py"))
PURE_MODULES = {
    "__future__",
    "abc",
    "bisect",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "fractions",
    "functools",
    "heapq",
    "itertools",
    "math",
    "operator",
    "re",
    "string",
    "types",
    "typing",
    "zoneinfo",
}
IMPURE_CALLS = {
    "__import__",
    "breakpoint",
    "eval",
    "exec",
    "input",
    "now",
    "open",
    "print",
    "read_bytes",
    "read_text",
    "today",
    "utcnow",
    "write_bytes",
    "write_text",
}


def impurities(source: str) -> Iterator[str]:
    """What a pure module must not have: imports with effects, clock and file calls, globals."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                imported = [name.name for name in names]
            case ast.ImportFrom(module=module, level=0):
                imported = [module or ""]
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                imported = []
                if name in IMPURE_CALLS:
                    yield f"line {node.lineno}: calls {name}()"
            case ast.Global(names=changed):
                imported = []
                yield f"line {node.lineno}: global {', '.join(changed)}"
            case _:
                continue
        for module in imported:
            ours = module == "voice_skill.core" or module.startswith("voice_skill.core.")
            if not ours and module.split(".")[0] not in PURE_MODULES:
                yield f"line {node.lineno}: imports {module}"


def test_imports_point_inwards(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(CHECKOUT)
    result = lint_imports(no_cache=True)
    assert result == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("file", CORE, ids=lambda file: file.stem)
def test_the_core_has_no_clock_file_or_global(file: Path) -> None:
    assert list(impurities(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from voice_skill.core_of_others import x",
        "from os import path",
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import date\nx = date.today()",
        "x = open('f')",
        "print('x')",
        "def f():\n    global x",
    ],
)
def test_the_check_sees_what_is_impure(source: str) -> None:
    assert len(list(impurities(source))) == 1
