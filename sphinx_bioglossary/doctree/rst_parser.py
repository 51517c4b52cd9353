"""Parsing of definitions, each as a document of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import cache
from typing import Any

from docutils import frontend, nodes
from docutils.parsers.rst import Parser, states
from docutils.statemachine import StringList
from docutils.transforms import references

# Those of a page, for what definitions name within themselves; in the order of their priorities.
_TRANSFORMS = (
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.Footnotes,
    references.ExternalTargets,
    references.InternalTargets,
)


class SnippetParser:
    """Parses reStructuredText snippets for a page.

    ``SphinxDirective.parse_text_to_nodes`` (Sphinx 7.4) would parse Markdown on a page of Markdown. Targets,
    footnotes and substitutions in a snippet hold within it, so that they cannot change what the page or
    another snippet calls by the same name. A name that the snippet lacks is looked up on the page.

    Args:
        page: the document of the page that shows the snippets.
        **settings: settings that differ from those of the page.
    """

    def __init__(self, page: nodes.document, **settings: object) -> None:
        self._page = page
        # A page of Markdown lacks the settings of the reStructuredText parser.
        self._settings = copy(page.settings)
        vars(self._settings).update({**_parser_settings(), **vars(page.settings), **settings})
        # Shared by all snippets, because creating a state machine takes longer than parsing an entry.
        self._machine = states.RSTStateMachine(state_classes=states.state_classes, initial_state="Body")

    def parse(self, text: str, path: str, line: int) -> list[nodes.Node]:
        """Parse a snippet.

        Args:
            text: reStructuredText.
            path: the file that contains the text, for messages.
            line: the first line of the text in the file, from 1.

        Returns:
            The nodes, which are not part of the page.
        """
        lines = text.splitlines()
        content = StringList(lines, items=[(path, line - 1 + number) for number in range(len(lines))])
        document = self._new_document()
        with self._messages_placed_in_file():
            self._machine.run(content, document, match_titles=False)
            if document.substitution_defs:
                _substitute(document)
            # References and targets are written with an underscore; a footnote may lack a reference.
            if "_" in text or document.autofootnotes or document.symbol_footnotes:
                self._resolve_names(document)
        return document.children

    def _new_document(self) -> nodes.document:
        document = nodes.document(self._settings, self._page.reporter, source=self._page.get("source"))
        # Ids are unique on the page, and what waits for the end of reading waits there.
        document.ids, document.id_counter = self._page.ids, self._page.id_counter
        document.transformer = self._page.transformer
        return document

    def _resolve_names(self, document: nodes.document) -> None:
        """Resolve references to targets and footnotes; leave those that the snippet lacks to the page."""
        for transform in _TRANSFORMS:
            transform(document).apply()
        for node in document.findall(nodes.Element):
            # The transforms of the page look for these too.
            node.attributes.pop("anonymous", None)
            if isinstance(node, nodes.target):
                node["names"] = []
            if "refname" not in node:
                continue
            if isinstance(node, nodes.footnote_reference):
                self._page.note_footnote_ref(node)
            elif isinstance(node, nodes.reference):
                self._page.note_refname(node)

    @contextmanager
    def _messages_placed_in_file(self) -> Iterator[None]:
        """Let messages report file and line of the snippet instead of those of the page."""
        reporter = self._page.reporter
        before: Any = getattr(reporter, "get_source_and_line", None)
        reporter.get_source_and_line = self._machine.get_source_and_line
        try:
            yield
        finally:
            reporter.get_source_and_line = before


def _substitute(document: nodes.document) -> None:
    """Replace the substitutions that a snippet defines; the others may be defined on the page."""
    for reference in list(document.findall(nodes.substitution_reference)):
        name = document.substitution_names.get(reference["refname"].lower())
        if name is not None and not isinstance(reference.parent, nodes.substitution_definition):
            reference.replace_self(document.substitution_defs[name].deepcopy().children)


@cache
def _parser_settings() -> Mapping[str, Any]:
    return vars(frontend.get_default_settings(Parser))
