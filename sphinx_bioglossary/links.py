"""Decide which occurrences of terms are linked, and put the links in."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import NoUri
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from .build import Build, Decision
from .domain import domain_of
from .matcher import Match
from .names import own_term
from .policy import reason_against_page
from .prose import NOTERM_CLASS, Block, Piece, Where, blocks, find

LINK_CLASS = "bioglossary"
# Manual pages have no links, and message catalogues hold the text as its authors wrote it.
BUILDERS_WITHOUT_LINKS = frozenset({"man", "gettext"})
_RANGES = {"section": "in the section", "page": "on the page", "project": "in the project"}
_REASONS = {"all": "scope is all", **{scope: f"first {part}" for scope, part in _RANGES.items()}}


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the terms of a page that is about to be written.

    This waits until pages are resolved: message catalogues stay as they are, translated paragraphs are
    linked in the translation, text of ``only`` counts where it is shown, and no page is read again
    when the glossary changes.
    """
    # Other extensions resolve fragments of pages too; those have no source.
    if app.builder.name not in BUILDERS_WITHOUT_LINKS and doctree.get("source"):
        Linker(app, doctree, docname).link()
        parts = doctree.findall(addnodes.start_of_file)
        domain_of(app.env).build.written |= {docname, *(part["docname"] for part in parts)}


class _Insertion(NamedTuple):
    """A stretch ``start:end`` of a piece of text, and the reference to put there."""

    piece: Piece
    start: int
    end: int
    reference: nodes.reference


class Linker:
    """Links one resolved document: a page, or the book or page that a builder assembles from all."""

    def __init__(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        self._app = app
        self._builder: Builder = app.builder
        self._build: Build = domain_of(app.env).build
        self._doctree = doctree
        self._where = Where(docname)
        self._linked: dict[tuple[str, str], set[str]] = defaultdict(set)  # the entries linked in each range

    def link(self) -> None:
        """Put the references in, and note every decision."""
        self._note_links_by_hand()
        for block in blocks(self._doctree, self._where):
            insertions: list[_Insertion] = []
            for match in self._build.matcher.find(block.text):
                against = self._reason_against(block, match)
                insertion = None if against else self._insertion(block, match)
                if insertion:
                    insertions.append(insertion)
                    self._linked[self._range(block.where)].add(match.entry_id)
                    self._note(block, match, _REASONS[self._build.scope], linked=True)
                else:
                    self._note(block, match, against or "its entry is not in this output", linked=False)
            for piece, of_piece in itertools.groupby(insertions, lambda insertion: insertion.piece):
                _put(piece, list(of_piece))

    def _note(self, block: Block, match: Match, reason: str, *, linked: bool) -> None:
        text = " ".join(block.text[match.start : match.end].split())
        decision = Decision(match.entry_id, text, block.line_at(match.start), reason, linked)
        self._build.decisions.setdefault(block.where.docname, []).append(decision)

    def _note_links_by_hand(self) -> None:
        entries = {target.node_id: entry_id for entry_id, target in self._build.targets.items()}
        for where, reference in find(nodes.reference, self._doctree, self._where, outside=addnodes.glossary):
            node_id = reference.get("refid") or reference.get("refuri", "").rpartition("#")[2]
            if node_id in entries and reference.get("internal"):
                self._linked[self._range(where)].add(entries[node_id])

    def _reason_against(self, block: Block, match: Match) -> str:
        """Say why an occurrence is not to be linked; empty where it is."""
        return (
            match.obstacle
            or block.piece_at(match.start, match.end).obstacle
            or self._option_against(match.entry_id, block.where.docname)
            or self._place_against(match.entry_id, block.where)
        )

    def _option_against(self, entry_id: str, docname: str) -> str:
        """Say which choice of the authors keeps the entry from being linked on the page, if one does."""
        if self._build.scope == "none":
            return "scope is none"
        if entry_id in self._build.excluded_terms:
            return "excluded by bioglossary_exclude_terms"
        return reason_against_page(self._app, docname)

    def _place_against(self, entry_id: str, where: Where) -> str:
        """Say why there needs to be no link to the entry, or can be none, if so."""
        build = self._build
        target = build.targets.get(entry_id)
        if target is None:
            return "its entry is on no page"
        if target.docname == where.docname:
            return "its entry is on this page"
        if build.scope == "project" and build.first_pages.get(entry_id) != where.docname:
            return f"linked on the page {build.first_pages.get(entry_id)}"
        if build.scope != "all" and entry_id in self._linked[self._range(where)]:
            return f"linked elsewhere {_RANGES[build.scope]}"
        return ""

    def _range(self, where: Where) -> tuple[str, str]:
        """Return the part of the project in which an entry is linked once; the project is one of pages."""
        return where.docname, where.section if self._build.scope == "section" else ""

    def _insertion(self, block: Block, match: Match) -> _Insertion | None:
        """Return the link to put in, or ``None`` where the output does not hold the entry."""
        words, build = block.text[match.start : match.end], self._build
        # A name of the entry may be a term of the project's own.
        target = own_term(build, words) or build.targets[match.entry_id]
        # All is on one page; since Sphinx 8.2 nobody makes one anchor of "#document-page#anchor".
        origin = target.docname if self._builder.name == "singlehtml" else block.where.docname
        text = nodes.Text(words)
        try:
            reference = make_refnode(self._builder, origin, *target, text)
        except NoUri:
            return None
        reference["classes"].append(LINK_CLASS)
        piece = block.piece_at(match.start, match.end)
        return _Insertion(piece, match.start - piece.start, match.end - piece.start, reference)


def _put(piece: Piece, insertions: list[_Insertion]) -> None:
    """Replace the text nodes of ``piece`` by their text with the references in it."""
    content = "".join(text.astext() for text in piece.nodes)
    parts: list[nodes.Node] = []
    end = 0
    for insertion in insertions:
        parts += [nodes.Text(content[end : insertion.start]), insertion.reference]
        end = insertion.end
    parts.append(nodes.Text(content[end:]))
    parent = piece.nodes[0].parent
    # Not by value, as list.index would: text nodes are equal where their text is.
    at = next(i for i, child in enumerate(parent.children) if child is piece.nodes[0])
    parent[at : at + len(piece.nodes)] = [part for part in parts if part.astext()]


class NotermRole(SphinxRole):
    """The role ``:noterm:``, whose text is never linked by itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text, marked for the walk over running text."""
        return [nodes.inline(self.rawtext, self.text, classes=[NOTERM_CLASS])], []
