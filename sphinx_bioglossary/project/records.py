"""Records of the terms on a page, as stored in Sphinx's environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sphinx import addnodes

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
        touches_last: whether it touches the occurrence before it.
        links_by_hand: the number of other links in its paragraph.
    """

    entry_id: str
    text: str
    position: Position
    fingerprint: tuple[int, int]
    evidence: Evidence | None
    touches_last: bool
    links_by_hand: int

    obstacle: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class ReferenceByName:
    """A reference by name; ``in_entry`` if it stands in the definition of an entry of ours."""

    reference: addnodes.pending_xref
    position: Position
    in_entry: bool

    @property
    def name(self) -> str:
        """The name in lower case."""
        return str(self.reference["reftarget"]).lower()

    @property
    def is_term(self) -> bool:
        """Whether it is the role ``:term:``, which Sphinx looks up in glossaries only."""
        return bool(self.reference["reftype"] == "term")


@dataclass(frozen=True, slots=True)
class PageTerms:
    """The terms on a page.

    Attributes:
        matching_fingerprint: fingerprint of the surface forms that were searched for.
        occurrences: the occurrences in running text.
        named: the references by name that may lead to our entries.
    """

    matching_fingerprint: str
    occurrences: tuple[Occurrence, ...]
    named: tuple[ReferenceByName, ...]
