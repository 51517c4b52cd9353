"""The text of a document's paragraphs, with what of it may be linked."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator, Sequence
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_bioglossary.glossary.matcher import Match

from .citations import is_citation
from .traversal import Where, paragraphs

NOTERM_CLASS = "bioglossary-noterm"

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
    text: str
    nodes: tuple[nodes.Text, ...] = ()
    obstacle: str = ""
    markup: nodes.Element | None = None

    @property
    def end(self) -> int:
        """Where in the block's text it ends."""
        return self.start + len(self.text)


class Block(NamedTuple):
    """A paragraph, as text and in pieces."""

    where: Where
    paragraph: nodes.paragraph
    text: str
    pieces: Sequence[Piece]

    def pieces_at(self, start: int, end: int) -> list[Piece]:
        """Return the pieces that hold ``text[start:end]``."""
        return [piece for piece in self.pieces if max(piece.start, start) < min(piece.end, end)]

    def words_of(self, match: Match) -> str:
        """Return the words of a match in ``text`` as they stand there."""
        return self.text[match.start : match.end]

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
        texts = (piece.text if piece.obstacle != _IN_LINK else _blank(piece.text) for piece in self.pieces)
        return "".join(texts)

    def mark_of(self, offset: int) -> tuple[int, int]:
        """Return by what ``text[offset]`` is known again on the resolved page, where links have new texts."""
        if not self._has_links:
            return zlib.crc32(self.text.encode()), offset
        texts = [PLACEHOLDER if piece.obstacle == _IN_LINK else piece.text for piece in self.pieces]
        before = sum(len(text) for text, piece in zip(texts, self.pieces, strict=True) if piece.end <= offset)
        start = next((piece.start for piece in self.pieces if piece.start <= offset < piece.end), offset)
        return zlib.crc32("".join(texts).encode()), before + offset - start

    def line_at(self, offset: int) -> int | None:
        """Return the source line on which ``text[offset]`` stands, where the block's is known."""
        line = self.paragraph.line
        return line + self.text.count("\n", 0, offset) if line else None


def _blank(text: str) -> str:
    return PLACEHOLDER * len(text)


def parent_of_link(piece: Piece, start: int, end: int) -> nodes.Element:
    """Return what a link on ``start:end`` of the block of ``piece`` is put into: emphasis stays whole."""
    parent: nodes.Element = piece.nodes[0].parent
    is_whole = start <= piece.start and piece.end <= end
    words = _joined(piece.nodes)
    while is_whole and isinstance(parent, nodes.emphasis | nodes.strong) and parent.astext() == words:
        parent = parent.parent
    return parent


def blocks(node: nodes.Element, where: Where) -> Iterator[Block]:
    """Yield the paragraphs of running text below ``node``, which stands at ``where``, as text."""
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


def _block(paragraph: nodes.paragraph, where: Where) -> Block:
    pieces = list(_pieces(paragraph, 0))
    return Block(where, paragraph, "".join([piece.text for piece in pieces]), pieces)


def _pieces(parent: nodes.Element, start: int, *, in_tag: bool = False) -> Generator[Piece, None, int]:
    """Yield the text below a paragraph, which begins at ``start``, in pieces; return where it ends."""
    open_tags = int(in_tag)
    texts: list[nodes.Text] = []  # those in a row
    for child in (*parent.children, None):  # which ends the last row
        if isinstance(child, nodes.Text):
            texts.append(child)
            continue
        if texts:
            piece = _piece_of_texts(start, texts, in_tag=open_tags > 0)
            yield piece
            start, texts = piece.end, []
        if isinstance(child, nodes.raw):
            for tag in _TAG.finditer(child.astext()):
                open_tags = max(0, open_tags - 1) if tag[1] else open_tags + 1
        if isinstance(child, nodes.Element) and _is_plain(child):
            start = yield from _pieces(child, start, in_tag=open_tags > 0)
        elif isinstance(child, nodes.Element):
            piece = _piece_of_markup(start, child)
            yield piece
            start = piece.end
    return start


def _piece_of_texts(start: int, texts: Sequence[nodes.Text], *, in_tag: bool) -> Piece:
    text = _joined(texts)
    return Piece(start, text, (), "in other markup") if in_tag else Piece(start, text, tuple(texts))


def _piece_of_markup(start: int, node: nodes.Element) -> Piece:
    if isinstance(node, WORDLESS):
        return Piece(start, PLACEHOLDER, (), "no text")
    return Piece(start, text_of(node), (), _obstacle(node), node)


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
