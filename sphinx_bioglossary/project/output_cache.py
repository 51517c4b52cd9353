"""A JSON cache for each builder and output folder.

It is not in the environment, because several builders share it, and not in the output, because an e-book
would include it. It is one file, so that its parts are lost together: without fingerprints, all pages are
written again, and the links on them are found again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def load_cache(app: Sphinx, part: str) -> dict[str, Any]:
    """Return a part of the cache of the current output; empty if there is none.

    A cache that this version has not saved in exactly this form has no parts.
    """
    content: dict[str, Any] = _load(app).get(part, {})
    return content


def save_cache(app: Sphinx, part: str, content: dict[str, Any]) -> None:
    """Save ``content`` as a part of the cache for the next build of the current output."""
    parts, path = {**_load(app), part: content}, _path(app)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.write_text(json.dumps(_sealed(app, parts), sort_keys=True), encoding="utf-8")


def _load(app: Sphinx) -> dict[str, dict[str, Any]]:
    try:
        cache = json.loads(_path(app).read_text(encoding="utf-8"))
        parts: dict[str, dict[str, Any]] = cache["content"]
        return parts if cache == _sealed(app, parts) else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _path(app: Sphinx) -> Path:
    output = hashlib.sha256(str(app.outdir).encode()).hexdigest()[:8]
    return Path(app.doctreedir, f"bioglossary-{app.builder.name}-{output}.json")


def _sealed(app: Sphinx, parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return ``parts`` with the version and a checksum, so that no reader needs to check their shape."""
    checksum = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    version = app.extensions["sphinx_bioglossary"].version
    return {"version": version, "checksum": checksum, "content": parts}
