"""Decide from the context whether an ambiguous acronym has the meaning of the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .expansions import mentions
from .lexicon import Lexicon
from .word_search import has_word

# Words of long forms that occur near any acronym in bioimage docs, and are therefore no evidence.
_COMMON = frozenset({"analysis", "data", "file", "format", "image", "imaging", "learning", "level", "method"})
_COMMON |= {"model", "network", "point", "self", "single", "size", "standard", "system", "time", "value"}
_ENDING = re.compile(r"(ation|ing|ed|es|e|s|y)$")
_LONGEST_ENDING = 4


def speaks_for_field(acronym: str, lexicon: Lexicon, block: str, page: Callable[[], str]) -> bool:
    """Decide whether ``acronym`` has its first meaning, the one of the field.

    It has if ``block`` holds more cues and words of this meaning than words of any other meaning. If
    ``block`` holds neither, it has if the page writes out this meaning and no other.

    Args:
        acronym: the acronym in the singular.
        lexicon: the bundled lexicon.
        block: the text of the block that uses the acronym.
        page: returns the text of the page without accents; a function, because few acronyms need it.
    """
    meanings = lexicon.meanings(acronym)
    if len(meanings) <= 1:
        return True
    first, *others = (_count(_words_of(meaning), block) for meaning in meanings)
    field = first + _count(lexicon.cues.get(acronym, ()), block)
    if field or any(others):
        return field > max(others)
    return mentions(page(), meanings[:1]) and not mentions(page(), meanings[1:])


def _words_of(meaning: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", meaning.casefold())) - _COMMON


def _count(words: Iterable[str], text: str) -> int:
    lowered = text.lower()
    return sum(_has_form(word, lowered if word.islower() else text) for word in words)


def _has_form(word: str, text: str) -> bool:
    """Whether ``text`` has ``word`` with any ending; a word with a capital must match exactly."""
    if not word.islower():
        return has_word(word, text)
    return has_word(_ENDING.sub("", word), text, most_letters=_LONGEST_ENDING)
