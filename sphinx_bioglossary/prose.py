"""The walk over a document that says which text is running text, and which of it may be linked."""

from __future__ import annotations

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
    """A stretch of a block's text: its text node where it may be linked, else the obstacle."""

    start: int
    end: int
    node: nodes.Text | None
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
        closed = (piece for piece in touched if piece.node is None)
        return next(closed, Piece(start, end, None, "partly in other markup"))

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
        elif isinstance(child, nodes.Element) and is_open(child):
            yield from blocks(child, docname)


def is_open(node: nodes.Element) -> bool:
    """Whether the paragraphs below a block are the author's running text."""
    if isinstance(node, (nodes.TextElement, *_CLOSED)):
        return False
    return _CLOSED_CLASSES.isdisjoint(node["classes"])


def _block(paragraph: nodes.paragraph, docname: str) -> Block:
    pieces: list[Piece] = []
    texts: list[str] = []
    end = 0
    for text, node, obstacle in _runs(paragraph):
        start, end = end, end + len(text)
        texts.append(text)
        pieces.append(Piece(start, end, node, obstacle))
    return Block(docname, paragraph.line, "".join(texts), tuple(pieces))


def _runs(parent: nodes.Element) -> Iterator[tuple[str, nodes.Text | None, str]]:
    """Yield the text below a paragraph with its node, where it may be linked, or what hinders it."""
    for child in parent.children:
        if isinstance(child, nodes.Text):
            yield str(child), child, ""
        elif isinstance(child, _WORDLESS):
            yield _PLACEHOLDER, None, "no text"
        elif not isinstance(child, nodes.Element):
            continue
        elif type(child) in (nodes.emphasis, nodes.strong) and not child["classes"]:
            yield from _runs(child)
        else:
            yield child.astext(), None, _obstacle(child)


def _obstacle(node: nodes.Element) -> str:
    if NOTERM_CLASS in node["classes"]:
        return "marked with :noterm:"
    if isinstance(node, nodes.literal):
        return "written as code"
    if isinstance(node, nodes.reference):
        return "in a link"
    return "in other markup"
