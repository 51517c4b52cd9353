"""Find words in a text by how they begin.

A pattern for each word would take longer to make than it is of use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_REST = re.compile(r"\w*")


def starts_of(beginning: str, text: str) -> Iterator[int]:
    """Yield where words of ``text`` start that begin with ``beginning``."""
    at = text.find(beginning)
    while at >= 0:
        if at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_"):
            yield at
        at = text.find(beginning, at + 1)


def has_word(word: str, text: str, *, most_letters: int = 0) -> bool:
    """Whether ``word`` stands in ``text`` as it is written, with up to ``most_letters`` behind it."""
    rests = (_REST.match(text, at + len(word)) for at in starts_of(word, text))
    return any(rest and len(rest[0]) <= most_letters for rest in rests)
