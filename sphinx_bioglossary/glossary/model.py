"""The data model of a glossary: entries, each for one concept with its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ANCHOR_PREFIX = "term-"


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A line in a file; ``line`` counts from 1."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Link:
    """A pointer to further reading outside the docs."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Sense:
    """Evidence for and against the sense of an entry (see ``senses``).

    Attributes:
        forms: the ambiguous surface forms; if empty, those of one word.
        likely: whether a form without evidence is linked, near other terms of the glossary.
        phrases: phrases for this sense; ``~`` stands for the form.
        cues: words nearby for this sense.
        against: phrases for other senses; ``~`` stands for the form.
        cues_against: words nearby for other senses.
    """

    forms: tuple[str, ...] = ()
    likely: bool = False
    phrases: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    cues_against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept: its names, its definition and its surface forms.

    Attributes:
        id: the permanent id, from which ``anchor`` is made.
        term: the headword.
        definition: reStructuredText, whose first line is at ``location``.
        location: file and line of the definition.
        source: the source in ``bioglossary_sources``; empty for terms of the project's own glossaries.
        abbreviation: the usual abbreviation.
        aliases: other names of the concept.
        category: a group of entries.
        see_also: ids of related entries.
        links: further reading.
        forms: surface forms that are not names, such as verb forms and irregular plurals.
        exact_case: whether every surface form is case-sensitive.
        sense: evidence for the sense; ``None`` if only the abbreviation is ambiguous.
        auto_link: whether occurrences are linked automatically, or only by ``:term:``.
    """

    id: str
    term: str
    definition: str
    location: SourceLocation
    source: str
    abbreviation: str | None = None
    aliases: tuple[str, ...] = ()
    category: str | None = None
    see_also: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    forms: tuple[str, ...] = ()
    exact_case: bool = False
    sense: Sense | None = None
    auto_link: bool = True

    @property
    def anchor(self) -> str:
        """The HTML id of the entry; it does not depend on the headword."""
        return ANCHOR_PREFIX + self.id

    @property
    def headline(self) -> str:
        """The headword as readers see it, followed by the abbreviation."""
        return f"{self.term} ({self.abbreviation})" if self.abbreviation else self.term

    @property
    def names(self) -> tuple[str, ...]:
        """Headword, abbreviation and aliases: the names that ``:term:`` accepts."""
        return tuple(name for name in (self.term, self.abbreviation, *self.aliases) if name)


@dataclass(frozen=True, slots=True)
class Glossary:
    """The entries of all sources.

    Attributes:
        entries: the entries by id; entries of later sources have replaced those of earlier sources.
        digest: a hash of the source files.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    digest: str = ""

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in alphabetical order of their headwords."""
        return iter(sorted(self.entries.values(), key=lambda entry: (entry.term.casefold(), entry.id)))
