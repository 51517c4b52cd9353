"""The occurrences of terms on a page, found when the page is read and stored until it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from docutils import nodes
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.touching import touch
from sphinx_bioglossary.doctree.traversal import Content, Position, content_of
from sphinx_bioglossary.glossary.matcher import Match
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.generated_page import generated_page
from sphinx_bioglossary.project.records import Occurrence, PageTerms, ReferenceByName
from sphinx_bioglossary.project.references import copy_of, is_by_name
from sphinx_bioglossary.project.state import Loaded
from sphinx_bioglossary.senses.context import PageContexts
from sphinx_bioglossary.senses.evidence import Evidence, evidence_of

OccurrenceKey: TypeAlias = tuple[str, str, tuple[int, int]]  # docname, section, and fingerprint


class Sighting:
    """A surface form in running text.

    Attributes:
        block: the block that contains it.
        match: the match in the text of the block.
        entry_id: the id of its entry.
        text: the surface form as written.
        position: the position of the block.
        obstacle: reason in the text against a link; empty if there is none.
        touches_last: whether only a space or a hyphen separates it from the one before it, and both may be
            linked.
    """

    def __init__(
        self,
        block: Block,
        match: Match,
        find_evidence: Callable[[Sighting], Evidence],
        last: Sighting | None = None,
    ) -> None:
        self.block, self.match = block, match
        self.entry_id = match.entry_id
        self.text = block.text[match.start : match.end]
        self.position = block.position
        self.obstacle = block.obstacle_to(match)
        self.touches_last = (
            last is not None
            and not (last.obstacle or self.obstacle)
            and touch(block.text, last.match.end, match.start)
        )
        self._find_evidence = find_evidence

    @property
    def links_by_hand(self) -> int:
        """The number of links in its paragraph that the author has set."""
        return self.block.links_by_hand

    @property
    def fingerprint(self) -> tuple[int, int]:
        """Identifies it within its section, both on the page as read and on the resolved page."""
        return self.block.fingerprint_of(self.match.start)

    @property
    def evidence(self) -> Evidence | None:
        """The evidence for its sense; ``None`` if the form has only one sense."""
        return self._find_evidence(self) if self.match.is_ambiguous else None


def sightings(
    loaded: Loaded,
    document: nodes.Element,
    position: Position,
    found: Sequence[Block],
    known: Mapping[OccurrenceKey, Evidence] = MappingProxyType({}),
) -> Iterator[Sighting]:
    """Yield the surface forms in running text.

    Args:
        loaded: the glossary.
        document: the document, searched for the headings above the blocks.
        position: the position of ``document``.
        found: the blocks of running text in ``document``.
        known: evidence from an earlier search, by ``key_of``.
    """
    contexts = PageContexts(document, position, found, loaded.project_words)
    for number, block in enumerate(found):
        matches = loaded.matcher.find(block.text)
        if not matches:
            continue

        def find_evidence(one: Sighting, number: int = number) -> Evidence:
            if known and (evidence := known.get(key_of(one))):
                return evidence
            context = contexts.context(number, one.match.start, one.match.end)
            return evidence_of(loaded.entries[one.entry_id], context, one.text)

        last = None
        for match in matches:
            yield (last := Sighting(block, match, find_evidence, last))


def key_of(occurrence: Occurrence | Sighting) -> OccurrenceKey:
    """Return the key that identifies an occurrence both on the page as read and on the resolved page."""
    position = occurrence.position
    return position.docname, position.section, occurrence.fingerprint


def terms_of(
    loaded: Loaded, docname: str, doctree: nodes.document, content: Content, found: Sequence[Block]
) -> PageTerms:
    """Return the terms on a page.

    Args:
        loaded: the glossary.
        docname: the page.
        doctree: the document of the page, as read.
        content: the paragraphs and references in ``doctree``.
        found: the blocks of these paragraphs.
    """
    occurrences = tuple(
        Occurrence(
            one.entry_id,
            one.text,
            one.position,
            one.fingerprint,
            one.evidence,
            one.touches_last,
            one.links_by_hand,
        )
        for one in sightings(loaded, doctree, Position(docname), found)
        if not one.obstacle
    )
    return PageTerms(loaded.matching_fingerprint, occurrences, tuple(_by_name(loaded, content)))


def _by_name(loaded: Loaded, content: Content) -> Iterator[ReferenceByName]:
    for position, node, _, in_entry in content.references:
        if is_by_name(node):
            named = ReferenceByName(copy_of(node, position.docname), position, in_entry)
            # With "any" as the default role, almost every reference of a page is one.
            if named.is_term or named.name in loaded.ids_by_name:
                yield named


def renew_terms(env: BuildEnvironment) -> None:
    """Search the pages again that were read with other surface forms.

    The search uses the stored doctrees, so no source is read again. The generated page links to nothing.
    """
    domain = domain_of(env)
    current = domain.loaded.matching_fingerprint
    for docname in sorted(env.found_docs - {generated_page(env)}):
        terms = domain.terms.get(docname)
        if terms is None or terms.matching_fingerprint != current:
            doctree = env.get_doctree(docname)
            content = content_of(doctree, Position(docname))
            found = blocks(content.paragraphs)
            domain.terms[docname] = terms_of(domain.loaded, docname, doctree, content, found)
