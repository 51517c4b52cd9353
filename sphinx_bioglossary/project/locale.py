"""Translation of our labels into the language of the docs.

The catalogues are in ``locale/``, together with the compiled catalogues: these are small, and the package
installs from a clone, a wheel or an archive without a build step. A test compares them with their sources.
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
    """Register our catalogues with Sphinx."""
    app.add_message_catalog(_CATALOGUE, str(LOCALE))
