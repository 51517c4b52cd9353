"""Options that name pages by patterns, as ``exclude_patterns`` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.project import Project
from sphinx.util.matching import Matcher

from .config import OPTIONS, PAGE_PATTERNS, RELEASE_NOTES
from .warnings import Warn, warn


def page_matcher(patterns: Iterable[str], project: Project) -> Callable[[str], bool]:
    """Return a function that returns whether one of the patterns matches a page.

    A pattern matches the docname, the path of the source file, or a folder that contains it; the patterns of
    release notes match in any case.

    Args:
        patterns: patterns as in ``exclude_patterns``; that of a folder may end with a slash.
        project: the project, which knows the source files.
    """
    patterns = list(patterns)
    matches, as_matched = Matcher(patterns), str.lower if patterns == RELEASE_NOTES else str

    def matches_page(docname: str) -> bool:
        path = Path(project.doc2path(docname, absolute=False))
        folders = [folder.as_posix() for folder in path.parents[:-1]]
        names = (docname, path.as_posix(), *folders, *(f"{folder}/" for folder in folders))
        return any(map(matches, map(as_matched, names)))

    return matches_page


def check_patterns(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about patterns that match no page, except for those in the default of an option."""
    for option in OPTIONS:
        if option.kind is PAGE_PATTERNS:
            for pattern in sorted({*app.config[option.key]}.difference(option.default)):
                if not any(map(page_matcher([pattern], env.project), env.found_docs)):
                    warn(Warn.UNKNOWN_PAGE, f"{option.key} has {pattern!r}, which matches no page")
