"""Our terms in Sphinx's domains, which resolve ``:term:`` and build the inventory and the general index."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Container, Iterator, Mapping
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.glossary.model import ANCHOR_PREFIX, Entry
from sphinx_bioglossary.glossary.surface_forms import form_key, is_abbreviation, surface_forms
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.generated_page import generated_page
from sphinx_bioglossary.project.state import Plan, Target, own_id
from sphinx_bioglossary.project.warnings import Warn, warn
from sphinx_bioglossary.sphinx_compat import index_entries, std_terms, translator_of_page


class WithEntries(Domain):
    """Adds the listed entries to the objects of the standard domain, for the inventory and the search.

    The domain itself never holds them. Else ``:term:`` would lead to them before it leads to other projects,
    ``:any:`` would find two targets, and a new term of the project's own glossary would be a duplicate.
    """

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield the objects of the domain, and then our entries by each of their names."""
        objects = list(super().get_objects())
        yield from objects
        names = {name for name, _, kind, *_ in objects if kind == "term"}
        priority = self.object_types["term"].attrs["searchprio"]
        for name, target in _exact_names(domain_of(self.env)):
            if name not in names:
                yield name, name, "term", *target, priority


def note_own_terms(app: Sphinx, env: BuildEnvironment) -> None:
    """Add the terms of the project's own glossaries to the search, after all pages are read.

    They are stored, so that the next build can search for them while it reads pages.
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
    """Return the targets of the terms in the project's own glossaries, by name, and by name in lower case."""
    found = std_terms(domain.std) | _terms_in_std(domain)
    targets = {name: Target(*place[:2]) for name, place in found.items()}
    return {name: target for name, target in targets.items() if not domain.holds_entry(*target)}


def _linkable_own_terms(domain: BioglossaryDomain, config: Config) -> Iterator[str]:
    """Yield the terms of the project's own glossaries that are linked automatically.

    These are names of two or more words and abbreviations, because they are no everyday words, except for
    surface forms of our entries, which are linked anyway; and all terms that ``bioglossary_own_terms`` lists.
    """
    wanted = config.bioglossary_own_terms
    listed = set() if isinstance(wanted, bool) else {name.casefold() for name in wanted}
    found = _terms_in_std(domain) if wanted is not False else {}
    # Sphinx also registers translated headwords of our glossary, which are not the project's own.
    names = [name for name, place in found.items() if not domain.holds_entry(*place[:2])]
    entries = domain.loaded.glossary.entries.values() if names else ()
    forms = {form_key(form) for entry in entries for form in surface_forms(entry)}
    for name in names:
        is_telling = len(re.findall(r"\w\w+", name)) > 1 or is_abbreviation(name)
        if (is_telling and form_key(name) not in forms) or name.casefold() in listed:
            yield name


def register_listed(_app: Sphinx, env: BuildEnvironment) -> None:
    """Register the listed entries for references by name and in the general index.

    Terms of the project take precedence over names of entries.
    """
    domain, targets = domain_of(env), domain_of(env).targets()
    listed = domain.plan.listed & targets.keys()
    ids = _entries_by_name(domain)
    domain.plan.names = {name: targets[entry_id] for name, entry_id in ids.items() if entry_id in listed}
    _register_index(domain, domain.plan.listed)


def _exact_names(domain: BioglossaryDomain) -> Iterator[tuple[str, Target]]:
    """Yield the names of the listed entries as written, without plurals and the like, with their targets."""
    ids = domain.loaded.ids_by_name
    for entry in domain.loaded.glossary:
        for name in entry.names:
            target = domain.plan.names.get(name.lower())
            if target and ids[name.lower()] == entry.id:
                yield name, target


def _register_index(domain: BioglossaryDomain, listed: Container[str]) -> None:
    """Remove the rows of entries that are not ``listed`` from the general index."""
    by_page = index_entries(domain.env)
    for docname, held in domain.glossaries.items():
        rows = by_page.setdefault(docname, [])
        rows[:] = [row for row in rows if not domain.holds_entry(docname, row[2])]
        for entry in domain.loaded.glossary:
            if entry.id in held and entry.id in listed:
                rows.extend(index_rows(entry))


def index_rows(entry: Entry) -> list[tuple[str, str, str, str, None]]:
    """Return the rows of an entry in the general index, in Sphinx's format."""
    return [("single", name, entry.anchor, "main", None) for name in entry.names]


def ids_by_name(domain: BioglossaryDomain) -> Mapping[str, str]:
    """Return the ids of our entries and of the project's own terms, by the names that ``:term:`` accepts."""
    return ChainMap(_own_names(domain), dict(_translated_names(domain)), _entries_by_name(domain))


def _own_names(domain: BioglossaryDomain) -> dict[str, str]:
    """Return the ids of the terms in the project's own glossaries, by name in lower case.

    If the project defines the concept of one of our entries, this is the id of that entry.
    """
    plan = domain.plan
    names = {name.lower(): own_id(name) for name in domain.data["own_names"]}
    for entry in domain.loaded.glossary.entries.values() if plan.own_terms else ():
        for name in entry.names if own_target(plan, entry) else ():
            if _own_term(plan, name):
                names.setdefault(name.lower(), entry.id)
    return names


def _translated_names(domain: BioglossaryDomain) -> Iterator[tuple[str, str]]:
    """Yield the translated headwords in lower case, each with the id of its entry."""
    # Sphinx has registered the headwords on pages that it has read.
    for name, place in (_terms_in_std(domain) | std_terms(domain.std)).items():
        if domain.holds_entry(*place[:2]):
            yield name.lower(), place[1].removeprefix(ANCHOR_PREFIX)
    generated = generated_page(domain.env)
    translate = translator_of_page(domain.env, generated) if generated else None
    if translate:
        for entry in domain.loaded.glossary.entries.values():
            yield translate(entry.headline).lower(), entry.id


def _entries_by_name(domain: BioglossaryDomain) -> dict[str, str]:
    """Return the ids of our entries by name in lower case, except for names of the project's own terms."""
    own, ids = domain.plan.own_terms, domain.loaded.ids_by_name
    return {name: entry_id for name, entry_id in ids.items() if name not in own} if own else ids


def target_of(plan: Plan, entry_id: str, words: str) -> Target | None:
    """Return the target of a surface form of an entry: the project's own term of that name, if any.

    Args:
        plan: the targets of the project.
        entry_id: the id of the entry.
        words: the surface form as written in the text.
    """
    own = _own_term(plan, words) if plan.own_terms else None
    return own or plan.targets.get(entry_id)


def _own_term(plan: Plan, words: str) -> Target | None:
    """Return the target of the project's own term with the name ``words``, if there is one."""
    name = " ".join(words.split())
    return plan.own_terms.get(name if is_abbreviation(name) else name.lower())


def own_target(plan: Plan, entry: Entry) -> Target | None:
    """Return the target in the project's own glossary that defines the concept of ``entry``, if there is one.

    The target is the headword, or the abbreviation in the same case: "CARE" is not "care". An alias does not
    count, because it may have a wider meaning in the project.
    """
    return plan.own_terms.get(entry.term.lower()) or plan.own_terms.get(entry.abbreviation or "")


def _terms_in_std(domain: BioglossaryDomain) -> dict[str, Any]:
    """Return the targets of the terms in the standard domain, by name as written."""
    return {name: place for (kind, name), place in domain.std.objects.items() if kind == "term"}
