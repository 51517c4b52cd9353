"""Once all pages are read: which entries the project uses, where each comes first, and where links lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary import garbage
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.exclusions import reason_against_entry, reason_against_page
from sphinx_bioglossary.project.records import ByHand, Occurrence
from sphinx_bioglossary.project.state import Build
from sphinx_bioglossary.project.toctree_order import is_shown, pages_in_order

from .project_senses import count_votes, verdict_on
from .std_domain import ids_by_name, own_target, register_index, register_terms, target_of

# The role in the source of a definition, with what it names.
_TERM_ROLE = re.compile(r":term:`(?:[^`]*<)?\s*([^`<>]+?)\s*>?`")


@garbage.left_alone()
def make_plan(app: Sphinx, env: BuildEnvironment) -> None:
    """Decide what needs the whole project, and tell Sphinx of the entries that are listed."""
    domain = domain_of(env)
    build = domain.build
    for entry in build.entries.values():
        target = own_target(build, entry) or domain.anchor_of(entry.id)
        if target:
            build.targets[entry.id] = target
    named = ids_by_name(domain)
    count_votes(build, domain.terms, app.tags)
    _note_uses(app, domain, named)
    build.listed = _with_those_in_definitions(domain, named, build.used)
    for held in domain.glossaries.values():
        build.listed |= {entry_id for entry_id, used_only in held.items() if not used_only}
    register_terms(domain, build.listed)
    register_index(domain, build.listed)


def may_be_listed(domain: BioglossaryDomain, docname: str) -> set[str]:
    """Return the entries on the page ``docname`` that some builder may list, by the pages known so far."""
    named = ids_by_name(domain)
    pages = [terms for page, terms in domain.terms.items() if page != docname]
    found = {occurrence.entry_id for terms in pages for occurrence in terms.occurrences}
    by_hand = (item.name.lower() for terms in pages for item in terms.by_hand if not item.entry_id)
    found |= {named[name] for name in by_hand if name in named}
    return _with_those_in_definitions(domain, named, found) & domain.glossaries.get(docname, {}).keys()


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
    domain: BioglossaryDomain, named: Mapping[str, str], used: Iterable[str]
) -> set[str]:
    """Return ``used`` with the entries that their definitions name, and those that these name."""
    names = _names_in_definitions(domain)
    held = {entry_id for page in domain.glossaries.values() for entry_id in page}
    found: set[str] = set()
    open_ends = set(used)
    while open_ends:
        found |= open_ends
        new = (name for entry_id in open_ends & held for name in names(entry_id))
        open_ends = {named[name] for name in new if name in named} - found
    return found


def _names_in_definitions(domain: BioglossaryDomain) -> Callable[[str], Iterable[str]]:
    """Return a function that tells what a definition names: as it was parsed, or a guess until it is.

    In a translation, both count: the translated headwords are not known before the entries are read.
    """
    is_translated = domain.env.config.language not in {None, "en"}
    parsed: dict[str, list[str]] = {entry_id: [] for page in domain.definitions.values() for entry_id in page}
    for docname in domain.glossaries.keys() & domain.terms.keys():
        for item in domain.terms[docname].by_hand:
            if item.entry_id:
                parsed.setdefault(item.entry_id, []).append(item.name.lower())

    def names(entry_id: str) -> Iterable[str]:
        if entry_id in parsed and not is_translated:
            return parsed[entry_id]
        entry = domain.build.glossary.entries.get(entry_id)
        guessed = _TERM_ROLE.findall(entry.definition) if entry else ()
        return [" ".join(name.split()).lower() for name in guessed] + parsed.get(entry_id, [])

    return names
