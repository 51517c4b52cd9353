"""Tell whether an acronym of several meanings is used in its field's, from the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .expansions import mentions
from .lexicon import Lexicon
from .word_search import has_word

# Words of long forms that stand near any acronym in bioimage docs, and so speak for none.
_COMMON = frozenset({"analysis", "data", "file", "format", "image", "imaging", "learning", "level", "method"})
_COMMON |= {"model", "network", "point", "self", "single", "size", "standard", "system", "time", "value"}
_ENDING = re.compile(r"(ation|ing|ed|es|e|s|y)$")
_LONGEST_ENDING = 4


def speaks_for_field(acronym: str, lexicon: Lexicon, block: str, page: Callable[[], str]) -> bool:
    """Whether ``acronym`` has the first of its meanings.

    That is so if a cue or a word of this meaning stands in the same ``block`` of text, and no more words of
    any other meaning do; or if this meaning is spelt out elsewhere on the page, and no other is. ``page``
    returns the page's text without accents; few acronyms need it.
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
    """Whether ``text`` has ``word``, also with another ending; one with a capital is taken as it stands."""
    if not word.islower():
        return has_word(word, text)
    return has_word(_ENDING.sub("", word), text, most_letters=_LONGEST_ENDING)
