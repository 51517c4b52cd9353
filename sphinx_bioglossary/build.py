"""What one run of Sphinx works with: the glossary, what follows from it, and what was decided."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sphinx.config import Config
from sphinx.util.matching import Matcher as Globs

from .loader import everyday_ids, load
from .matcher import Matcher
from .messages import Warn, warn
from .model import Entry, Glossary
from .senses import Tally


_EVERYDAY = "everyday"  # names them all in bioglossary_exclude_terms


class Target(NamedTuple):
    """A place to link to, in the form in which Sphinx's domains keep it."""

    docname: str
    node_id: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one occurrence of a term, and why. ``line`` is of the source, where it is known."""

    entry_id: str
    text: str
    line: int | None
    reason: str
    linked: bool


@dataclass(slots=True)
class Build:
    """The state of one build; nothing of it is stored."""

    glossary: Glossary
    forms: str  # a fingerprint of all that decides on matches
    matcher: Matcher
    scope: str
    excluded_terms: frozenset[str]
    everyday: frozenset[str]  # the ids of entries whose words are no sign of the field
    excludes_page: Callable[[str], bool]
    own_terms: dict[str, Target] = field(default_factory=dict)  # of the project's own glossaries
    targets: dict[str, Target] = field(default_factory=dict)  # by entry id; known once all pages are read
    first_pages: dict[str, str] = field(default_factory=dict)  # by entry id; for the scope "project"
    used: dict[str, list[str]] = field(default_factory=dict)  # by entry id: the pages on which it appears
    listed: set[str] = field(default_factory=set)  # the ids of the entries that the glossaries show
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)  # by page and entry id
    project_tallies: dict[str, Tally] = field(default_factory=dict)  # by entry id
    certain: dict[str, set[str]] = field(default_factory=dict)  # by page: entries named beyond doubt
    written: set[str] = field(default_factory=set)  # the pages that were resolved
    decisions: dict[str, list[Decision]] = field(default_factory=dict)  # by page
    explained_links: dict[str, list[str]] = field(default_factory=dict)  # by page: links with a tooltip

    @property
    def entries(self) -> Mapping[str, Entry]:
        """All entries that text is searched for, by id."""
        return self.glossary.entries


def start_build(config: Config, folder: Path) -> Build:
    """Load the glossaries that ``config`` names, seen from ``folder``, and warn of every fault in them."""
    glossary, faults = load(config.bioglossary_sources, folder)
    for fault in faults:
        warn(Warn.GLOSSARY_FILE, fault.message, str(fault.place) if fault.place else None)
    entries = glossary.entries.values()
    return Build(
        glossary=glossary,
        # In the order of the sources, which decides on a form that two entries share.
        forms=fingerprint(*((entry.id, entry.names, entry.forms, entry.exact_case, entry.sense) for entry in entries)),
        matcher=Matcher(entries),
        scope=config.bioglossary_scope,
        excluded_terms=frozenset(_ids(glossary, config.bioglossary_exclude_terms)),
        everyday=everyday_ids(),
        excludes_page=Globs(config.bioglossary_exclude_pages),
    )


def fingerprint(*facts: object) -> str:
    """Return a short text that differs where the facts differ; they must have a telling ``repr``."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _ids(glossary: Glossary, names: Iterable[str]) -> Iterable[str]:
    for name in names:
        entry_id = glossary.named(name)
        if name == _EVERYDAY:
            yield from everyday_ids()
        elif entry_id is None:
            warn(Warn.UNKNOWN_TERM, f"bioglossary_exclude_terms names {name!r}, which no glossary has")
        else:
            yield entry_id
