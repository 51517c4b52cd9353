"""What the extension knows of a project: which page holds which entries, and where terms lead to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains import Domain

from .build import Build, Target
from .forms import surface_forms
from .model import ANCHOR_PREFIX, Entry
from .page_acronyms import PageFindings

if TYPE_CHECKING:
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment


class BioglossaryDomain(Domain):
    """Keeps what reading found on each page, and gives our terms to Sphinx's standard domain."""

    name = "bioglossary"
    label = "Bioglossary"
    data_version = 1
    initial_data: dict[str, Any] = {  # noqa: RUF012 - declared so by Sphinx, which copies it
        "glossaries": {},  # docname -> ids of the entries that the page holds
        "fingerprint": "",  # of the entries as those pages show them
        "acronyms": {},  # docname -> what the page uses and explains
        "made_page": None,  # the page that was made without a source, if one was
    }

    build: Build  # the current one: set when it begins, never stored

    @property
    def glossaries(self) -> dict[str, list[str]]:
        """The ids of the entries on each page that holds a glossary of ours."""
        pages: dict[str, list[str]] = self.data["glossaries"]
        return pages

    @property
    def acronyms(self) -> dict[str, PageFindings]:
        """The acronyms of each page that was read for them."""
        pages: dict[str, PageFindings] = self.data["acronyms"]
        return pages

    def note_glossary(self, docname: str, entries: Iterable[Entry]) -> None:
        """Note that the page ``docname`` holds ``entries``."""
        self.glossaries.setdefault(docname, []).extend(entry.id for entry in entries)

    def clear_doc(self, docname: str) -> None:
        """Forget a page (called by Sphinx)."""
        self.glossaries.pop(docname, None)
        self.acronyms.pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process found on ``docnames`` (called by Sphinx)."""
        for docname in docnames:
            if docname in otherdata["glossaries"]:
                self.glossaries[docname] = otherdata["glossaries"][docname]
            if docname in otherdata["acronyms"]:
                self.acronyms[docname] = otherdata["acronyms"][docname]

    def resolve_any_xref(self, *_reference: object) -> list[tuple[str, nodes.reference]]:
        """Resolve nothing: the standard domain has our terms (called by Sphinx and MyST-Parser)."""
        return []

    def withdraw_terms(self) -> None:
        """Take our terms out of the standard domain, so that reading meets only the project's own.

        Otherwise a term that the project's own glossary gains would be called a duplicate of ours.
        """
        std = self._std
        for key, (docname, node_id, *_) in list(std.objects.items()):
            if key[0] == "term" and self._is_ours(docname, node_id):
                del std.objects[key]
        for name, (docname, node_id) in list(std._terms.items()):  # noqa: SLF001 - Sphinx has no other way
            if self._is_ours(docname, node_id):
                del std._terms[name]  # noqa: SLF001

    def register_terms(self) -> None:
        """Give our terms to the standard domain wherever the project has no term of the name.

        It serves ``:term:``, the inventory and other extensions from there. Names go in as they are
        written; headwords with their abbreviation, plurals and other forms only as what ``:term:``
        falls back to.
        """
        std, glossary = self._std, self.build.glossary
        own = dict(std._terms)  # noqa: SLF001
        held = {
            entry_id: Target(docname, ANCHOR_PREFIX + entry_id)
            for docname in sorted(self.glossaries, reverse=True)
            for entry_id in self.glossaries[docname]
            if entry_id in glossary.entries
        }
        entries = [entry for entry in glossary if entry.id in held]
        for entry in entries:
            for name in entry.names:
                if name.lower() not in own:
                    std.objects.setdefault(("term", name), held[entry.id])
                    std._terms.setdefault(name.lower(), held[entry.id])  # noqa: SLF001
        for entry in entries:
            for form in {entry.headline, f"{entry.abbreviation} ({entry.term})", *surface_forms(entry)}:
                std._terms.setdefault(form.lower(), held[entry.id])  # noqa: SLF001
        self.build.targets = {
            entry.id: _own_target(entry, own) or held[entry.id]
            for entry in glossary
            if entry.id in held or _own_target(entry, own)
        }

    @property
    def _std(self) -> StandardDomain:
        return self.env.get_domain("std")  # type: ignore[return-value]

    def _is_ours(self, docname: str, node_id: str) -> bool:
        return node_id.removeprefix(ANCHOR_PREFIX) in self.glossaries.get(docname, ())


def _own_target(entry: Entry, own: dict[str, tuple[str, str]]) -> Target | None:
    """Return where the project's own glossary explains the concept of ``entry``, if it does."""
    for name in entry.names:
        if name.lower() in own:
            return Target(*own[name.lower()])
    return None


def domain_of(env: BuildEnvironment) -> BioglossaryDomain:
    """Return the project's domain."""
    domain = env.get_domain("bioglossary")
    assert isinstance(domain, BioglossaryDomain)  # noqa: S101 - for the type checker
    return domain
