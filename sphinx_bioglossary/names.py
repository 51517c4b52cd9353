"""Our terms in Sphinx's own domains, which serve ``:term:``, the inventory and the general index."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .build import Target
from .domain import BioglossaryDomain, domain_of
from .forms import heading_forms, surface_forms
from .model import Entry


def withdraw_terms(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Take our terms out of the standard domain, so that reading meets only the project's own.

    Otherwise a term that the project's own glossary gains would be called a duplicate of ours.
    """
    domain = domain_of(env)
    std = domain.std
    for key, (docname, node_id, *_) in list(std.objects.items()):
        if key[0] == "term" and domain.is_ours(docname, node_id):
            del std.objects[key]
    for name, (docname, node_id) in list(std._terms.items()):  # noqa: SLF001 - Sphinx has no other way
        if domain.is_ours(docname, node_id):
            del std._terms[name]  # noqa: SLF001


def own_targets(domain: BioglossaryDomain) -> dict[str, Target]:
    """Return where the project's own glossaries explain names, by name in lower case.

    It is meant for the time at which our terms are withdrawn.
    """
    return {name: Target(*target) for name, target in domain.std._terms.items()}  # noqa: SLF001


def own_target(entry: Entry, own: dict[str, Target]) -> Target | None:
    """Return where the project's own glossary explains the concept of ``entry``, if it does."""
    return next((own[name.lower()] for name in entry.names if name.lower() in own), None)


def register_terms(domain: BioglossaryDomain, entries: Iterable[Entry]) -> None:
    """Give ``entries`` to the standard domain wherever the project has no term of the name.

    Names go in as they are written; headwords with their abbreviation, plurals and other forms only as what
    ``:term:`` falls back to.
    """
    std, own = domain.std, own_targets(domain)
    places = [(entry, place) for entry in entries if (place := domain.anchor_of(entry.id))]
    for entry, place in places:
        for name in entry.names:
            if name.lower() not in own:
                std.objects.setdefault(("term", name), place)
                std._terms.setdefault(name.lower(), place)  # noqa: SLF001
    for entry, place in places:
        for name in other_names(entry):
            std._terms.setdefault(name.lower(), place)  # noqa: SLF001


def other_names(entry: Entry) -> set[str]:
    """Return what ``:term:`` takes for the entry besides its names."""
    return heading_forms(entry) | surface_forms(entry)


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
