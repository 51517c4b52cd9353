"""Find the surface forms of a glossary in text: whole words, longest match first, in one pass.

The matcher tokenizes the text once and looks up each word among the first words of all forms; after a hit, it
looks up the following words too. The cost grows with the length of the text and hardly with the number of
terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .model import Entry
from .surface_forms import ambiguous_forms, form_key, is_abbreviation, surface_forms

# A combining accent belongs to its letter, although it is no word character.
_ACCENTS = r"\u0300-\u036f"
_WORD = rf"[\w{_ACCENTS}]+"
_HYPHENS = r"\-\u2010\u2011\u2013"
_TOKEN = re.compile(rf"{_WORD}|[^\w\s{_HYPHENS}]")
# Scripts without spaces between words: each ideograph, kana and Thai syllable counts as a word. A run of
# katakana counts as one word, because it transcribes a foreign word that must not match in part.
_HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = r"\u3041-\u309f"
_KATAKANA = r"\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_VOICED = r"\u3099\u309a"
_THAI_SYLLABLE = r"[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*"
_UNSPACED = rf"{_HAN}{_HIRAGANA}{_KATAKANA}\u0e01-\u0e4e"
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_LETTER = rf"[^\W{_UNSPACED}]"
_UNSPACED_TOKEN = re.compile(
    rf"{_LETTER}+(?:[{_ACCENTS}]+{_LETTER}*)*|[{_KATAKANA}{_VOICED}]+|[{_HIRAGANA}][{_VOICED}]?|{_THAI_SYLLABLE}"
    rf"|[^\s{_HYPHENS}]"
)
_PLAIN = re.compile(r"[A-Za-z][a-z0-9]*(?:[ -][a-z0-9]+)*")
_GAP = re.compile(rf"\s+|[{_HYPHENS}]\s?")
_CODE_BEFORE = re.compile(rf"{_LETTER}[.:=@>]\Z|[\\$@#]\Z")
# A single letter and a slash begin a name, such as z/VM; "w/" stands for "with".
_LETTER_BEFORE = re.compile(r"(?<!\w)(?![wW])[^\W\d_]/\Z")
_CODE_AFTER = re.compile(rf"[.:=@]{_LETTER}|\(\)")
_PREFIX_BEFORE = re.compile(rf"({_WORD})?[{_HYPHENS}]\Z")
# Before a hyphen, these prefixes change the concept: "semi-supervised" is not "supervised".
_CHANGING_PREFIXES = frozenset(
    {"anti", "cross", "de", "inter", "meta", "non", "post", "pre", "pseudo", "quasi", "re", "self", "semi"}
    | {"super", "un", "under", "weakly"}
)
# The length of the longest prefix, plus its hyphen and one letter before it, which would make it another
# word.
_REACH_BEFORE = max(map(len, _CHANGING_PREFIXES)) + 2
_APOSTROPHE, _LETTER_APOSTROPHE = "\u2019", "\u02bc"  # the second is part of a word
_FOLD = str.maketrans({_APOSTROPHE: "'", _LETTER_APOSTROPHE: "'"})
_SPACE = " "
_LONGEST_ADDRESS = 200
_MOST_PARAGRAPHS = 1 << 14  # size of the cache: the paragraphs of about 500 pages


@dataclass(frozen=True, slots=True)
class Match:
    """A surface form of ``entry_id`` at ``text[start:end]``.

    Attributes:
        start: offset of the first character.
        end: offset after the last character.
        entry_id: the id of the entry.
        obstacle: reason why the match is part of a name, of code or of a longer word; empty if it is not.
        is_ambiguous: whether the form may have another sense.
    """

    start: int
    end: int
    entry_id: str
    obstacle: str
    is_ambiguous: bool


class _Form(NamedTuple):
    entry_id: str
    is_ambiguous: bool
    exact: Mapping[int, str] = {}  # the case-sensitive words, by index


class Matcher:
    """Finds the surface forms of entries.

    Args:
        entries: the entries; if two entries share a form, the later one gets the match.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._forms: dict[str, tuple[_Form, ...]] = {}  # by folded words; forms of later entries first
        self._first_words: set[str] = set()
        self._first_pairs: set[str] = set()  # the first two words of each form; the second may be ""
        self._most_words = 0  # of any form
        for entry in entries:
            ambiguous = set(map(form_key, ambiguous_forms(entry)))
            # Shared by all forms of an entry, because tens of thousands of objects slow down the whole build.
            certain, uncertain = (_Form(entry.id, is_ambiguous=False),), (_Form(entry.id, is_ambiguous=True),)
            for form in surface_forms(entry):
                kind = uncertain if form_key(form) in ambiguous else certain
                self._add(form, kind, exact_case=entry.exact_case)
        # Cached, because a paragraph is searched when its page is read, and again when it is resolved.
        self._found = lru_cache(maxsize=_MOST_PARAGRAPHS)(self._find)

    def _add(self, text: str, forms: tuple[_Form], *, exact_case: bool) -> None:
        if _PLAIN.fullmatch(text) and not exact_case:
            # Shortcut for most forms: it halves the time for ten thousand terms.
            key = text.lower().replace("-", _SPACE)
            words = key.split(_SPACE)
        else:
            tokens = list(_pattern_for(text).finditer(text))
            words = [_normal(token[0]) for token in tokens]
            keys = list(_keys(text, tokens, 0, len(tokens))) if tokens else []
            if not keys or len(keys) < len(tokens):
                return  # no words, or words too far apart to be one form
            key = keys[-1][1]
            exact = {i: word for i, word in enumerate(words) if exact_case or is_abbreviation(word)}
            forms = (forms[0]._replace(exact=exact),) if exact else forms
        self._forms[key] = (*forms, *self._forms[key]) if key in self._forms else forms
        first, second = [*words, ""][:2]
        self._first_words.add(first.lower())
        self._first_pairs.add(f"{first} {second}".lower())
        self._most_words = max(self._most_words, len(words))

    def find(self, text: str) -> tuple[Match, ...]:
        """Return the matches in ``text`` from left to right; no two overlap."""
        return self._found(text)

    def _find(self, text: str) -> tuple[Match, ...]:
        pattern = _pattern_for(text)
        words = _folded_words(text, pattern)
        beginnings = self._beginnings(words)
        tokens = list(pattern.finditer(text)) if beginnings else []
        matches: list[Match] = []
        resume = 0
        for index in beginnings:
            found = self._longest(text, tokens, index) if index >= resume else None
            if found:
                last, form = found
                resume = last + 1
                start, end = tokens[index].start(), tokens[last].end()
                matches.append(
                    Match(start, end, form.entry_id, _obstacle(text, start, end), form.is_ambiguous)
                )
        return tuple(matches)

    def _beginnings(self, words: list[str]) -> list[int]:
        """Return the indices of the words that may begin a form, judging by that word and the next."""
        return [
            index
            for index, word in enumerate(words)
            if word in self._first_words
            and (f"{word} " in self._first_pairs or " ".join(words[index : index + 2]) in self._first_pairs)
        ]

    def _longest(self, text: str, tokens: list[re.Match[str]], first: int) -> tuple[int, _Form] | None:
        """Return the longest form that begins at token ``first``, with the index of its last token."""
        best = None
        for last, key in _keys(text, tokens, first, self._most_words):
            for form in self._forms.get(key, ()):
                if all(_normal(tokens[first + i][0]) == word for i, word in form.exact.items()):
                    best = last, form
                    break
        return best


def _keys(text: str, tokens: list[re.Match[str]], first: int, most: int) -> Iterator[tuple[int, str]]:
    """Yield the keys of the token sequences that begin at ``first``, with the index of the last token.

    The sequences have one to ``most`` tokens and end at the first gap that is no space or hyphen.
    """
    key, end = "", tokens[first].start()
    for number in range(first, min(first + most, len(tokens))):
        token = tokens[number]
        gap = text[end : token.start()]
        if gap and not _GAP.fullmatch(gap):
            return
        key += (_SPACE if gap else "") + _folded(token[0])
        end = token.end()
        yield number, key


def _pattern_for(text: str) -> re.Pattern[str]:
    """Return the token pattern for the scripts in ``text``."""
    # The pattern for scripts without spaces takes twice the time.
    unspaced = not text.isascii() and _HAS_UNSPACED.search(text)
    return _UNSPACED_TOKEN if unspaced else _TOKEN


def _folded_words(text: str, pattern: re.Pattern[str]) -> list[str]:
    if _LETTER_APOSTROPHE in text or not unicodedata.is_normalized("NFC", text):
        return list(map(_folded, pattern.findall(text)))
    return list(map(str.lower, pattern.findall(text.replace(_APOSTROPHE, "'"))))


def _normal(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word).translate(_FOLD)


def _folded(word: str) -> str:
    return _normal(word).lower()


def _obstacle(text: str, start: int, end: int) -> str:
    """Return the reason if ``text[start:end]`` is part of a name, of code or of a longer word; else empty."""
    before = text[max(0, start - _REACH_BEFORE) : start]
    if _CODE_BEFORE.search(before) or _CODE_AFTER.match(text, end) or _LETTER_BEFORE.search(before):
        return "part of a name or of code"
    if _is_in_address(text, start):
        return "part of an address"
    prefix = _PREFIX_BEFORE.search(before)
    if prefix and not prefix[1]:
        return "part of an option"
    if prefix and prefix[1].lower() in _CHANGING_PREFIXES:
        return " ".join(f"part of {prefix[0]}{text[start:end]}".split())
    return ""


def _is_in_address(text: str, at: int) -> bool:
    """Whether ``text[at]`` is within an address; Markdown parsers may leave addresses as plain text."""
    scheme = text.rfind("://", max(0, at - _LONGEST_ADDRESS), at)
    return scheme >= 0 and not any(map(str.isspace, text[scheme:at]))
