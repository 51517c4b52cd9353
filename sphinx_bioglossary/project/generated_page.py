"""The docname and the stub of the generated page."""

from __future__ import annotations

from pathlib import Path

from sphinx.environment import BuildEnvironment

SUFFIX = ".bioglossary"
STUB = Path(__file__).with_name(f"page{SUFFIX}")


def generated_page(env: BuildEnvironment) -> str | None:
    """Return the docname of the generated page; ``None`` if there is none in this build."""
    docname: str | None = env.config.bioglossary_page
    return docname if docname is not None and is_generated(env, docname) else None


def is_generated(env: BuildEnvironment, docname: str) -> bool:
    """Whether the page ``docname`` is the generated one."""
    return (
        docname == env.config.bioglossary_page
        and docname in env.project.docnames
        and Path(env.project.doc2path(docname, absolute=True)) == STUB
    )
