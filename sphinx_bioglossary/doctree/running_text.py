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

from .citations import obstacle_in
from .labels import label_end
from .markers import NOTERM_CLASS
from .text import EMPHASIS, PLACEHOLDER, WORDLESS, is_plain, text_of, text_of_plain
from .touching import beside_link, touch
from .traversal import Position

# HTML elements, possible in Markdown, whose content is no running text.
_TAG = re.compile(
    r"<(/?)(?:a|button|code|h[1-6]|kbd|label|pre|samp|script|style|summary|var)\b", re.IGNORECASE
)
_IN_LINK = "in a link"
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
        text = text_of_plain(paragraph)
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
        return (
            match.obstacle
            or obstacle_in(self.text, match.start, match.end)
            or ("" if self.is_one_text else self._obstacle_at(match.start, match.end))
        )

    def _obstacle_at(self, start: int, end: int) -> str:
        touched = self.pieces_at(start, end)
        for piece in touched:
            if piece.obstacle:
                return piece.obstacle
        # A link can contain emphasis, but cannot begin or end within it.
        if len({id(parent_of_link(piece, start, end)) for piece in touched}) > 1:
            return "partly in other markup"
        return "in a bold label" if start < self._label_end else self._obstacle_beside(start, end)

    def _obstacle_beside(self, start: int, end: int) -> str:
        links, _ = self._links
        number = bisect_right(links, start, key=_END)
        for link in links[max(0, number - 1) : number + 1]:
            if touch(self.text, min(link.end, end), max(link.start, start)) and not _is_citation(link):
                return beside_link(link.text)
        return ""

    @cached_property
    def links_by_hand(self) -> int:
        """The number of links that the author has set, without citations."""
        return 0 if self.is_one_text else sum(not _is_citation(link) for link in self._links[0])

    @cached_property
    def _label_end(self) -> int:
        return label_end(self.paragraph)

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
        links, lengths = self._links
        return checksum, offset - lengths[bisect_right(links, offset, key=_END)]

    @cached_property
    def _links(self) -> tuple[list[Piece], list[int]]:
        """The links, and by how much the first links together are longer than placeholders."""
        links = [piece for piece in self.pieces if piece.obstacle == _IN_LINK]
        lengths = accumulate([len(piece.text) - 1 for piece in links], initial=0)
        return links, list(lengths)

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


def _is_citation(link: Piece) -> bool:
    """Whether a link shows in brackets, which part it from the words beside it."""
    # sphinxcontrib-bibtex sets the brackets later.
    return link.text.startswith("[") or (link.markup is not None and link.markup.get("refdomain") == "cite")


def _holds_links(parent: nodes.Element) -> bool:
    """Whether a paragraph, or emphasis in it, contains a link."""
    child: Any
    for child in parent.children:
        if child.children and (_holds_links(child) if is_plain(child) else _obstacle(child) == _IN_LINK):
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
        elif child is not None and is_plain(child):
            before = len(pieces)
            _add_pieces(child, pieces, open_tags=open_tags)
            if type(child) in EMPHASIS and len(pieces) == before + 1:
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
