"""The choice of the occurrences to link: the first of an entry in its range, and one of two that touch."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from sphinx_bioglossary.doctree.touching import beside_link
from sphinx_bioglossary.doctree.traversal import Position
from sphinx_bioglossary.project.records import Occurrence

from .decision import Answer
from .occurrences import Sighting

Candidate = TypeVar("Candidate", Occurrence, Sighting)
_RANGES = {"section": "in the section", "page": "on the page", "project": "in the project"}
REASONS = {"all": "scope is all", **{scope: f"first {part}" for scope, part in _RANGES.items()}}


class Choice(Generic[Candidate]):
    """Chooses the occurrences to link in one document, from the top to the end.

    Args:
        scope: the value of ``bioglossary_scope``.
        uses: the pages that use an entry, by entry id; the first one is its range for scope "project".
        decide: decides on an occurrence, which is given with the reasons against a link in the links before
            and beside it, each empty if there is none.
    """

    def __init__(
        self, scope: str, uses: Mapping[str, Sequence[str]], decide: Callable[[Candidate, str, str], Answer]
    ) -> None:
        self._scope, self._uses = scope, uses
        self._decide: Callable[[Candidate, str, str], Answer] = decide
        self._linked: dict[tuple[str, str], set[str]] = defaultdict(set)  # linked entries by range

    def note(self, position: Position, entry_id: str) -> None:
        """Note a link to an entry."""
        self._linked[self._range(position)].add(entry_id)

    def choose(self, candidates: Iterable[Candidate]) -> list[tuple[Candidate, Answer]]:
        """Return the ``candidates``, given in reading order, each with the answer."""
        runs: list[list[Candidate]] = []
        for candidate in candidates:
            if candidate.touches_last:
                runs[-1].append(candidate)
            else:
                runs.append([candidate])
        return [chosen for run in runs for chosen in self._choose_from(run)]

    def _choose_from(self, run: Sequence[Candidate]) -> Iterator[tuple[Candidate, Answer]]:
        """Choose from occurrences that touch, which would look like one link: first those of most words."""
        answers: dict[int, Answer] = {}
        for number in sorted(range(len(run)), key=lambda number: -len(re.findall(r"\w+", run[number].text))):
            one = run[number]
            linked = [n for n in (number - 1, number + 1) if n in answers and answers[n].linked]
            beside = beside_link(run[linked[0]].text) if linked else ""
            answer = self._decide(one, self._linked_before(one), beside)
            if answer.linked:
                self.note(one.position, one.entry_id)
            answers[number] = answer
        for number, one in enumerate(run):
            yield one, answers[number]

    def _linked_before(self, candidate: Candidate) -> str:
        """Return the place of an earlier link to the entry in the same range; empty if there is none."""
        position, entry_id = candidate.position, candidate.entry_id
        pages = self._uses.get(entry_id) if self._scope == "project" else None
        if pages and pages[0] != position.docname:
            return f"linked on the page {pages[0]}"
        is_linked = self._scope in _RANGES and entry_id in self._linked[self._range(position)]
        return f"linked elsewhere {_RANGES[self._scope]}" if is_linked else ""

    def _range(self, position: Position) -> tuple[str, str]:
        """Return the range in which an entry is linked once: docname, and section id for scope "section".

        For scope "project", the first page is known, so the range is that page.
        """
        return position.docname, position.section if self._scope == "section" else ""
