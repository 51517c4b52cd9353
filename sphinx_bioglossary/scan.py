"""Tell from a page's source whether it holds the directive ``bioglossary``.

The pages of a project must be known before any is read, so this looks at the text: at directives, not at
examples of them in code blocks. A directive that comes from an included file is not seen.
"""

from __future__ import annotations

import re
from pathlib import Path

_DIRECTIVE = "bioglossary"
_RST = re.compile(rf"( *)\.\. {_DIRECTIVE}::")
_FENCE = re.compile(r"\s*(`{3,}|~{3,}|:{3,})\s*(.*)")
_NAME = re.compile(r"(?:\.\. |\{)([\w-]+(?::[\w-]+)*)")
_VERBATIM = frozenset({"code", "code-block", "sourcecode", "code-cell", "parsed-literal", "prompt", "raw"})


def holds_directive(path: Path) -> bool:
    """Return whether the source file ``path`` holds the directive; one that cannot be read holds none."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace").expandtabs(8)
    except OSError:
        return False
    if _DIRECTIVE not in text:
        return False
    lines = text.splitlines()
    if path.suffix == ".ipynb":
        # The lines of a cell stand in the file as quoted strings, one a line.
        lines = [re.sub(r'^\s*"(.*?)(\\n)?",?$', r"\1", line) for line in lines]
    return _in_restructuredtext(lines) if path.suffix in {".rst", ".txt"} else _in_markdown(lines)


def _in_restructuredtext(lines: list[str]) -> bool:
    found = ((number, match) for number, line in enumerate(lines) if (match := _RST.match(line)))
    return any(not _is_quoted(lines[:number], len(match[1])) for number, match in found)


def _is_quoted(before: list[str], indent: int) -> bool:
    """Whether a block with this indent, below the lines ``before``, belongs to a code or literal block."""
    for line in reversed(before):
        margin = len(line) - len(line.lstrip())
        if line.strip() and margin < indent:
            indent = margin
            text = line.strip()
            name = _NAME.match(text)
            if (name[1] in _VERBATIM) if name else text.endswith("::"):
                return True
    return False


def _in_markdown(lines: list[str]) -> bool:
    fences: list[tuple[str, str]] = []  # the open ones: their marks, and the name of their directive
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
            # A fence without a directive's name is a code block in that language.
            fences.append((fence[1], name[1] if name else "code"))
            if fences[-1][1] == _DIRECTIVE:
                return True
    return False
