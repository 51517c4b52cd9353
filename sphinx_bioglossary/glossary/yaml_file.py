"""A glossary file as YAML nodes, or the fault for which it cannot be used."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import shorten
from typing import Any

import yaml

# The loader of libyaml is about ten times faster, if PyYAML was built with it.
YamlLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Characters that neither YAML nor XML and HTML allow, not even escaped.
UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_REPETITION = 10
_LONGEST_PROBLEM = 150


class UnusableFileError(Exception):
    """A file cannot be used; ``line`` counts from 1, and the message describes a remedy."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        UnusableFileError: the file cannot be read, or has characters that YAML does not allow.
    """
    try:
        # Pipes and devices may have no end.
        if path.exists() and not path.is_file():
            raise UnusableFileError(1, "the file cannot be read: it is a folder, a pipe or a device")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnusableFileError(1, f"the file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnusableFileError(line, "the file is not UTF-8; save it in this encoding") from error
    if found := UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        name = f"U+{ord(found[0]):04X}"
        remedy = "delete it, or save the file as UTF-8"
        raise UnusableFileError(line, f"the file is not YAML: it has the character {name}; {remedy}")
    return text


def compose(text: str) -> yaml.Node | None:
    """Return the root node of a YAML text; ``None`` if the text is empty.

    Raises:
        UnusableFileError: the text is not YAML, or its aliases repeat it too often.
    """
    loader = YamlLoader(text)
    try:
        root: yaml.Node | None = loader.get_single_node()
        _check_aliases(root, len(text))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnusableFileError(line, _not_yaml(error.problem)) from error
    # Without libyaml, PyYAML passes on errors of Python, such as that of chr() for the escape \UFFFFFFFF.
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        problem = "it is nested too deeply" if isinstance(error, RecursionError) else error
        line = getattr(loader, "line", 0) + 1
        raise UnusableFileError(line, _not_yaml(problem)) from error
    finally:
        loader.dispose()
    return root


def _not_yaml(problem: object) -> str:
    """Return the message for a problem, without the names in it that are far too long."""
    return f"the file is not YAML: {shorten(str(problem), _LONGEST_PROBLEM, placeholder='…')}"


def _check_aliases(root: yaml.Node | None, length: int) -> None:
    """Raise UnusableFileError if the entries would be far longer with every alias written out."""
    known: dict[int, int] = {}
    left = _MOST_REPETITION * length
    for node in root.value if isinstance(root, yaml.SequenceNode) else ():
        left -= _length(node, known)
        if left < 0:
            problem = f"its aliases ('*name') stand for more than {_MOST_REPETITION} times its text"
            raise UnusableFileError(node.start_mark.line + 1, f"the file is left out: {problem}")


def _length(node: yaml.Node, known: dict[int, int]) -> int:
    """Return the length of the text in a node with every alias written out, and 1 for each node."""
    if id(node) not in known:
        known[id(node)] = 1  # for an alias of the node inside itself
        if isinstance(node, yaml.ScalarNode):
            parts = [len(node.value)]
        elif isinstance(node, yaml.MappingNode):
            parts = [_length(part, known) for pair in node.value for part in pair]
        else:
            parts = [_length(part, known) for part in node.value]
        known[id(node)] = 1 + sum(parts)
    return known[id(node)]
