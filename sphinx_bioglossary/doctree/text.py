"""The text of nodes, as far as it is plain."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes

from sphinx_bioglossary.sphinx_compat import is_translatable_wrapper

# Placeholder in the text of a block for nodes without text: images, formulas, footnote marks.
PLACEHOLDER = "\ufffc"
# The end of a sentence, with the space before the next one.
SENTENCE_END = re.compile(r"[.!?][\"')\]\u201d\u2019]*\s+(?=[A-Z0-9\"'(\[\u201c])")
WORDLESS = (nodes.image, nodes.math, nodes.footnote_reference, nodes.citation_reference, nodes.raw)
EMPHASIS = (nodes.emphasis, nodes.strong)


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


def text_of_plain(parent: nodes.Element) -> str:
    """Return the text of a paragraph or of emphasis in it, with placeholders for nodes without text."""
    children: Any = parent.children
    return "".join([child if type(child) is nodes.Text else _text_of_child(child) for child in children])


def _text_of_child(child: nodes.Element) -> str:
    if isinstance(child, WORDLESS):
        return PLACEHOLDER
    return text_of_plain(child) if is_plain(child) else text_of(child)


def is_plain(node: nodes.Element) -> bool:
    """Whether a node is plain emphasis, without classes of a custom role, or an inline without meaning."""
    if type(node) in EMPHASIS:
        return not node.attributes.get("classes")
    return type(node) is nodes.inline and is_translatable_wrapper(node)
