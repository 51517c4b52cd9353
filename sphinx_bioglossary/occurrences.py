"""Which terms occur on a page, found when it is read and kept until it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .build import Build
from .directive import ENTRY_ATTRIBUTE, SEE_ALSO_CLASS
from .domain import domain_of
from .findings import ByHand, Occurrence, PageTerms
from .judgement import sightings
from .made import made_page
from .prose import Block, blocks
from .walk import Where


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
    domain.terms[docname] = PageTerms(build.forms, occurrences, tuple(_by_hand(doctree, Where(docname))))


def find_occurrences(
    build: Build, docname: str, doctree: nodes.document, found: Sequence[Block]
) -> Iterator[Occurrence]:
    """Yield the words in the blocks ``found`` that may be linked, each with what stands around it."""
    for sighting in sightings(build, docname, doctree, found):
        number, block, match, obstacle, evidence = sighting
        if not obstacle:
            place, mark = (number, match.start), block.mark_of(match.start)
            yield Occurrence(match.entry_id, sighting.words, place, block.where, mark, evidence)


def _by_hand(node: nodes.Element, where: Where, entry_id: str = "") -> Iterator[ByHand]:
    """Yield the names below ``node``; those in a translated definition are in its entry too."""
    for child in node.children:
        if not isinstance(child, nodes.Element):
            continue
        if isinstance(child, addnodes.pending_xref):
            if child["reftype"] == "term" and SEE_ALSO_CLASS not in child["classes"]:
                yield ByHand(child["reftarget"], where, entry_id)
        elif child.children:
            yield from _by_hand(child, where.below(child), child.get(ENTRY_ATTRIBUTE, entry_id))
