"""Once all pages are read: which entries the project uses, where each comes first, and where links lead."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .domain import BioglossaryDomain, domain_of
from .findings import ByHand, Occurrence
from .names import other_names, own_target, own_targets, register_index, register_terms
from .order import is_shown, pages_in_order
from .policy import reason_against_page


def make_plan(app: Sphinx, env: BuildEnvironment) -> None:
    """Decide what needs the whole project, and tell Sphinx of our terms."""
    domain = domain_of(env)
    build, own = domain.build, own_targets(domain)
    for entry in build.glossary:
        target = own_target(entry, own) or domain.anchor_of(entry.id)
        if target:
            build.targets[entry.id] = target
    _note_uses(app, domain)
    used = _with_those_in_definitions(domain, set(build.used))
    for held in domain.glossaries.values():
        used |= {entry_id for entry_id, used_only in held.items() if not used_only}
    build.listed = used
    register_terms(domain, (entry for entry in build.glossary if entry.id in used))
    register_index(domain, used)


def linkable(app: Sphinx, docname: str) -> Iterator[Occurrence]:
    """Yield the occurrences on a page that may become links, as the current builder shows the page."""
    domain = domain_of(app.env)
    if docname in domain.terms and not reason_against_page(app, docname):
        for occurrence in domain.terms[docname].occurrences:
            entry_id = occurrence.entry_id
            target = domain.build.targets.get(entry_id)
            elsewhere = target is not None and target.docname != docname
            shown = is_shown(app.tags, occurrence.where.conditions)
            if elsewhere and shown and entry_id not in domain.build.excluded_terms:
                yield occurrence


def by_hand(app: Sphinx, docname: str) -> Iterator[ByHand]:
    """Yield the names that the page's author gave to ``:term:``, as the current builder shows the page."""
    terms = domain_of(app.env).terms.get(docname)
    for reference in terms.by_hand if terms else ():
        if not reference.entry_id and is_shown(app.tags, reference.where.conditions):
            yield reference


def _note_uses(app: Sphinx, domain: BioglossaryDomain) -> None:
    build, named = domain.build, _entries_by_name(domain)
    for docname in pages_in_order(app.env):
        entry_ids = [named.get(reference.name.lower()) for reference in by_hand(app, docname)]
        entry_ids += [occurrence.entry_id for occurrence in linkable(app, docname)]
        for entry_id in dict.fromkeys(entry_id for entry_id in entry_ids if entry_id):
            build.first_pages.setdefault(entry_id, docname)
            build.used.setdefault(entry_id, []).append(docname)


def _entries_by_name(domain: BioglossaryDomain) -> dict[str, str]:
    """Return the ids of our entries by what ``:term:`` takes for them, in lower case."""
    own = own_targets(domain)
    names: dict[str, str] = {}
    for entry in domain.build.glossary:
        names.update({name.lower(): entry.id for name in entry.names if name.lower() not in own})
    for entry in domain.build.glossary:
        for name in other_names(entry):
            if name.lower() not in own:
                names.setdefault(name.lower(), entry.id)
    return names


def _with_those_in_definitions(domain: BioglossaryDomain, used: set[str]) -> set[str]:
    """Return ``used`` with the entries that their definitions name, and those that these name."""
    named = _entries_by_name(domain)
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
