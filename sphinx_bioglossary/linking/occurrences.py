"""Which terms occur on a page, found when it is read and kept until it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.traversal import Where, find
from sphinx_bioglossary.pages.directive import ENTRY_ATTRIBUTE, SEE_ALSO_CLASS
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.generated_page import made_page
from sphinx_bioglossary.project.records import ByHand, Occurrence, PageTerms
from sphinx_bioglossary.project.state import Build

from .project_senses import sightings


def renew_terms(_app: Sphinx, env: BuildEnvironment) -> None:
    """Find the terms again on pages that were read when the glossary had other forms.

    The stored pages serve for it: no source is read again. The made page is left to ``fill_page``, as Sphinx
    would go on giving out what it has loaded once.
    """
    domain = domain_of(env)
    for docname in sorted(env.found_docs - {made_page(env)}):
        terms = domain.terms.get(docname)
        if terms is None or terms.forms != domain.build.forms:
            doctree = env.get_doctree(docname)
            note_terms(env, docname, doctree, list(blocks(doctree, Where(docname))))


def note_terms(env: BuildEnvironment, docname: str, doctree: nodes.document, found: Sequence[Block]) -> None:
    """Note the terms in the blocks ``found`` on a page."""
    domain, build = domain_of(env), domain_of(env).build
    occurrences = tuple(find_occurrences(build, docname, doctree, found))
    domain.terms[docname] = PageTerms(build.forms, occurrences, tuple(_by_hand(doctree, docname)))


def find_occurrences(
    build: Build, docname: str, doctree: nodes.document, found: Sequence[Block]
) -> Iterator[Occurrence]:
    """Yield the words in the blocks ``found`` that may be linked, each with what stands around it."""
    for sighting in sightings(build, docname, doctree, found):
        number, block, match, obstacle, evidence = sighting
        if not obstacle:
            words, place, mark = block.words_of(match), (number, match.start), block.mark_of(match.start)
            yield Occurrence(match.entry_id, words, place, block.where, mark, evidence)


def _by_hand(doctree: nodes.document, docname: str) -> Iterator[ByHand]:
    for where, reference in find(addnodes.pending_xref, doctree, Where(docname)):
        if reference["reftype"] == "term" and SEE_ALSO_CLASS not in reference["classes"]:
            yield ByHand(reference["reftarget"], where, _entry_around(reference))


def _entry_around(node: nodes.Element | None) -> str:
    """Return the id of the entry in whose definition ``node`` stands, also when it has been translated."""
    while node is not None and ENTRY_ATTRIBUTE not in node:
        node = node.parent
    return node[ENTRY_ATTRIBUTE] if node is not None else ""
