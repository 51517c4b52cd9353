"""Decide which occurrences of terms are linked, and put the links in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import NoUri
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from sphinx_bioglossary import garbage
from sphinx_bioglossary.doctree.running_text import NOTERM_CLASS, Block, blocks, parent_of_link
from sphinx_bioglossary.doctree.traversal import LEAVES, Where, find
from sphinx_bioglossary.glossary.matcher import Match
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.exclusions import reason_against_entry, reason_against_page
from sphinx_bioglossary.project.state import Build, Decision
from sphinx_bioglossary.senses.context import Surroundings
from sphinx_bioglossary.senses.evidence import Evidence, Verdict

from .project_senses import evidence_on, surroundings_of, verdict_on
from .std_domain import target_of

LINK_CLASS = "bioglossary"
# Manual pages have no links, and message catalogues hold the text as its authors wrote it.
BUILDERS_WITHOUT_LINKS = frozenset({"man", "gettext"})
_RANGES = {"section": "in the section", "page": "on the page", "project": "in the project"}
_REASONS = {"all": "scope is all", **{scope: f"first {part}" for scope, part in _RANGES.items()}}


@garbage.left_alone()
def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the terms of a page that is about to be written.

    This waits until pages are resolved: message catalogues stay as they are, translated paragraphs are
    linked in the translation, text of ``only`` counts where it is shown, and no page is read again
    when the glossary changes.
    """
    # Other extensions resolve fragments of pages too; those have no source.
    if app.builder.name not in BUILDERS_WITHOUT_LINKS and doctree.get("source"):
        Linker(app, doctree, docname).link()
        parts = find(addnodes.start_of_file, doctree, Where(docname), outside=LEAVES)
        domain_of(app.env).build.written |= {docname, *(part["docname"] for _, part in parts)}


_Place: TypeAlias = tuple[str, str, tuple[int, int]]  # page, section, and mark


class _Insertion(NamedTuple):
    """A stretch ``start:end`` of a block, and the reference to put around it."""

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
        self._blocks = list(blocks(doctree, self._where))
        self._known_evidence = dict(_evidence_of_pages(app, self._blocks))
        self._linked: dict[tuple[str, str], set[str]] = defaultdict(set)  # the entries linked in each range

    @cached_property
    def _surroundings(self) -> Surroundings:
        """What stands around the words, which is known already of most from when the page was read."""
        return surroundings_of(self._doctree, self._where, self._blocks)

    def link(self) -> None:
        """Put the references in, and note every decision."""
        self._note_links_by_hand()
        for number, block in enumerate(self._blocks):
            self._count_words(block)
            insertions: list[_Insertion] = []
            for match in self._build.matcher.find(block.text):
                against = self._reason_against(block, match)
                verdict = None if against else self._verdict(number, block, match)
                insertion = self._insertion(block, match) if verdict and verdict.is_ours else None
                if insertion:
                    insertions.append(insertion)
                    self._linked[self._range(block.where)].add(match.entry_id)
                reason = against or self._reason(verdict, is_linked=bool(insertion))
                self._note(block, match, reason, linked=bool(insertion))
            _put(block, insertions)

    def _count_words(self, block: Block) -> None:
        counts = self._build.words
        counts[block.where.docname] = counts.get(block.where.docname, 0) + len(block.text.split())

    def _verdict(self, number: int, block: Block, match: Match) -> Verdict:
        """Judge the sense of an occurrence, which costs time and so is done for candidates only."""
        mark = block.mark_of(match.start)
        known = self._known_evidence.get((block.where.docname, block.where.section, mark))
        is_new = known is None and match.is_ambiguous
        evidence = evidence_on(self._build, self._surroundings, number, block, match) if is_new else known
        return verdict_on(self._build, block.where.docname, match.entry_id, evidence)

    def _reason(self, verdict: Verdict | None, *, is_linked: bool) -> str:
        told = verdict.reason if verdict else ""
        if not is_linked:
            return told if verdict and not verdict.is_ours else "its entry is not in this output"
        scope = _REASONS[self._build.scope]
        return f"{scope}: {told}" if told else scope

    def _note(self, block: Block, match: Match, reason: str, *, linked: bool) -> None:
        text = " ".join(block.words_of(match).split())
        decision = Decision(match.entry_id, text, block.line_at(match.start), reason, linked)
        self._build.decisions.setdefault(block.where.docname, []).append(decision)

    def _note_links_by_hand(self) -> None:
        entries = self._build.entries_by_node_id
        for where, reference in find(nodes.reference, self._doctree, self._where, outside=addnodes.glossary):
            node_id = reference.get("refid") or reference.get("refuri", "").rpartition("#")[2]
            if node_id in entries and reference.get("internal"):
                self._linked[self._range(where)].add(entries[node_id])

    def _reason_against(self, block: Block, match: Match) -> str:
        """Say why an occurrence is not to be linked; empty where it is."""
        return (
            block.obstacle_to(match)
            or self._option_against(match.entry_id, block.where.docname)
            or self._place_against(match.entry_id, block.words_of(match), block.where)
        )

    def _option_against(self, entry_id: str, docname: str) -> str:
        """Say which choice of the authors keeps the entry from being linked on the page, if one does."""
        if self._build.scope == "none":
            return "scope is none"
        against_page = reason_against_page(self._app.env, self._build, docname)
        return reason_against_entry(self._build, entry_id) or against_page

    def _place_against(self, entry_id: str, words: str, where: Where) -> str:
        """Say why there needs to be no link to the entry, or can be none, if so."""
        build = self._build
        target = target_of(build, entry_id, words)
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
        words, build = block.words_of(match), self._build
        target = target_of(build, match.entry_id, words)
        assert target is not None  # noqa: S101 - or there would have been a reason against a link
        if target.node_id == build.entries[match.entry_id].anchor and match.entry_id not in build.listed:
            return None  # Text that was another when its page was read does not make an entry listed.
        # All is on one page; since Sphinx 8.2 nobody makes one anchor of "#document-page#anchor".
        origin = target.docname if self._builder.name == "singlehtml" else block.where.docname
        try:
            reference = make_refnode(self._builder, origin, *target, [])
        except NoUri:
            return None
        reference["classes"].append(LINK_CLASS)
        return _Insertion(match.start, match.end, reference)


def _evidence_of_pages(app: Sphinx, found: Iterable[Block]) -> Iterator[tuple[_Place, Evidence]]:
    """Yield what was found around words when their pages were read: the plan rests on it.

    It is not known of text that is another by now, such as that of a substitution.
    """
    terms = domain_of(app.env).terms
    for docname in {block.where.docname for block in found} & terms.keys():
        for occurrence in terms[docname].occurrences:
            if occurrence.evidence:
                yield (docname, occurrence.where.section, occurrence.mark), occurrence.evidence


def _put(block: Block, insertions: list[_Insertion]) -> None:
    """Put the references around their words in the nodes of ``block``."""
    left = {piece.start: piece.nodes for piece in block.pieces}  # the nodes not yet dealt with
    for start, end, reference in reversed(insertions):
        parts: list[nodes.Node] = []
        for piece in block.pieces_at(start, end):
            first, last = max(start - piece.start, 0), min(end, piece.end) - piece.start
            parent = parent_of_link(piece, start, end)
            part, left[piece.start] = _cut(left[piece.start], first, last)
            while part.parent is not parent:
                part = part.parent
            parts.append(part)
        parts[0].parent.insert(_index(parts[0]), reference)
        for part in parts:
            del part.parent[_index(part)]
        reference.extend(parts)


def _cut(texts: tuple[nodes.Text, ...], start: int, end: int) -> tuple[nodes.Node, tuple[nodes.Text, ...]]:
    """Cut ``start:end`` out of text nodes in a row; return it as a node of its own, and what is before it."""
    content = "".join(text.astext() for text in texts)
    before, words, after = (nodes.Text(part) for part in (content[:start], content[start:end], content[end:]))
    parent, at = texts[0].parent, _index(texts[0])
    parent[at : at + len(texts)] = [part for part in (before, words, after) if part.astext()]
    return words, (before,)


def _index(node: nodes.Node) -> int:
    """Return the place of ``node`` in its parent, where ``list.index`` may find another of the same text."""
    return next(i for i, child in enumerate(node.parent.children) if child is node)


class NotermRole(SphinxRole):
    """The role ``:noterm:``, whose text is never linked by itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text, marked for the walk over running text."""
        return [nodes.inline(self.rawtext, self.text, classes=[NOTERM_CLASS])], []
