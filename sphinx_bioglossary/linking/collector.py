"""What is noted of each page when it is read."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_bioglossary import garbage
from sphinx_bioglossary.doctree.running_text import blocks
from sphinx_bioglossary.doctree.traversal import Where

from .occurrences import note_terms
from .undefined import note_acronyms


@garbage.left_alone()
def note_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note the terms and the acronyms of a page that has just been read."""
    docname = app.env.docname
    found = list(blocks(doctree, Where(docname)))
    note_terms(app.env, docname, doctree, found)
    note_acronyms(app.env, docname, doctree, found)
