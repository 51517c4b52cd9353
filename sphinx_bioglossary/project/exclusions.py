"""Pages and entries that authors exclude from automatic links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .state import Loaded

_OFF = frozenset({"off", "false", "no", "0"})


def is_switched_off(metadata: Mapping[str, Any]) -> bool:
    """Whether the metadata of a page switch the extension off: ``bioglossary: off``."""
    # MyST-Parser passes the string "False" for "off" in YAML.
    return str(metadata.get("bioglossary", "")).lower() in _OFF


def reason_against_page(loaded: Loaded, docname: str, metadata: Mapping[str, Any]) -> str:
    """Return the reason why a page is excluded from automatic links; empty if it is not."""
    if loaded.excludes_page(docname):
        return "excluded by bioglossary_exclude_pages"
    return "switched off by the page" if is_switched_off(metadata) else ""


def reason_against_entry(loaded: Loaded, entry_id: str) -> str:
    """Return the reason why an entry is excluded from automatic links; empty if it is not."""
    if entry_id in loaded.excluded_terms:
        return "excluded by bioglossary_exclude_terms"
    return "" if loaded.entries[entry_id].auto_link else "its entry has auto_link: false"
