"""The language of bundled entries, which are in English whatever the language of the docs is.

Screen readers need it to pronounce them (WCAG 2.2, success criterion 3.1.2).
"""

from __future__ import annotations

from docutils import nodes

from sphinx_bioglossary.glossary.loader import is_bundled
from sphinx_bioglossary.glossary.model import Entry

# The HTML writer of docutils sets the attribute "lang" for it.
_ENGLISH_CLASS = "language-en"


def mark_language(item: nodes.Element, entry: Entry, language: str | None) -> None:
    """Mark the English texts of a bundled entry in docs of another language, for HTML.

    Args:
        item: the item of the entry in a glossary: its terms and its definition, without notes below it.
        entry: the entry.
        language: the language of the docs, such as "de".
    """
    if (language or "en").startswith("en") or not is_bundled(entry.location.path):
        return
    for child in item.children:
        for node in child.children if isinstance(child, nodes.definition) else [child]:
            # Sphinx notes what a message catalogue has translated.
            if isinstance(node, nodes.Element) and not node.get("translated"):
                node["classes"].append(_ENGLISH_CLASS)


def language_attribute(node: nodes.Element) -> str:
    """Return the HTML attribute for the language of a marked node; empty if it is that of the docs."""
    return ' lang="en"' if _ENGLISH_CLASS in node["classes"] else ""
