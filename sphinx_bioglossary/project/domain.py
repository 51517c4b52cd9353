"""The domain: what reading found on each page, and the state of the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.domains import Domain

from sphinx_bioglossary.acronyms.page_acronyms import AcronymsByConditions
from sphinx_bioglossary.glossary.model import ANCHOR_PREFIX, Entry

from .generated_page import generated_page
from .records import PageTerms
from .state import Loaded, Log, Plan, Target

if TYPE_CHECKING:
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment


_PER_PAGE = ("glossaries", "empty", "terms", "acronyms")


class BioglossaryDomain(Domain):
    """Keeps what reading found on each page, and the state of the current build."""

    name = "bioglossary"
    label = "Bioglossary"
    initial_data = {  # noqa: RUF012 - Sphinx copies it
        "glossaries": {},  # docname -> id of each entry that the page holds -> whether only if it is used
        "empty": {},  # docname -> locations of glossaries that no entry matches, and messages
        "terms": {},  # docname -> the terms that occur on the page
        "acronyms": {},  # docname -> the acronyms that the page uses and explains
        "own_names": [],  # the terms of the project's own glossaries that text is searched for
        "fingerprint": "",  # of the entries as the glossaries show them
        "registered": ({}, {}),  # what we gave to the standard domain: objects, and names for :term:
        "generated_page": None,  # the docname of the page without a source, if there was one
    }

    # Of the current build: set when it begins, never stored.
    loaded: Loaded
    plan: Plan
    log: Log

    @property
    def glossaries(self) -> dict[str, dict[str, bool]]:
        """The entries on each page with a glossary of ours: by id, whether they show only if used."""
        return cast("dict[str, dict[str, bool]]", self.data["glossaries"])

    @property
    def terms(self) -> dict[str, PageTerms]:
        """The terms that occur on each page."""
        return cast("dict[str, PageTerms]", self.data["terms"])

    @property
    def acronyms(self) -> dict[str, AcronymsByConditions]:
        """The acronyms of each page that was read for them."""
        return cast("dict[str, AcronymsByConditions]", self.data["acronyms"])

    @property
    def registered(self) -> tuple[dict[Any, Target], dict[Any, Target]]:
        """What we gave to the standard domain: objects, and names for ``:term:``, with their targets."""
        return cast("tuple[dict[Any, Target], dict[Any, Target]]", self.data["registered"])

    @property
    def empty(self) -> dict[str, list[tuple[str, str]]]:
        """The glossaries on each page that no entry matches: location and message."""
        return cast("dict[str, list[tuple[str, str]]]", self.data["empty"])

    def note_glossary(self, docname: str, entries: Iterable[Entry], *, used_only: bool) -> None:
        """Note that the page ``docname`` holds ``entries``, all of them or only those that are used."""
        held = self.glossaries.setdefault(docname, {})
        for entry in entries:
            held[entry.id] = held.get(entry.id, True) and used_only

    def clear_doc(self, docname: str) -> None:
        """Forget a page (called by Sphinx)."""
        for kind in _PER_PAGE:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process found on ``docnames`` (called by Sphinx)."""
        for kind in _PER_PAGE:
            found = otherdata[kind]
            self.data[kind].update({docname: found[docname] for docname in docnames if docname in found})

    def resolve_any_xref(self, *_reference: object) -> list[tuple[str, nodes.reference]]:
        """Resolve nothing: the standard domain has our terms (called by Sphinx and MyST-Parser)."""
        return []

    @property
    def std(self) -> StandardDomain:
        """Sphinx's standard domain, which knows all terms."""
        return self.env.get_domain("std")  # type: ignore[return-value]

    def holds_entry(self, docname: str, node_id: str) -> bool:
        """Whether the anchor ``node_id`` on a page is that of an entry of ours."""
        return node_id.removeprefix(ANCHOR_PREFIX) in self.glossaries.get(docname, ())

    def targets(self) -> dict[str, Target]:
        """Return where the pages hold entries, by entry id."""
        return targets_in(self.glossaries, generated_page(self.env), self.loaded.glossary.entries)


def targets_in(
    glossaries: Mapping[str, Iterable[str]], generated: str | None, entry_ids: Iterable[str]
) -> dict[str, Target]:
    """Return where pages hold entries, by entry id: on the first page in alphabetical order.

    Args:
        glossaries: the ids of the entries on each page.
        generated: the docname of the generated page; it is read last, and holds whatever is used.
        entry_ids: of all entries.
    """
    pages = dict(glossaries)
    if generated is not None:
        pages[generated] = entry_ids
    return {
        entry_id: Target(docname, ANCHOR_PREFIX + entry_id)
        for docname in sorted(pages, reverse=True)
        for entry_id in pages[docname]
    }


def domain_of(env: BuildEnvironment) -> BioglossaryDomain:
    """Return the project's domain."""
    domain = env.get_domain("bioglossary")
    assert isinstance(domain, BioglossaryDomain)  # noqa: S101 - for the type checker
    return domain
