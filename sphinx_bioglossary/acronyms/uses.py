"""Find the acronyms that a text uses.

This module is independent of Sphinx. An acronym is a word of the lexicon, or a word mostly of capitals. Many
such words are no acronyms (code, file names, text in capitals, initials of authors, units, numerals) and are
excluded, because a wrong warning costs more trust than a missed one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from sphinx_bioglossary.doctree.citations import is_citation

from .lexicon import Lexicon

# Each replacement has one character, so that offsets stay valid.
_FOLD = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"})
# Every acronym has a second capital, or a digit next to a capital; most other words have neither.
_CAPITALS = re.compile(r"[^\W_a-z](?:(?<!\d)\S*?[^\W_a-z]|[^\W\d_a-z])\S*")
_MARKS = "()[]\"'.,;:!?\u2018\u201c\u201d\u00ab\u00bb\u2026"
_SENTENCE = re.compile(r".+?(?:[.!?…](?=\s)|$)", re.DOTALL)
_WORD = re.compile(r"[^\W_](?:[^\W_]|[&'+-](?=[^\W_]))*(?:/[^\W_](?:[^\W_]|[&'+-](?=[^\W_]))*)*")
_CODE = re.compile(r"[_\\=@#$<>{}|~^*\ufffc]|::|//|[a-z]:\w|\w[.\[]\w|\w\((?!s\))|--|^[./-]\w|\w/$")
_ROMAN = re.compile(r"[IVX]+")
_NUMBER_BEFORE = re.compile(r"\d\s*$")
_WORD_BEFORE = re.compile(r"\b([^\W\d_]{3,})\s+$")
_WORD_AFTER = re.compile(r"\s+([^\W\d_]{3,})\b")
_PLURAL = re.compile(r"[A-Z0-9]s$")
_ORDINARY = re.compile(r"[^\W\d_]{2,}")
_VERSION = re.compile(r"(?<=\w\w)v\d+$")
_MOST_PARTS = 3
_SHORTEST, _LONGEST = 2, 6
_LONGEST_WORD = 40
_LONGEST_GAP = 20  # between a number and its unit
_START = itemgetter(0)


class Use(NamedTuple):
    """An acronym in the singular, and its offset in the text."""

    acronym: str
    offset: int


def folded(text: str) -> str:
    """Return ``text`` with a single kind of apostrophe and of hyphen; its length does not change."""
    return text if text.isascii() else text.translate(_FOLD)


def may_hold_acronyms(text: str) -> bool:
    """Whether ``text`` may contain acronyms: a cheap test before the full search."""
    return bool(_CAPITALS.search(text))


def same_key(acronym: str) -> str:
    """Return one key for all spellings of an acronym: FOV and FoV, cryo-EM and CryoEM, CCF and CCFv3."""
    return _VERSION.sub("", acronym.replace("-", "").casefold())


def find_uses(text: str, lexicon: Lexicon) -> list[Use]:
    """Return the acronyms in the sentences of ``text``, without those that every reader knows."""
    if not may_hold_acronyms(text):
        return []
    text = folded(text)
    uses = [
        use
        for use in acronyms_in(text, lexicon)
        if not _is_unit(text, use) and not _is_shouted(text, use, lexicon)
    ]
    if not uses or is_citation(text):
        return []
    sentences = [sentence.span() for sentence in _SENTENCE.finditer(text)]
    of_sentences: dict[tuple[int, int], list[Use]] = defaultdict(list)
    for use in uses:
        of_sentences[sentences[bisect_right(sentences, use.offset, key=_START) - 1]].append(use)
    prose = [found for span, found in of_sentences.items() if _is_sentence(text[slice(*span)], lexicon)]
    return [use for found in prose for use in found]


# Cached, because each paragraph is searched for explanations, and again for uses.
@lru_cache(maxsize=1024)
def acronyms_in(text: str, lexicon: Lexicon) -> tuple[Use, ...]:
    """Return the acronyms in ``text``, the result of ``folded``, regardless of their context."""
    return tuple(_acronyms_in(text, lexicon))


def _acronyms_in(text: str, lexicon: Lexicon) -> Iterator[Use]:
    for capitals in _CAPITALS.finditer(text):
        start = capitals.start()
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        chunk = text[start : capitals.end()]
        core = chunk.strip(_MARKS)
        if core.islower() or core in lexicon.known or "()" in chunk or _CODE.search(core):
            continue
        for word in _WORD.finditer(chunk):
            for acronym, offset in _acronyms_of(word[0], lexicon):
                if acronym not in lexicon.known:
                    yield Use(acronym, start + word.start() + offset)


def _acronyms_of(word: str, lexicon: Lexicon) -> Iterator[Use]:
    """Yield the acronyms in a word such as ``SEM/TEM`` or ``ROI-based``."""
    whole = singular(word, lexicon)
    if whole in lexicon.acronyms:
        yield Use(whole, 0)
        return
    for mark, most in (("/", _MOST_PARTS), ("-", len(word))):
        if mark in word:
            parts = word.split(mark)
            yield from _acronyms_of_parts(parts, mark, lexicon) if len(parts) <= most else ()
            return
    if _has_shape(whole):
        yield Use(whole, 0)


def _acronyms_of_parts(parts: list[str], mark: str, lexicon: Lexicon) -> Iterator[Use]:
    """Yield the acronyms in ``parts``, the longest acronym of the lexicon at each position."""
    first = offset = 0
    while first < len(parts):
        last = next(
            (
                end
                for end in range(min(len(parts), first + lexicon.most_parts), first + 1, -1)
                if mark.join(parts[first:end]) in lexicon.acronyms
            ),
            first + 1,
        )
        joined = mark.join(parts[first:last])
        yield from (Use(acronym, offset + start) for acronym, start in _acronyms_of(joined, lexicon))
        first, offset = last, offset + len(joined) + 1


def singular(word: str, lexicon: Lexicon) -> str:
    """Return an acronym without plural and genitive endings, and without the capital of a sentence start."""
    if word in lexicon.acronyms:
        return word
    if word[1:2].islower() and word[0].lower() + word[1:] in lexicon.acronyms:
        return word[0].lower() + word[1:]
    word = word.removesuffix("'s").removesuffix("'")
    if word not in lexicon.acronyms and _PLURAL.search(word) and len(word) > _SHORTEST:
        return word[:-1]
    return word


def _has_shape(word: str) -> bool:
    """Whether a word outside the lexicon looks like an acronym: short, with at most one lower-case letter.

    Words with digits are genes, cell lines and models; words with lower-case parts (OpenSSL) are names.
    """
    capitals = sum(map(str.isupper, word))
    return (
        word.isalpha()
        and _SHORTEST <= capitals <= _LONGEST
        and len(word) - capitals <= 1
        and not _ROMAN.fullmatch(word)
    )


def _is_sentence(text: str, lexicon: Lexicon) -> bool:
    """Whether most words of ``text`` are in lower case, so that capitals are significant."""
    words = [word for word in _ORDINARY.findall(text) if word not in lexicon.acronyms]
    shouted = sum(word.isupper() for word in words)
    # Letters of scripts without case count as lower case.
    return any(word == word.lower() for word in words) and len(words) > 2 * shouted


def _is_unit(text: str, use: Use) -> bool:
    before = text[max(0, use.offset - _LONGEST_GAP) : use.offset]
    return len(use.acronym) <= _SHORTEST and bool(_NUMBER_BEFORE.search(before))


def _is_shouted(text: str, use: Use, lexicon: Lexicon) -> bool:
    """Whether the word before or after, with no punctuation between, is an ordinary word in capitals.

    Example: "DO NOT SURF".
    """
    before = _WORD_BEFORE.search(text, max(0, use.offset - _LONGEST_WORD), use.offset)
    after = _WORD_AFTER.match(text, use.offset + len(use.acronym))
    words = (match[1] for match in (before, after) if match)
    return any(word.isupper() and singular(word, lexicon) not in lexicon.acronyms for word in words)
