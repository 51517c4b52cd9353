"""Find words in a text by their beginning.

The module uses ``str.find``, because compiling a pattern for each word would take longer than the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_REST = re.compile(r"\w*")


def starts_of(beginning: str, text: str) -> Iterator[int]:
    """Yield the offsets of the words in ``text`` that begin with ``beginning``."""
    at = text.find(beginning)
    while at >= 0:
        if at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_"):
            yield at
        at = text.find(beginning, at + 1)


def has_word(word: str, text: str, *, most_letters: int = 0) -> bool:
    """Whether ``text`` contains ``word``, in the same case and with up to ``most_letters`` more letters."""
    rests = (_REST.match(text, at + len(word)) for at in starts_of(word, text))
    return any(rest and len(rest[0]) <= most_letters for rest in rests)
