"""Cut a text into words, as phrases and cues of entries are compared with it."""

from __future__ import annotations

import re

# Words and marks; hyphens, quotes and a genitive's ending part words without coming between them.
_TOKEN = re.compile(r"(?:['\u2019]s\b)|([^\W_]+|[^\w\s\-\u2010\u2011'\"\u2018\u2019\u201c\u201d*`])")
_WORD = re.compile(r"[^\W_]+")
_TIMES = "\u00d7"
_DETERMINERS = frozenset(
    {"a", "an", "any", "each", "every", "her", "his", "its", "my", "our", "some", "that", "the", "their"}
    | {"these", "this", "those", "your"}
)
REACH = 6  # words that can matter on either side


def tokens(text: str) -> list[str]:
    """Cut ``text`` into words, without determiners, and marks; a number becomes ``#``."""
    # Phrases of entries are mostly plain words, and thousands of them are read at the start.
    parts = text.split() if text.replace(" ", "").isalpha() else _TOKEN.findall(text)
    found = [token for token in parts if token and token.lower() not in _DETERMINERS]
    return [token if token.isalpha() else _without_digits(token) for token in found]


def _without_digits(token: str) -> str:
    if token == _TIMES:
        return "x"
    return re.sub(r"\d+", "#", token) if token[0].isdigit() else token


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, as cues are looked up among them."""
    return _WORD.findall(text.lower())
