"""The decision whether an occurrence is linked, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sphinx_bioglossary.project.exclusions import reason_against_entry, reason_against_page, switch_of
from sphinx_bioglossary.project.records import Occurrence
from sphinx_bioglossary.project.state import Loaded, Plan

from .occurrences import Sighting
from .project_senses import verdict_on
from .std_domain import target_of


class Answer(NamedTuple):
    """Whether an occurrence is linked, and the reason.

    ``repeats`` tells whether only an earlier link to the entry speaks against one.
    """

    linked: bool
    reason: str
    repeats: bool = False


class Decider:
    """Decides on the occurrences of a project.

    Args:
        loaded: the glossary and the options.
        plan: its votes and targets are used, and nothing else of it.
        metadata: the metadata of each page, by docname.
    """

    def __init__(self, loaded: Loaded, plan: Plan, metadata: Mapping[str, Mapping[str, Any]]) -> None:
        self._loaded, self._plan = loaded, plan
        self._against_page = cache(
            lambda docname: reason_against_page(loaded, docname, metadata.get(docname, {}))
        )
        self._against_entry = cache(lambda entry_id: reason_against_entry(loaded, entry_id))
        self._off_on_page = cache(
            lambda docname: loaded.ids_named(switch_of(metadata.get(docname, {})).names)
        )

    def decide(self, candidate: Occurrence | Sighting, *, reason_against: str = "") -> Answer:
        """Return whether ``candidate`` is linked, and the reason.

        Args:
            candidate: an occurrence on record, or one on a resolved page.
            reason_against: a reason in the links around it; empty if there is none.
        """
        entry_id, docname = candidate.entry_id, candidate.position.docname
        against = (
            candidate.obstacle
            or ("scope is none" if self._loaded.scope == "none" else "")
            or self._against_entry(entry_id)
            or self._against_page(docname)
            or ("this term is switched off by the page" if entry_id in self._off_on_page(docname) else "")
            or self._against_target(entry_id, candidate.text, docname)
            or reason_against
        )
        if against:
            return Answer(linked=False, reason=against)
        return Answer(*verdict_on(self._loaded, self._plan.votes, docname, entry_id, candidate.evidence))

    def _against_target(self, entry_id: str, words: str, docname: str) -> str:
        target = target_of(self._plan, entry_id, words)
        if target is None:
            return "its entry is on no page"
        return "its entry is on this page" if target.docname == docname else ""
