"""The walk over a document that says which text is running text, and which of it may be linked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes

NOTERM_CLASS = "bioglossary-noterm"

# Blocks whose paragraphs are not the author's running text.
_CLOSED = (addnodes.glossary, nodes.citation, nodes.system_message, nodes.Invisible)
# Outputs of notebooks (MyST-NB, nbsphinx) and titles of cards (sphinx-design).
_CLOSED_CLASSES = frozenset({"cell_output", "nboutput", "sd-card-title"})
# Stands in the text of a block for what is no text: an image, a formula, the mark of a footnote.
_PLACEHOLDER = "\ufffc"
_WORDLESS = (nodes.image, nodes.math, nodes.footnote_reference, nodes.citation_reference, nodes.raw)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block's text: its text nodes where it may be linked, else the obstacle.

    There are several nodes where a parser makes one of each line, as MyST-Parser does.
    """

    start: int
    end: int
    nodes: tuple[nodes.Text, ...]
    obstacle: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the page ``docname``, as text and in pieces."""

    docname: str
    line: int | None
    text: str
    pieces: tuple[Piece, ...]

    def piece_at(self, start: int, end: int) -> Piece:
        """Return the piece that holds all of ``text[start:end]``, or the first one that hinders it."""
        touched = [piece for piece in self.pieces if piece.start < end and start < piece.end]
        if len(touched) == 1:
            return touched[0]
        closed = (piece for piece in touched if piece.obstacle)
        return next(closed, Piece(start, end, (), "partly in other markup"))

    def line_at(self, offset: int) -> int | None:
        """Return the source line on which ``text[offset]`` stands, where the block's is known."""
        return self.line + self.text.count("\n", 0, offset) if self.line else None


def blocks(node: nodes.Element, docname: str) -> Iterator[Block]:
    """Yield the paragraphs of running text below ``node``, in reading order.

    ``docname`` is the page that ``node`` belongs to; builders that assemble a book or a single page
    mark where other pages begin.
    """
    for child in node.children:
        if type(child) is nodes.paragraph:
            yield _block(child, docname)
        elif isinstance(child, addnodes.start_of_file):
            yield from blocks(child, child["docname"])
        elif isinstance(child, nodes.Element) and _is_open(child):
            yield from blocks(child, docname)


def references(node: nodes.Element, docname: str) -> Iterator[tuple[str, nodes.reference]]:
    """Yield the references below ``node``, each with the page that it stands on."""
    # Downwards: in an assembled document the parents of a page's nodes are those of the page alone.
    for child in node.children:
        if isinstance(child, nodes.reference):
            yield docname, child
        elif isinstance(child, addnodes.start_of_file):
            yield from references(child, child["docname"])
        elif isinstance(child, nodes.Element):
            yield from references(child, docname)


def _is_open(node: nodes.Element) -> bool:
    if isinstance(node, (nodes.TextElement, *_CLOSED)):
        return False
    return _CLOSED_CLASSES.isdisjoint(node["classes"])


def _block(paragraph: nodes.paragraph, docname: str) -> Block:
    pieces: list[Piece] = []
    texts: list[str] = []
    end = 0
    for text, texts_of_run, obstacle in _runs(paragraph):
        start, end = end, end + len(text)
        texts.append(text)
        pieces.append(Piece(start, end, texts_of_run, obstacle))
    return Block(docname, paragraph.line, "".join(texts), tuple(pieces))


def _runs(parent: nodes.Element) -> Iterator[tuple[str, tuple[nodes.Text, ...], str]]:
    """Yield the text below a paragraph with its nodes, where it may be linked, or what hinders it."""
    for _kind, run in itertools.groupby(parent.children, lambda child: isinstance(child, nodes.Text)):
        children = list(run)
        if texts := tuple(child for child in children if isinstance(child, nodes.Text)):
            yield "".join(text.astext() for text in texts), texts, ""
        for child in children:
            if isinstance(child, _WORDLESS):
                yield _PLACEHOLDER, (), "no text"
            elif isinstance(child, nodes.emphasis | nodes.strong) and _is_plain(child):
                yield from _runs(child)
            elif isinstance(child, nodes.Element):
                yield child.astext(), (), _obstacle(child)


def _is_plain(node: nodes.Element) -> bool:
    """Whether emphasis is just that, not a role of its own made of it."""
    return type(node) in (nodes.emphasis, nodes.strong) and not node["classes"]


def _obstacle(node: nodes.Element) -> str:
    if NOTERM_CLASS in node["classes"]:
        return "marked with :noterm:"
    if isinstance(node, nodes.literal):
        return "written as code"
    if isinstance(node, nodes.reference):
        return "in a link"
    return "in other markup"
