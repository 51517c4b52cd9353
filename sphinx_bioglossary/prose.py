"""The walk over a document that says which text is running text, and which of it may be linked."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from docutils import nodes
from sphinx import addnodes
from sphinx.domains.javascript import JSCallable
from sphinx.domains.python import PyFunction
from sphinx.ext.todo import todo_node

from .jargon import is_citation
from .matcher import Match

NOTERM_CLASS = "bioglossary-noterm"

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

# Stands in the text of a block for what is no text: an image, a formula, the mark of a footnote.
PLACEHOLDER = "\ufffc"
# HTML between which words are no running text, as Markdown lets authors write it.
_TAG = re.compile(
    r"<(/?)(?:a|button|code|h[1-6]|kbd|label|pre|samp|script|style|summary|var)\b", re.IGNORECASE
)
_IN_LINK = "in a link"
WORDLESS = (nodes.image, nodes.math, nodes.footnote_reference, nodes.citation_reference, nodes.raw)


class Piece(NamedTuple):
    """A stretch of a block's text: its text nodes where it may be linked, else the obstacle.

    There are several nodes where a parser makes one of each line, as MyST-Parser does. ``markup`` is the
    node around the text if it is that which hinders.
    """

    start: int
    end: int
    nodes: tuple[nodes.Text, ...] = ()
    obstacle: str = ""
    markup: nodes.Element | None = None


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


class Block(NamedTuple):
    """A paragraph, as text and in pieces."""

    where: Where
    paragraph: nodes.paragraph
    text: str
    pieces: Sequence[Piece]

    def pieces_at(self, start: int, end: int) -> list[Piece]:
        """Return the pieces that hold ``text[start:end]``."""
        return [piece for piece in self.pieces if max(piece.start, start) < min(piece.end, end)]

    def obstacle_to(self, match: Match) -> str:
        """Say what hinders a link on a match in ``text``; empty if nothing does."""
        if match.is_ambiguous and is_citation(self.text):
            return "in the title of a work, whose field may be another"
        return match.obstacle or self._obstacle_at(match.start, match.end)

    def _obstacle_at(self, start: int, end: int) -> str:
        touched = self.pieces_at(start, end)
        obstacle = next((piece.obstacle for piece in touched if piece.obstacle), "")
        if obstacle or len(touched) == 1:
            return obstacle
        # A link can hold emphasized words, but not begin or end within them.
        levels = {id(parent_of_link(piece, start, end)) for piece in touched}
        return "" if len(levels) == 1 else "partly in other markup"

    @property
    def _has_links(self) -> bool:
        return any(piece.obstacle == _IN_LINK for piece in self.pieces)

    @property
    def text_of_its_own(self) -> str:
        """The text with placeholders for links, whose text changes with what they lead to."""
        if not self._has_links:
            return self.text
        return "".join(
            PLACEHOLDER * (piece.end - piece.start)
            if piece.obstacle == _IN_LINK
            else self.text[piece.start : piece.end]
            for piece in self.pieces
        )

    def mark_of(self, offset: int) -> tuple[int, int]:
        """Return by what ``text[offset]`` is known again on the resolved page, where links have new texts."""
        if not self._has_links:
            return zlib.crc32(self.text.encode()), offset
        parts = [
            (piece, PLACEHOLDER if piece.obstacle == _IN_LINK else self.text[piece.start : piece.end])
            for piece in self.pieces
        ]
        before = sum(len(text) for piece, text in parts if piece.end <= offset)
        start = next((piece.start for piece in self.pieces if piece.start <= offset < piece.end), offset)
        return zlib.crc32("".join(text for _, text in parts).encode()), before + offset - start

    def line_at(self, offset: int) -> int | None:
        """Return the source line on which ``text[offset]`` stands, where the block's is known."""
        line = self.paragraph.line
        return line + self.text.count("\n", 0, offset) if line else None


def parent_of_link(piece: Piece, start: int, end: int) -> nodes.Element:
    """Return what a link on ``start:end`` of the block of ``piece`` is put into: emphasis stays whole."""
    parent: nodes.Element = piece.nodes[0].parent
    is_whole = start <= piece.start and piece.end <= end
    words = _joined(piece.nodes)
    while is_whole and isinstance(parent, nodes.emphasis | nodes.strong) and parent.astext() == words:
        parent = parent.parent
    return parent


def paragraphs(node: nodes.Element, where: Where) -> Iterator[tuple[Where, nodes.paragraph]]:
    """Yield the paragraphs of running text below ``node``, which stands at ``where``, in reading order."""
    for child in node.children:
        if type(child) is nodes.paragraph:
            yield where, child
        elif isinstance(child, nodes.Element) and child.children and _is_open(child):
            yield from paragraphs(child, where.below(child))


def blocks(node: nodes.Element, where: Where) -> Iterator[Block]:
    """Yield the same paragraphs as text."""
    for place, paragraph in paragraphs(node, where):
        yield _block(paragraph, place)


def text_of(node: nodes.Node) -> str:
    """Return ``node.astext()``, in half of the time."""
    if not isinstance(node, nodes.Element) or type(node).astext is not nodes.Element.astext:
        return node.astext()
    return _joined(node.children, node.child_text_separator)


def _joined(children: Sequence[nodes.Node], separator: str = "") -> str:
    texts = [child if isinstance(child, nodes.Text) else text_of(child) for child in children]
    text = separator.join(texts)
    # What stands behind a null character has been escaped in the source.
    return nodes.unescape(text) if "\0" in text else text


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


def _block(paragraph: nodes.paragraph, where: Where) -> Block:
    pieces: list[Piece] = []
    texts: list[str] = []
    end = 0
    for run in _runs(paragraph):
        start, end = end, end + len(run.text)
        texts.append(run.text)
        pieces.append(Piece(start, end, *run[1:]))
    return Block(where, paragraph, "".join(texts), pieces)


class _Run(NamedTuple):
    text: str
    nodes: tuple[nodes.Text, ...] = ()
    obstacle: str = ""
    markup: nodes.Element | None = None


def _runs(parent: nodes.Element, *, in_tag: bool = False) -> Iterator[_Run]:
    """Yield the text below a paragraph with its nodes, where it may be linked, or what hinders it."""
    open_tags = int(in_tag)
    texts: list[nodes.Text] = []  # those in a row
    for child in parent.children:
        if isinstance(child, nodes.Text):
            texts.append(child)
            continue
        if texts:
            yield _run(texts, in_tag=open_tags > 0)
            texts = []
        if isinstance(child, nodes.raw):
            for tag in _TAG.finditer(child.astext()):
                open_tags = max(0, open_tags - 1) if tag[1] else open_tags + 1
        if isinstance(child, WORDLESS):
            yield _Run(PLACEHOLDER, (), "no text")
        elif isinstance(child, nodes.Element) and _is_plain(child):
            yield from _runs(child, in_tag=open_tags > 0)
        elif isinstance(child, nodes.Element):
            yield _Run(text_of(child), (), _obstacle(child), child)
    if texts:
        yield _run(texts, in_tag=open_tags > 0)


def _run(texts: list[nodes.Text], *, in_tag: bool) -> _Run:
    words = _joined(texts)
    return _Run(words, (), "in other markup") if in_tag else _Run(words, tuple(texts))


def _is_plain(node: nodes.Element) -> bool:
    """Whether emphasis is just that, not a role of its own made of it, or an inline says nothing at all."""
    # While a page is read, Sphinx keeps together in such an inline what a translation may replace.
    is_wrapper = type(node) is nodes.inline and "translatable" in node
    return is_wrapper or (type(node) in (nodes.emphasis, nodes.strong) and not node["classes"])


def _obstacle(node: nodes.Element) -> str:
    if NOTERM_CLASS in node["classes"]:
        return "marked with :noterm:"
    # What is a reference while a page is read may come to nothing later, which leaves the mark of one.
    if isinstance(node, nodes.reference | addnodes.pending_xref) or "xref" in node["classes"]:
        return _IN_LINK
    if isinstance(node, nodes.literal):
        return "written as code"
    return "in other markup"
