"""Everything that the extension warns about, and the one function that warns."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from docutils import nodes
from sphinx.util import logging

_logger = logging.getLogger(__name__)


class Warn(Enum):
    """The subtypes of the warnings, for ``suppress_warnings = ["bioglossary.<subtype>"]``."""

    CONFIG = "config"
    """An option in ``conf.py`` has a value that it cannot have; its default is used."""

    GLOSSARY_FILE = "glossary-file"
    """A glossary file, or an entry or field of it, cannot be used; the rest of it is."""

    NO_GLOSSARY = "no-glossary"
    """No page holds the glossary, so that nothing is linked."""

    SECOND_GLOSSARY = "second-glossary"
    """A page holds the glossary beside the one that is made."""

    EMPTY_GLOSSARY = "empty-glossary"
    """A directive asks for entries that there are none of."""

    UNKNOWN_TERM = "unknown-term"
    """An option names a term that no glossary of the project has."""

    UNDEFINED_ACRONYM = "undefined-acronym"
    """Running text uses an acronym that neither a page nor a glossary of the project explains."""


Location: TypeAlias = "nodes.Node | tuple[str, int | None] | str | None"


def warn(subtype: Warn, message: str, location: Location = None) -> None:
    """Log a warning of ``subtype``; ``location`` is a node, (docname, line) or ``"path:line"``."""
    _logger.warning(message, type="bioglossary", subtype=subtype.value, location=location)
