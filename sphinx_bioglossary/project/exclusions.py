"""What the authors keep from being linked automatically."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .state import Loaded

_OFF = frozenset({"off", "false", "no", "0"})


def is_switched_off(metadata: Mapping[str, Any]) -> bool:
    """Whether the metadata of a page keep it as its authors wrote it: ``bioglossary: off``."""
    # MyST-Parser hands over the text "False" for a YAML off.
    return str(metadata.get("bioglossary", "")).lower() in _OFF


def reason_against_page(loaded: Loaded, docname: str, metadata: Mapping[str, Any]) -> str:
    """Return which choice of the authors keeps a page from automatic links; empty if none does."""
    if loaded.excludes_page(docname):
        return "excluded by bioglossary_exclude_pages"
    return "switched off by the page" if is_switched_off(metadata) else ""


def reason_against_entry(loaded: Loaded, entry_id: str) -> str:
    """Return which choice of the authors keeps an entry from automatic links; empty if none does."""
    if entry_id in loaded.excluded_terms:
        return "excluded by bioglossary_exclude_terms"
    return "" if loaded.entries[entry_id].auto_link else "its entry has auto_link: false"
