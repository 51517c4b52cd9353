"""Insert the automatic links and log every decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import NoUri
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from sphinx_bioglossary.doctree.markers import LINK_CLASS, NOTERM_CLASS
from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.traversal import Content, Position, content_of
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.state import Decision
from sphinx_bioglossary.senses.evidence import Evidence

from .choice import REASONS, Choice
from .decision import Answer, Decider
from .insertion import Insertion, insert, take_out
from .occurrences import OccurrenceKey, Sighting, key_of, sightings
from .std_domain import target_of

# Manual pages have no links, and message catalogues contain the original text.
BUILDERS_WITHOUT_LINKS = frozenset({"man", "gettext"})

_NOT_IN_OUTPUT = Answer(linked=False, reason="its entry is not in this output")


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the terms of a page when its references are resolved (handler of ``doctree-resolved``).

    Links are not inserted earlier, so that message catalogues stay unchanged, translated paragraphs are
    linked in the translation, ``only`` directives are already evaluated, and no page is read again when the
    glossary changes.
    """
    # Other extensions also resolve fragments of pages; fragments have no source.
    if app.builder.name not in BUILDERS_WITHOUT_LINKS and doctree.get("source"):
        Linker(app, doctree, docname).link()


def unlink_terms(
    _app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Take the links out of a page that is rendered (handler of ``html-page-context``).

    Extensions that describe a page by its text, such as sphinxext-opengraph, separate the parts of a sentence
    that nodes divide.
    """
    if doctree is not None:
        take_out(doctree)


class Linker:
    """Links one resolved document: a page, or the document that a builder assembles from several pages."""

    def __init__(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        self._builder: Builder = app.builder
        self._domain: BioglossaryDomain = domain_of(app.env)
        self._doctree = doctree
        self._docname = docname
        self._decider = Decider(self._domain.loaded, self._domain.plan, app.env.metadata)
        self._choice = Choice(self._domain.loaded, self._domain.plan.uses, self._decide)

    def link(self) -> None:
        """Insert the references and log every decision."""
        position, log = Position(self._docname), self._domain.log
        content = content_of(self._doctree, position)
        found = blocks(content.paragraphs)
        log.written |= content.docnames
        log.term_links[self._docname] = self._links_by_hand(content)
        for block in found:
            log.words[block.position.docname] += len(block.text.split())
        known = dict(self._known_evidence(found))
        insertions: dict[int, tuple[Block, list[Insertion]]] = {}
        candidates = sightings(self._domain.loaded, self._doctree, position, found, known)
        for sighting, answer in self._choice.choose(candidates):
            reference = self._reference(sighting) if answer.linked else None
            if reference is None:
                self._log(sighting, _NOT_IN_OUTPUT if answer.linked else answer)
            else:
                self._log(sighting, answer)
                block, match = sighting.block, sighting.match
                log.term_links[self._docname].append(_address_of(reference))
                insertion = Insertion(match.start, match.end, reference)
                insertions.setdefault(id(block), (block, []))[1].append(insertion)
        for block, of_block in insertions.values():
            insert(block, of_block)

    def _decide(self, sighting: Sighting, linked_before: str, around: str) -> Answer:
        answer = self._decider.decide(sighting, reason_against=linked_before or around)
        if not answer.linked:
            return answer
        scope = REASONS[self._domain.loaded.scope]
        return Answer(linked=True, reason=f"{scope}: {answer.reason}" if answer.reason else scope)

    def _log(self, sighting: Sighting, answer: Answer) -> None:
        text, line = " ".join(sighting.text.split()), sighting.block.line_at(sighting.match.start)
        decision = Decision(sighting.entry_id, text, line, answer.reason, answer.linked)
        self._domain.log.decisions[sighting.position.docname].append(decision)

    def _links_by_hand(self, content: Content) -> list[str]:
        """Record the entries that explicit links lead to, and return the addresses of links to terms."""
        entries, addresses = self._domain.plan.entries_by_node_id, []
        for position, node, in_glossary, _ in content.references:
            if not node.get("internal"):
                continue
            address = _address_of(node)
            node_id = address.rpartition("#")[2]
            if node_id in entries and not in_glossary:
                self._choice.note(position, entries[node_id])
            if any(
                "std-term" in child.get("classes", ()) for child in node if isinstance(child, nodes.inline)
            ):
                addresses.append(address)
        return addresses

    def _reference(self, sighting: Sighting) -> nodes.reference | None:
        """Return the reference to insert, or ``None`` if the output does not contain the entry."""
        plan, entry = self._domain.plan, self._domain.loaded.entries[sighting.entry_id]
        target = target_of(plan, entry.id, sighting.text)
        assert target is not None  # noqa: S101 - the decider rejects occurrences without a target
        if not plan.shows(entry.id, target):
            return None  # The text changed after its page was read, too late to list the entry.
        # All entries are on one page; since Sphinx 8.2, nothing shortens "#document-page#anchor" to one
        # anchor.
        origin = target.docname if self._builder.name == "singlehtml" else sighting.position.docname
        try:
            reference = make_refnode(self._builder, origin, *target, [])
        except NoUri:
            return None
        reference["classes"].append(LINK_CLASS)
        return reference

    def _known_evidence(self, found: Iterable[Block]) -> Iterator[tuple[OccurrenceKey, Evidence]]:
        """Yield the evidence from reading, on which the plan is based.

        Text that has changed since then, for example by a substitution, has none.
        """
        terms = self._domain.terms
        for docname in {block.position.docname for block in found} & terms.keys():
            for occurrence in terms[docname].occurrences:
                if occurrence.evidence:
                    yield key_of(occurrence), occurrence.evidence


def _address_of(reference: nodes.Element) -> str:
    return f"#{reference['refid']}" if "refid" in reference else reference.get("refuri") or ""


class NotermRole(SphinxRole):
    """The role ``:noterm:``, whose text is never linked automatically."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text in an inline node with the class that prevents links."""
        return [nodes.inline(self.rawtext, self.text, classes=[NOTERM_CLASS])], []
