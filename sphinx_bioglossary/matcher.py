"""Find the forms of a glossary in text: whole words, the longest at each place, in one pass.

The forms stand in a trie of words. Text is cut into words once and each word is looked up among the
first words, so the cost follows the text's length and hardly the number of terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from .forms import surface_forms
from .model import Entry

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
_GAP = re.compile(rf"\s+|[{_HYPHENS}]\s?")
_CODE_BEFORE = re.compile(rf"{_LETTER}[.:=@]$|[\\$@#]$")
_CODE_AFTER = re.compile(rf"[.:=@]{_LETTER}|\(\)")
_PREFIX_BEFORE = re.compile(rf"({_WORD})?[{_HYPHENS}]$")
# Before a hyphen these make another thing of what follows: "semi-supervised" is not "supervised".
_CHANGING_PREFIXES = frozenset(
    {"anti", "cross", "de", "inter", "meta", "non", "post", "pre", "pseudo", "quasi", "re", "self", "semi"}
    | {"super", "un", "under", "weakly"}
)
_FOLD = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_SPACE = " "


@dataclass(frozen=True, slots=True)
class Match:
    """A form of the entry ``entry_id`` at ``text[start:end]``.

    ``obstacle`` says why these are not words of a sentence of their own; it is empty where they are.
    """

    start: int
    end: int
    entry_id: str
    obstacle: str


@dataclass(slots=True)
class _Branch:
    children: dict[str, _Branch] = field(default_factory=dict)
    entry_id: str | None = None


class Matcher:
    """Finds the forms of ``entries``; where two entries share a form, the later one has it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._root = _Branch()
        for entry in entries:
            for form in surface_forms(entry):
                self._add(form, entry)
        self._first_words = {word.lower() for word in self._root.children}

    def _add(self, form: str, entry: Entry) -> None:
        node, end = self._root, 0
        for token in _tokens(form):
            if node is not self._root and end < token.start():
                node = node.children.setdefault(_SPACE, _Branch())
            word = _normal(token[0])
            exact = entry.exact_case or is_abbreviation(word)
            node = node.children.setdefault(word if exact else word.lower(), _Branch())
            end = token.end()
        if node is not self._root:
            node.entry_id = entry.id

    def find(self, text: str) -> list[Match]:
        """Return the matches in ``text`` from left to right; no two overlap."""
        tokens = _tokens(text)
        fold = str.lower if text.isascii() else _folded
        candidates = [i for i, token in enumerate(tokens) if fold(token[0]) in self._first_words]
        matches: list[Match] = []
        resume = 0
        for index in candidates:
            found = self._longest(text, tokens, index) if index >= resume else None
            if found:
                last, entry_id = found
                resume = last + 1
                start, end = tokens[index].start(), tokens[last].end()
                matches.append(Match(start, end, entry_id, _obstacle(text, start, end)))
        return matches

    def _longest(self, text: str, tokens: list[re.Match[str]], first: int) -> tuple[int, str] | None:
        """Return the last token and the entry of the longest form that begins at token ``first``."""
        best: tuple[int, str] | None = None
        open_ends = [(self._root, first)]
        while open_ends:
            node, index = open_ends.pop()
            word = _normal(tokens[index][0])
            for key in {word, word.lower()}:
                child = node.children.get(key)
                if child is None:
                    continue
                if child.entry_id is not None and (best is None or index > best[0]):
                    best = index, child.entry_id
                following = _following(child, text, tokens, index)
                if following:
                    open_ends.append((following, index + 1))
        return best


def _tokens(text: str) -> list[re.Match[str]]:
    """Cut ``text`` into words and signs."""
    # The pattern that knows all scripts takes twice the time.
    unspaced = not text.isascii() and _HAS_UNSPACED.search(text)
    return list((_UNSPACED_TOKEN if unspaced else _TOKEN).finditer(text))


def _following(node: _Branch, text: str, tokens: list[re.Match[str]], index: int) -> _Branch | None:
    """Return the node from which the token after ``index`` may go on, or ``None`` if it may not."""
    if not node.children or index + 1 == len(tokens):
        return None
    gap = text[tokens[index].end() : tokens[index + 1].start()]
    if not gap:
        return node
    return node.children.get(_SPACE) if _GAP.fullmatch(gap) else None


def _normal(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word).translate(_FOLD)


def _folded(word: str) -> str:
    return _normal(word).lower()


def is_abbreviation(word: str) -> bool:
    """Whether a word may mean something else in another case (CARE, care)."""
    return sum(letter.isupper() for letter in word) > 1


def _obstacle(text: str, start: int, end: int) -> str:
    """Say why ``text[start:end]`` is part of a name, of code or of a longer word, if it is."""
    before = text[max(0, start - 24) : start]
    if _CODE_BEFORE.search(before) or _CODE_AFTER.match(text, end):
        return "part of a name or of code"
    prefix = _PREFIX_BEFORE.search(before)
    if prefix and not prefix[1]:
        return "part of an option"
    if prefix and prefix[1].lower() in _CHANGING_PREFIXES:
        return " ".join(f"part of {prefix[0]}{text[start:end]}".split())
    return ""
