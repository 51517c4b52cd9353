"""Which terms occur on a page, found when it is read and kept until it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.traversal import Content, Position, content_of
from sphinx_bioglossary.glossary.matcher import Match
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.generated_page import generated_page
from sphinx_bioglossary.project.records import NamedTerm, Occurrence, PageTerms
from sphinx_bioglossary.project.state import Loaded
from sphinx_bioglossary.senses.context import PageContexts
from sphinx_bioglossary.senses.evidence import Evidence, evidence_of

OccurrenceKey: TypeAlias = tuple[str, str, tuple[int, int]]  # docname, section, and fingerprint


class Sighting:
    """A surface form in running text.

    Attributes:
        block: the paragraph in which it stands.
        match: where it stands there.
        entry_id: the entry whose form it is.
        text: its words.
        position: where its paragraph stands.
        obstacle: what in the text keeps it from being linked; empty if nothing does.
    """

    def __init__(self, block: Block, match: Match, find_evidence: Callable[[Sighting], Evidence]) -> None:
        self.block, self.match = block, match
        self.entry_id = match.entry_id
        self.text = block.text[match.start : match.end]
        self.position = block.position
        self.obstacle = block.obstacle_to(match)
        self._find_evidence = find_evidence

    @property
    def fingerprint(self) -> tuple[int, int]:
        """Tells it from others in its section, on the read page and on the resolved one."""
        return self.block.fingerprint_of(self.match.start)

    @property
    def evidence(self) -> Evidence | None:
        """What around it tells its sense; ``None`` if the form has one sense only."""
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
        document: where the headings above the blocks are looked for.
        position: the position of ``document``.
        found: its blocks.
        known: evidence that need not be looked for again.
    """
    contexts = PageContexts(document, position, found)
    for number, block in enumerate(found):
        matches = loaded.matcher.find(block.text)
        if not matches:
            continue

        def find_evidence(one: Sighting, number: int = number) -> Evidence:
            if known and (evidence := known.get(key_of(one))):
                return evidence
            context = contexts.context(number, one.match.start, one.match.end)
            return evidence_of(loaded.entries[one.entry_id], context, one.text)

        for match in matches:
            yield Sighting(block, match, find_evidence)


def key_of(occurrence: Occurrence | Sighting) -> OccurrenceKey:
    """Return by what an occurrence of a read page is found again on the resolved one."""
    position = occurrence.position
    return position.docname, position.section, occurrence.fingerprint


def terms_of(
    loaded: Loaded, docname: str, doctree: nodes.document, content: Content, found: Sequence[Block]
) -> PageTerms:
    """Return what a page with this content and these blocks holds of terms."""
    occurrences = tuple(
        Occurrence(one.entry_id, one.text, one.position, one.fingerprint, one.evidence)
        for one in sightings(loaded, doctree, Position(docname), found)
        if not one.obstacle
    )
    return PageTerms(loaded.matching_fingerprint, occurrences, tuple(_named_terms(content)))


def _named_terms(content: Content) -> Iterator[NamedTerm]:
    # What only the definition of an entry names is not used by the project.
    for reference in content.references:
        node = reference.node
        if isinstance(node, addnodes.pending_xref) and node["reftype"] == "term" and not reference.in_entry:
            yield NamedTerm(node["reftarget"], reference.position)


def renew_terms(env: BuildEnvironment) -> None:
    """Find the terms again on pages that were read when the glossary had other forms.

    The stored pages serve for it: no source is read again. The generated page has no running text.
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
