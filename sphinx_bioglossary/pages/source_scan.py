"""Scan the source of a page for the directive ``bioglossary`` and for toctree entries.

The list of pages must be complete before Sphinx reads any page, so this module scans the source text. It
ignores directives in code blocks and comments. It does not find directives in included files.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property

_DIRECTIVE = "bioglossary"
_RST = re.compile(rf" *\.\. {_DIRECTIVE}::")
_FENCE = re.compile(r"\s*(`{3,}|~{3,}|:{3,})\s*(.*)")
_NAME = re.compile(r"(?:\.\. |\{)([\w-]+(?::[\w-]+)*)(?:::|\})")
_COMMENT = re.compile(r"\.\.(?:$| (?!\[|_|\|))")
_VERBATIM = frozenset({"code", "code-block", "sourcecode", "code-cell", "parsed-literal", "prompt", "raw"})


@dataclass(frozen=True)
class Source:
    """The source file of the page ``docname``; an unreadable file counts as empty."""

    docname: str
    path: str
    is_restructuredtext: bool

    @cached_property
    def text(self) -> str:
        """The text of the file, or of the cells of a notebook."""
        try:
            with open(self.path, "rb") as file:  # noqa: PTH123 - a Path for each page costs more than reading it
                text = file.read().decode("utf-8-sig", errors="replace")
            if self.path.endswith(".ipynb"):
                text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        return text.expandtabs(8)

    @property
    def holds_directive(self) -> bool:
        """Whether the page holds the directive."""
        if _DIRECTIVE not in self.text:
            return False
        lines = self.text.splitlines()
        return _in_restructuredtext(lines) if self.is_restructuredtext else _in_markdown(lines)

    def lists(self, docname: str) -> bool:
        """Whether the page lists ``docname`` in a toctree."""
        if "toctree" not in self.text or posixpath.basename(docname) not in self.text:
            return False
        folder = posixpath.dirname(self.docname)
        lines = (line.strip() for line in self.text.splitlines())
        entries = (line[line.rfind("<") + 1 : -1] if line.endswith(">") else line for line in lines)
        return any(
            posixpath.normpath(posixpath.join("/", folder, entry)) == f"/{docname}" for entry in entries
        )


def _in_restructuredtext(lines: list[str]) -> bool:
    around: list[tuple[int, bool]] = []  # the lines that hold a line: indent, and whether they quote it
    for line in filter(str.strip, lines):
        indent = len(line) - len(line.lstrip())
        while around and around[-1][0] >= indent:
            around.pop()
        is_quoted = bool(around) and around[-1][1]
        if _RST.match(line) and not is_quoted:
            return True
        around.append((indent, is_quoted or _quotes(line.strip())))
    return False


def _quotes(line: str) -> bool:
    """Whether a line begins a code block or a comment."""
    name = _NAME.match(line)
    return name[1] in _VERBATIM if name else line.endswith("::") or bool(_COMMENT.match(line))


def _in_markdown(lines: list[str]) -> bool:
    fences: list[tuple[str, str]] = []  # the open fences: marker and name of the directive
    for line in lines:
        fence = _FENCE.fullmatch(line)
        inner = fences[-1][1] if fences else "body"
        if not fence:
            if inner == "eval-rst" and _RST.match(line):
                return True
        elif fences and not fence[2] and fence[1].startswith(fences[-1][0]):
            fences.pop()
        elif inner not in _VERBATIM:
            name = _NAME.match(fence[2])
            # A fence without the name of a directive is a code block.
            fences.append((fence[1], name[1] if name else "code"))
            if fences[-1][1] == _DIRECTIVE:
                return True
    return False
