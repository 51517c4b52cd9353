"""Tell whether an acronym of several meanings has its field's meaning, from the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .definitions import mentions, stem

# Words that stand near any acronym in bioimage docs, and so speak for none.
_COMMON = frozenset({"analysis", "data", "file", "image", "imaging", "level", "method", "model", "point", "time"})


def speaks_for_field(meanings: Sequence[str], block: str, page: str) -> bool:
    """Whether an acronym is used in the first of ``meanings``.

    That is so if words of this meaning stand in the same ``block`` of text, at least as many as of any other
    meaning, or if it is spelt out elsewhere on the ``page``, and no other is.
    """
    if len(meanings) <= 1:
        return True
    field, *others = (_count_words(meaning, block) for meaning in meanings)
    if field or any(others):
        return field > 0 and field >= max(others)
    return mentions(page, meanings[:1]) and not mentions(page, meanings[1:])


def _count_words(meaning: str, text: str) -> int:
    words = {word for word in re.findall(r"[^\W\d_]{4,}", meaning.casefold()) if word not in _COMMON}
    return sum(bool(re.search(rf"\b{re.escape(stem(word))}", text, re.IGNORECASE)) for word in words)
