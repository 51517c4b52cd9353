"""The reading order of pages, and the conditions under which content is shown."""

from __future__ import annotations

from sphinx.environment import BuildEnvironment
from sphinx.util.tags import Tags


def pages_in_order(env: BuildEnvironment) -> list[str]:
    """Return all docnames in reading order: along the toctrees from the root page, then the others."""
    order = _pages_from(env, env.config.root_doc)
    return [*order, *sorted(env.found_docs.difference(order))]


def parts_of_project(env: BuildEnvironment) -> dict[str, str]:
    """Return the part of the project to which each page belongs, by docname.

    A part is a page in the toctree of the root page with the pages below it. Pages with none below them make
    up the part of the root page, with the pages in no toctree.
    """
    root = env.config.root_doc
    parts: dict[str, str] = {}
    for top in env.toctree_includes.get(root, []):
        if env.toctree_includes.get(top):
            parts = dict.fromkeys(_pages_from(env, top), top) | parts
    return dict.fromkeys(env.found_docs, root) | parts | {root: root}


def _pages_from(env: BuildEnvironment, first: str) -> list[str]:
    """Return the docnames along the toctrees from a page, itself included."""
    order: dict[str, None] = {}
    open_ends = [first]
    while open_ends:
        docname = open_ends.pop()
        if docname not in order and docname in env.found_docs:
            order[docname] = None
            open_ends.extend(reversed(env.toctree_includes.get(docname, [])))
    return list(order)


def is_shown(tags: Tags, conditions: tuple[str, ...]) -> bool:
    """Whether a builder with these tags shows content inside ``only`` directives with these conditions."""
    return not conditions or all(_holds(tags, condition) for condition in conditions)


def _holds(tags: Tags, condition: str) -> bool:
    try:
        return tags.eval_condition(condition)
    except Exception:  # noqa: BLE001 - Sphinx reports the error and shows the content
        return True
