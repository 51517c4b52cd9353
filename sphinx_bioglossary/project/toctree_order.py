"""The reading order of pages, and the conditions under which content is shown."""

from __future__ import annotations

from sphinx.environment import BuildEnvironment
from sphinx.util.tags import Tags


def pages_in_order(env: BuildEnvironment) -> list[str]:
    """Return all docnames in reading order: along the toctrees from the root page, then the others."""
    order: dict[str, None] = {}
    open_ends = [env.config.root_doc]
    while open_ends:
        docname = open_ends.pop()
        if docname not in order and docname in env.found_docs:
            order[docname] = None
            open_ends.extend(reversed(env.toctree_includes.get(docname, [])))
    return [*order, *sorted(env.found_docs - order.keys())]


def is_shown(tags: Tags, conditions: tuple[str, ...]) -> bool:
    """Whether a builder with these tags shows content inside ``only`` directives with these conditions."""
    return not conditions or all(_holds(tags, condition) for condition in conditions)


def _holds(tags: Tags, condition: str) -> bool:
    try:
        return tags.eval_condition(condition)
    except Exception:  # noqa: BLE001 - Sphinx reports the error and shows the content
        return True
