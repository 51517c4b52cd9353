"""Bold labels at the beginning of paragraphs, which are headings in all but name."""

from __future__ import annotations

import re

from docutils import nodes

from .text import is_plain, text_of_plain

# What follows the bold words of a label: up to two plain words and a colon or the end, a bracket, a dash, or
# a full stop. Bold words that a sentence goes on from are no label.
_AFTER = re.compile(r"(?:\s+[\w-]+){0,2}\s*(?::|\Z)|\s*[(\u2013\u2014]|\s+-\s|\.")
_LAST = (":", ".", "!", "?")


def label_end(paragraph: nodes.paragraph) -> int:
    """Return the length of the label that ``paragraph`` begins with, or 0 if it begins with none."""
    first = paragraph.children[0]
    if type(first) is not nodes.strong or not is_plain(first):
        return 0
    label = nodes.unescape(text_of_plain(first))
    rest = nodes.unescape(text_of_plain(paragraph))[len(label) :]
    after = _AFTER.match(rest)
    if label.endswith(_LAST):
        return len(label)
    return len(label) + after.end() if after else 0
