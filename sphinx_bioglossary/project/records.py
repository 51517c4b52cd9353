"""Records of the terms on a page, as stored in Sphinx's environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sphinx_bioglossary.doctree.traversal import Position
from sphinx_bioglossary.senses.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A surface form in running text, without an obstacle to a link in the text.

    Attributes:
        entry_id: the id of its entry.
        text: the surface form as written.
        position: the position of its paragraph.
        fingerprint: identifies it within its section, also on the resolved page.
        evidence: the evidence for its sense; ``None`` if the form has only one sense.
    """

    entry_id: str
    text: str
    position: Position
    fingerprint: tuple[int, int]
    evidence: Evidence | None

    obstacle: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A name in the role ``:term:``; ``in_entry`` if it stands in the definition of an entry of ours."""

    name: str
    position: Position
    in_entry: bool


@dataclass(frozen=True, slots=True)
class PageTerms:
    """The terms on a page.

    Attributes:
        matching_fingerprint: fingerprint of the surface forms that were searched for.
        occurrences: the occurrences in running text.
        named: the names in ``:term:``.
    """

    matching_fingerprint: str
    occurrences: tuple[Occurrence, ...]
    named: tuple[NamedTerm, ...]
