"""Find explanations of acronyms in text.

The algorithm of A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions
in biomedical text", Pacific Symposium on Biocomputing 2003, pp. 451-462, matches a long form and an acronym
around a parenthesis. Other notations need stricter tests, documented at each. In doubt, an acronym counts as
explained: a missed warning costs less than a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from .lexicon import Lexicon
from .uses import acronyms_in, folded, may_hold_acronyms
from .word_search import starts_of

_REACH = 200  # characters; no long form is longer
_LONGEST_SHORT = 24  # characters; no acronym with quotes and spaces is longer
# The lookahead for a capital rejects most words before the rest of the pattern is tried.
_SHORT = r"\b(?=[\w&/+'-]{0,9}[A-Z])([^\W_][\w&/+'-]{1,11})"
_MARKS = "\"'*\u2018\u2019\u201c\u201d"
_QUOTES = f"[{_MARKS}]*"
_DASHES = "\u2013\u2014"
_BRACKETS = re.compile(r"\(([^()]+)\)|\[([^\[\]]+)\]")
# Words before the acronym within brackets: "(hereafter called WSI)".
_LEAD = re.compile(
    r"(?:\W*\b(?:or|also|simply|often|commonly|abbreviated|abbreviation|abbrev\.|short|shortened|acronym|called|known|"
    rf"termed|denoted|hereafter|henceforth|i\.e\.|aka|a\.k\.a\.|as|to|for|by|the)(?!\w))*\W*{_QUOTES}"
)
_IN_BRACKETS = re.compile(rf"{_SHORT}{_QUOTES}\.?\s*")
_BEFORE_BRACKETS = re.compile(rf"{_SHORT}{_QUOTES}\s*$")
_SHORT_WORD = re.compile(_SHORT)
_STANDS_FOR = re.compile(
    rf"{_QUOTES},?\s+\(?(?:which\s)?(?:stands?\s+for|(?:is\s+)?(?:a\s)?short(?:hand)?\s+for|"
    r"is\s+(?:an?\s+|the\s+)?(?:acronym|abbreviation|initialism)\s+(?:of|for)|abbreviates|denotes)\b"
)
_CALLED = re.compile(rf"(?:,?\s+or|,\s+abbreviated(?:\s+as)?|,\s+(?:aka|a\.k\.a\.)|\s*[/{_DASHES}])\Z")
_ENDS_OF_CALLED = ("or", "as", "abbreviated", "aka", "a.k.a.", "/", *_DASHES)
_IS = re.compile(
    rf"{_QUOTES}(?:\s*[,:={_DASHES}]\s*|\s+-+\s+|\s+(?:is|are|means?|refers\s+to|or)\s+"
    r"|,?\s+i\.e\.,?\s+|,\s+or\s+)(?:(?:an?|the|is|are|means)\s+)*"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")
_OR = re.compile(r"[,;:/]|\bor\b")
_CLAUSE_END = re.compile(r"[,;:.]")
_REST_AND_GAP = re.compile(r"\w*[^\w.!?]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "by", "de", "for", "from", "in", "of", "on", "the", "to", "via", "with"}
)


def find_definitions(text: str, lexicon: Lexicon) -> set[str]:
    """Find the acronyms that a text explains.

    Args:
        text: a passage of one or more sentences.
        lexicon: the bundled lexicon, for the long forms that it lists.

    Returns:
        The acronyms in the singular, and as they are written where that may be a plural.
    """
    if not may_hold_acronyms(text):
        return set()
    text = folded(text)
    used = {acronym for acronym, _ in acronyms_in(text, lexicon)}
    # Phrases can only explain words that ``acronyms_in`` finds, because only those cause warnings.
    shorts = {*_in_brackets(text, lexicon), *(_in_words(text) if used else ())}
    found = {form for short in shorts for form in (short, short.removesuffix("s").removesuffix("'"))}
    plain = without_accents(text)
    meanings = {acronym: lexicon.meanings(acronym) for acronym in used - found}
    return found | {acronym for acronym, known in meanings.items() if known and mentions(plain, known)}


@lru_cache(maxsize=256)  # because each paragraph with an ambiguous acronym searches the page
def mentions(text: str, meanings: tuple[str, ...]) -> bool:
    """Whether ``text``, which has no accents, contains the words of one of ``meanings``.

    The words may have other endings, and hyphens match spaces.
    """
    lowered = text.lower()
    return any(_mentions(lowered, _stems_of(meaning)) for meaning in meanings)


def _mentions(text: str, stems: Sequence[str]) -> bool:
    """Whether ``text`` contains consecutive words that begin with ``stems``."""
    first, *others = stems
    for at in starts_of(first, text):
        end = at + len(first)
        for other in others:
            gap = _REST_AND_GAP.match(text, end)
            if not gap or not text.startswith(other, gap.end()):
                break
            end = gap.end() + len(other)
        else:
            return True
    return False


def is_long_form(short: str, text: str) -> bool:
    """Whether ``text`` ends with a long form of ``short``, by the algorithm of Schwartz and Hearst.

    The last words of ``text`` must contain the letters and digits of ``short`` in this order, and the first
    letter must begin a word. The search covers at most as many words as ``short`` has letters plus five, or
    twice as many as it has letters, whichever is less.

    Args:
        short: the acronym.
        text: the text before the acronym, or within its brackets.
    """
    letters = [letter for letter in short.removesuffix("s").casefold() if letter.isalnum()]
    words = text.split()[-min(len(letters) + 5, 2 * len(letters)) :]
    rest = " ".join(words).casefold()
    at = len(rest)
    for number, letter in reversed(list(enumerate(letters))):
        at = rest.rfind(letter, 0, at)
        while number == 0 and at > 0 and rest[at - 1].isalnum():
            at = rest.rfind(letter, 0, at)
        if at < 0:
            return False
    long_form = rest[at:]
    return len(long_form) > len(short) and short.casefold() not in long_form.split()


def begins_with_initials(short: str, text: str) -> bool:
    """Whether the initials of the first words of ``text`` are the letters of ``short``."""
    letters = [letter for letter in short.removesuffix("s").casefold() if letter.isalpha()]
    words = _LETTERS.findall(text.casefold())[: 2 * len(letters)]
    if len(letters) <= 1 or not words or not words[0].startswith(letters[0]):
        return False
    wanted = iter([*letters, ""])
    letter = next(wanted)
    for word in words:
        if word.startswith(letter):
            letter = next(wanted)
        elif word not in _SMALL_WORDS:
            return False
        if not letter:
            return True
    return False


def _introduces(before: str, short: str, lexicon: Lexicon) -> bool:
    """Whether ``before`` ends with the long form of ``short``, or with the last noun of that long form.

    The noun suffices because authors write, for example, "light-sheet microscopy (SPIM)".
    """
    if is_long_form(short, before):
        return True
    last = _LAST_WORD.search(before)
    nouns = [stem(meaning.split()[-1]) for meaning in lexicon.meanings(short)]
    return last is not None and last[1].casefold().startswith(tuple(nouns))


def _in_brackets(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the acronyms of ``long form (SHORT)`` and of ``SHORT (long form)``."""
    for match in _BRACKETS.finditer(text):
        before, inner = text[max(0, match.start() - _REACH) : match.start()], match[1] or match[2]
        for part in _OR.split(inner):
            short = _IN_BRACKETS.fullmatch(_LEAD.sub("", part, count=1))
            if short and _is_short(short[1]) and _introduces(before, short[1], lexicon):
                yield short[1]
        short = _BEFORE_BRACKETS.search(before[-_LONGEST_SHORT:])
        if short and _is_short(short[1]):
            long_forms = (inner, *_CLAUSE_END.split(inner))
            if any(is_long_form(short[1], long_form) for long_form in long_forms):
                yield short[1]


def _in_words(text: str) -> Iterator[str]:
    """Yield the acronyms that a phrase explains; except for "stands for", initials must match too."""
    for match in _SHORT_WORD.finditer(text):
        short, start, end = match[1], *match.span()
        if _STANDS_FOR.match(text, end):
            yield short
        unquoted = text[max(0, start - _REACH) : start].rstrip(_MARKS)
        before = unquoted.rstrip() if unquoted[-1:].isspace() else ""
        if before.endswith(_ENDS_OF_CALLED) and (called := _CALLED.search(before)):
            words = _LETTERS.findall(before[: called.start()])
            counts = range(2, 2 * len(short) + 1)
            if any(begins_with_initials(short, " ".join(words[-n:])) for n in counts):
                yield short
        if (explained := _IS.match(text, end)) and begins_with_initials(
            short, text[explained.end() : explained.end() + _REACH]
        ):
            yield short


def _is_short(word: str) -> bool:
    return any(letter.isupper() for letter in word)


@cache
def _stems_of(meaning: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in re.findall(r"[^\W_]+", without_accents(meaning).lower()))


def stem(word: str) -> str:
    """Return the common beginning of the forms of a word: "imag" for image, images and imaging."""
    return word[: max(4, len(word) - 3)]


def without_accents(text: str) -> str:
    """Return ``text`` without accents: Cramer for Cramér."""
    # Text whose only non-ASCII characters are dashes and quotes is normalized already: the test is cheap.
    apart = text if unicodedata.is_normalized("NFD", text) else unicodedata.normalize("NFD", text)
    return apart if apart.isascii() else _ACCENTS.sub("", apart)
