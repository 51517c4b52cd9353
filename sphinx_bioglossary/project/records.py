"""What reading a page finds of terms, in the form in which Sphinx's environment keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from sphinx_bioglossary.doctree.traversal import Where
from sphinx_bioglossary.senses.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A stretch of text that may be linked; ``place`` is the number of its block and its offset there.

    By its ``mark`` it is known again when the page is resolved. ``evidence`` is what stands around the words,
    if they may have another sense.
    """

    entry_id: str
    text: str
    place: tuple[int, int]
    where: Where
    mark: tuple[int, int]
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """A name given to ``:term:``; ``entry_id`` is that of our entry in whose definition it stands, if so."""

    name: str
    where: Where
    entry_id: str


@dataclass(frozen=True, slots=True)
class PageTerms:
    """What a page holds, found with the forms that have the fingerprint ``forms``."""

    forms: str
    occurrences: tuple[Occurrence, ...]
    by_hand: tuple[ByHand, ...]
