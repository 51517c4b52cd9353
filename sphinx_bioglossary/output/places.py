"""Places of occurrences in source files."""

from __future__ import annotations

from os.path import realpath
from pathlib import Path

from sphinx_bioglossary.doctree.running_text import Block
from sphinx_bioglossary.linking.occurrences import Sighting


class Places:
    """Finds the places of occurrences on a page.

    Args:
        path: the source file of the page, as it is to be shown.
        text: its text.
    """

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._real = path, realpath(path)
        self._lines = {str(path): text.splitlines()}
        self._current: tuple[Block, int] | None = None  # the block and line of the last occurrence
        self._offset = self._index = 0  # of the last occurrence: in the text of its block, in its source line

    def place_of(self, sighting: Sighting) -> tuple[str | int, ...]:
        """Return file, line and column of an occurrence, both from 1, as far as they are known.

        Call this for one occurrence after the other, in reading order.
        """
        block, start = sighting.block, sighting.match.start
        source = block.paragraph.source
        # Included files and docstrings have places of their own.
        file = str(self._path if source is None or realpath(source) == self._real else source)
        line = block.line_at(start)
        if line is None:
            return (file,)
        lines = self._lines_of(file)
        index = self._index_in(lines[line - 1], sighting, line) if line <= len(lines) else -1
        return (file, line) if index < 0 else (file, line, index + 1)

    def _lines_of(self, file: str) -> list[str]:
        if file not in self._lines:
            try:
                text = Path(file).read_text(encoding="utf-8-sig", errors="replace")
            except OSError:  # a docstring
                text = ""
            self._lines[file] = text.splitlines()
        return self._lines[file]

    def _index_in(self, source_line: str, sighting: Sighting, line: int) -> int:
        """Return the index of an occurrence in its source line; -1 if markup has changed its first word.

        The words before it are searched for first, because they may contain the same word.
        """
        block, start = sighting.block, sighting.match.start
        if self._current != (block, line):
            self._current = block, line
            self._offset, self._index = block.text.rfind("\n", 0, start) + 1, 0
        for word in block.text[self._offset : start].split():
            found = source_line.find(word, self._index)
            self._index = self._index if found < 0 else found + len(word)
        self._offset = start
        word = sighting.text.split()[0]
        found = source_line.find(word, self._index)
        return found if found >= 0 else source_line.find(word)
