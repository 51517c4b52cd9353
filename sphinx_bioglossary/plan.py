"""Once all pages are read: which entries the project uses, where each comes first, and where links lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .build import Build
from .domain import BioglossaryDomain, domain_of
from .findings import ByHand, Occurrence
from .judgement import count_votes, verdict_on
from .names import entries_by_name, own_names, own_target, register_index, register_terms, target_of
from .order import is_shown, pages_in_order
from .policy import reason_against_entry, reason_against_page


def make_plan(app: Sphinx, env: BuildEnvironment) -> None:
    """Decide what needs the whole project, and tell Sphinx of our terms."""
    domain = domain_of(env)
    build = domain.build
    for entry in build.entries.values():
        target = own_target(build, entry) or domain.anchor_of(entry.id)
        if target:
            build.targets[entry.id] = target
    named = entries_by_name(domain) | own_names(domain)
    count_votes(build, domain.terms, app.tags)
    _note_uses(app, domain, named)
    build.listed = _with_those_in_definitions(domain, named, set(build.used))
    for held in domain.glossaries.values():
        build.listed |= {entry_id for entry_id, used_only in held.items() if not used_only}
    register_terms(domain, build.listed)
    register_index(domain, build.listed)


def linkable(app: Sphinx, docname: str) -> Iterator[Occurrence]:
    """Yield the occurrences on a page that may become links, as the current builder shows the page."""
    domain = domain_of(app.env)
    if docname in domain.terms and not reason_against_page(app.env, domain.build, docname):
        for occurrence in domain.terms[docname].occurrences:
            target = target_of(domain.build, occurrence.entry_id, occurrence.text)
            elsewhere = target is not None and target.docname != docname
            shown = is_shown(app.tags, occurrence.where.conditions)
            if elsewhere and shown and _is_wanted(domain.build, docname, occurrence):
                yield occurrence


def _is_wanted(build: Build, docname: str, occurrence: Occurrence) -> bool:
    against = reason_against_entry(build, occurrence.entry_id)
    return not against and verdict_on(build, docname, occurrence.entry_id, occurrence.evidence).is_ours


def by_hand(app: Sphinx, docname: str) -> Iterator[ByHand]:
    """Yield the names that the page's author gave to ``:term:``, as the current builder shows the page."""
    terms = domain_of(app.env).terms.get(docname)
    for reference in terms.by_hand if terms else ():
        if not reference.entry_id and is_shown(app.tags, reference.where.conditions):
            yield reference


def _note_uses(app: Sphinx, domain: BioglossaryDomain, named: Mapping[str, str]) -> None:
    build = domain.build
    for docname in pages_in_order(app.env):
        entry_ids = [named.get(reference.name.lower()) for reference in by_hand(app, docname)]
        entry_ids += [occurrence.entry_id for occurrence in linkable(app, docname)]
        for entry_id in dict.fromkeys(entry_id for entry_id in entry_ids if entry_id):
            build.first_pages.setdefault(entry_id, docname)
            build.used.setdefault(entry_id, []).append(docname)


def _with_those_in_definitions(
    domain: BioglossaryDomain, named: Mapping[str, str], used: set[str]
) -> set[str]:
    """Return ``used`` with the entries that their definitions name, and those that these name."""
    names: dict[str, set[str]] = {}
    for docname in domain.glossaries:
        for reference in domain.terms[docname].by_hand if docname in domain.terms else ():
            target = named.get(reference.name.lower())
            if reference.entry_id and target:
                names.setdefault(reference.entry_id, set()).add(target)
    open_ends = list(used)
    while open_ends:
        new = names.get(open_ends.pop(), set()) - used
        used |= new
        open_ends += new
    return used
