"""What readers see of ours, in the language of the docs.

The catalogues are in ``locale/``. The compiled ones are kept beside them: they are small, and so the package
installs from a clone, a wheel and an archive alike, with nothing to run. A test holds them to their sources.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_CATALOGUE = "sphinx_bioglossary"
LOCALE = Path(__file__).parents[1] / "locale"

_ = get_translation(_CATALOGUE)


def add_catalogue(app: Sphinx) -> None:
    """Let Sphinx load the catalogue of the docs' language."""
    app.add_message_catalog(_CATALOGUE, str(LOCALE))
