"""Insert references around parts of the text of a block, and take them out again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from docutils import nodes

from sphinx_bioglossary.doctree.markers import LINK_CLASS
from sphinx_bioglossary.doctree.running_text import Block, Piece, parent_of_link


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
    touched = [block.pieces_at(start, end) for start, end, _ in insertions]
    texts = _split(insertions, touched)
    links: list[tuple[list[nodes.Node], list[nodes.reference]]] = []
    for (start, end, reference), pieces in zip(insertions, touched, strict=True):
        parts: list[nodes.Node] = []
        for piece in pieces:
            part: nodes.Node = texts[max(start, piece.start)]
            parent = parent_of_link(piece, start, end)
            while part.parent is not parent:
                part = part.parent
            parts.append(part)
        links.append((parts, [reference]))
    _replace(links)
    for parts, [link] in links:
        link.extend(parts)


def take_out(document: nodes.document) -> None:
    """Replace the references in ``document`` by their content, and join the text that they divided."""
    links = [node for node in document.findall(nodes.reference) if LINK_CLASS in node.get("classes", ())]
    _replace([((link,), link.children) for link in links])
    for parent in {id(link.parent): link.parent for link in links}.values():
        parent[:] = _joined(parent.children)


def _joined(siblings: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Return ``siblings`` with one text in place of several consecutive ones."""
    joined: list[nodes.Node] = []
    for are_texts, group in groupby(siblings, lambda node: isinstance(node, nodes.Text)):
        if are_texts:
            joined.append(nodes.Text("".join(text.astext() for text in group)))
        else:
            joined.extend(group)
    return joined


def _split(insertions: Sequence[Insertion], touched: Sequence[list[Piece]]) -> dict[int, nodes.Text]:
    """Split the text nodes where references begin and end.

    Args:
        insertions: the references.
        touched: the pieces that each reference overlaps.

    Returns:
        The new text nodes, by their offset in the text of the block.
    """
    cuts: dict[int, tuple[Piece, set[int]]] = {}  # by start of the piece
    for (start, end, _), pieces in zip(insertions, touched, strict=True):
        for piece in pieces:
            offsets = cuts.setdefault(piece.start, (piece, {piece.start, piece.end}))[1]
            offsets |= {max(start, piece.start), min(end, piece.end)}
    texts: dict[int, nodes.Text] = {}
    changes = []
    for piece, offsets in cuts.values():
        spans = list(pairwise(sorted(offsets)))
        parts = [nodes.Text(piece.text[start - piece.start : end - piece.start]) for start, end in spans]
        texts |= {start: part for (start, _), part in zip(spans, parts, strict=True)}
        changes.append((piece.texts, parts))
    _replace(changes)
    return texts


def _replace(changes: Iterable[tuple[Sequence[nodes.Node], Sequence[nodes.Node]]]) -> None:
    """Replace runs of siblings by others; each parent gets its new children at once, in linear time."""
    by_parent: dict[int, tuple[nodes.Element, dict[int, Sequence[nodes.Node]]]] = {}
    for old, new in changes:
        parent = old[0].parent
        replaced = by_parent.setdefault(id(parent), (parent, {}))[1]
        # By identity, because other nodes may have the same text.
        replaced |= {id(node): () for node in old} | {id(old[0]): new}
    for parent, replaced in by_parent.values():
        parent[:] = [node for child in parent.children for node in replaced.get(id(child), (child,))]
