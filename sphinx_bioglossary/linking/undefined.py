"""Warn about undefined acronyms: acronyms that a project uses and no page explains."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import is_suppressed_warning

from sphinx_bioglossary.acronyms.lexicon import load_lexicon
from sphinx_bioglossary.acronyms.page_acronyms import PageAcronyms, UseLocation
from sphinx_bioglossary.acronyms.uses import same_key
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.exclusions import switch_of
from sphinx_bioglossary.project.page_patterns import page_matcher
from sphinx_bioglossary.project.toctree_order import is_shown, pages_in_order
from sphinx_bioglossary.project.warnings import Warn, warn

# Changelogs and publication lists: readers do not learn from them, and authors add no explanations there.
_RECORD = re.compile(
    r"(?:^|/)(?:change-?log|changes|history|news|release-?notes?|releases?|what-?s-?new"
    r"|bibliography|citations?|citing|papers|publications|references)(?:[/.-]|$)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Undefined:
    """An acronym that no page explains.

    Attributes:
        acronym: its spelling at first use.
        meaning: its long form; empty if unknown.
        status: "undefined" if it causes a warning, "allowed" by an option, or "suppressed" as a warning.
        in_field: number of uses with evidence for the meaning of the field.
        places: the places of use, by docname in reading order.
    """

    acronym: str
    meaning: str = ""
    status: str = "undefined"
    in_field: int = 0
    places: dict[str, list[UseLocation]] = field(default_factory=lambda: defaultdict(list))

    @property
    def count(self) -> int:
        """The number of uses."""
        return sum(map(len, self.places.values()))


def warn_of_undefined(app: Sphinx, exception: Exception | None) -> None:
    """Warn once about each undefined acronym, at its first use (handler of ``build-finished``).

    The warnings appear at the end of each build, so that a build that reads no page repeats them. Builders
    without a format write no pages for readers and cause no warnings.
    """
    if exception is not None or not app.builder.format:
        return
    for found in undefined_acronyms(app.builder):
        if found.status != "allowed":
            docname, places = next(iter(found.places.items()))
            source, line = places[0]
            location = f"{source}:{line or ''}" if source else docname
            warn(Warn.UNDEFINED_ACRONYM, _message(found), location)


def undefined_acronyms(builder: Builder) -> list[Undefined]:
    """Return the acronyms that no page of ``builder`` explains, in the order of first use."""
    env, config = builder.env, builder.config
    mode = config.bioglossary_jargon
    if not mode:
        return []
    pages = {docname: _shown(builder, docname) for docname in pages_in_order(env)}
    explained = _names_in_glossaries(env)
    explained.update(*(findings.explained for findings in pages.values()))
    lexicon = load_lexicon()
    found: dict[str, Undefined] = {}
    for docname in _pages_that_count(env, pages):
        for acronym, places in pages[docname].uses.items():
            key, meanings = same_key(acronym), lexicon.meanings(acronym)
            if (meanings or mode == "all") and key not in explained:
                item = found.setdefault(key, Undefined(acronym, "".join(meanings[:1])))
                item.places[docname].extend(places)
                item.in_field += pages[docname].in_field[acronym]
    allowed = set(map(same_key, config.bioglossary_jargon_allow))
    suppressed = is_suppressed_warning("bioglossary", Warn.UNDEFINED_ACRONYM.value, config.suppress_warnings)
    for key, item in found.items():
        if key in allowed or suppressed:
            item.status = "allowed" if key in allowed else "suppressed"
    return [item for item in found.values() if _is_of_field(item)]


def _is_of_field(item: Undefined) -> bool:
    """Whether enough uses have evidence for the meaning of the field."""
    return not item.meaning or item.in_field * 3 >= item.count


def _shown(builder: Builder, docname: str) -> PageAcronyms:
    """Return the acronyms of a page that the builder shows: its tags decide on ``only`` directives."""
    shown = PageAcronyms(uses=defaultdict(list))
    for conditions, findings in domain_of(builder.env).acronyms.get(docname, {}).items():
        if is_shown(builder.tags, conditions):
            shown.explained |= findings.explained
            shown.in_field += findings.in_field
            for acronym, places in findings.uses.items():
                shown.uses[acronym].extend(places)
    return shown


def _pages_that_count(env: BuildEnvironment, docnames: Iterable[str]) -> Iterator[str]:
    excludes = page_matcher(env.config.bioglossary_jargon_exclude_pages, env.project)
    for docname in docnames:
        if (
            not excludes(docname)
            and not _RECORD.search(docname.replace("_", "-"))
            and not switch_of(env.metadata.get(docname, {})).is_off
        ):
            yield docname


def _names_in_glossaries(env: BuildEnvironment) -> set[str]:
    """Return the terms of all glossaries, and the names of our entries, also of those that no page shows."""
    std, ours = env.get_domain("std"), domain_of(env).loaded.glossary
    of_pages = (name for name, _, kind, *_ in std.get_objects() if kind == "term")
    return set(map(same_key, of_pages)).union(same_key(name) for entry in ours for name in entry.names)


def _message(found: Undefined) -> str:
    pages = "1 page" if len(found.places) == 1 else f"{len(found.places)} pages"
    uses = "1 use" if found.count == 1 else f"{found.count} uses on {pages}"
    example = f', "{found.meaning} ({found.acronym})"' if found.meaning else ""
    remedy = f"write it out at first use{example}, or add it to bioglossary_jargon_allow"
    return f"undefined acronym {found.acronym!r} ({uses}): {remedy}"
