"""JSON caches, one per builder and output folder.

They are not in the environment, because several builders share it, and not in the output, because an e-book
would include them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def load_cache(app: Sphinx, name: str) -> dict[str, Any]:
    """Return the content of the cache ``name``; empty if there is none, or if another version saved it."""
    try:
        cache = json.loads(_path(app, name).read_text(encoding="utf-8"))
        return dict(cache["content"]) if cache["version"] == _version(app) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def save_cache(app: Sphinx, name: str, content: dict[str, Any]) -> None:
    """Save ``content`` under ``name`` for the next build of the current output."""
    cache = {"version": _version(app), "content": content}
    _path(app, name).write_text(json.dumps(cache, sort_keys=True), encoding="utf-8")


def remove_cache(app: Sphinx, name: str) -> None:
    """Remove the cache ``name`` of the current output."""
    _path(app, name).unlink(missing_ok=True)


def _path(app: Sphinx, name: str) -> Path:
    output = hashlib.sha256(str(app.outdir).encode()).hexdigest()[:8]
    return Path(app.doctreedir, f"bioglossary-{name}-{app.builder.name}-{output}.json")


def _version(app: Sphinx) -> str:
    return str(app.extensions["sphinx_bioglossary"].version)
