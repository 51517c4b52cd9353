"""The context of an occurrence: its neighbors, sentence, paragraph, heading and surroundings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from docutils import nodes

from sphinx_bioglossary.doctree.running_text import Block
from sphinx_bioglossary.doctree.text import SENTENCE_END
from sphinx_bioglossary.doctree.traversal import Position, headings
from sphinx_bioglossary.glossary.tokens import REACH, tokens, words_of

_SENTENCE_END = re.compile(rf"{SENTENCE_END.pattern}|\n\s*\n")
_LONGEST_REACH = 200  # characters; neither REACH words nor the long form of an abbreviation are longer

SENTENCE = "in the sentence"  # the nearest layer
_NEARBY = 4  # paragraphs before and after, in the same section

Section: TypeAlias = tuple[str, str]  # docname and id


class Vocabulary(NamedTuple):
    """The words of a text in lower case, and the pairs of adjacent words."""

    words: Set[str]
    pairs: Set[tuple[str, str]]


def vocabulary_of(words: Sequence[str]) -> Vocabulary:
    """Return the vocabulary of a text with these ``words`` in lower case."""
    return Vocabulary(frozenset(words), frozenset(pairwise(words)))


Layer: TypeAlias = tuple[str, Vocabulary]  # description of a part of the page, and its words


class Context:
    """The context of one occurrence.

    Attributes:
        before: at most ``REACH`` words before the occurrence, in original case, nearest first.
        after: at most ``REACH`` words after the occurrence, in original case, nearest first.
        sentence_before: the end of the part of the sentence before the occurrence.
        sentence_after: the beginning of the part of the sentence after the occurrence.
    """

    def __init__(self, before: str, after: str, layers: Callable[[], Iterator[Layer]]) -> None:
        self.sentence_before = before
        self.sentence_after = after
        self.before = tokens(before)[: -REACH - 1 : -1]
        self.after = tokens(after)[:REACH]
        self._layers = layers

    def layers(self) -> Iterator[Layer]:
        """Yield the parts of the page around the occurrence, nearest first; each is tokenized on demand."""
        return self._layers()


class PageContexts:
    """The contexts of occurrences in the blocks of a document, computed on demand.

    Args:
        document: the document, searched for the headings above the blocks.
        position: the position of ``document``.
        blocks: the blocks of running text in ``document``.
        ignored: words in lower case that tell nothing, because they are part of the project's name.
    """

    def __init__(
        self,
        document: nodes.Element,
        position: Position,
        blocks: Sequence[Block],
        ignored: Set[str] = frozenset(),
    ) -> None:
        self._document, self._position = document, position
        self._blocks, self._ignored = blocks, ignored
        self._vocabularies: dict[object, Vocabulary] = {}
        self._ends: dict[int, list[int]] = {}  # of sentences, by number of the block

    def context(self, number: int, start: int, end: int) -> Context:
        """Return the context of an occurrence.

        Args:
            number: the index of the block in ``blocks``.
            start: the offset of the first character in the text of the block.
            end: the offset after the last character.
        """
        text = self._blocks[number].own_text
        first, last = self._sentence(number, start, end)
        before = text[max(first, start - _LONGEST_REACH) : start]
        after = text[end : min(last, end + _LONGEST_REACH)]
        return Context(before, after, lambda: self._layers(number, first, last))

    def _layers(self, number: int, first: int, last: int) -> Iterator[Layer]:
        block = self._blocks[number]
        text, section = block.own_text, _section_of(block)
        is_whole = first == 0 and last == len(text)
        key = number if is_whole else (number, first, last)
        yield SENTENCE, self._vocabulary(key, text, first, last)
        yield "in the paragraph", self._vocabulary(number, text)
        yield "in the heading", self._vocabulary(("heading", section), self._headings.get(section, ""))
        yield "in the paragraphs nearby", self._of_surroundings(number)

    def _sentence(self, number: int, start: int, end: int) -> tuple[int, int]:
        """Return the start and end offsets of the sentence around ``text[start:end]``."""
        text = self._blocks[number].own_text
        if number not in self._ends:
            self._ends[number] = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
        ends = self._ends[number]
        return ends[bisect_right(ends, start) - 1], ends[bisect_left(ends, end)]

    @cached_property
    def _headings(self) -> Mapping[Section, str]:
        return {
            (position.docname, position.section): titles
            for position, titles in headings(self._document, self._position)
        }

    def _vocabulary(self, key: object, text: str, first: int = 0, last: int | None = None) -> Vocabulary:
        if key not in self._vocabularies:
            words = [word for word in words_of(text[first:last]) if word not in self._ignored]
            self._vocabularies[key] = vocabulary_of(words)
        return self._vocabularies[key]

    def _of_surroundings(self, number: int) -> Vocabulary:
        """Return the words of the paragraphs around a block in its section, under its conditions or none."""
        key = ("surroundings", number)
        if key not in self._vocabularies:
            around = self._blocks[number]
            first = max(0, number - _NEARBY)
            parts = [
                self._vocabulary(nearby, block.own_text)
                for nearby, block in enumerate(self._blocks[first : number + _NEARBY + 1], first)
                if _section_of(block) == _section_of(around)
                and block.position.conditions in ((), around.position.conditions)
            ]
            self._vocabularies[key] = _union(parts) if len(parts) > 1 else parts[0]
        return self._vocabularies[key]


def _section_of(block: Block) -> Section:
    return block.position.docname, block.position.section


def _union(parts: Iterable[Vocabulary]) -> Vocabulary:
    words, pairs = zip(*parts, strict=True)
    return Vocabulary(frozenset().union(*words), frozenset().union(*pairs))
