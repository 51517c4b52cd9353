"""The environment collector for the occurrences of terms and the acronyms of each page."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from sphinx.environment.collectors import EnvironmentCollector

from sphinx_bioglossary.acronyms.lexicon import load_lexicon
from sphinx_bioglossary.acronyms.page_acronyms import read_page
from sphinx_bioglossary.doctree.running_text import blocks
from sphinx_bioglossary.doctree.traversal import Position, content_of
from sphinx_bioglossary.project.domain import domain_of

from .occurrences import terms_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class PageCollector(EnvironmentCollector):
    """Records the terms and acronyms of each page in the domain after the page is read."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Do nothing: ``BioglossaryDomain.clear_doc`` removes the page."""

    def merge_other(
        self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
    ) -> None:
        """Do nothing: ``BioglossaryDomain.merge_domaindata`` merges the pages."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Record the terms and acronyms of the page that has just been read."""
        domain, docname = domain_of(app.env), app.env.docname
        content = content_of(doctree, Position(docname))
        found = blocks(content.paragraphs)
        domain.terms[docname] = terms_of(domain.loaded, docname, doctree, content, found)
        if app.config.bioglossary_jargon:
            domain.acronyms[docname] = read_page(doctree, found, load_lexicon())

    def get_outdated_docs(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], *_changes: set[str]
    ) -> list[str]:
        """Return the pages that were read while acronym warnings were off."""
        unread = env.found_docs - domain_of(env).acronyms.keys() - added
        return sorted(unread) if app.config.bioglossary_jargon else []
