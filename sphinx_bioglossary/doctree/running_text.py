"""The text of a document's paragraphs, and what of it may be linked."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx import addnodes

from sphinx_bioglossary.glossary.matcher import Match
from sphinx_bioglossary.sphinx_compat import is_translatable_wrapper

from .citations import is_citation
from .markers import NOTERM_CLASS
from .traversal import Position

# Stands in the text of a block for what is no text: an image, a formula, the mark of a footnote.
PLACEHOLDER = "\ufffc"
WORDLESS = (nodes.image, nodes.math, nodes.footnote_reference, nodes.citation_reference, nodes.raw)
# HTML between which words are no running text, as Markdown lets authors write it.
_TAG = re.compile(
    r"<(/?)(?:a|button|code|h[1-6]|kbd|label|pre|samp|script|style|summary|var)\b", re.IGNORECASE
)
_IN_LINK = "in a link"
_EMPHASIS = (nodes.emphasis, nodes.strong)


@dataclass(slots=True)
class Piece:
    """The stretch ``start:end`` of a block's text.

    Attributes:
        start: its first offset in the block's text.
        end: the offset behind it.
        text: the stretch itself.
        texts: its text nodes where it may be linked; several where a parser makes one of each line.
        obstacle: why it may not be linked; empty where it may.
        markup: the node around it, if that is the obstacle.
    """

    start: int
    end: int
    text: str
    texts: tuple[nodes.Text, ...] = ()
    obstacle: str = ""
    markup: nodes.Element | None = None


class Block:
    """A paragraph of running text: its position, its node, its text, and whether it is without markup."""

    def __init__(self, position: Position, paragraph: nodes.paragraph) -> None:
        self.position = position
        self.paragraph = paragraph
        self.is_one_text = len(paragraph.children) == 1 and type(paragraph.children[0]) is nodes.Text
        self._pieces: list[Piece] = []
        self._own: tuple[str, int] | None = None
        text = _text_of_plain(paragraph)
        # What follows a null character is escaped, which depends on where a piece ends.
        self.text = text if "\0" not in text else "".join([piece.text for piece in self.pieces])

    @property
    def pieces(self) -> list[Piece]:
        """The text cut where its markup changes."""
        if not self._pieces:
            _add_pieces(self.paragraph, self._pieces, open_tags=0)
        return self._pieces

    def pieces_at(self, start: int, end: int) -> list[Piece]:
        """Return the pieces that hold ``text[start:end]``."""
        return [piece for piece in self.pieces if piece.start < end and start < piece.end]

    def words_of(self, match: Match) -> str:
        """Return the words of a match in ``text`` as they stand there."""
        return self.text[match.start : match.end]

    def obstacle_to(self, match: Match) -> str:
        """Return why a match in ``text`` cannot be linked; empty where it can."""
        if match.is_ambiguous and is_citation(self.text):
            return "in the title of a work, whose field may be another"
        return match.obstacle or ("" if self.is_one_text else self._obstacle_at(match.start, match.end))

    def _obstacle_at(self, start: int, end: int) -> str:
        touched = self.pieces_at(start, end)
        for piece in touched:
            if piece.obstacle:
                return piece.obstacle
        if len(touched) == 1:
            return ""
        # A link can hold emphasized words, but not begin or end within them.
        levels = {id(parent_of_link(piece, start, end)) for piece in touched}
        return "" if len(levels) == 1 else "partly in other markup"

    @property
    def own_text(self) -> str:
        """The text with a placeholder for each letter of a link: what links say may change."""
        return self._own_text_and_checksum()[0]

    def fingerprint_of(self, offset: int) -> tuple[int, int]:
        """Return what tells ``text[offset]`` from other places in the section.

        It is the same on the read and on the resolved page, where links may have other texts.
        """
        own_text, checksum = self._own_text_and_checksum()
        if own_text is self.text:
            return checksum, offset
        links = [piece for piece in self.pieces if piece.obstacle == _IN_LINK and piece.end <= offset]
        return checksum, offset - sum([len(piece.text) - 1 for piece in links])

    def _own_text_and_checksum(self) -> tuple[str, int]:
        if self._own is None:
            own_text = short = self.text
            if not self.is_one_text and _holds_links(self.paragraph):
                texts = [(piece.text, piece.obstacle == _IN_LINK) for piece in self.pieces]
                own_text = "".join([PLACEHOLDER * len(text) if in_link else text for text, in_link in texts])
                short = "".join([PLACEHOLDER if in_link else text for text, in_link in texts])
            self._own = own_text, zlib.crc32(short.encode(errors="surrogatepass"))
        return self._own

    def line_at(self, offset: int) -> int | None:
        """Return the source line (from 1) on which ``text[offset]`` stands, where the block's is known."""
        line = self.paragraph.line
        return line + self.text.count("\n", 0, offset) if line else None


def parent_of_link(piece: Piece, start: int, end: int) -> nodes.Element:
    """Return the node that gets a link on ``start:end`` of the block of ``piece``: emphasis stays whole."""
    parent: nodes.Element = piece.texts[0].parent
    is_whole = start <= piece.start and piece.end <= end
    words = piece.text
    while is_whole and isinstance(parent, nodes.emphasis | nodes.strong) and parent.astext() == words:
        parent = parent.parent
    return parent


def blocks(paragraphs: Iterable[tuple[Position, nodes.paragraph]]) -> list[Block]:
    """Return the blocks of the paragraphs of running text that a walk has found."""
    return [Block(position, paragraph) for position, paragraph in paragraphs]


def text_of(node: nodes.Node) -> str:
    """Return ``node.astext()``, in half of the time."""
    if type(node).astext is not nodes.Element.astext:
        return node.astext()
    element: Any = node
    children = element.children
    if children and type(children[0]) is nodes.Text and children[0] is children[-1]:
        text: str = children[0]
    else:
        texts = [child if type(child) is nodes.Text else text_of(child) for child in children]
        text = element.child_text_separator.join(texts)
    # What stands behind a null character has been escaped in the source.
    return nodes.unescape(text) if "\0" in text else text


def _text_of_plain(parent: nodes.Element) -> str:
    """Return the text of a paragraph or of emphasis in it, with placeholders for what is no text."""
    children: Any = parent.children
    return "".join([child if type(child) is nodes.Text else _text_of_child(child) for child in children])


def _text_of_child(child: nodes.Element) -> str:
    if isinstance(child, WORDLESS):
        return PLACEHOLDER
    return _text_of_plain(child) if _is_plain(child) else text_of(child)


def _holds_links(parent: nodes.Element) -> bool:
    """Whether a link stands in a paragraph or in emphasis in it."""
    child: Any
    for child in parent.children:
        if child.children and (_holds_links(child) if _is_plain(child) else _obstacle(child) == _IN_LINK):
            return True
    return False


def _add_pieces(parent: nodes.Element, pieces: list[Piece], *, open_tags: int) -> None:
    """Add the text below ``parent``, which is inside so many HTML tags, to ``pieces``."""
    texts: list[nodes.Text] = []  # those in a row
    child: Any
    for child in (*parent.children, None):  # which ends the last row
        if type(child) is nodes.Text:
            texts.append(child)
            continue
        if texts:
            obstacle = "in other markup" if open_tags else ""
            text = "".join(texts)
            _add(
                pieces,
                nodes.unescape(text) if "\0" in text else text,
                () if obstacle else tuple(texts),
                obstacle,
            )
            texts = []
        if isinstance(child, nodes.raw):
            for tag in _TAG.finditer(child.astext()):
                open_tags = max(0, open_tags - 1) if tag[1] else open_tags + 1
        if isinstance(child, WORDLESS):
            _add(pieces, PLACEHOLDER, (), "no text")
        elif child is not None and _is_plain(child):
            _add_pieces(child, pieces, open_tags=open_tags)
        elif child is not None:
            _add(pieces, text_of(child), (), _obstacle(child), child)


def _add(
    pieces: list[Piece],
    text: str,
    texts: tuple[nodes.Text, ...],
    obstacle: str,
    markup: nodes.Element | None = None,
) -> None:
    start = pieces[-1].end if pieces else 0
    if text != "":  # a node is true, even an empty text
        pieces.append(Piece(start, start + len(text), text, texts, obstacle, markup))


def _is_plain(node: nodes.Element) -> bool:
    """Whether emphasis is just that, not a role of its own made of it, or an inline says nothing at all."""
    if type(node) in _EMPHASIS:
        return not node.attributes.get("classes")
    return type(node) is nodes.inline and is_translatable_wrapper(node)


def _obstacle(node: nodes.Element) -> str:
    classes = node.attributes.get("classes", ())
    if NOTERM_CLASS in classes:
        return "marked with :noterm:"
    # What is a reference while a page is read may come to nothing later, which leaves the mark of one.
    if isinstance(node, nodes.reference | addnodes.pending_xref) or "xref" in classes:
        return _IN_LINK
    if isinstance(node, nodes.literal):
        return "written as code"
    return "in other markup"
