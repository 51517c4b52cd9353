"""Citations of publications, and names of organizations and events: no places for links."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from .text import SENTENCE_END

_CAPITAL = r"[^\W\d_a-z]"
_NAME = rf"{_CAPITAL}[\w'\u2019-]+"
_INITIALS = rf"(?:(?:{_CAPITAL}|[a-z](?=\.))\.?[ -]?){{1,3}}"
_YEAR = r"\b(?:19|20)\d\d[a-z]?\b"
_VENUE = r"\b(?:Conference|Congress|Journal|Proc\.|Proceedings|Symposium|Transactions|Workshop)"
# The authors at the beginning of a reference: names with initials, or full names; "et al." without a verb.
_AUTHORS = re.compile(
    rf"[\W\d]*(?:{_NAME},? {_INITIALS}(?:[,;&(]|and |et al|\d)"
    rf"|(?:{_CAPITAL}\.[ -]?){{1,3}}{_NAME}(?:,| and | et al)"
    rf"|{_NAME}(?:,? (?:and |& )?{_NAME})*,? et\.? al\b(?!\W*(?:{_YEAR})?\W*[a-z])"
    rf"|{_NAME} {_NAME}(?:, {_NAME} {_NAME})*,? and {_NAME} {_NAME}\. {_CAPITAL})"
)
_PUBLISHED = re.compile(rf"{_YEAR}|\b10\.\d{{4,}}/|\barXiv:")
# Signs of a citation: an identifier, a volume with pages, two authors with initials, a venue and its year.
_CITED_WORK = re.compile(
    r"\b10\.\d{4,}/|\barXiv:|\b\d+ ?(?:\(\d+\))?: ?\d+[-\u2013]\d+|\bvol\. ?\d|\bpp\. ?\d"
    rf"|\b(?:{_CAPITAL}[^\W\d_]+,? {_INITIALS}[,;&].{{0,9}}){{2}}|{_VENUE}[^()]{{0,99}}\(?{_YEAR}"
)
_WORDS_IN_BRACKETS = re.compile(r"\((?![\d\s,]*\))[^()]*\)")
_HEAD = (
    r"(?:Association|Award|Challenge|Conference|Congress|Consortium|Initiative|Institute|Journal|Society"
    r"|Symposium|Workshop)"
)
_HEAD_BEHIND = re.compile(rf"(?:\s+(?:&|and|of|{_NAME}))*?\s+{_HEAD}\b")
_HEAD_BEFORE = re.compile(
    rf"\b(?:{_HEAD}|Center|Centre|Department|Proceedings|Transactions)\s+(?:for|in|of|on)\s+(?:the\s+)?"
    rf"(?:{_NAME}\s+(?:(?:&|and|for|of)\s+)?)*\Z"
)
_REACH = 100  # characters


def obstacle_in(text: str, start: int, end: int) -> str:
    """Return why ``text[start:end]`` is no place for a link: it is in a citation or a name; empty if not."""
    if all(word[0].isupper() for word in text[start:end].split()) and (
        _HEAD_BEHIND.match(text, end, end + _REACH)
        or _HEAD_BEFORE.search(text, max(0, start - _REACH), start)
    ):
        return "in the name of an organization or event"
    return "in a citation" if any(first <= start < last for first, last in _citations(text)) else ""


def is_citation(text: str) -> bool:
    """Whether ``text`` has a sign of a citation."""
    return bool(_CITED_WORK.search(text))


@lru_cache(maxsize=64)  # because it is called for each match in a paragraph
def _citations(text: str) -> list[tuple[int, int]]:
    """Return the citations in a paragraph: all of it, or the sentences and brackets with signs of one."""
    if _AUTHORS.match(text) and _PUBLISHED.search(text):
        return [(0, len(text))]
    if not is_citation(text):
        return []
    ends = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    return [
        (start, end)
        for start, end in pairwise(ends)
        if is_citation(_WORDS_IN_BRACKETS.sub("", text[start:end]))
    ] + [match.span() for match in _WORDS_IN_BRACKETS.finditer(text) if is_citation(match[0])]
