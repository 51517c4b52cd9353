"""Insert references around parts of the text of a block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from docutils import nodes

from sphinx_bioglossary.doctree.running_text import Block, parent_of_link


class Insertion(NamedTuple):
    """A range ``start:end`` of the text of a block, and the reference to insert around it."""

    start: int
    end: int
    reference: nodes.reference


def insert(block: Block, insertions: Sequence[Insertion]) -> None:
    """Insert references into the nodes of a block.

    Args:
        block: the block whose nodes are changed.
        insertions: the references, from left to right and without overlap.
    """
    # From right to left, so that the offsets of the remaining text stay valid.
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
    """Split consecutive text nodes, which together hold ``content``, at ``start`` and ``end``.

    Returns:
        The node with the text from ``start`` to ``end``, and the nodes with the text before it.
    """
    before, words = nodes.Text(content[:start]), nodes.Text(content[start:end])
    parts = [*([before] if start else []), words]
    if end < len(content):
        parts.append(nodes.Text(content[end:]))
    parent, at = texts[0].parent, _index(texts[0])
    parent[at : at + len(texts)] = parts
    return words, (before,)


def _index(node: nodes.Node) -> int:
    """Return the index of ``node`` in its parent; ``list.index`` may find another node with the same text."""
    return [child is node for child in node.parent.children].index(True)
