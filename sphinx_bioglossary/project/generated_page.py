"""Which page, if any, is made without a source file."""

from __future__ import annotations

from pathlib import Path

from sphinx.environment import BuildEnvironment

SUFFIX = ".bioglossary"
STUB = Path(__file__).with_name(f"page{SUFFIX}")


def made_page(env: BuildEnvironment) -> str | None:
    """Return the name of the page that is made in this build, if one is."""
    docname: str | None = env.config.bioglossary_page
    return docname if docname is not None and is_made(env, docname) else None


def is_made(env: BuildEnvironment, docname: str) -> bool:
    """Whether the page ``docname`` is the one that is made."""
    return (
        docname == env.config.bioglossary_page
        and docname in env.project.docnames
        and Path(env.project.doc2path(docname, absolute=True)) == STUB
    )
