"""What reading a page finds of terms, in the form in which Sphinx's environment keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sphinx_bioglossary.doctree.traversal import Position
from sphinx_bioglossary.senses.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A surface form in running text that nothing in the text keeps from being linked.

    Attributes:
        entry_id: the entry whose form it is.
        text: its words.
        position: where its paragraph stands.
        fingerprint: tells it from others in its section, also when the page is resolved.
        evidence: what around it tells its sense; ``None`` if the form has one sense only.
    """

    entry_id: str
    text: str
    position: Position
    fingerprint: tuple[int, int]
    evidence: Evidence | None

    obstacle: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A name that an author gave to ``:term:``."""

    name: str
    position: Position


@dataclass(frozen=True, slots=True)
class PageTerms:
    """What a page holds of terms, found with the forms that have this ``matching_fingerprint``."""

    matching_fingerprint: str
    occurrences: tuple[Occurrence, ...]
    named: tuple[NamedTerm, ...]
