"""The glossaries on the pages, as the whole project makes them: what is listed, and where it appears."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinx_bioglossary.doctree.markers import ENTRY_ATTRIBUTE, SEE_ALSO_CLASS
from sphinx_bioglossary.doctree.traversal import Position, entry_items
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.locale import _

from .directive import row

_SHOWN_PAGES = 5


def finish_glossaries(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take unused entries from the glossaries of a page to be written, and link back from the others."""
    if not doctree.get("source"):
        return
    plan = domain_of(app.env).plan
    for position, item in entry_items(doctree, Position(docname)):
        if item[ENTRY_ATTRIBUTE] not in plan.listed:
            item.parent.remove(item)
            continue
        body = next(item.findall(nodes.definition))
        _drop_dead_ends(body)
        pages = [page for page in plan.uses.get(item[ENTRY_ATTRIBUTE], ()) if page != position.docname]
        body += _appears_in(list(_page_links(app, position.docname, pages)))


def _drop_dead_ends(body: nodes.Element) -> None:
    """Take from "See also" the entries that are not listed: their references came to nothing."""
    paragraphs = [child for child in body if isinstance(child, nodes.paragraph)]
    for paragraph in [child for child in paragraphs if SEE_ALSO_CLASS in child["classes"]]:
        links = [child for child in paragraph if isinstance(child, nodes.reference)]
        if links:
            body.replace(paragraph, row(_("See also"), links, SEE_ALSO_CLASS))
        else:
            body.remove(paragraph)


def _page_links(app: Sphinx, origin: str, docnames: list[str]) -> Iterator[nodes.reference]:
    for docname in docnames:
        title = nodes.Text(app.env.titles[docname].astext())
        try:
            yield make_refnode(app.builder, origin, docname, None, title)
        except NoUri:
            # Outside this output, as of a PDF of some of the pages.
            continue


def _appears_in(links: list[nodes.reference]) -> list[nodes.Node]:
    """Return the row of the pages on which an entry is used; where browsers read it, long ones unfold."""
    shown, folded = links[:_SHOWN_PAGES], links[_SHOWN_PAGES:]
    parts: list[nodes.Node] = [row(_("Appears in"), shown)] if shown else []
    if folded:
        summary = _("%d more") % len(folded)
        parts += [
            nodes.raw("", f'<details class="bioglossary-more"><summary>{summary}</summary>', format="html"),
            row("", folded),
            nodes.raw("", "</details>", format="html"),
        ]
    return parts
