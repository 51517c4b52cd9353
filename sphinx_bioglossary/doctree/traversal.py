"""The one walk over a document: its running text and its references, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.ext.todo import todo_node

from sphinx_bioglossary.sphinx_compat import labels_of_return_types

from .markers import ENTRY_ATTRIBUTE

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
_MOVES = (nodes.document, addnodes.start_of_file, nodes.section, addnodes.only)


@dataclass(frozen=True, slots=True)
class Position:
    """Where on which page a node stands.

    Attributes:
        docname: the page, also inside a document that a builder assembles from several pages.
        section: the id of the innermost section; empty above the first one.
        conditions: those of the ``only`` directives around the node; none once a page is resolved.
    """

    docname: str
    section: str = ""
    conditions: tuple[str, ...] = ()

    def below(self, node: nodes.Element) -> Position:
        """Return the position of the children of ``node``, if ``node`` has this position."""
        if isinstance(node, addnodes.start_of_file | nodes.document) and "docname" in node:
            return Position(node["docname"])
        if isinstance(node, nodes.section) and node["ids"]:
            return Position(self.docname, node["ids"][0], self.conditions)
        if isinstance(node, addnodes.only):
            return Position(self.docname, self.section, (*self.conditions, node["expr"]))
        return self


class _Kind(NamedTuple):
    """What the walk does with nodes of a class."""

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
    """The kinds by class, worked out once for each: most nodes of a page are of a few classes."""

    def __missing__(self, cls: type[nodes.Node]) -> _Kind:
        # What ".. versionadded::" makes counts as text for docutils, though it holds paragraphs.
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
    """A resolved or pending reference, and where it stands."""

    position: Position
    node: nodes.Element
    in_glossary: bool
    in_entry: bool  # in the definition of an entry of ours


@dataclass(slots=True)
class Content:
    """What the walk over a document finds, in reading order: paragraphs of running text, and references.

    ``docnames`` are the pages of which a builder has assembled the document.
    """

    paragraphs: list[tuple[Position, nodes.paragraph]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    docnames: set[str] = field(default_factory=set)

    def add(
        self, node: nodes.Element, position: Position, *, is_open: bool, in_glossary: bool, in_entry: bool
    ) -> None:
        """Add what stands below ``node``, whose children have the ``position``."""
        # Downwards: in an assembled document, the parents of a page's nodes are those of the page alone.
        child: Any  # an element, or text, which has no children
        for child in node.children:
            kind = _KINDS[type(child)]
            if kind.is_text:
                continue
            if kind.is_reference:
                self.references.append(Reference(position, child, in_glossary, in_entry))
                continue
            if kind.is_paragraph and is_open:
                self.paragraphs.append((position, child))
            below = position
            if kind.moves:
                below = position.below(child)
                self.docnames.add(below.docname)
            children = child.children
            # Most elements hold one text, and nothing else.
            if children and (children[0] is not children[-1] or not _KINDS[type(children[0])].is_text):
                self.add(
                    child,
                    below,
                    is_open=is_open and kind.is_open and _is_open(child, is_field=kind.is_field),
                    in_glossary=in_glossary or kind.is_glossary,
                    in_entry=in_entry or (in_glossary and ENTRY_ATTRIBUTE in child),
                )


def content_of(document: nodes.Element, position: Position) -> Content:
    """Return what stands below ``document``, whose own position is ``position``."""
    content = Content(docnames={position.docname})
    content.add(document, position, is_open=True, in_glossary=False, in_entry=False)
    return content


def headings(node: nodes.Element, position: Position, above: str = "") -> Iterator[tuple[Position, str]]:
    """Yield the sections below ``node``, each with the titles from ``above`` down to its own.

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
    """Return the items of our entries in the glossaries below ``node``, whose position is ``position``."""
    items: list[tuple[Position, nodes.Element]] = []
    child: Any
    for child in node.children:
        kind = _KINDS[type(child)]
        if kind.is_item and ENTRY_ATTRIBUTE in child:
            items.append((position, child))
        elif child.children and not kind.holds_text:
            items += entry_items(child, position.below(child) if kind.moves else position)
    return items


def _is_open(node: nodes.Element, *, is_field: bool) -> bool:
    # What field lists show as the type of a return value is no running text.
    if is_field and node[0].astext() in labels_of_return_types():
        return False
    classes = node.attributes.get("classes")
    return not classes or (_CLOSED_CLASSES.isdisjoint(classes) and not _is_one_link(node))


def _is_one_link(node: nodes.Element) -> bool:
    """Whether a card of sphinx-design leads elsewhere as a whole."""
    inner = node.findall(nodes.Element) if "sd-card" in node["classes"] else ()
    return any(_STRETCHED_LINK in child["classes"] for child in inner)
