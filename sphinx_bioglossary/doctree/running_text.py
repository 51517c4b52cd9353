"""The text of paragraphs, and the parts of it that may be linked."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, takewhile
from operator import attrgetter
from typing import Any

from docutils import nodes
from sphinx import addnodes

from sphinx_bioglossary.glossary.matcher import Match
from sphinx_bioglossary.sphinx_compat import is_translatable_wrapper

from .citations import is_citation
from .markers import NOTERM_CLASS
from .traversal import Position

# Placeholder in the text of a block for nodes without text: images, formulas, footnote marks.
PLACEHOLDER = "\ufffc"
WORDLESS = (nodes.image, nodes.math, nodes.footnote_reference, nodes.citation_reference, nodes.raw)
# HTML elements, possible in Markdown, whose content is no running text.
_TAG = re.compile(
    r"<(/?)(?:a|button|code|h[1-6]|kbd|label|pre|samp|script|style|summary|var)\b", re.IGNORECASE
)
_IN_LINK = "in a link"
_EMPHASIS = (nodes.emphasis, nodes.strong)
_END = attrgetter("end")


@dataclass(slots=True)
class Piece:
    """A part of the text of a block without a change of markup.

    Attributes:
        start: offset of its first character in the text of the block.
        end: offset after its last character.
        text: its text.
        texts: its text nodes, if it may be linked; several if a parser makes one per line.
        obstacle: reason against a link; empty if there is none.
        markup: the node around it, if that is the obstacle.
        emphasis: the outermost emphasis that contains it and nothing else, if there is one.
    """

    start: int
    end: int
    text: str
    texts: tuple[nodes.Text, ...] = ()
    obstacle: str = ""
    markup: nodes.Element | None = None
    emphasis: nodes.Element | None = None


class Block:
    """A paragraph of running text.

    Args:
        position: the position of the paragraph.
        paragraph: its node.
    """

    def __init__(self, position: Position, paragraph: nodes.paragraph) -> None:
        self.position = position
        self.paragraph = paragraph
        self.is_one_text = len(paragraph.children) == 1 and type(paragraph.children[0]) is nodes.Text
        self._pieces: list[Piece] = []
        self._own: tuple[str, int] | None = None
        text = _text_of_plain(paragraph)
        # A null character escapes the next character, so each piece must be unescaped on its own.
        self.text = text if "\0" not in text else "".join([piece.text for piece in self.pieces])

    @property
    def pieces(self) -> list[Piece]:
        """The text, split at changes of markup."""
        if not self._pieces:
            _add_pieces(self.paragraph, self._pieces, open_tags=0)
        return self._pieces

    def pieces_at(self, start: int, end: int) -> list[Piece]:
        """Return the pieces that overlap ``text[start:end]``."""
        first = bisect_right(self.pieces, start, key=_END)
        return list(takewhile(lambda piece: piece.start < end, self.pieces[first : first + end - start]))

    def words_of(self, match: Match) -> str:
        """Return the words of a match as written."""
        return self.text[match.start : match.end]

    def obstacle_to(self, match: Match) -> str:
        """Return the reason in the text against a link on ``match``; empty if there is none."""
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
        # A link can contain emphasis, but cannot begin or end within it.
        levels = {id(parent_of_link(piece, start, end)) for piece in touched}
        return "" if len(levels) == 1 else "partly in other markup"

    @property
    def own_text(self) -> str:
        """The text with a placeholder for each character of a link, because link texts may change."""
        return self._own_text_and_checksum()[0]

    def fingerprint_of(self, offset: int) -> tuple[int, int]:
        """Return a key that identifies ``text[offset]`` within the section.

        It is the same on the page as read and on the resolved page, where links may have other texts.
        """
        own_text, checksum = self._own_text_and_checksum()
        if own_text is self.text:
            return checksum, offset
        ends, lengths = self._links
        return checksum, offset - lengths[bisect_right(ends, offset)]

    @cached_property
    def _links(self) -> tuple[list[int], list[int]]:
        """The ends of the links, and by how much the first links together are longer than placeholders."""
        links = [piece for piece in self.pieces if piece.obstacle == _IN_LINK]
        lengths = accumulate([len(piece.text) - 1 for piece in links], initial=0)
        return [piece.end for piece in links], list(lengths)

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
        """Return the source line (from 1) of ``text[offset]``, or ``None`` if the block has no line."""
        line = self.paragraph.line
        return line + bisect_left(self._line_ends, offset) if line else None

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]


def parent_of_link(piece: Piece, start: int, end: int) -> nodes.Element:
    """Return the parent node for a link on ``start:end``, outside emphasis that the link covers completely.

    Args:
        piece: a piece that overlaps the link.
        start: offset of the first linked character in the text of the block.
        end: offset after the last linked character.
    """
    is_whole = start <= piece.start and piece.end <= end
    parent: nodes.Element = ((is_whole and piece.emphasis) or piece.texts[0]).parent
    return parent


def blocks(paragraphs: Iterable[tuple[Position, nodes.paragraph]]) -> list[Block]:
    """Return the blocks of paragraphs, each given with its position."""
    return [Block(position, paragraph) for position, paragraph in paragraphs]


def text_of(node: nodes.Node) -> str:
    """Return ``node.astext()``, twice as fast."""
    if type(node).astext is not nodes.Element.astext:
        return node.astext()
    element: Any = node
    children = element.children
    if children and type(children[0]) is nodes.Text and children[0] is children[-1]:
        text: str = children[0]
    else:
        texts = [child if type(child) is nodes.Text else text_of(child) for child in children]
        text = element.child_text_separator.join(texts)
    # A null character marks the next character as escaped in the source.
    return nodes.unescape(text) if "\0" in text else text


def _text_of_plain(parent: nodes.Element) -> str:
    """Return the text of a paragraph or of emphasis in it, with placeholders for nodes without text."""
    children: Any = parent.children
    return "".join([child if type(child) is nodes.Text else _text_of_child(child) for child in children])


def _text_of_child(child: nodes.Element) -> str:
    if isinstance(child, WORDLESS):
        return PLACEHOLDER
    return _text_of_plain(child) if _is_plain(child) else text_of(child)


def _holds_links(parent: nodes.Element) -> bool:
    """Whether a paragraph, or emphasis in it, contains a link."""
    child: Any
    for child in parent.children:
        if child.children and (_holds_links(child) if _is_plain(child) else _obstacle(child) == _IN_LINK):
            return True
    return False


def _add_pieces(parent: nodes.Element, pieces: list[Piece], *, open_tags: int) -> None:
    """Append the text below ``parent``, which is inside ``open_tags`` HTML elements, to ``pieces``."""
    texts: list[nodes.Text] = []  # consecutive ones
    child: Any
    for child in (*parent.children, None):  # None ends the last run of texts
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
            before = len(pieces)
            _add_pieces(child, pieces, open_tags=open_tags)
            if type(child) in _EMPHASIS and len(pieces) == before + 1:
                pieces[-1].emphasis = child
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
    if text != "":  # not "if text": a Text node is true even if it is empty
        pieces.append(Piece(start, start + len(text), text, texts, obstacle, markup))


def _is_plain(node: nodes.Element) -> bool:
    """Whether a node is plain emphasis, without classes of a custom role, or an inline without meaning."""
    if type(node) in _EMPHASIS:
        return not node.attributes.get("classes")
    return type(node) is nodes.inline and is_translatable_wrapper(node)


def _obstacle(node: nodes.Element) -> str:
    # Another extension may have its own kind of text, which has no attributes.
    classes = () if isinstance(node, nodes.Text) else node.get("classes", ())
    if NOTERM_CLASS in classes:
        return "marked with :noterm:"
    # An unresolved reference loses its node when the page is resolved, but keeps the class "xref".
    if isinstance(node, nodes.reference | addnodes.pending_xref) or "xref" in classes:
        return _IN_LINK
    if isinstance(node, nodes.literal):
        return "written as code"
    return "in other markup"
