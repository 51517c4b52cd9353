"""Traversal of a document: its running text and its references, with their positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.ext.todo import todo_node

from sphinx_bioglossary.sphinx_compat import labels_of_return_types

from .markers import ENTRY_ATTRIBUTE

# Nodes whose paragraphs are no running text.
_CLOSED = (
    addnodes.glossary,
    nodes.citation,
    nodes.legend,  # a part of the caption
    nodes.thead,
    nodes.system_message,
    nodes.Invisible,
    todo_node,
)
# Outputs of notebooks (MyST-NB, nbsphinx), and headers and titles of cards (sphinx-design).
_CLOSED_CLASSES = frozenset({"cell_output", "nboutput", "sd-card-header", "sd-card-title"})
# Headings above lists of publications.
_PUBLICATIONS = re.compile(
    r"[\W\d]*(?:references|bibliography|publications|literature(?: cited)?|works cited)\W*", re.IGNORECASE
)
_STRETCHED_LINK = "sd-stretched-link"
# Nodes, besides sections, that can contain sections: pages in an assembled document, and text for one format.
_AROUND_SECTIONS = (nodes.document, addnodes.start_of_file, addnodes.only, nodes.compound, nodes.container)
_MOVES = (nodes.document, addnodes.start_of_file, nodes.section, addnodes.only)


@dataclass(frozen=True, slots=True)
class Position:
    """The position of a node.

    Attributes:
        docname: the page, also within a document that a builder assembles from several pages.
        section: the id of the innermost section; empty above the first section.
        conditions: the conditions of the enclosing ``only`` directives; empty on a resolved page.
    """

    docname: str
    section: str = ""
    conditions: tuple[str, ...] = ()

    def below(self, node: nodes.Element) -> Position:
        """Return the position of the children of ``node``, whose own position is this one."""
        if isinstance(node, addnodes.start_of_file | nodes.document) and "docname" in node:
            return Position(node["docname"])
        if isinstance(node, nodes.section) and node.get("ids"):
            return Position(self.docname, node["ids"][0], self.conditions)
        if isinstance(node, addnodes.only):
            return Position(self.docname, self.section, (*self.conditions, node.get("expr", "")))
        return self


class _Kind(NamedTuple):
    """How the traversal treats nodes of a class."""

    is_text: bool = False
    holds_text: bool = False
    is_item: bool = False
    is_field: bool = False
    is_section: bool = False
    may_hold_sections: bool = False
    is_paragraph: bool = False
    is_reference: bool = False
    is_glossary: bool = False
    moves: bool = False  # its children have another position
    is_open: bool = False  # paragraphs in it may be running text


class _Kinds(dict[type[nodes.Node], _Kind]):
    """Kind by node class, computed once per class: most nodes of a page are of a few classes."""

    def __missing__(self, cls: type[nodes.Node]) -> _Kind:
        # docutils treats the node of ".. versionadded::" as text, although it contains paragraphs.
        holds_text = issubclass(cls, nodes.TextElement) and not issubclass(cls, addnodes.versionmodified)
        self[cls] = kind = _Kind(
            is_text=issubclass(cls, nodes.Text),
            holds_text=holds_text,
            is_section=issubclass(cls, nodes.section),
            may_hold_sections=issubclass(cls, _AROUND_SECTIONS),
            is_field=issubclass(cls, nodes.field),
            is_item=issubclass(cls, nodes.definition_list_item),
            is_paragraph=cls is nodes.paragraph,
            is_reference=issubclass(cls, (nodes.reference, addnodes.pending_xref)),
            is_glossary=issubclass(cls, addnodes.glossary),
            moves=issubclass(cls, _MOVES),
            is_open=not holds_text and not issubclass(cls, _CLOSED),
        )
        return kind


_KINDS = _Kinds()


class Reference(NamedTuple):
    """A resolved or pending reference, with its position."""

    position: Position
    node: nodes.Element
    in_glossary: bool
    in_entry: bool  # in the definition of one of our entries


@dataclass(slots=True)
class Content:
    """The content of a document, in reading order.

    Attributes:
        paragraphs: the paragraphs of running text, with their positions.
        references: the references.
        docnames: the pages in the document; several if a builder has assembled it.
    """

    paragraphs: list[tuple[Position, nodes.paragraph]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    docnames: set[str] = field(default_factory=set)

    def add(
        self, node: nodes.Element, position: Position, *, is_open: bool, in_glossary: bool, in_entry: bool
    ) -> None:
        """Add the content below ``node``.

        Args:
            node: the node whose children are visited.
            position: the position of these children.
            is_open: whether paragraphs below ``node`` are running text.
            in_glossary: whether ``node`` is within a glossary.
            in_entry: whether ``node`` is within one of our entries.
        """
        # From the root down, because in an assembled document, nodes have the parents of their original page.
        lists_works = False  # below a heading of another kind, within a section
        child: Any  # an element, or text, which has no children
        for child in node.children:
            kind = _KINDS[type(child)]
            if kind.is_text:
                continue
            if kind.is_reference:
                self.references.append(Reference(position, child, in_glossary, in_entry))
                continue
            if kind.is_paragraph and is_open and not lists_works:
                self.paragraphs.append((position, child))
            if kind.is_section or type(child) is nodes.rubric:
                lists_works = type(child) is nodes.rubric and _names_works(child)
            below = position
            if kind.moves:
                below = position.below(child)
                self.docnames.add(below.docname)
            children = child.children
            # Skip elements that contain a single text, which are most elements.
            if children and (children[0] is not children[-1] or not _KINDS[type(children[0])].is_text):
                self.add(
                    child,
                    below,
                    is_open=is_open and not lists_works and kind.is_open and _is_open(child, kind),
                    in_glossary=in_glossary or kind.is_glossary,
                    in_entry=in_entry or (in_glossary and ENTRY_ATTRIBUTE in child),
                )


def content_of(document: nodes.Element, position: Position) -> Content:
    """Return the content of ``document``, whose own position is ``position``."""
    content = Content(docnames={position.docname})
    content.add(document, position, is_open=True, in_glossary=False, in_entry=False)
    return content


def headings(node: nodes.Element, position: Position, above: str = "") -> Iterator[tuple[Position, str]]:
    """Yield the position of each section below ``node``, with the titles from ``above`` down to its own.

    Args:
        node: a document or a part of one.
        position: the position of the children of ``node``.
        above: the titles of the sections around ``node``.
    """
    child: Any
    for child in node.children:
        kind = _KINDS[type(child)]
        if kind.is_section:
            title = next((part.astext() for part in child if isinstance(part, nodes.title)), "")
            place, titles = position.below(child), f"{above} {title}".strip()
            yield place, titles
            yield from headings(child, place, titles)
        elif kind.may_hold_sections:
            place = position.below(child)
            yield from headings(child, place, above if place.docname == position.docname else "")


def entry_items(node: nodes.Element, position: Position) -> list[tuple[Position, nodes.Element]]:
    """Return the items of our entries in the glossaries below ``node``, with their positions.

    Args:
        node: a document or a part of one.
        position: the position of the children of ``node``.
    """
    items: list[tuple[Position, nodes.Element]] = []
    child: Any
    for child in node.children:
        kind = _KINDS[type(child)]
        if kind.is_item and ENTRY_ATTRIBUTE in child:
            items.append((position, child))
        elif child.children and not kind.holds_text:
            items += entry_items(child, position.below(child) if kind.moves else position)
    return items


def _is_open(node: nodes.Element, kind: _Kind) -> bool:
    # The return type in a field list is no running text.
    if kind.is_field and node[0].astext() in labels_of_return_types():
        return False
    if kind.is_section and isinstance(node[0], nodes.title) and _names_works(node[0]):
        return False
    classes = node.attributes.get("classes")
    return not classes or (_CLOSED_CLASSES.isdisjoint(classes) and not _is_one_link(node))


def _names_works(heading: nodes.Element) -> bool:
    """Whether a list of publications is below ``heading``."""
    return bool(_PUBLICATIONS.fullmatch(heading.astext()))


def _is_one_link(node: nodes.Element) -> bool:
    """Whether ``node`` is a card of sphinx-design that is a single link."""
    inner = node.findall(nodes.Element) if "sd-card" in node.get("classes", ()) else ()
    return any(_STRETCHED_LINK in child.get("classes", ()) for child in inner)
