"""The domain: the terms and acronyms of each page, and the state of the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.util.nodes import make_refnode

from sphinx_bioglossary.acronyms.page_acronyms import AcronymsByConditions
from sphinx_bioglossary.glossary.model import ANCHOR_PREFIX, Entry

from .generated_page import generated_page
from .records import PageTerms
from .references import is_answered, is_by_name
from .state import Loaded, Log, Plan, Target
from .warnings import Warn

if TYPE_CHECKING:
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment


_PER_PAGE = ("glossaries", "faults", "terms", "acronyms")


class Fault(NamedTuple):
    """A fault of a glossary on a page: subtype of the warning, ``"path:line"`` and message."""

    subtype: Warn
    location: str
    message: str


class BioglossaryDomain(Domain):
    """Stores the terms and acronyms of each page, and holds the state of the current build."""

    name = "bioglossary"
    label = "Bioglossary"
    initial_data = {  # noqa: RUF012 - Sphinx copies it
        "glossaries": {},  # docname -> entry id -> whether the entry is shown only if it is used
        "faults": {},  # docname -> the faults of its glossaries
        "terms": {},  # docname -> the terms that occur on the page
        "acronyms": {},  # docname -> the acronyms that the page uses and explains
        "own_names": [],  # the terms of the project's own glossaries that are searched for
        "fingerprint": "",  # of the entries that the glossaries show
        "generated_page": None,  # the docname of the generated page, if there was one
    }

    # State of the current build: set at its start, never stored.
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
    def faults(self) -> dict[str, list[Fault]]:
        """The faults of the glossaries on each page, stored because later builds warn of them too."""
        return cast("dict[str, list[Fault]]", self.data["faults"])

    def note_fault(self, docname: str, fault: Fault) -> None:
        """Record a fault of a glossary on the page ``docname``."""
        self.faults.setdefault(docname, []).append(fault)

    def note_glossary(self, docname: str, entries: Iterable[Entry], *, used_only: bool) -> None:
        """Record that the page ``docname`` shows ``entries``, or only those that are used."""
        held = self.glossaries.setdefault(docname, {})
        for entry in entries:
            held[entry.id] = held.get(entry.id, True) and used_only

    def clear_doc(self, docname: str) -> None:
        """Remove the data of a page (called by Sphinx)."""
        for kind in _PER_PAGE:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Merge the data of ``docnames`` from another process (called by Sphinx)."""
        for kind in _PER_PAGE:
            found = otherdata[kind]
            self.data[kind].update({docname: found[docname] for docname in docnames if docname in found})

    def resolve_any_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve a link of MyST-Parser to an entry, if nothing else answers it (called by it and Sphinx).

        For it alone, as it does not emit ``missing-reference``, by which our entries answer ``:any:``.
        """
        place = self.plan.names.get(target.lower())
        is_link = is_by_name(node) and node["reftype"] == "myst"
        if place is None or not is_link or is_answered(env, builder, node):
            return []
        return [("std:term", make_refnode(builder, fromdocname, *place, contnode))]

    @property
    def std(self) -> StandardDomain:
        """Sphinx's standard domain, which has the terms of the project's own glossaries."""
        return self.env.get_domain("std")  # type: ignore[return-value]

    def holds_entry(self, docname: str, node_id: str) -> bool:
        """Whether the anchor ``node_id`` on a page belongs to one of our entries."""
        return node_id.removeprefix(ANCHOR_PREFIX) in self.glossaries.get(docname, ())

    def targets(self) -> dict[str, Target]:
        """Return the targets of our entries, by entry id."""
        return targets_in(self.glossaries, generated_page(self.env), self.loaded.glossary.entries)


def targets_in(
    glossaries: Mapping[str, Iterable[str]], generated: str | None, entry_ids: Iterable[str]
) -> dict[str, Target]:
    """Return the target of each entry, by entry id: the first page in alphabetical order that shows it.

    Args:
        glossaries: the ids of the entries on each page, by docname.
        generated: the docname of the generated page, which is read last and can show any entry.
        entry_ids: the ids of all entries.
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
