"""Find the forms of a glossary in text: whole words, the longest at each place, in one pass.

Text is cut into words once, and each word is looked up among the first words of the forms; where one begins,
so are the words from there on. So the cost follows the text's length and hardly the number of terms.
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

# A combining accent belongs to its letter, though it is no word character of its own.
_ACCENTS = r"\u0300-\u036f"
_WORD = rf"[\w{_ACCENTS}]+"
_HYPHENS = r"\-\u2010\u2011\u2013"
_TOKEN = re.compile(rf"{_WORD}|[^\w\s{_HYPHENS}]")
# Scripts that set no spaces between words: each ideograph, kana and Thai syllable counts as a word. Katakana
# does so in runs, as it writes foreign words, and half of such a word is no word.
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
# One letter and a slash begin a name, as of z/VM, but for "with".
_LETTER_BEFORE = re.compile(r"(?<!\w)(?![wW])[^\W\d_]/\Z")
_CODE_AFTER = re.compile(rf"[.:=@]{_LETTER}|\(\)")
_PREFIX_BEFORE = re.compile(rf"({_WORD})?[{_HYPHENS}]\Z")
# Before a hyphen these make another thing of what follows: "semi-supervised" is not "supervised".
_CHANGING_PREFIXES = frozenset(
    {"anti", "cross", "de", "inter", "meta", "non", "post", "pre", "pseudo", "quasi", "re", "self", "semi"}
    | {"super", "un", "under", "weakly"}
)
# The longest of them, its hyphen, and a letter that would make it another word.
_REACH_BEFORE = max(map(len, _CHANGING_PREFIXES)) + 2
_APOSTROPHE, _LETTER_APOSTROPHE = "\u2019", "\u02bc"  # the second is part of a word
_FOLD = str.maketrans({_APOSTROPHE: "'", _LETTER_APOSTROPHE: "'"})
_SPACE = " "
_LONGEST_ADDRESS = 200
_MOST_PARAGRAPHS = 1 << 14  # that are remembered: those of some 500 pages


@dataclass(frozen=True, slots=True)
class Match:
    """A form of ``entry_id`` at ``text[start:end]``, which may have another sense if ``is_ambiguous``.

    ``obstacle`` says why these are not words of a sentence of their own; it is empty where they are.
    """

    start: int
    end: int
    entry_id: str
    obstacle: str
    is_ambiguous: bool


class _Form(NamedTuple):
    entry_id: str
    is_ambiguous: bool
    exact: Mapping[int, str] = {}  # the words, by number, that match only as they are written


class Matcher:
    """Finds the forms of ``entries``; where two entries share a form, the later one has it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._forms: dict[str, tuple[_Form, ...]] = {}  # by their folded words; the later ones come first
        self._first_words: set[str] = set()
        self._first_pairs: set[str] = set()  # the first two words of each form, the second may be ""
        self._most_words = 0  # that a form has
        for entry in entries:
            ambiguous = set(map(form_key, ambiguous_forms(entry)))
            # One for all forms of an entry, as tens of thousands of objects slow all else down.
            certain, uncertain = (_Form(entry.id, is_ambiguous=False),), (_Form(entry.id, is_ambiguous=True),)
            for form in surface_forms(entry):
                kind = uncertain if form_key(form) in ambiguous else certain
                self._add(form, kind, exact_case=entry.exact_case)
        # A paragraph is searched when its page is read, and again when it is resolved.
        self._found = lru_cache(maxsize=_MOST_PARAGRAPHS)(self._find)

    def _add(self, text: str, forms: tuple[_Form], *, exact_case: bool) -> None:
        if _PLAIN.fullmatch(text) and not exact_case:
            # As most are: ten thousand terms are ready in half of the time.
            key = text.lower().replace("-", _SPACE)
            words = key.split(_SPACE)
        else:
            tokens = list(_pattern_for(text).finditer(text))
            words = [_normal(token[0]) for token in tokens]
            keys = list(_keys(text, tokens, 0, len(tokens))) if tokens else []
            if not keys or len(keys) < len(tokens):
                return  # signs alone, or words too far apart to be one form
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
        """Return the numbers of the words with which a form may begin, by them and the next."""
        return [
            index
            for index, word in enumerate(words)
            if word in self._first_words
            and (f"{word} " in self._first_pairs or " ".join(words[index : index + 2]) in self._first_pairs)
        ]

    def _longest(self, text: str, tokens: list[re.Match[str]], first: int) -> tuple[int, _Form] | None:
        """Return the last token of the longest form that begins at token ``first``, and the form."""
        best = None
        for last, key in _keys(text, tokens, first, self._most_words):
            for form in self._forms.get(key, ()):
                if all(_normal(tokens[first + i][0]) == word for i, word in form.exact.items()):
                    best = last, form
                    break
        return best


def _keys(text: str, tokens: list[re.Match[str]], first: int, most: int) -> Iterator[tuple[int, str]]:
    """Yield the tokens from ``first`` on, up to ``most``, as keys of forms, with the number of the last."""
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
    """Return the pattern of the words and signs in ``text``."""
    # The one that knows all scripts takes twice the time.
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
    """Say why ``text[start:end]`` is part of a name, of code or of a longer word, if it is."""
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
    """Whether ``text[at]`` belongs to an address, which Markdown may leave as plain text."""
    scheme = text.rfind("://", max(0, at - _LONGEST_ADDRESS), at)
    return scheme >= 0 and not any(map(str.isspace, text[scheme:at]))
