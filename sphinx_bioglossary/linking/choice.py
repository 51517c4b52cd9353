"""The choice of the occurrences to link: first in their range, apart from each other, few in a paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar

from sphinx_bioglossary.doctree.touching import beside_link
from sphinx_bioglossary.doctree.traversal import Position
from sphinx_bioglossary.project.records import Occurrence
from sphinx_bioglossary.project.state import Loaded

from .decision import Answer
from .occurrences import Sighting

Candidate = TypeVar("Candidate", Occurrence, Sighting)
# Docname, section id for scope "section", and entry id. For scope "project", the first page is known, so the
# range in which an entry is linked once is that page.
_Link: TypeAlias = tuple[str, str, str]
_RANGES = {"section": "in the section", "page": "on the page", "project": "in the project"}
REASONS = {"all": "scope is all", **{scope: f"first {part}" for scope, part in _RANGES.items()}}


class Choice(Generic[Candidate]):
    """Chooses the occurrences to link in one document, from the top to the end.

    Args:
        loaded: the options ``bioglossary_scope`` and ``bioglossary_most_links``.
        uses: the pages that use an entry, by entry id; the first one is its range for scope "project".
        decide: decides on an occurrence, which is given with the reasons against a link in the links before
            and around it, each empty if there is none.
    """

    def __init__(
        self,
        loaded: Loaded,
        uses: Mapping[str, Sequence[str]],
        decide: Callable[[Candidate, str, str], Answer],
    ) -> None:
        self._scope, self._most_links, self._uses = loaded.scope, loaded.most_links, uses
        self._decide: Callable[[Candidate, str, str], Answer] = decide
        self._linked: set[_Link] = set()
        self._linked_in_paragraph: set[_Link] = set()

    def note(self, position: Position, entry_id: str) -> None:
        """Note a link to an entry."""
        self._linked.add(self._link(position, entry_id))

    def choose(self, candidates: Iterable[Candidate]) -> list[tuple[Candidate, Answer]]:
        """Return the ``candidates``, given in reading order, each with the answer."""
        return [chosen for paragraph in _paragraphs(candidates) for chosen in self._choose_in(paragraph)]

    def _choose_in(self, paragraph: Sequence[Candidate]) -> Iterator[tuple[Candidate, Answer]]:
        """Choose in one paragraph; if it would get too many links, the most specific words get them."""
        most = max(0, self._most_links - paragraph[0].links_by_hand)
        crowded_out: dict[str, int] = {}  # number of the first occurrence that gets no link, by entry id
        while True:
            self._linked_in_paragraph = set()
            answers = self._answers(paragraph, crowded_out)
            linked = [number for number, answer in enumerate(answers) if answer.linked]
            if len(linked) <= most:
                self._linked |= self._linked_in_paragraph
                return zip(paragraph, answers, strict=True)
            linked.sort(key=lambda number: _specificity(paragraph[number]), reverse=True)
            for number in linked[most:]:
                entry_id = paragraph[number].entry_id
                crowded_out[entry_id] = min(number, crowded_out.get(entry_id, number))

    def _answers(self, paragraph: Sequence[Candidate], crowded_out: Mapping[str, int]) -> list[Answer]:
        """Decide on the occurrences in a paragraph.

        Of those that touch, which would look like one link, first come those of most words.
        """
        answers: dict[int, Answer] = {}
        for run in _runs(paragraph):
            for number in sorted(run, key=lambda number: _specificity(paragraph[number])[0], reverse=True):
                one = paragraph[number]
                around = ""
                if number >= crowded_out.get(one.entry_id, len(paragraph)):
                    around = f"more than {self._most_links} links in the paragraph"
                beside = [
                    n for n in (number - 1, number + 1) if n in run and n in answers and answers[n].linked
                ]
                if beside:
                    around = beside_link(paragraph[beside[0]].text)
                answers[number] = self._decide(one, self._linked_before(one), around)
                if answers[number].linked:
                    self._linked_in_paragraph.add(self._link(one.position, one.entry_id))
        return [answers[number] for number in range(len(paragraph))]

    def _linked_before(self, candidate: Candidate) -> str:
        """Return the place of an earlier link to the entry in the same range; empty if there is none."""
        position, entry_id = candidate.position, candidate.entry_id
        pages = self._uses.get(entry_id) if self._scope == "project" else None
        if pages and pages[0] != position.docname:
            return f"linked on the page {pages[0]}"
        link = self._link(position, entry_id)
        if self._scope in _RANGES and (link in self._linked or link in self._linked_in_paragraph):
            return f"linked elsewhere {_RANGES[self._scope]}"
        return ""

    def _link(self, position: Position, entry_id: str) -> _Link:
        return position.docname, position.section if self._scope == "section" else "", entry_id


def _paragraphs(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Split occurrences, given in reading order, by paragraphs."""
    paragraph: list[Candidate] = []
    for candidate in candidates:
        if paragraph and not _are_together(paragraph[-1], candidate):
            yield paragraph
            paragraph = []
        paragraph.append(candidate)
    if paragraph:
        yield paragraph


def _are_together(last: Candidate, candidate: Candidate) -> bool:
    """Whether two occurrences, of which ``last`` comes first, are in the same paragraph."""
    (checksum_before, offset_before), (checksum, offset) = last.fingerprint, candidate.fingerprint
    # Where the next paragraph has the same text, the offset falls.
    return last.position == candidate.position and checksum_before == checksum and offset_before < offset


def _runs(paragraph: Sequence[Candidate]) -> Iterator[range]:
    """Yield the numbers of the occurrences in a paragraph that touch one another."""
    start = 0
    for number in range(1, len(paragraph) + 1):
        if number == len(paragraph) or not paragraph[number].touches_last:
            yield range(start, number)
            start = number


def _specificity(candidate: Candidate) -> tuple[int, int]:
    """Return the numbers of words and characters of an occurrence."""
    return len(re.findall(r"\w+", candidate.text)), len(candidate.text)
