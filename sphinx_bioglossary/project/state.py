"""The state of one build in three stages: loaded, planned and logged. It is never stored."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sphinx.config import Config
from sphinx.project import Project

from sphinx_bioglossary.glossary.loader import everyday_ids, load
from sphinx_bioglossary.glossary.matcher import Matcher
from sphinx_bioglossary.glossary.model import Entry, Glossary, SourceLocation
from sphinx_bioglossary.glossary.surface_forms import heading_forms, surface_forms
from sphinx_bioglossary.glossary.tokens import words_of
from sphinx_bioglossary.senses.evidence import Tally

from .page_patterns import page_matcher
from .records import Occurrence, ReferenceByName
from .warnings import Warn, warn

_EVERYDAY = "everyday"  # stands for all everyday entries in bioglossary_exclude_terms
_NOWHERE = SourceLocation(Path(), 1)


def own_id(name: str) -> str:
    """Return the id of a term of the project's own glossaries; no glossary file can have it."""
    return f"own:{name}"


class Target(NamedTuple):
    """The target of a link, in the format of Sphinx's domains."""

    docname: str
    node_id: str


@dataclass(frozen=True)
class Loaded:
    """The glossary and options that a build loads at its start.

    Attributes:
        glossary: the entries of all sources.
        scope: the value of ``bioglossary_scope``.
        most_links: the value of ``bioglossary_most_links``.
        excludes_page: returns whether ``bioglossary_exclude_pages`` matches a docname.
        excluded_names: the names in ``bioglossary_exclude_terms``.
        everyday: the ids of entries whose occurrences are no evidence of the field.
        project_words: the words of the project's name in lower case; as cues they tell nothing.
        own_names: the terms of the project's own glossaries that are searched for.
    """

    glossary: Glossary
    scope: str = "page"
    most_links: int = 3
    excludes_page: Callable[[str], bool] = lambda _page: False
    excluded_names: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    project_words: frozenset[str] = frozenset()
    own_names: tuple[str, ...] = ()

    def with_own_names(self, names: Iterable[str]) -> Loaded:
        """Return a copy with other terms of the project's own glossaries."""
        return replace(self, own_names=tuple(names))

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries to search for, by id, in order of the sources; later entries take precedence."""
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
        """A fingerprint of all facts that affect the occurrences found on a page."""
        # Without definitions, so that an edited definition does not cause a search of all pages.
        facts = [
            (e.id, e.term, e.abbreviation, e.aliases, e.forms, e.exact_case, e.sense)
            for e in self.entries.values()
        ]
        return fingerprint(facts, sorted(self.project_words))

    def ids_named(self, names: Iterable[str]) -> frozenset[str]:
        """Return the ids of the entries with one of ``names``: ids, or names in any case, or "everyday"."""
        ids = (
            self.everyday if name == _EVERYDAY else self._by_name.get(name.casefold(), ()) for name in names
        )
        return frozenset().union(*ids)

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        """The ids of the entries, by id and by name in lower case."""
        ids: dict[str, set[str]] = {}
        for entry in self.entries.values():
            for name in (entry.id, *entry.names):
                ids.setdefault(name.casefold(), set()).add(entry.id)
        return ids

    @cached_property
    def excluded_terms(self) -> frozenset[str]:
        """The ids of the entries that ``bioglossary_exclude_terms`` names."""
        return self.ids_named(self.excluded_names)

    @property
    def unknown_exclusions(self) -> list[str]:
        """The names in ``bioglossary_exclude_terms`` that no entry and no searched term has."""
        return sorted(name for name in self.excluded_names if not self.ids_named([name]))

    @cached_property
    def ids_by_name(self) -> dict[str, str]:
        """The ids of the entries in the glossary, by the names that ``:term:`` accepts, in lower case.

        If two entries share a name, it belongs to the later one, as in the matcher.
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
    """The votes of the occurrences in a project on their senses.

    Attributes:
        of_pages: the votes on each page, by docname and entry id.
        of_parts: the votes in each part of the project, by part and entry id.
        parts: the part of the project to which each page belongs, by docname.
        certain: the ids of entries with unambiguous occurrences, by docname.
        is_of_field: whether enough unambiguous terms occur in the project.
    """

    of_pages: dict[str, dict[str, Tally]] = field(default_factory=dict)
    of_parts: dict[str, dict[str, Tally]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    certain: dict[str, set[str]] = field(default_factory=dict)
    is_of_field: bool = False


@dataclass
class Plan:
    """The plan after all pages are read.

    Attributes:
        own_terms: the targets in the project's own glossaries, by name as written and in lower case.
        ids_by_name: the ids of entries, by the names that ``:term:`` accepts, in lower case.
        targets: the targets of links, by entry id.
        votes: the votes on senses.
        linkable: the occurrences that may become links and touch no link, by docname.
        uses: the docnames of pages that link to or name an entry, by entry id, in reading order.
        listed: the ids of the entries that the glossaries show.
        names: the targets of the listed entries, by the names that ``:term:`` accepts, in lower case.
        entries_named: the ids of the entries to which references by name lead.
        fingerprints: fingerprints of the facts outside a page's source, by docname (see ``output.outdated``).
    """

    own_terms: dict[str, Target] = field(default_factory=dict)
    ids_by_name: Mapping[str, str] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    votes: Votes = field(default_factory=Votes)
    linkable: dict[str, list[Occurrence]] = field(default_factory=lambda: defaultdict(list))
    uses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    listed: set[str] = field(default_factory=set)
    names: dict[str, Target] = field(default_factory=dict)
    entries_named: dict[ReferenceByName, str | None] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)

    @cached_property
    def entries_by_node_id(self) -> dict[str, str]:
        """The ids of entries, by the anchors of their targets."""
        return {target.node_id: entry_id for entry_id, target in self.targets.items()}

    def shows(self, entry_id: str, target: Target) -> bool:
        """Whether a page shows the target of an entry: if it is listed, or the project's own term."""
        # The anchor does not tell: the project's own term "kernel" has the one of our entry.
        return entry_id in self.listed or target in self._own_targets

    @cached_property
    def _own_targets(self) -> frozenset[Target]:
        return frozenset(self.own_terms.values())


class Decision(NamedTuple):
    """The decision on one occurrence, with its reason; ``line`` is the source line, if known."""

    entry_id: str
    text: str
    line: int | None
    reason: str
    linked: bool


@dataclass
class Log:
    """The log of resolving pages, which happens in the main process.

    Attributes:
        written: the docnames of resolved pages.
        words: the number of words of running text, by docname.
        decisions: the decisions in reading order, by docname.
        term_links: the addresses of links to terms, relative to the page, by docname.
    """

    written: set[str] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    decisions: dict[str, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    term_links: dict[str, list[str]] = field(default_factory=dict)


def load_project(config: Config, folder: Path, project: Project, own_names: Iterable[str]) -> Loaded:
    """Load the glossaries of a project and warn about every fault in them.

    Args:
        config: the configuration of the project.
        folder: the folder of ``conf.py``, to which paths are relative.
        project: the project's pages.
        own_names: the terms of the project's own glossaries that are searched for.
    """
    glossary, faults = load(config.bioglossary_sources, folder)
    for fault in faults:
        warn(Warn.GLOSSARY_FILE, fault.message, str(fault.location) if fault.location else None)
    return Loaded(
        glossary=glossary,
        scope=config.bioglossary_scope,
        most_links=config.bioglossary_most_links,
        excludes_page=page_matcher(config.bioglossary_exclude_pages, project),
        excluded_names=frozenset(config.bioglossary_exclude_terms),
        everyday=everyday_ids(),
        project_words=frozenset(words_of(config.project)),
        own_names=tuple(own_names),
    )


def fingerprint(*facts: object) -> str:
    """Return 16 hex digits that depend on the ``repr`` of all facts."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
