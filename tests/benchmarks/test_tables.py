"""Tables go into documents between their marks, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.benchmarks.tables import TableError, machine, markdown, write_block


def test_a_table_has_a_line_for_each_row() -> None:
    table = markdown(["", "a", "b"], [["time, ms", "1", "2"]])
    assert table == "|  | a | b |\n| --- | ---: | ---: |\n| time, ms | 1 | 2 |"


def test_a_block_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text("before\n<!-- x:begin -->\nold\n<!-- x:end -->\nafter\n", encoding="utf-8")
    write_block(document, "x", "| new |\n")
    once = document.read_text(encoding="utf-8")
    assert once == "before\n<!-- x:begin -->\n\n| new |\n\n<!-- x:end -->\nafter\n"
    write_block(document, "x", "| new |")
    assert document.read_text(encoding="utf-8") == once


@pytest.mark.parametrize("text", ["", "<!-- x:begin -->", "<!-- x:end --> <!-- x:begin -->"])
def test_a_document_without_both_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="add them"):
        write_block(document, "x", "new")
    assert document.read_text(encoding="utf-8") == text


def test_the_machine_is_named_without_a_date() -> None:
    assert machine().startswith("Python 3.")
