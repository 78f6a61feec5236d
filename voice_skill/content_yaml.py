"""YAML with its line numbers kept, so that every mistake can be named where it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voice_skill.core.errors import ContentError

_QUOTED = ("'", '"', "|", ">")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """One value of a content file, and where it stands."""

    node: yaml.Node
    file: str
    key: str

    def error(self, what: str) -> ContentError:
        """The sentence that names file, line and key."""
        line = self.node.start_mark.line + 1
        return ContentError(f"{self.file}, line {line}, {self.key}: {what}.")

    def entries(self) -> dict[str, Entry]:
        """The values of a mapping. Raises ContentError for anything else and for a doubled key."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("expected keys with values, such as `id: ice`")
        found: dict[str, Entry] = {}
        for key_node, value_node in self.node.value:
            key = Entry(key_node, self.file, self.key)
            if not isinstance(key_node, yaml.ScalarNode):
                raise key.error("a key must be plain text")
            name = str(key_node.value)
            if name in found:
                raise Entry(key_node, self.file, name).error("this key is there twice; keep one")
            found[name] = Entry(value_node, self.file, name)
        return found

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Entry]:
        """The values of a mapping with only these keys, and all of the required ones."""
        found = self.entries()
        for name, entry in found.items():
            if name not in required and name not in optional:
                known = ", ".join([*required, *optional])
                raise entry.error(f"this key is not known here; known are {known}")
        for name in required:
            if name not in found:
                raise self.error(f"the key `{name}` is missing")
        return found

    @property
    def is_list(self) -> bool:
        """Whether it is written as a list."""
        return isinstance(self.node, yaml.SequenceNode)

    def items(self) -> list[Entry]:
        """The values of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("expected a list, one `- ` for each value")
        return [Entry(node, self.file, self.key) for node in self.node.value]

    def value(self) -> Any:
        """A number, a truth value or text, as YAML reads it."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("expected a single value")
        if self.node.style in _QUOTED:
            return str(self.node.value)
        try:
            value = yaml.SafeLoader("").construct_object(self.node)
        except (ValueError, OverflowError, yaml.YAMLError):
            value = None
        if not isinstance(value, (str, int, float)):
            raise self.error("expected text, a number or true/false; put it in quotes")
        return value

    def text(self) -> str:
        """Text that is not empty."""
        node = self.node
        quoted = isinstance(node, yaml.ScalarNode) and node.style in _QUOTED
        if not isinstance(node, yaml.ScalarNode) or not (quoted or node.tag.endswith(":str")):
            raise self.error("expected text; put it in quotes if it looks like a number or yes/no")
        if not node.value.strip():
            raise self.error("this text is empty")
        return str(node.value).strip()

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def pairs(self) -> dict[str, str]:
        """A mapping of text to text."""
        return {name: entry.text() for name, entry in self.entries().items()}

    def number(self) -> float:
        """A number."""
        value = self.value()
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.error("expected a number")
        return float(value)

    def truth(self) -> bool:
        """True or false."""
        value = self.value()
        if not isinstance(value, bool):
            raise self.error("expected true or false")
        return value

    def values(self) -> dict[str, Any]:
        """A mapping of text to single values, such as slots."""
        return {name: entry.value() for name, entry in self.entries().items()}


def read(path: Path, folder: Path) -> Entry:
    """The document in a file, named in errors by its path below `folder`. Raises ContentError."""
    file = path.relative_to(folder).as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{file} cannot be read ({error.strerror}); check the file.") from None
    try:
        node = yaml.compose(raw.decode("utf-8"), Loader=_LOADER)
    except UnicodeDecodeError:
        raise ContentError(f"{file} is not text in UTF-8; save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        raise ContentError(
            f"{file}, line {line}: this is not valid YAML ({error.problem or error.context})."
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise ContentError(f"{file} is not YAML; it holds bytes that YAML forbids.") from None
    if node is None:
        raise ContentError(f"{file} is empty; fill it or delete it.")
    _refuse_aliases(node, file)
    return Entry(node, file, "the file")


def _refuse_aliases(node: yaml.Node, file: str) -> None:
    """An anchor used twice can make a small file endless."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            raise Entry(current, file, "the file").error("anchors and aliases are not supported")
        seen.add(id(current))
        if isinstance(current, yaml.MappingNode):
            waiting += [part for pair in current.value for part in pair]
        elif isinstance(current, yaml.SequenceNode):
            waiting += current.value
