"""The surface forms of an entry in running text.

The matcher treats spaces and hyphens alike, so forms are written with spaces, and only the closed spelling
("nonlinear" for "non-linear") is a separate form.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .model import Entry

# Prefixes that are written closed, hyphenated or apart: autoencoder, auto-encoder, auto encoder.
_PREFIXES = "auto|back|down|hyper|meta|micro|mini|multi|non|over|post|pre|pseudo|self|semi|sub|super|under|up"
_PREFIX = re.compile(rf"\b({_PREFIXES})[ -]?(?=[a-z]{{4}})", re.IGNORECASE)
# British and American spelling: pairs of a pattern and its replacement.
_SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), other)
    for pattern, other in (
        (r"(?<=\w{3})is(e|er|ers|ed|es|ing|ation|ations)\b", r"iz\1"),
        (r"(?<=\w{3})iz(e|er|ers|ed|es|ing|ation|ations)\b", r"is\1"),
        (r"(behavi|col|lab|neighb|tum|vap)our", r"\1or"),
        (r"(behavi|col|lab|neighb|tum|vap)or", r"\1our"),
        (r"(channel|label|model|signal)l(ed|er|ing)", r"\1\2"),
        (r"(channel|label|model|signal)(ed|er|ing)", r"\1l\2"),
        (r"licence(d|s)?\b", r"license\1"),
        (r"license(d|s)?\b", r"licence\1"),
        (r"(cent|fib|lit)re\b", r"\1er"),
        (r"(cent|fib|lit)er\b", r"\1re"),
    )
)
# A cheap test in lower case: words without these letters, which are most words, have no other spelling.
_MAY_HAVE_SPELLINGS = re.compile(
    "i[sz][aei]|(?:behavi|col|lab|neighb|tum|vap)o|channel|label|model|signal|licen|(?:cent|fib|lit)[er]"
)
_MAY_VARY = re.compile(rf"\b(?:{_PREFIXES})|{_MAY_HAVE_SPELLINGS.pattern}")
_SIBILANTS = ("s", "x", "z", "ch", "sh")
_DOUBLING = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")
_SHORTEST_INFLECTED = 3


@lru_cache(maxsize=1 << 15)
def surface_forms(entry: Entry) -> frozenset[str]:
    """Return all surface forms of ``entry``.

    These are its names with their plurals, and its listed forms without plurals, each in all spellings. The
    abbreviation has a plural and no other spelling.
    """
    nouns = {spelling for name in (entry.term, *entry.aliases) for spelling in _spellings(name)}
    forms = nouns | {plural(noun) for noun in nouns}
    forms |= {spelling for form in entry.forms for spelling in _spellings(form)}
    if entry.abbreviation:
        forms |= {entry.abbreviation, entry.abbreviation + "s"}
    return frozenset(forms)


def form_key(form: str) -> str:
    """Return one key for equivalent forms: forms that differ only in case, or in hyphens and spaces."""
    return form.casefold().replace("-", " ")


def ambiguous_forms(entry: Entry) -> set[str]:
    """Return the forms of ``entry`` that may have another sense: its abbreviation, and those of ``sense``."""
    forms = {entry.abbreviation, f"{entry.abbreviation}s"} if entry.abbreviation else set()
    if entry.sense and entry.sense.forms:
        forms |= {spelling for form in entry.sense.forms for spelling in _spellings(form)}
        return forms | {plural(form) for form in forms}
    if not entry.sense:
        return forms
    words = (name for name in (entry.term, *entry.aliases, *entry.forms) if not re.search(r"[ -]", name))
    spellings = {spelling for word in words for spelling in _spellings(word)}
    return forms | spellings | {plural(spelling) for spelling in spellings}


def heading_forms(entry: Entry) -> set[str]:
    """Return headword and abbreviation combined, "name (abbreviation)": in both orders and numbers."""
    if not entry.abbreviation:
        return set()
    pairs = ((entry.term, entry.abbreviation), (plural(entry.term), entry.abbreviation + "s"))
    return {form for name, short in pairs for form in (f"{name} ({short})", f"{short} ({name})")}


def plural(noun: str) -> str:
    """Return the regular English plural of a noun or noun phrase."""
    if noun.lower().endswith(_SIBILANTS):
        return noun + "es"
    if _ends_in_consonant_y(noun):
        return noun[:-1] + "ies"
    return noun + "s"


def _ends_in_consonant_y(word: str) -> bool:
    return word[-1:] in "yY" and word[-2:-1].isalpha() and word[-2].lower() not in "aeiou"


def is_abbreviation(word: str) -> bool:
    """Whether a word may mean something else in another case (CARE, care)."""
    return not word.islower() and sum(map(str.isupper, word)) > 1


@lru_cache(maxsize=1 << 14)
def inflections(word: str) -> frozenset[str]:
    """Return ``word`` in all spellings, with the regular endings of nouns and verbs.

    Some results are no words, which is harmless because words of a text are looked up among them.
    """
    if not _is_inflected(word):
        return frozenset({word})
    return frozenset([form for spelling in _regional_spellings(word) for form in _endings(spelling)])


def plural_and_spellings(word: str) -> frozenset[str]:
    """Return ``word`` in all spellings, with their regular plurals."""
    if not _is_inflected(word):
        return frozenset({word})
    spellings = _regional_spellings(word)
    return frozenset([*spellings, *map(plural, spellings)])


def _is_inflected(word: str) -> bool:
    return word.isalpha() and len(word) >= _SHORTEST_INFLECTED


def _endings(word: str) -> tuple[str, ...]:
    if _ends_in_consonant_y(word):
        return word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"
    bare = word[:-1] if word[-1] == "e" else word
    doubled = word + word[-1] if _DOUBLING.search(word) else bare
    # Both, because of "epochs" and "patches".
    plurals = (word + "s", word + "es") if word.endswith(_SIBILANTS) else (word + "s",)
    return word, *plurals, bare + "ed", doubled + "ed", bare + "ing", doubled + "ing"


def _spellings(name: str) -> set[str]:
    """Return ``name`` in all spellings of its words, with prefixes written apart and closed."""
    if not _MAY_VARY.search(name.lower()):
        return {name}  # shortcut for most names, ten times faster
    phrases = _regional_spellings(name)
    apart = {_PREFIX.sub(r"\1 ", phrase) for phrase in phrases}
    closed = {_PREFIX.sub(r"\1", phrase) for phrase in phrases}
    return phrases | apart | closed


def _regional_spellings(text: str) -> set[str]:
    """Return ``text`` in British and American spelling.

    Each rule changes all words at once. If each word varied by itself, a long name would have millions of
    forms.
    """
    found = {text}
    if _MAY_HAVE_SPELLINGS.search(text.lower()):
        for pattern, other in _SPELLINGS:
            found |= {pattern.sub(other, spelling) for spelling in found}
    return found
