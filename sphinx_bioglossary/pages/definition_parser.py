"""Parse reStructuredText that comes from a glossary file, into a page of any markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from docutils import frontend, nodes
from docutils.parsers.rst import Parser, states
from docutils.statemachine import StringList

from sphinx_bioglossary.glossary.model import Place


class TextParser:
    """Parses texts into ``document``, the page that will hold them: it learns of targets and references.

    The page may have been written in Markdown, whose parser has no use for the settings filled in here.
    """

    def __init__(self, document: nodes.document) -> None:
        for name, value in _defaults().items():
            if not hasattr(document.settings, name):
                setattr(document.settings, name, value)
        self._document = document
        # One serves for all texts: to make it takes docutils longer than to parse an entry.
        self._machine = states.RSTStateMachine(state_classes=states.state_classes, initial_state="Body")

    def parse(self, text: str, place: Place) -> list[nodes.Node]:
        """Parse ``text``, which begins at ``place``, and return its nodes."""
        lines = text.splitlines()
        first = place.line - 1
        content = StringList(lines, items=[(str(place.path), first + i) for i in range(len(lines))])
        held = len(self._document)
        with self._messages_placed_in_file():
            # It appends to the document, from where the nodes are taken again.
            self._machine.run(content, self._document, match_titles=False)
        parsed: list[nodes.Node] = self._document.children[held:]
        del self._document[held:]
        return parsed

    @contextmanager
    def _messages_placed_in_file(self) -> Iterator[None]:
        """Let messages name the place in the glossary file, not one on the page."""
        reporter = self._document.reporter
        before: Any = getattr(reporter, "get_source_and_line", None)
        reporter.get_source_and_line = self._machine.get_source_and_line
        try:
            yield
        finally:
            reporter.get_source_and_line = before


@cache
def _defaults() -> Mapping[str, Any]:
    """Return the parser's settings, which take a millisecond to make."""
    return vars(frontend.get_default_settings(Parser))
