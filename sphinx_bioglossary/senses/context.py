"""What stands around a word: its neighbors, and the words of its sentence, paragraph and section."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from functools import cached_property
from typing import NamedTuple, TypeAlias

from sphinx_bioglossary.glossary.tokens import REACH, tokens, words_of

_SENTENCE_END = re.compile(r"[.!?][\"')\]\u201d\u2019]*\s+(?=[A-Z0-9\"'(\[\u201c])|\n\s*\n")
_LONGEST_REACH = 160  # characters in which so many words have room


Section: TypeAlias = tuple[str, str]  # the name of a page, and of the section there


class Passage(NamedTuple):
    """The text of a block, in which section it stands, and under which conditions it is shown."""

    section: Section
    text: str
    conditions: tuple[str, ...] = ()


class Vocabulary(NamedTuple):
    """The words of a text, in lower case; in ``row`` they stand one after the other, between spaces."""

    words: Set[str]
    row: str


class Layer(NamedTuple):
    """The words of a part of the page around a word."""

    name: str
    vocabulary: Vocabulary


class Around(NamedTuple):
    """What stands around an occurrence: the nearest words on either side come first, as they are written."""

    before: list[str]
    after: list[str]
    sentence_before: str
    sentence_after: str
    layers: list[Layer]


class Surroundings:
    """Gives what stands around the words of ``passages``, which are those of a document.

    ``find_headings`` returns the titles above each section's text. Nothing is looked for or cut into words
    before it is needed.
    """

    def __init__(
        self, passages: Iterable[Passage], find_headings: Callable[[], Mapping[Section, str]]
    ) -> None:
        self._passages = list(passages)
        self._find_headings = find_headings
        self._known: dict[object, Vocabulary] = {}
        self._ends: dict[int, list[int]] = {}  # by passage: of its sentences

    def around(self, number: int, start: int, end: int) -> Around:
        """Return what stands around ``text[start:end]`` of the passage with this number."""
        passage = self._passages[number]
        first, last = self._sentence(number, start, end)
        before, after = passage.text[first:start], passage.text[end:last]
        return Around(
            before=tokens(before[-_LONGEST_REACH:])[: -REACH - 1 : -1],
            after=tokens(after[:_LONGEST_REACH])[:REACH],
            sentence_before=before,
            sentence_after=after,
            layers=[
                Layer("in the sentence", self._of_part(number, first, last)),
                Layer("in the paragraph", self._once(number, passage.text)),
                Layer("in the heading", self._once(("heading", passage.section), self._heading(passage))),
                Layer("in the section", self._of_section(passage.section, passage.conditions)),
            ],
        )

    def _sentence(self, number: int, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence around ``text[start:end]`` begins and ends."""
        text = self._passages[number].text
        if number not in self._ends:
            self._ends[number] = [match.end() for match in _SENTENCE_END.finditer(text)]
        ends = self._ends[number]
        return max((at for at in ends if at <= start), default=0), min(
            (at for at in ends if at >= end), default=len(text)
        )

    def _of_part(self, number: int, start: int, end: int) -> Vocabulary:
        text = self._passages[number].text
        is_whole = start == 0 and end == len(text)
        return self._once(number if is_whole else (number, start, end), text[start:end])

    @cached_property
    def _headings(self) -> Mapping[Section, str]:
        return self._find_headings()

    def _heading(self, passage: Passage) -> str:
        return self._headings.get(passage.section, "")

    def _once(self, key: object, text: str) -> Vocabulary:
        if key not in self._known:
            self._known[key] = _vocabulary(text)
        return self._known[key]

    def _of_section(self, section: Section, conditions: tuple[str, ...]) -> Vocabulary:
        """Return the words of a section that are shown whenever what has these ``conditions`` is."""
        key = (section, conditions)
        if key not in self._known:
            shown = (n for n in self._sections[section] if self._passages[n].conditions in ((), conditions))
            parts = [self._once(number, self._passages[number].text) for number in shown]
            self._known[key] = _union(parts) if len(parts) > 1 else parts[0]
        return self._known[key]

    @cached_property
    def _sections(self) -> Mapping[Section, list[int]]:
        sections: dict[Section, list[int]] = defaultdict(list)
        for number, passage in enumerate(self._passages):
            sections[passage.section].append(number)
        return sections


def _vocabulary(text: str) -> Vocabulary:
    words = words_of(text)
    return Vocabulary(frozenset(words), f" {' '.join(words)} ")


def _union(parts: Iterable[Vocabulary]) -> Vocabulary:
    words, rows = zip(*parts, strict=True)
    return Vocabulary(frozenset().union(*words), "\n".join(rows))
