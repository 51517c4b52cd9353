"""The page metadata of notebooks, which Sphinx finds only where their parser makes a docinfo of them."""

from __future__ import annotations

import json
import re
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

_PREFIX = "bioglossary"
_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r":([\w-]+):\s*(.*)")


def collect_metadata(app: Sphinx, doctree: nodes.document) -> None:
    """Record our metadata in a notebook, and remove their fields from its page."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix == ".ipynb":
        app.env.metadata[app.env.docname].update(notebook_metadata(path.read_text(encoding="utf-8")))
        _remove_fields(doctree)


def notebook_metadata(text: str) -> dict[str, str]:
    """Return our metadata in a notebook: its own, and the front matter or the fields in its first cell.

    Args:
        text: the content of the file; metadata that cannot be read are left out.
    """
    try:
        notebook = json.loads(text)
        texts = ["".join(cell["source"]) for cell in notebook["cells"][:1] if cell["cell_type"] != "code"]
        found = {**notebook["metadata"], **_at_top("".join(texts))}
    except (KeyError, TypeError, ValueError):
        return {}
    return {name: str(value) for name, value in found.items() if name.startswith(_PREFIX)}


def _at_top(text: str) -> dict[str, Any]:
    front_matter = _FRONT_MATTER.match(text)
    if not front_matter:
        fields = takewhile(bool, map(_FIELD.fullmatch, text.strip().splitlines()))
        return {field[1]: field[2] for field in fields if field}
    try:
        return {str(name): value for name, value in yaml.safe_load(front_matter[1]).items()}
    except (AttributeError, yaml.YAMLError):
        return {}


def _remove_fields(doctree: nodes.document) -> None:
    """Remove our fields from a field list at the top, of which nbsphinx makes no docinfo."""
    before = (nodes.PreBibliographic, addnodes.highlightlang)
    top = next((node for node in doctree if not isinstance(node, before)), None)
    if isinstance(top, nodes.field_list):
        top[:] = [field for field in top.children if not field.astext().startswith(_PREFIX)]
        if not len(top):
            doctree.remove(top)
