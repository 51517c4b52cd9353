"""What the extension knows of a project: what each page holds, and where terms lead to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains import Domain

from sphinx_bioglossary.acronyms.page_acronyms import PageFindings
from sphinx_bioglossary.glossary.model import ANCHOR_PREFIX, Entry

from .records import PageTerms
from .state import Build, Target

if TYPE_CHECKING:
    from sphinx.domains.index import IndexDomain
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment


_PER_PAGE = ("glossaries", "definitions", "empty", "terms", "acronyms")


class BioglossaryDomain(Domain):
    """Keeps what reading found on each page, and gives our terms to Sphinx's own domains."""

    name = "bioglossary"
    label = "Bioglossary"
    data_version = 3
    initial_data = {  # noqa: RUF012 - Sphinx copies it
        "glossaries": {},  # docname -> id of each entry that the page holds -> whether only if it is used
        "definitions": {},  # docname -> the ids of those entries of them whose definitions the page has
        "empty": {},  # docname -> places of glossaries that ask for what there is none of, and why
        "terms": {},  # docname -> the terms that occur on the page
        "acronyms": {},  # docname -> the acronyms that the page uses and explains
        "own_names": [],  # the terms of the project's own glossaries that are linked
        "fingerprint": "",  # of the entries as the glossaries show them
        "registered": ({}, {}),  # what we gave to the standard domain: objects, and names for :term:
        "made_page": None,  # the page that was made without a source, if one was
    }

    build: Build  # the current one: set when it begins, never stored

    @property
    def glossaries(self) -> dict[str, dict[str, bool]]:
        """The entries on each page with a glossary of ours: by id, whether they show only if used."""
        pages: dict[str, dict[str, bool]] = self.data["glossaries"]
        return pages

    @property
    def definitions(self) -> dict[str, set[str]]:
        """The ids of the entries on each page with a glossary of ours whose definitions were read into it."""
        pages: dict[str, set[str]] = self.data["definitions"]
        return pages

    @property
    def terms(self) -> dict[str, PageTerms]:
        """The terms that occur on each page."""
        pages: dict[str, PageTerms] = self.data["terms"]
        return pages

    @property
    def acronyms(self) -> dict[str, PageFindings]:
        """The acronyms of each page that was read for them."""
        pages: dict[str, PageFindings] = self.data["acronyms"]
        return pages

    @property
    def registered(self) -> tuple[dict[Any, Target], dict[Any, Target]]:
        """What we gave to the standard domain: objects, and names for ``:term:``, with their places."""
        registered: tuple[dict[Any, Target], dict[Any, Target]] = self.data["registered"]
        return registered

    @property
    def empty(self) -> dict[str, list[tuple[str, str]]]:
        """The glossaries on each page that ask for entries that there are none of: their places, and why."""
        pages: dict[str, list[tuple[str, str]]] = self.data["empty"]
        return pages

    def note_glossary(self, docname: str, entries: Iterable[Entry], *, used_only: bool) -> None:
        """Note that the page ``docname`` holds ``entries``, all of them or only those that are used."""
        held = self.glossaries.setdefault(docname, {})
        for entry in entries:
            held[entry.id] = held.get(entry.id, True) and used_only

    def note_definitions(self, docname: str, entries: Iterable[Entry]) -> None:
        """Note that the definitions of ``entries`` were read into the page ``docname``."""
        self.definitions.setdefault(docname, set()).update(entry.id for entry in entries)

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

    @property
    def index(self) -> IndexDomain:
        """Sphinx's domain of the general index."""
        return self.env.get_domain("index")  # type: ignore[return-value]

    def is_ours(self, docname: str, node_id: str) -> bool:
        """Whether the anchor ``node_id`` on a page is that of an entry of ours."""
        return node_id.removeprefix(ANCHOR_PREFIX) in self.glossaries.get(docname, ())

    def anchor_of(self, entry_id: str) -> Target | None:
        """Return where the project's pages hold the entry, the first page in alphabetical order."""
        pages = sorted(docname for docname, held in self.glossaries.items() if entry_id in held)
        return Target(pages[0], ANCHOR_PREFIX + entry_id) if pages else None


def domain_of(env: BuildEnvironment) -> BioglossaryDomain:
    """Return the project's domain."""
    domain = env.get_domain("bioglossary")
    assert isinstance(domain, BioglossaryDomain)  # noqa: S101 - for the type checker
    return domain
