"""Pages and entries that authors exclude from automatic links."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .config import OFF_WORDS
from .domain import domain_of
from .state import Loaded
from .warnings import Warn, warn

_FIELD = "bioglossary"
_NAMES = re.compile(rf"(?:{'|'.join(sorted(OFF_WORDS))})\s*:(.*)", re.IGNORECASE | re.DOTALL)


class Switch(NamedTuple):
    """The field ``bioglossary`` in the metadata of a page.

    Attributes:
        is_off: whether nothing is linked on the page.
        names: the names of terms that are not linked on the page.
        fault: the value of the field, if it is invalid.
    """

    is_off: bool = False
    names: tuple[str, ...] = ()
    fault: str = ""


def switch_of(metadata: Mapping[str, Any]) -> Switch:
    """Return what the metadata of a page switch off: ``off`` the page, ``off: name, name`` single terms."""
    if _FIELD not in metadata:
        return Switch()
    value = metadata[_FIELD]
    # As MyST-Parser writes all but simple values.
    text = (value if isinstance(value, str) else json.dumps(value, default=str)).strip()
    if text.lower() in OFF_WORDS:
        return Switch(is_off=True)
    names = tuple(name.strip() for name in _listed(text) if name.strip())
    return Switch(names=names) if names else Switch(fault=repr(text))


def _listed(text: str) -> list[str]:
    """Return the names after "off:", or in the JSON of a mapping such as ``{"off": ["name", "name"]}``."""
    if found := _NAMES.fullmatch(text):
        return found[1].split(",")
    try:
        [(key, names)] = json.loads(text).items()
    except (AttributeError, ValueError, RecursionError):
        return []
    if key.lower() not in OFF_WORDS or not names:
        return []
    return [*map(str, names)] if isinstance(names, list) else str(names).split(",")


def reason_against_page(loaded: Loaded, docname: str, metadata: Mapping[str, Any]) -> str:
    """Return the reason why a page is excluded from automatic links; empty if it is not."""
    if loaded.excludes_page(docname):
        return "excluded by bioglossary_exclude_pages"
    return "switched off by the page" if switch_of(metadata).is_off else ""


def reason_against_entry(loaded: Loaded, entry_id: str) -> str:
    """Return the reason why an entry is excluded from automatic links; empty if it is not."""
    if entry_id in loaded.excluded_terms:
        return "excluded by bioglossary_exclude_terms"
    return "" if loaded.entries[entry_id].auto_link else "its entry has auto_link: false"


def check_pages(_app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about invalid fields ``bioglossary`` in the metadata of pages, and about unknown names in them.

    All pages are checked, so that a build that reads none repeats the warnings.
    """
    domain = domain_of(env)
    for docname in sorted(env.metadata):
        switch = switch_of(env.metadata[docname])
        if switch.fault:
            expected = 'the field "bioglossary" must be "off" or "off: name, name"'
            warn(Warn.PAGE_METADATA, f"{expected}, not {switch.fault}", docname)
        for name in switch.names:
            if not domain.loaded.ids_named([name]) and name.lower() not in domain.plan.own_terms:
                message = f'the field "bioglossary" names {name!r}, which no glossary has'
                warn(Warn.UNKNOWN_TERM, message, docname)
