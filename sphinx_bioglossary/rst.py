"""Parse reStructuredText that comes from a glossary file, into a page of any markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from docutils import frontend, nodes
from docutils.parsers.rst import Parser, states
from docutils.statemachine import StringList

from .model import Place


def parse_rst(text: str, place: Place, document: nodes.document) -> list[nodes.Node]:
    """Parse ``text``, which begins at ``place``, and return its nodes.

    ``document`` is the page that will hold them: it learns of their targets and references. It may have
    been written in Markdown, whose parser has no use for the settings that are filled in here.
    """
    for name, value in _defaults().items():
        if not hasattr(document.settings, name):
            setattr(document.settings, name, value)
    lines = text.splitlines()
    first = place.line - 1
    content = StringList(lines, items=[(str(place.path), first + i) for i in range(len(lines))])
    machine = states.RSTStateMachine(state_classes=states.state_classes, initial_state="Body")
    held = len(document)
    with _messages_placed_by(machine, document):
        # It appends to the document, from where the nodes are taken again.
        machine.run(content, document, match_titles=False)
    parsed: list[nodes.Node] = document.children[held:]
    del document[held:]
    return parsed


@cache
def _defaults() -> Mapping[str, Any]:
    """Return the parser's settings, which take a millisecond to make."""
    return vars(frontend.get_default_settings(Parser))


@contextmanager
def _messages_placed_by(machine: states.RSTStateMachine, document: nodes.document) -> Iterator[None]:
    """Let messages name the place in the glossary file, not one on the page."""
    reporter = document.reporter
    before: Any = getattr(reporter, "get_source_and_line", None)
    reporter.get_source_and_line = machine.get_source_and_line
    try:
        yield
    finally:
        reporter.get_source_and_line = before
