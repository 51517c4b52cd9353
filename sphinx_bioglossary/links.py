"""Decide which occurrences of terms are linked, and put the links in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import NoUri
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from .build import Build, Decision, Target
from .domain import domain_of
from .matcher import Match
from .prose import NOTERM_CLASS, Block, blocks

LINK_CLASS = "bioglossary"
# Manual pages have no links, and message catalogues hold the text as its authors wrote it.
_BUILDERS_WITHOUT_LINKS = frozenset({"man", "gettext"})
_OFF = frozenset({"off", "false", "no", "0"})


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the terms of a page that is about to be written.

    This waits until pages are resolved: message catalogues stay as they are, translated paragraphs are
    linked in the translation, text of ``only`` counts where it is shown, and no page is read again
    when the glossary changes.
    """
    # Other extensions resolve fragments of pages too; those have no source.
    if app.builder.name not in _BUILDERS_WITHOUT_LINKS and doctree.get("source"):
        Linker(app, doctree, docname).link()


def is_switched_off(metadata: Mapping[str, Any]) -> bool:
    """Whether the metadata of a page keep it as its authors wrote it: ``bioglossary: off``."""
    return str(metadata.get("bioglossary", "")).lower() in _OFF


class _Place(NamedTuple):
    """A stretch of a text node, and the reference to put there."""

    start: int
    end: int
    reference: nodes.reference


class Linker:
    """Links one resolved document: a page, or the book or page that a builder assembles from all."""

    def __init__(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        self._builder: Builder = app.builder
        self._metadata: dict[str, dict[str, Any]] = app.env.metadata
        self._build: Build = domain_of(app.env).build
        self._doctree = doctree
        self._docname = docname
        self._linked: dict[str, set[str]] = defaultdict(set)  # by page, the entries that it links to

    def link(self) -> None:
        """Put the references in, and note every decision."""
        self._note_links_by_hand()
        decisions: dict[str, list[Decision]] = defaultdict(list)
        places: dict[nodes.Text, list[_Place]] = defaultdict(list)
        for block in blocks(self._doctree, self._docname):
            for match in self._build.matcher.find(block.text):
                against = self._reason_against(block, match)
                reference = None if against else self._reference(block, match)
                if reference is not None:
                    piece = block.piece_at(match.start, match.end)
                    assert piece.node is not None  # noqa: S101 - an obstacle otherwise
                    places[piece.node].append(
                        _Place(match.start - piece.start, match.end - piece.start, reference)
                    )
                    self._linked[block.docname].add(match.entry_id)
                    reason = "first on the page" if self._build.scope == "page" else "scope is all"
                else:
                    reason = against or "its entry is not in this output"
                text = " ".join(block.text[match.start : match.end].split())
                line = block.line_at(match.start)
                decisions[block.docname].append(
                    Decision(match.entry_id, text, line, reason, linked=reference is not None)
                )
        for node, wanted in places.items():
            _put(node, wanted)
        self._build.decisions.update(decisions)

    def _note_links_by_hand(self) -> None:
        entries = {target.node_id: entry_id for entry_id, target in self._build.targets.items()}
        for reference in self._doctree.findall(nodes.reference):
            node_id = reference.get("refid") or reference.get("refuri", "").rpartition("#")[2]
            if node_id in entries and reference.get("internal"):
                self._linked[_page_of(reference, self._docname)].add(entries[node_id])

    def _reason_against(self, block: Block, match: Match) -> str:
        """Say why an occurrence is not to be linked; empty where it is."""
        return (
            match.obstacle
            or block.piece_at(match.start, match.end).obstacle
            or self._option_against(match.entry_id, block.docname)
            or self._place_against(match.entry_id, block.docname)
        )

    def _option_against(self, entry_id: str, docname: str) -> str:
        """Say which choice of the authors keeps the entry from being linked on the page, if one does."""
        build = self._build
        if build.scope == "none":
            return "scope is none"
        if entry_id in build.excluded_terms:
            return "excluded by bioglossary_exclude_terms"
        if build.excludes_page(docname):
            return "excluded by bioglossary_exclude_pages"
        if is_switched_off(self._metadata.get(docname, {})):
            return "switched off by the page"
        return ""

    def _place_against(self, entry_id: str, docname: str) -> str:
        """Say why the page needs no link to the entry here, or can have none, if so."""
        target = self._build.targets.get(entry_id)
        if target is None:
            return "its entry is on no page"
        if target.docname == docname:
            return "its entry is on this page"
        if self._build.scope == "page" and entry_id in self._linked[docname]:
            return "linked elsewhere on the page"
        return ""

    def _reference(self, block: Block, match: Match) -> nodes.reference | None:
        """Return the reference to the entry, or ``None`` where the output does not hold the entry."""
        target: Target = self._build.targets[match.entry_id]
        text = nodes.Text(block.text[match.start : match.end])
        try:
            reference = make_refnode(self._builder, block.docname, *target, text)
        except NoUri:
            return None
        if self._builder.name == "singlehtml":
            # All is on one page; since Sphinx 8.2 nobody makes one anchor of "#document-page#anchor".
            reference = make_refnode(self._builder, target.docname, *target, text)
        reference["classes"].append(LINK_CLASS)
        return reference


def _page_of(node: nodes.Node, docname: str) -> str:
    """Return the page that ``node`` comes from, in a document that was begun by ``docname``."""
    while node.parent is not None:
        if isinstance(node, addnodes.start_of_file):
            return str(node["docname"])
        node = node.parent
    return docname


def _put(text: nodes.Text, places: list[_Place]) -> None:
    """Replace ``text`` by itself with the references in it."""
    parts: list[nodes.Node] = []
    end = 0
    for place in places:
        parts += [nodes.Text(text[end : place.start]), place.reference]
        end = place.end
    parts.append(nodes.Text(text[end:]))
    text.parent.replace(text, [part for part in parts if not isinstance(part, nodes.Text) or part])


class NotermRole(SphinxRole):
    """The role ``:noterm:``, whose text is never linked by itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text, marked for the walk over running text."""
        return [nodes.inline(self.rawtext, self.text, classes=[NOTERM_CLASS])], []
