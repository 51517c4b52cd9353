"""Tokenize text for the comparison with phrases and cues of entries."""

from __future__ import annotations

import re

# Words and punctuation; hyphens, quotes and genitive endings separate words and are no tokens.
_TOKEN = re.compile(r"(?:['\u2019]s\b)|([^\W_]+|[^\w\s\-\u2010\u2011'\"\u2018\u2019\u201c\u201d*`])")
_WORD = re.compile(r"[^\W_]+")
_TIMES = "\u00d7"
_NUMBER = re.compile(rf"\d|{_TIMES}")
_LOWER_DETERMINERS = frozenset(
    {"a", "an", "any", "each", "every", "her", "his", "its", "my", "our", "some", "that", "the", "their"}
    | {"these", "this", "those", "your"}
)
_DETERMINERS = _LOWER_DETERMINERS.union(*([word.title(), word.upper()] for word in _LOWER_DETERMINERS))
REACH = 6  # words on either side of an occurrence that phrases can match


def tokens(text: str) -> list[str]:
    """Return the words and punctuation of ``text`` without determiners; numbers become ``#``."""
    if not text:
        return []
    found = [token for token in _TOKEN.findall(text) if token and token not in _DETERMINERS]
    return [_without_digits(token) for token in found] if _NUMBER.search(text) else found


def _without_digits(token: str) -> str:
    if token == _TIMES:
        return "x"
    return re.sub(r"\d+", "#", token) if token[0].isdigit() else token


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, for the search for cues."""
    return _WORD.findall(text.lower())
