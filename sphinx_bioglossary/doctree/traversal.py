"""The walk over a document that says where its nodes stand, and which paragraphs are running text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from docutils import nodes
from sphinx import addnodes
from sphinx.domains.javascript import JSCallable
from sphinx.domains.python import PyFunction
from sphinx.ext.todo import todo_node

# Blocks whose paragraphs are not the author's running text.
_CLOSED = (
    addnodes.glossary,
    nodes.citation,
    nodes.legend,  # a part of the caption
    nodes.system_message,
    nodes.Invisible,
    todo_node,
)
# Outputs of notebooks (MyST-NB, nbsphinx) and titles of cards (sphinx-design).
_CLOSED_CLASSES = frozenset({"cell_output", "nboutput", "sd-card-title"})
_STRETCHED_LINK = "sd-stretched-link"
# What can hold sections besides sections: pages in an assembled document, and text for one format.
_AROUND_SECTIONS = (nodes.document, addnodes.start_of_file, addnodes.only, nodes.compound, nodes.container)
_PLACES = (nodes.document, addnodes.start_of_file, nodes.section, addnodes.only)
# What holds text and no blocks.
LEAVES = (nodes.paragraph, nodes.title, nodes.term, nodes.FixedTextElement)
Node = TypeVar("Node", bound=nodes.Element)


@dataclass(frozen=True, slots=True)
class Where:
    """Where on which page a node stands.

    ``section`` is the id of the innermost section, empty above the first one. ``conditions`` are those of the
    ``only`` directives around it; there are none left once a page is resolved.
    """

    docname: str
    section: str = ""
    conditions: tuple[str, ...] = ()

    def below(self, node: nodes.Element) -> Where:
        """Return where the children of ``node`` stand, if ``node`` stands here."""
        if not isinstance(node, _PLACES):
            return self
        if isinstance(node, addnodes.start_of_file | nodes.document) and "docname" in node:
            return Where(node["docname"])
        if isinstance(node, nodes.section) and node["ids"]:
            return replace(self, section=node["ids"][0])
        if isinstance(node, addnodes.only):
            return replace(self, conditions=(*self.conditions, node["expr"]))
        return self


def paragraphs(node: nodes.Element, where: Where) -> Iterator[tuple[Where, nodes.paragraph]]:
    """Yield the paragraphs of running text below ``node``, which stands at ``where``, in reading order."""
    for child in node.children:
        if type(child) is nodes.paragraph:
            yield where, child
        elif isinstance(child, nodes.Element) and child.children and _is_open(child):
            yield from paragraphs(child, where.below(child))


def find(
    kind: type[Node],
    node: nodes.Element,
    where: Where,
    *,
    outside: type[nodes.Element] | tuple[type[nodes.Element], ...] = (),
) -> Iterator[tuple[Where, Node]]:
    """Yield the nodes of a kind below ``node``, which stands at ``where``, each with where it stands.

    What is below nodes of the types ``outside`` is left out.

    It goes downwards, as in an assembled document the parents of a page's nodes are those of the page alone.
    """
    for child in node.children:
        if isinstance(child, kind):
            yield where, child
        elif isinstance(child, nodes.Element) and child.children and not isinstance(child, outside):
            yield from find(kind, child, where.below(child), outside=outside)


def headings(node: nodes.Element, where: Where, above: str = "") -> Iterator[tuple[Where, str]]:
    """Yield the sections below ``node``, which stands at ``where``, each with the titles down to its own."""
    for child in node.children:
        if isinstance(child, nodes.section):
            title = next((part.astext() for part in child if isinstance(part, nodes.title)), "")
            place, titles = where.below(child), f"{above} {title}".strip()
            yield place, titles
            yield from headings(child, place, titles)
        elif isinstance(child, _AROUND_SECTIONS):
            place = where.below(child)
            yield from headings(child, place, above if place.docname == where.docname else "")


def _is_open(node: nodes.Element) -> bool:
    # What ".. versionadded::" makes counts as text for docutils, though it holds paragraphs.
    is_text = isinstance(node, nodes.TextElement) and not isinstance(node, addnodes.versionmodified)
    if is_text or isinstance(node, _CLOSED) or _is_return_type(node):
        return False
    return not node["classes"] or (_CLOSED_CLASSES.isdisjoint(node["classes"]) and not _is_one_link(node))


def _is_return_type(node: nodes.Element) -> bool:
    """Whether a field holds a name of a type, which is plain text where Sphinx knows no such type."""
    return isinstance(node, nodes.field) and node[0].astext() in _labels_of_return_types()


def _labels_of_return_types() -> set[str]:
    """Return the names under which Sphinx shows such fields, in the language of the docs."""
    fields = (*PyFunction.doc_field_types, *JSCallable.doc_field_types)
    return {str(field.label) for field in fields if field.name == "returntype"}


def _is_one_link(node: nodes.Element) -> bool:
    """Whether a card of sphinx-design leads elsewhere as a whole."""
    inner = node.findall(nodes.Element) if "sd-card" in node["classes"] else ()
    return any(_STRETCHED_LINK in child["classes"] for child in inner)
