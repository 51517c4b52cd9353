"""What a glossary is: entries, each one concept with its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ANCHOR_PREFIX = "term-"


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where something stands in a file; ``line`` counts from 1."""

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
    """What tells an entry's sense of an ambiguous form from other senses (see ``senses``).

    In ``phrases``, for this sense, and ``against``, for others, ``~`` stands for the form. ``cues`` and
    ``cues_against`` are words that stand nearby. ``forms`` are the ambiguous ones; if there are none
    here, those of one word are. A form that nothing speaks for or against is linked if it is ``likely``.
    """

    forms: tuple[str, ...] = ()
    likely: bool = False
    phrases: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    cues_against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept: its names, its definition and how it is recognised in text.

    ``definition`` is reStructuredText whose first line stands at ``location``. ``forms`` are words
    that are recognised in text without being names (verb forms, irregular plurals);
    ``exact_case`` makes every form match only as it is written. Without ``auto_link``, only ``:term:``
    links to the entry.
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
        """The HTML id of the entry, which stays when the headword is reworded."""
        return ANCHOR_PREFIX + self.id

    @property
    def headline(self) -> str:
        """The headword as readers see it, with the abbreviation behind it."""
        return f"{self.term} ({self.abbreviation})" if self.abbreviation else self.term

    @property
    def names(self) -> tuple[str, ...]:
        """Headword, abbreviation and aliases: what an author may write in ``:term:``."""
        return tuple(name for name in (self.term, self.abbreviation, *self.aliases) if name)


@dataclass(frozen=True, slots=True)
class Glossary:
    """The entries of all sources by id; a later source has replaced the entries of an earlier one.

    ``digest`` differs where the files differ from which they come.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    digest: str = ""

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in the order in which a reader looks for them."""
        return iter(sorted(self.entries.values(), key=lambda entry: (entry.term.casefold(), entry.id)))

    def named(self, name: str) -> str | None:
        """Return the id of the entry with this id or name, in any case, or ``None``."""
        if name in self.entries:
            return name
        folded = name.casefold()
        for entry in self.entries.values():
            if folded in (known.casefold() for known in entry.names):
                return entry.id
        return None
