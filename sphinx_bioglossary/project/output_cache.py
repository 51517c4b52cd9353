"""What is kept from one build to the next about one output.

It is not in the environment, as builders that share it have outputs of their own, and not in the output,
where an e-book would carry it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def recall(app: Sphinx, what: str) -> dict[str, Any]:
    """Return what was kept as ``what`` about the current output; nothing if there is none."""
    try:
        kept: dict[str, Any] = json.loads(_path(app, what).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept


def keep(app: Sphinx, what: str, facts: dict[str, Any]) -> None:
    """Keep ``facts`` as ``what`` about the current output."""
    _path(app, what).write_text(json.dumps(facts, indent=0, sort_keys=True), encoding="utf-8")


def forget(app: Sphinx, what: str) -> None:
    """Keep nothing as ``what`` about the current output."""
    _path(app, what).unlink(missing_ok=True)


def _path(app: Sphinx, what: str) -> Path:
    output = hashlib.sha256(str(app.outdir).encode()).hexdigest()[:8]
    return Path(app.doctreedir, f"bioglossary-{what}-{app.builder.name}-{output}.json")
