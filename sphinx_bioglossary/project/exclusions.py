"""What the authors have switched off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinx.environment import BuildEnvironment

from .state import Build

_OFF = frozenset({"off", "false", "no", "0"})


def is_switched_off(metadata: Mapping[str, Any]) -> bool:
    """Whether the metadata of a page keep it as its authors wrote it: ``bioglossary: off``."""
    # MyST-Parser hands over the text "False" for a YAML off.
    return str(metadata.get("bioglossary", "")).lower() in _OFF


def reason_against_page(env: BuildEnvironment, build: Build, docname: str) -> str:
    """Say which choice of the authors keeps a page from automatic links, if one does."""
    if build.excludes_page(docname):
        return "excluded by bioglossary_exclude_pages"
    if is_switched_off(env.metadata.get(docname, {})):
        return "switched off by the page"
    return ""


def reason_against_entry(build: Build, entry_id: str) -> str:
    """Say which choice of the authors keeps an entry from automatic links, if one does."""
    if entry_id in build.excluded_terms:
        return "excluded by bioglossary_exclude_terms"
    return "" if build.entries[entry_id].auto_link else "its entry has auto_link: false"
