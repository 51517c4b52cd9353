"""The state of one build, by its life: what is loaded, planned and logged. None of it is stored."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sphinx.config import Config
from sphinx.util.matching import Matcher as Globs

from sphinx_bioglossary.glossary.loader import everyday_ids, load
from sphinx_bioglossary.glossary.matcher import Matcher
from sphinx_bioglossary.glossary.model import Entry, Glossary, SourceLocation
from sphinx_bioglossary.glossary.surface_forms import heading_forms, surface_forms
from sphinx_bioglossary.senses.evidence import Tally

from .records import Occurrence
from .warnings import Warn, warn

_EVERYDAY = "everyday"  # names them all in bioglossary_exclude_terms
_NOWHERE = SourceLocation(Path(), 1)


def own_id(name: str) -> str:
    """Return the id of a term of the project's own glossaries; no glossary file can have it."""
    return f"own:{name}"


class Target(NamedTuple):
    """A place to link to, in the form in which Sphinx's domains keep it."""

    docname: str
    node_id: str


@dataclass(frozen=True)
class Loaded:
    """What a build works with from its start.

    Attributes:
        glossary: the entries of all sources.
        scope: the value of ``bioglossary_scope``.
        excludes_page: whether ``bioglossary_exclude_pages`` names a page.
        excluded_names: the names in ``bioglossary_exclude_terms``.
        everyday: the ids of entries whose words are no sign of the field.
        own_names: the terms of the project's own glossaries that text is searched for.
    """

    glossary: Glossary
    scope: str = "page"
    excludes_page: Callable[[str], bool] = lambda _page: False
    excluded_names: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    own_names: tuple[str, ...] = ()

    def with_own_names(self, names: Iterable[str]) -> Loaded:
        """Return the same with other terms of the project's own glossaries to search for."""
        return replace(self, own_names=tuple(names))

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """All that text is searched for, by id; in the order of the sources, of which a later one wins."""
        own = [
            Entry(own_id(name), name, definition="", location=_NOWHERE, source="") for name in self.own_names
        ]
        return {**self.glossary.entries, **{entry.id: entry for entry in own}}

    @cached_property
    def matcher(self) -> Matcher:
        """Finds the surface forms of ``entries``."""
        return Matcher(self.entries.values())

    @cached_property
    def matching_fingerprint(self) -> str:
        """A fingerprint of all that decides which occurrences reading a page finds."""
        # Not the definitions: an edited one must not have all pages searched again.
        facts = [
            (e.id, e.term, e.abbreviation, e.aliases, e.forms, e.exact_case, e.sense)
            for e in self.entries.values()
        ]
        return fingerprint(facts)

    @cached_property
    def excluded_terms(self) -> frozenset[str]:
        """The ids of the entries that ``bioglossary_exclude_terms`` names."""
        excluded = {self.glossary.named(name) for name in self.excluded_names}
        folded = {name.casefold() for name in self.excluded_names}
        excluded |= {own_id(name) for name in self.own_names if name.casefold() in folded}
        everyday = self.everyday if _EVERYDAY in self.excluded_names else frozenset()
        return everyday | {entry_id for entry_id in excluded if entry_id}

    @property
    def unknown_exclusions(self) -> list[str]:
        """The names in ``bioglossary_exclude_terms`` that no entry and no searched term has."""
        known = {name.casefold() for name in self.own_names} | {_EVERYDAY}
        return sorted(
            name
            for name in self.excluded_names
            if name.casefold() not in known and not self.glossary.named(name)
        )

    @cached_property
    def ids_by_name(self) -> dict[str, str]:
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


@dataclass
class Votes:
    """What the occurrences of a project say of the senses of its words.

    Attributes:
        of_pages: by docname and entry id.
        of_project: by entry id.
        certain: by docname, the entries of one sense that occur there.
        is_of_field: whether enough of these occur in the project.
    """

    of_pages: dict[str, dict[str, Tally]] = field(default_factory=dict)
    of_project: dict[str, Tally] = field(default_factory=dict)
    certain: dict[str, set[str]] = field(default_factory=dict)
    is_of_field: bool = False


@dataclass
class Plan:
    """What is planned once all pages are read.

    Attributes:
        own_terms: where the project's own glossaries explain terms, by name as written and in lower case.
        ids_by_name: the entries by what ``:term:`` takes for them, in lower case.
        targets: where links lead, by entry id.
        votes: what the project says of senses.
        linkable: the occurrences that may become links, by docname.
        uses: the docnames on which an entry is linked or named, by entry id, in reading order.
        listed: the ids of the entries that the glossaries show.
        fingerprints: of all that decides on a page's links besides its text, by docname.
    """

    own_terms: dict[str, Target] = field(default_factory=dict)
    ids_by_name: Mapping[str, str] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    votes: Votes = field(default_factory=Votes)
    linkable: dict[str, list[Occurrence]] = field(default_factory=dict)
    uses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    listed: set[str] = field(default_factory=set)
    fingerprints: dict[str, str] = field(default_factory=dict)

    @cached_property
    def entries_by_node_id(self) -> dict[str, str]:
        """The ids of entries by the anchors to which their links lead."""
        return {target.node_id: entry_id for entry_id, target in self.targets.items()}


class Decision(NamedTuple):
    """What became of one occurrence, and why. ``line`` is of the source, where it is known."""

    entry_id: str
    text: str
    line: int | None
    reason: str
    linked: bool


@dataclass
class Log:
    """What is logged while pages are resolved, which happens in the main process.

    Attributes:
        written: the docnames that were resolved.
        words: how many words of running text a page has, by docname.
        decisions: by docname, in reading order.
        term_links: the addresses of links to terms as they stand on a page, by docname.
    """

    written: set[str] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    decisions: dict[str, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    term_links: dict[str, list[str]] = field(default_factory=dict)


def load_project(config: Config, folder: Path, own_names: Iterable[str]) -> Loaded:
    """Load the glossaries that ``config`` names, and warn of every fault in them.

    Args:
        config: the project's options.
        folder: where relative paths begin.
        own_names: the terms of the project's own glossaries that text is searched for.
    """
    glossary, faults = load(config.bioglossary_sources, folder)
    for fault in faults:
        warn(Warn.GLOSSARY_FILE, fault.message, str(fault.location) if fault.location else None)
    return Loaded(
        glossary=glossary,
        scope=config.bioglossary_scope,
        excludes_page=Globs(config.bioglossary_exclude_pages),
        excluded_names=frozenset(config.bioglossary_exclude_terms),
        everyday=everyday_ids(),
        own_names=tuple(own_names),
    )


def fingerprint(*facts: object) -> str:
    """Return a short text that differs where the facts differ; they must have a telling ``repr``."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
