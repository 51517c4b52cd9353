"""Rendering of definitions as HTML that can be shown on any page."""

from __future__ import annotations

import html
import re
import string
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import new_document
from sphinx.util.logging import suppress_logging

from sphinx_bioglossary.doctree.markers import ENTRY_ATTRIBUTE, NOTE_CLASS
from sphinx_bioglossary.pages.language import language_attribute, mark_language
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.locale import _
from sphinx_bioglossary.project.state import Target
from sphinx_bioglossary.sphinx_compat import place_assets_at_root, render_fragment, tex_to_mathml

if TYPE_CHECKING:
    from sphinx.domains.std import StandardDomain


class Failure(NamedTuple):
    """A tooltip that cannot be rendered: the page and name of its entry, and the error."""

    docname: str
    term: str
    error: str


def address(builder: StandaloneHTMLBuilder, docname: str, uri: str) -> str:
    """Return where ``uri``, which stands on the page ``docname``, leads, relative to the root of the output.

    Args:
        builder: the builder of the pages.
        docname: the page with the link.
        uri: the target of the link, relative to that page.

    Returns:
        The address with the quoting of browsers, so that the script can compare it.
    """
    config = builder.config
    # With "singlehtml", the address of each page is an anchor on the single page: "#document-page".
    single = builder.name == "singlehtml"
    page = f"{config.root_doc}{builder.out_suffix}" if single else builder.get_target_uri(docname)
    folder, _, name = page.rpartition("/")
    return _absolute(folder, uri if uri[:1] != "#" else name + uri)


@lru_cache(maxsize=1 << 12)
def _absolute(folder: str, uri: str) -> str:
    """Return the address of ``uri`` on a page in ``folder``; cached, because these pages share targets."""
    path, mark, fragment = uri.partition("#")
    # With "singlehtml", a link to another page can also be "#document-page#place".
    absolute = urljoin(f"{folder}/" if folder else "", path) + mark + fragment.rpartition("#")[2]
    return quote(absolute, safe=string.punctuation)


def render_definitions(
    builder: StandaloneHTMLBuilder, addresses: Iterable[str]
) -> tuple[dict[str, str], dict[str, Failure]]:
    """Return the tooltips of glossary entries.

    Args:
        builder: the builder of the pages.
        addresses: addresses from ``address``; those that are no entries are ignored.

    Returns:
        The HTML of each tooltip, and the failures, by address. Links and images in the HTML are relative to
        the root of the output.
    """
    wanted = set(addresses)
    keys: dict[str, dict[str, str]] = defaultdict(dict)  # by page and id
    names: dict[str, str] = {}
    for (docname, node_id), name in _entries(builder).items():
        key = address(builder, docname, f"#{node_id}")
        if key in wanted:
            keys[docname][node_id] = key
            names[key] = name
    place_assets_at_root(builder)
    tooltips: dict[str, str] = {}
    failures: dict[str, Failure] = {}
    # Warnings about a definition have already been logged for its own page.
    with suppress_logging():
        for docname, wanted_here in keys.items():
            rendered, errors = _render(builder, docname, wanted_here)
            tooltips |= rendered
            failures |= {key: Failure(docname, names[key], error) for key, error in errors.items()}
    return tooltips, failures


def _entries(builder: StandaloneHTMLBuilder) -> dict[Target, str]:
    """Return the names of all glossary entries, including the project's own glossaries, by target."""
    std = cast("StandardDomain", builder.env.get_domain("std"))
    own = {Target(*target): name for (kind, name), target in std.objects.items() if kind == "term"}
    linked = {target: target.node_id for target in domain_of(builder.env).plan.targets.values()}
    return linked | own


def _render(
    builder: StandaloneHTMLBuilder, docname: str, keys: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the tooltips of entries on the page ``docname``, and the errors, by address.

    Nodes, transforms and handlers of other extensions expect a whole page, so they may raise any error.
    """
    try:
        resolved = _resolved(builder, docname, keys)
        return {key: _tooltip(builder, key, term, definition) for key, term, definition in resolved}, {}
    except Exception as error:  # noqa: BLE001
        if len(keys) == 1:
            return {}, dict.fromkeys(keys.values(), f"{type(error).__name__}: {error}")
    tooltips: dict[str, str] = {}
    errors: dict[str, str] = {}
    for node_id, key in keys.items():
        rendered, failed = _render(builder, docname, {node_id: key})
        tooltips |= rendered
        errors |= failed
    return tooltips, errors


def _resolved(
    builder: StandaloneHTMLBuilder, docname: str, keys: dict[str, str]
) -> Iterator[tuple[str, nodes.term, nodes.definition]]:
    """Yield key, headword and definition of entries on the page ``docname``.

    The definitions are resolved as parts of a page at the root of the output.

    Args:
        builder: the builder of the pages.
        docname: the page with the entries.
        keys: address by node id of each wanted entry.
    """
    document = new_document("")
    entries = domain_of(builder.env).loaded.glossary.entries
    found = []
    for term in builder.env.get_doctree(docname).findall(nodes.term):
        for node_id in keys.keys() & term.get("ids", ()):
            if entry := entries.get(term.parent.get(ENTRY_ATTRIBUTE)):
                mark_language(term.parent, entry, builder.config.language)
            # Copied, because a definition can contain a glossary.
            definitions = [node.deepcopy() for node in term.parent if isinstance(node, nodes.definition)]
            found += [(keys[node_id], term, definition) for definition in definitions]
    document += {id(definition): definition for *_, definition in found}.values()
    # First, so that no formula is converted that is not shown.
    for _key, _term, definition in found:
        _shorten(definition)
    _leave_out(document)
    # Handlers of "doctree-resolved", ours too, recognize by the missing source that this is no page.
    builder.env.resolve_references(document, docname, builder)
    builder.post_process_images(document)
    for element in document.findall(nodes.Element):
        element["ids"] = []
        if isinstance(element, nodes.reference):
            if "refid" in element:
                element["refuri"] = address(builder, docname, f"#{element.attributes.pop('refid')}")
            elif element.get("internal") and element.get("refuri"):
                element["refuri"] = address(builder, docname, element["refuri"])
    yield from found


def _shorten(definition: nodes.Element) -> None:
    """Remove what follows the first paragraph of a definition, which is its summary."""
    first = definition.first_child_matching_class(nodes.paragraph)
    if first is not None:
        del definition[first + 1 :]


def _leave_out(document: nodes.document) -> None:
    """Remove notes and footnote marks from definitions, and replace formulas by MathML."""
    for node in list(document.findall(nodes.Element)):
        is_note = isinstance(node, nodes.paragraph) and NOTE_CLASS in node.get("classes", ())
        if is_note or isinstance(node, nodes.footnote_reference):
            node.parent.remove(node)
        elif isinstance(node, nodes.math | nodes.math_block):
            node.parent.replace(node, _with_punctuation(node, _mathml(node)))


def _with_punctuation(formula: nodes.Element, rendered: nodes.Node) -> nodes.Node:
    """Return a rendered formula together with the punctuation after it, to prevent a line break between."""
    follower = formula.next_node(descend=False, siblings=True)
    if not isinstance(follower, nodes.Text) or not (mark := re.match(r"[^\w\s]+", follower)):
        return rendered
    follower.parent.replace(follower, nodes.Text(follower[mark.end() :]))
    return nodes.inline("", "", rendered, nodes.Text(mark[0]), classes=["bioglossary-together"])


def _mathml(formula: nodes.TextElement) -> nodes.Node:
    """Return a formula as MathML, which needs no script, or as its source if docutils cannot convert it."""
    try:
        tex, displayed = formula.astext(), isinstance(formula, nodes.math_block)
        mathml = _indices_beside(tex_to_mathml(tex, displayed=displayed))
    except Exception:  # noqa: BLE001 - docutils raises many kinds of errors for faulty formulas
        return nodes.literal("", formula.astext())
    return nodes.raw("", mathml, format="html")


def _indices_beside(mathml: str) -> str:
    r"""Return MathML on one line, with the index of \hat{y}_i beside the symbol, not below as in docutils."""
    bare = re.sub(r'\n\s*| xmlns="[^"]*"', "", mathml)  # HTML needs no namespace
    tree = ET.fromstring(bare)  # noqa: S314 - docutils has just made it
    for element in list(tree.iter("munderover")):
        base, index, over = element
        # An element with an operator above is an accented symbol, unless it is itself an operator with
        # limits.
        if over.tag == "mo" != base.tag:
            accented = ET.Element("mover", accent="true")
            accented.extend([base, over])
            element.tag, element[:] = "msub", [accented, index]
    for element in list(tree.iter("msup")):
        base, power = element
        if base.tag == "msub":  # from the loop above, for \bar{x}_1^2
            element.tag, element[:] = "msubsup", [*base, power]
    return ET.tostring(tree, encoding="unicode")


def _tooltip(builder: StandaloneHTMLBuilder, key: str, term: nodes.term, definition: nodes.definition) -> str:
    parts = [render_fragment(builder, node) for node in definition.children]
    headword, language = html.escape(term.astext()), language_attribute(term)
    title = f'<p class="bioglossary-headword"{language}>{headword}</p>'
    link = f'<a href="{html.escape(key)}">{html.escape(_("Glossary entry"))}</a>'
    return "\n".join((title, *parts, f'<p class="bioglossary-more">{link}</p>'))
