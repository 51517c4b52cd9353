"""Our terms in Sphinx's own domains, which serve ``:term:``, the inventory and the general index."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Container, Iterator, Mapping
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.glossary.model import ANCHOR_PREFIX, Entry
from sphinx_bioglossary.glossary.surface_forms import form_key, is_abbreviation, surface_forms
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.generated_page import generated_page
from sphinx_bioglossary.project.state import Plan, Target, own_id
from sphinx_bioglossary.project.warnings import Warn, warn
from sphinx_bioglossary.sphinx_compat import index_entries, std_terms, translator_of_page


def withdraw_terms(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Take our terms out of the standard domain, so that reading meets only the project's own.

    Otherwise a term that the project's own glossary gains would be called a duplicate of ours.
    """
    domain = domain_of(env)
    for names, registered in zip(_names_in_std(domain), domain.registered, strict=True):
        for name, target in registered.items():
            if tuple(names.get(name, ())) == target:
                del names[name]
        registered.clear()


def note_own_terms(app: Sphinx, env: BuildEnvironment) -> None:
    """Search text for the terms of the project's own glossaries too, now that all pages are read.

    They are stored, so that the next build knows them when it reads.
    """
    domain = domain_of(env)
    domain.plan.own_terms = _own_terms(domain)
    names = sorted(_linkable_own_terms(domain, app.config))
    if names != domain.data["own_names"]:
        domain.data["own_names"] = names
        domain.loaded = domain.loaded.with_own_names(names)
    for name in domain.loaded.unknown_exclusions:
        if name.lower() not in domain.plan.own_terms:
            warn(Warn.UNKNOWN_TERM, f"bioglossary_exclude_terms names {name!r}, which no glossary has")


def _own_terms(domain: BioglossaryDomain) -> dict[str, Target]:
    """Return where the project's own glossaries explain terms, by name as it is written and in lower case.

    Our terms must be withdrawn when this is called.
    """
    found = std_terms(domain.std) | _exact_names(domain)
    targets = {name: Target(*place[:2]) for name, place in found.items()}
    return {name: target for name, target in targets.items() if not domain.holds_entry(*target)}


def _linkable_own_terms(domain: BioglossaryDomain, config: Config) -> Iterator[str]:
    """Yield the terms of the project's own glossaries that are linked for themselves.

    A name of two words or an abbreviation is no everyday word, and if an entry of ours has it, the entry is
    linked. Of others, and of those that have a sense of their own in the project, the option lists some.
    """
    wanted = config.bioglossary_own_terms
    listed = set() if isinstance(wanted, bool) else {name.casefold() for name in wanted}
    found = _exact_names(domain) if wanted is not False else {}
    # Sphinx takes a translated headword of our glossary for one of the project's.
    names = [name for name, place in found.items() if not domain.holds_entry(*place[:2])]
    entries = domain.loaded.glossary.entries.values() if names else ()
    forms = {form_key(form) for entry in entries for form in surface_forms(entry)}
    for name in names:
        is_telling = len(re.findall(r"\w\w+", name)) > 1 or is_abbreviation(name)
        if (is_telling and form_key(name) not in forms) or name.casefold() in listed:
            yield name


def register_listed(_app: Sphinx, env: BuildEnvironment) -> None:
    """Give the listed entries to the standard domain and to the general index.

    The standard domain takes them wherever the project has no term of the name. Names go in as they are
    written; headwords with their abbreviation, plurals and other forms only as what ``:term:`` falls back to.
    """
    domain = domain_of(env)
    objects, terms = _names_in_std(domain)
    registered_objects, registered_terms = domain.registered
    targets = domain.targets()
    for name, entry_id in _entries_by_name(domain).items():
        if entry_id in domain.plan.listed and entry_id in targets:
            target = terms[name] = registered_terms[name] = targets[entry_id]
            for exact in domain.loaded.glossary.entries[entry_id].names:
                if exact.lower() == name and ("term", exact) not in objects:
                    objects["term", exact] = registered_objects["term", exact] = target
    _register_index(domain, domain.plan.listed)


def _register_index(domain: BioglossaryDomain, listed: Container[str]) -> None:
    """Keep in the general index only the rows of entries that are ``listed``."""
    by_page = index_entries(domain.env)
    for docname, held in domain.glossaries.items():
        rows = by_page.setdefault(docname, [])
        rows[:] = [row for row in rows if not domain.holds_entry(docname, row[2])]
        for entry in domain.loaded.glossary:
            if entry.id in held and entry.id in listed:
                rows.extend(index_rows(entry))


def index_rows(entry: Entry) -> list[tuple[str, str, str, str, None]]:
    """Return the entry's rows in the general index, in the form in which Sphinx keeps them."""
    return [("single", name, entry.anchor, "main", None) for name in entry.names]


def ids_by_name(domain: BioglossaryDomain) -> Mapping[str, str]:
    """Return the ids of our entries, and of the project's own terms, by what ``:term:`` takes for them."""
    return ChainMap(_own_names(domain), dict(_translated_names(domain)), _entries_by_name(domain))


def _own_names(domain: BioglossaryDomain) -> dict[str, str]:
    """Return the ids under which terms of the project's own glossaries are linked, by name in lower case.

    That is the id of an entry of ours where the project explains the concept of the entry.
    """
    plan = domain.plan
    names = {name.lower(): own_id(name) for name in domain.data["own_names"]}
    for entry in domain.loaded.glossary.entries.values() if plan.own_terms else ():
        if own_target(plan, entry):
            known = [name.lower() for name in entry.names if _own_term(plan, name)]
            names = dict.fromkeys(known, entry.id) | names
    return names


def _translated_names(domain: BioglossaryDomain) -> Iterator[tuple[str, str]]:
    """Yield translated headwords in lower case, each with the id of its entry."""
    # Sphinx registers those of pages that it has read.
    for name, place in (_exact_names(domain) | std_terms(domain.std)).items():
        if domain.holds_entry(*place[:2]):
            yield name.lower(), place[1].removeprefix(ANCHOR_PREFIX)
    generated = generated_page(domain.env)
    translate = translator_of_page(domain.env, generated) if generated else None
    if translate:
        for entry in domain.loaded.glossary.entries.values():
            yield translate(entry.headline).lower(), entry.id


def _entries_by_name(domain: BioglossaryDomain) -> dict[str, str]:
    """Return the ids of our entries by name in lower case, without what the project's own glossaries name."""
    own, ids = domain.plan.own_terms, domain.loaded.ids_by_name
    return {name: entry_id for name, entry_id in ids.items() if name not in own} if own else ids


def target_of(plan: Plan, entry_id: str, words: str) -> Target | None:
    """Return where ``words``, a form of an entry, lead to: the project may explain a name of it itself."""
    own = _own_term(plan, words) if plan.own_terms else None
    return own or plan.targets.get(entry_id)


def _own_term(plan: Plan, words: str) -> Target | None:
    """Return where the project's own glossary explains the term that stands in a text as ``words``."""
    name = " ".join(words.split())
    return plan.own_terms.get(name if is_abbreviation(name) else name.lower())


def own_target(plan: Plan, entry: Entry) -> Target | None:
    """Return where the project's own glossary explains the concept of ``entry``, if it does.

    It does if it has the headword, or the abbreviation as it is written: "CARE" is not "care". Another name
    of the entry may mean more in the project.
    """
    return plan.own_terms.get(entry.term.lower()) or plan.own_terms.get(entry.abbreviation or "")


def _names_in_std(domain: BioglossaryDomain) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Return the standard domain's objects, and the names that ``:term:`` falls back to."""
    return domain.std.objects, std_terms(domain.std)


def _exact_names(domain: BioglossaryDomain) -> dict[str, Any]:
    """Return the targets of the standard domain's terms by name as it is written."""
    return {name: place for (kind, name), place in domain.std.objects.items() if kind == "term"}
