"""What one run of Sphinx works with: the glossary, what follows from it, and what was decided."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sphinx.config import Config
from sphinx.util.matching import Matcher as Globs

from sphinx_bioglossary import garbage
from sphinx_bioglossary.glossary.loader import everyday_ids, load
from sphinx_bioglossary.glossary.matcher import Matcher
from sphinx_bioglossary.glossary.model import Entry, Glossary, Place
from sphinx_bioglossary.glossary.surface_forms import heading_forms, surface_forms
from sphinx_bioglossary.senses.evidence import Tally

from .warnings import Warn, warn

_EVERYDAY = "everyday"  # names them all in bioglossary_exclude_terms


def own_id(name: str) -> str:
    """Return the id of a term of the project's own glossaries; no glossary file can have it."""
    return f"own:{name}"


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


@dataclass
class Build:
    """The state of one build; nothing of it is stored."""

    glossary: Glossary
    scope: str
    excludes_page: Callable[[str], bool]
    excluded_terms: set[str]  # by entry id
    unknown_exclusions: list[
        str
    ]  # names that no entry has, but perhaps a term of the project's own glossaries
    everyday: frozenset[str]  # the ids of entries whose words are no sign of the field
    entries: Mapping[str, Entry] = field(default_factory=dict)  # all that text is searched for, by id
    forms: str = ""  # a fingerprint of all that decides on matches
    matcher: Matcher = field(default_factory=lambda: Matcher(()))
    own_terms: dict[str, Target] = field(default_factory=dict)  # of the project's own glossaries
    targets: dict[str, Target] = field(default_factory=dict)  # by entry id; known once all pages are read
    first_pages: dict[str, str] = field(default_factory=dict)  # by entry id; for the scope "project"
    used: dict[str, list[str]] = field(default_factory=dict)  # by entry id: the pages on which it appears
    to_define: set[str] | None = None  # the ids of the entries that the made page is read for again
    listed: set[str] = field(default_factory=set)  # the ids of the entries that the glossaries show
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)  # by page and entry id
    project_tallies: dict[str, Tally] = field(default_factory=dict)  # by entry id
    certain: dict[str, set[str]] = field(default_factory=dict)  # by page: our entries that are beyond doubt
    is_of_field: bool = False  # whether there are enough of them in the project
    fingerprints: dict[str, str] = field(default_factory=dict)  # by page: of all that its text does not tell
    written: set[str] = field(default_factory=set)  # the pages that were resolved
    words: dict[str, int] = field(default_factory=dict)  # by page: of running text
    decisions: dict[str, list[Decision]] = field(default_factory=dict)  # by page
    explained_links: dict[str, list[str]] = field(default_factory=dict)  # by page: links with a tooltip

    @cached_property
    def names(self) -> dict[str, str]:
        """The ids of the glossary's entries by what ``:term:`` takes for them, in lower case.

        Of two entries with one name, that of the later source has it, as the matcher has it too.
        """
        names: dict[str, str] = {}
        entries = self.glossary.entries.values()
        for entry in entries:
            names.update(dict.fromkeys(map(str.lower, surface_forms(entry)), entry.id))
        for entry in entries:
            names.update(dict.fromkeys(map(str.lower, (*entry.names, *heading_forms(entry))), entry.id))
        return names

    @cached_property
    def entries_by_node_id(self) -> dict[str, str]:
        """The same as ``targets`` the other way round, for when they are known."""
        return {target.node_id: entry_id for entry_id, target in self.targets.items()}

    def search_for(self, own_names: Iterable[str]) -> None:
        """Search text for all entries, and for terms of the project's own glossaries."""
        nowhere = Place(Path(), 1)
        own = [Entry(own_id(name), name, definition="", place=nowhere, source="") for name in own_names]
        self.entries = dict(self.glossary.entries) | {entry.id: entry for entry in own}
        # In the order of the sources, which decides on a form that two entries share.
        facts = (
            (e.id, e.term, e.abbreviation, e.aliases, e.forms, e.exact_case, e.sense)
            for e in self.entries.values()
        )
        self.forms = fingerprint(*facts)
        with garbage.left_alone():
            self.matcher = Matcher(self.entries.values())


def start_build(config: Config, folder: Path) -> Build:
    """Load the glossaries that ``config`` names, seen from ``folder``, and warn of every fault in them."""
    with garbage.left_alone():
        glossary, faults = load(config.bioglossary_sources, folder)
    for fault in faults:
        warn(Warn.GLOSSARY_FILE, fault.message, str(fault.place) if fault.place else None)
    excluded = {name: glossary.named(name) for name in config.bioglossary_exclude_terms if name != _EVERYDAY}
    build = Build(
        glossary=glossary,
        scope=config.bioglossary_scope,
        excludes_page=Globs(config.bioglossary_exclude_pages),
        excluded_terms={entry_id for entry_id in excluded.values() if entry_id},
        unknown_exclusions=[name for name, entry_id in excluded.items() if not entry_id],
        everyday=everyday_ids(),
    )
    if _EVERYDAY in config.bioglossary_exclude_terms:
        build.excluded_terms |= build.everyday
    return build


def fingerprint(*facts: object) -> str:
    """Return a short text that differs where the facts differ; they must have a telling ``repr``."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
