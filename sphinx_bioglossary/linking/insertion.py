"""Put references around stretches of a block's text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from docutils import nodes

from sphinx_bioglossary.doctree.running_text import Block, parent_of_link


class Insertion(NamedTuple):
    """A stretch ``start:end`` of a block, and the reference to put around it."""

    start: int
    end: int
    reference: nodes.reference


def insert(block: Block, insertions: Sequence[Insertion]) -> None:
    """Put references around their words in the nodes of ``block``; they come from left to right."""
    # From the right, so that what is left of a piece keeps its offsets.
    left = {piece.start: piece.texts for piece in block.pieces}
    for start, end, reference in reversed(insertions):
        parts: list[nodes.Node] = []
        for piece in block.pieces_at(start, end):
            first, last = max(start - piece.start, 0), min(end, piece.end) - piece.start
            parent = parent_of_link(piece, start, end)
            content = "".join([text.astext() for text in left[piece.start]])
            part, left[piece.start] = _cut(left[piece.start], content, first, last)
            while part.parent is not parent:
                part = part.parent
            parts.append(part)
        parts[0].parent.insert(_index(parts[0]), reference)
        for part in parts:
            del part.parent[_index(part)]
        reference.extend(parts)


def _cut(
    texts: tuple[nodes.Text, ...], content: str, start: int, end: int
) -> tuple[nodes.Node, tuple[nodes.Text, ...]]:
    """Cut ``start:end`` out of text nodes in a row, which hold ``content``.

    Returns:
        What was cut out, as a node of its own, and the node of what is before it.
    """
    before, words = nodes.Text(content[:start]), nodes.Text(content[start:end])
    parts = [*([before] if start else []), words]
    if end < len(content):
        parts.append(nodes.Text(content[end:]))
    parent, at = texts[0].parent, _index(texts[0])
    parent[at : at + len(texts)] = parts
    return words, (before,)


def _index(node: nodes.Node) -> int:
    """Return the place of ``node`` in its parent, where ``list.index`` may find another of the same text."""
    return [child is node for child in node.parent.children].index(True)
