"""The types of warnings, and the function that logs them."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from docutils import nodes
from sphinx.util import logging

_logger = logging.getLogger(__name__)


class Warn(Enum):
    """The subtypes of the warnings, for ``suppress_warnings = ["bioglossary.<subtype>"]``."""

    CONFIG = "config"
    """An option does not exist, or has an invalid value; its default is used."""

    GLOSSARY_FILE = "glossary-file"
    """A glossary file, or an entry or field in it, has a fault; the rest is used."""

    NO_GLOSSARY = "no-glossary"
    """No page shows the glossary, so nothing is linked."""

    SECOND_GLOSSARY = "second-glossary"
    """A page shows the glossary in addition to the generated page."""

    EMPTY_GLOSSARY = "empty-glossary"
    """No entry matches the options of a directive."""

    PAGE_METADATA = "page-metadata"
    """The field ``bioglossary`` of a page has an invalid value, and no effect."""

    UNKNOWN_PAGE = "unknown-page"
    """A pattern in an option matches no page."""

    UNKNOWN_TERM = "unknown-term"
    """An option, or the field ``bioglossary`` of a page, names a term that no glossary has."""

    UNDEFINED_ACRONYM = "undefined-acronym"
    """Running text uses an acronym that neither a page nor a glossary of the project explains."""

    TOOLTIP = "tooltip"
    """The definition of an entry cannot be rendered outside its page, so links to it have no tooltip."""


Location: TypeAlias = "nodes.Node | tuple[str, int | None] | str | None"


def warn(subtype: Warn, message: str, location: Location = None) -> None:
    """Log a warning of ``subtype``; ``location`` is a node, (docname, line) or ``"path:line"``."""
    _logger.warning(message, type="bioglossary", subtype=subtype.value, location=location)
