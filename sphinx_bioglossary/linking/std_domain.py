"""Our terms in Sphinx's own domains, which serve ``:term:``, the inventory and the general index."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.glossary.model import ANCHOR_PREFIX, Entry
from sphinx_bioglossary.glossary.surface_forms import form_key, is_abbreviation, surface_forms
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.state import Build, Target, own_id
from sphinx_bioglossary.project.warnings import Warn, warn


def withdraw_terms(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Take our terms out of the standard domain, so that reading meets only the project's own.

    Otherwise a term that the project's own glossary gains would be called a duplicate of ours.
    """
    domain = domain_of(env)
    for names, kept in zip(_names_in(domain), domain.registered, strict=True):
        for name, place in kept.items():
            if tuple(names.get(name, ())) == place:
                del names[name]
        kept.clear()


def note_own_terms(app: Sphinx, env: BuildEnvironment) -> None:
    """Search text for the terms of the project's own glossaries too, now that all pages are read.

    They are remembered, so that the next build knows them when it reads.
    """
    domain = domain_of(env)
    domain.build.own_terms = own_terms(domain)
    names = sorted(_linkable_own_terms(domain, app.config))
    if names != domain.data["own_names"]:
        domain.data["own_names"] = names
        domain.build.search_for(names)
    for name in domain.build.unknown_exclusions:
        excluded = {own_id(own) for own in names if own.casefold() == name.casefold()}
        domain.build.excluded_terms |= excluded
        if not excluded and name.lower() not in domain.build.own_terms:
            warn(Warn.UNKNOWN_TERM, f"bioglossary_exclude_terms names {name!r}, which no glossary has")


def _linkable_own_terms(domain: BioglossaryDomain, config: Config) -> Iterator[str]:
    """Yield the terms of the project's own glossaries that are to be linked for themselves.

    A name of two words or an abbreviation is no everyday word, and if an entry of ours has it, the entry is
    linked. Of others, and of those that have a sense of their own in the project, the option lists some.
    """
    wanted = config.bioglossary_own_terms
    listed = set() if isinstance(wanted, bool) else {name.casefold() for name in wanted}
    places = _exact_places(domain) if wanted is not False else {}
    # Sphinx takes a translated headword of our glossary for one of the project's.
    names = [name for name, place in places.items() if not domain.is_ours(*place[:2])]
    entries = domain.build.glossary.entries.values() if names else ()
    ours = {form_key(form) for entry in entries for form in surface_forms(entry)}
    for name in names:
        is_telling = len(re.findall(r"\w\w+", name)) > 1 or is_abbreviation(name)
        if (is_telling and form_key(name) not in ours) or name.casefold() in listed:
            yield name


def register_terms(domain: BioglossaryDomain, listed: Container[str]) -> None:
    """Give the ``listed`` entries to the standard domain wherever the project has no term of the name.

    Names go in as they are written; headwords with their abbreviation, plurals and other forms only as what
    ``:term:`` falls back to.
    """
    objects, terms = _names_in(domain)
    registered_objects, registered_terms = domain.registered
    for name, entry_id in _entries_by_name(domain.build).items():
        place = domain.anchor_of(entry_id) if entry_id in listed else None
        if place:
            terms[name] = registered_terms[name] = place
            for exact in domain.build.glossary.entries[entry_id].names:
                if exact.lower() == name and ("term", exact) not in objects:
                    objects["term", exact] = registered_objects["term", exact] = place


def ids_by_name(domain: BioglossaryDomain) -> Mapping[str, str]:
    """Return the ids of our entries, and of the project's own terms, by what ``:term:`` takes for them."""
    return ChainMap(_own_names(domain), _translated_names(domain), _entries_by_name(domain.build))


def _translated_names(domain: BioglossaryDomain) -> dict[str, str]:
    """Return the ids of our entries by translated headword, which Sphinx registers."""
    places = _exact_places(domain) | _names_in(domain)[1]
    return {
        name.lower(): place[1].removeprefix(ANCHOR_PREFIX)
        for name, place in places.items()
        if domain.is_ours(*place[:2])
    }


def _entries_by_name(build: Build) -> dict[str, str]:
    """Return the ids of our entries by name in lower case, without what the project's own glossaries name."""
    if not build.own_terms:
        return build.names
    return {name: entry_id for name, entry_id in build.names.items() if name not in build.own_terms}


def own_terms(domain: BioglossaryDomain) -> dict[str, Target]:
    """Return where the project's own glossaries explain terms, by name as it is written and in lower case.

    It is meant for the time at which our terms are withdrawn.
    """
    found = _names_in(domain)[1] | _exact_places(domain)
    places = {name: Target(*place[:2]) for name, place in found.items()}
    return {name: place for name, place in places.items() if not domain.is_ours(*place)}


def own_term(build: Build, words: str) -> Target | None:
    """Return where the project's own glossary explains the term that stands in a text as ``words``."""
    name = " ".join(words.split())
    return build.own_terms.get(name if is_abbreviation(name) else name.lower())


def _own_names(domain: BioglossaryDomain) -> dict[str, str]:
    """Return, by name in lower case, the ids under which terms of the project's own glossaries are linked.

    That is the id of an entry of ours where the project explains the concept of the entry.
    """
    build = domain.build
    names = {name.lower(): own_id(name) for name in domain.data["own_names"]}
    for entry in build.glossary.entries.values() if build.own_terms else ():
        if own_target(build, entry):
            known = [name.lower() for name in entry.names if own_term(build, name)]
            names = dict.fromkeys(known, entry.id) | names
    return names


def target_of(build: Build, entry_id: str, words: str) -> Target | None:
    """Return where ``words``, a form of an entry, lead to: the project may explain a name of it itself."""
    return own_term(build, words) or build.targets.get(entry_id)


def own_target(build: Build, entry: Entry) -> Target | None:
    """Return where the project's own glossary explains the concept of ``entry``, if it does.

    It does if it has the headword, or the abbreviation as it is written: "CARE" is not "care". Another name
    of the entry may mean more in the project.
    """
    own = build.own_terms
    return own.get(entry.term.lower()) or own.get(entry.abbreviation or "")


def _names_in(domain: BioglossaryDomain) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Return the standard domain's objects, and what ``:term:`` falls back to, which it keeps to itself."""
    return domain.std.objects, domain.std._terms  # noqa: SLF001 - Sphinx has no other way


def _exact_places(domain: BioglossaryDomain) -> dict[str, Any]:
    """Return the places of the standard domain's terms by name as it is written."""
    return {name: place for (kind, name), place in _names_in(domain)[0].items() if kind == "term"}


def register_index(domain: BioglossaryDomain, used: Iterable[str]) -> None:
    """Keep in the general index, of the entries that show only if used, those in ``used``."""
    shown = set(used)
    for docname, held in domain.glossaries.items():
        entries = domain.index.entries.setdefault(docname, [])
        entries[:] = [row for row in entries if not domain.is_ours(docname, row[2])]
        for entry in domain.build.glossary:
            if entry.id in held and (entry.id in shown or not held[entry.id]):
                entries.extend(index_rows(entry))


def index_rows(entry: Entry) -> list[tuple[str, str, str, str, None]]:
    """Return the entry's rows in the general index, in the form in which Sphinx keeps them."""
    return [("single", name, entry.anchor, "main", None) for name in entry.names]
