"""Where the bundled data are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def bundled_data() -> Path:
    """Return the folder of the bundled data: inside the installed package, or beside it in the repository."""
    installed = _PACKAGE / "glossary_data"
    return installed if installed.is_dir() else _PACKAGE.parent / "glossary_data"
