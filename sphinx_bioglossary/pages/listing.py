"""Completion of glossaries after all pages are read: listed entries only, with notes below definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinx_bioglossary.doctree.markers import ENTRY_ATTRIBUTE, NOTE_CLASS, SEE_ALSO_CLASS
from sphinx_bioglossary.doctree.traversal import Position, entry_items
from sphinx_bioglossary.glossary.loader import public_path
from sphinx_bioglossary.glossary.model import Entry
from sphinx_bioglossary.linking.plan import see_also
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.generated_page import is_generated
from sphinx_bioglossary.project.locale import _
from sphinx_bioglossary.project.state import Target
from sphinx_bioglossary.sphinx_compat import name_file_of_link

from .language import mark_language

_SHOWN_PAGES = 5


def finish_glossaries(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove unlisted entries from the glossaries of a resolved page, and add notes to the others."""
    if not doctree.get("source"):
        return
    domain = domain_of(app.env)
    items = entry_items(doctree, Position(docname))
    unlisted = {id(item): item for _, item in items if item[ENTRY_ATTRIBUTE] not in domain.plan.listed}
    # All at once; one by one, the time would grow with the square of their number.
    for parent in {id(item.parent): item.parent for item in unlisted.values()}.values():
        parent[:] = [child for child in parent if id(child) not in unlisted]
    for position, item in items:
        if id(item) in unlisted:
            continue
        entry = domain.loaded.glossary.entries[item[ENTRY_ATTRIBUTE]]
        mark_language(item, entry, app.config.language)
        body = next(child for child in item if isinstance(child, nodes.definition))
        body += _notes(app, position.docname, entry)
        body += _appears_in(app, position.docname, domain.plan.uses.get(entry.id, ()))
        if app.builder.name in ("gettext", "linkcheck"):
            _name_file(app, position.docname, item, public_path(entry.location.path, app.srcdir))


def _name_file(app: Sphinx, docname: str, item: nodes.Element, path: str) -> None:
    """Let the builders gettext and linkcheck report the file of an entry."""
    if app.builder.name == "gettext":
        # Catalogues are shared, so they must not tell where the package is installed.
        for node in item.findall(nodes.TextElement):
            node.source = str(app.srcdir / path)
    elif is_generated(app.env, docname):
        for reference in item.findall(nodes.reference):
            name_file_of_link(app.builder, reference.get("refuri", ""), docname, path)


def _notes(app: Sphinx, origin: str, entry: Entry) -> list[nodes.paragraph]:
    """Return the lines below a definition: other names, related entries, further reading."""
    domain = domain_of(app.env)
    related = {
        domain.loaded.glossary.entries[entry_id].term: target
        for entry_id, target in see_also(domain.plan, entry)
    }
    further = [nodes.reference("", link.title, refuri=link.url, internal=False) for link in entry.links]
    rows = (
        _row(_("Also called"), [nodes.Text(", ".join(entry.aliases))] if entry.aliases else []),
        _row(_("See also"), _links(app, origin, related.items(), "xref", "std", "std-term"), SEE_ALSO_CLASS),
        _row(_("Further reading"), further),
    )
    return [row for row in rows if row is not None]


def _appears_in(app: Sphinx, origin: str, docnames: Iterable[str]) -> list[nodes.Node]:
    """Return the list of pages that use an entry; in HTML, the rest of a long list can be unfolded."""
    titles = app.env.titles
    pages = [(titles[page].astext(), Target(page, "")) for page in docnames if page != origin]
    links = _links(app, origin, pages)
    shown = _row(_("Appears in"), links[:_SHOWN_PAGES])
    folded = _row("", links[_SHOWN_PAGES:])
    if shown is None or folded is None:
        return [shown] if shown is not None else []
    summary = _("%d more") % (len(links) - _SHOWN_PAGES)
    opening = f'<details class="bioglossary-more"><summary>{summary}</summary>'
    return [shown, nodes.raw("", opening, format="html"), folded, nodes.raw("", "</details>", format="html")]


def _links(
    app: Sphinx, origin: str, targets: Iterable[tuple[str, Target]], *classes: str
) -> list[nodes.reference]:
    """Return links from the page ``origin`` to the targets that the output contains."""
    links = []
    for text, (docname, node_id) in targets:
        content = nodes.inline("", text, classes=[*classes]) if classes else nodes.Text(text)
        try:
            links.append(make_refnode(app.builder, origin, docname, node_id or None, content))
        except NoUri:
            # The target is not in this output, such as a PDF of some pages.
            continue
    return links


def _row(label: str, parts: Sequence[nodes.Node], *classes: str) -> nodes.paragraph | None:
    """Return a line below a definition: a label, which may be empty, and parts separated by commas.

    Return ``None`` if there are no parts.
    """
    if not parts:
        return None
    paragraph = nodes.paragraph("", f"{label}: " if label else "", classes=[NOTE_CLASS, *classes])
    for number, part in enumerate(parts):
        paragraph += [nodes.Text(", "), part] if number else part
    return paragraph
