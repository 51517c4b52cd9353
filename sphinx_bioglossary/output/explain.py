"""Explain for each surface form in a source file whether it may be linked, and why.

The decisions use the stored environment of a build, if there is one. They are then those of the build, except
that every occurrence is treated as the first in its range. Without a build, the file is read as plain text.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.project import Project
from sphinx.util.tags import Tags

from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.traversal import Position, content_of
from sphinx_bioglossary.linking.decision import Decider
from sphinx_bioglossary.linking.occurrences import sightings
from sphinx_bioglossary.linking.project_senses import count_votes
from sphinx_bioglossary.project.config import read_options
from sphinx_bioglossary.project.domain import targets_in
from sphinx_bioglossary.project.state import Decision, Loaded, Plan, load_project
from sphinx_bioglossary.version import ENV_VERSION

_PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)
# The usual places of environments, relative to the source folder or its parent.
_ENVIRONMENTS = [
    f"{folder}/{doctrees}/environment.pickle"
    for folder in ("_build", "build")
    for doctrees in ("doctrees", ".doctrees", "*/.doctrees")
]


class Explanation(NamedTuple):
    """The decisions on a file, and a sentence on their basis."""

    basis: str
    decisions: list[Decision]


class NotInDocsError(Exception):
    """A file does not belong to a documentation project; the message gives the reason."""


def explain(path: Path, doctrees: Path | None = None) -> Explanation:
    """Return the decisions on the source file ``path``.

    Args:
        path: a source file of a project, whose ``conf.py`` is in its folder or above.
        doctrees: the doctree folder of a build; ``None`` for the newest one in the usual places.

    Returns:
        The decisions in reading order, and their basis.

    Raises:
        NotInDocsError: there is no ``conf.py``, or no environment in ``doctrees``.
        OSError: the file cannot be read.
    """
    source = next((folder for folder in path.resolve().parents if (folder / "conf.py").is_file()), None)
    if source is None:
        raise NotInDocsError(f"there is no conf.py in the folder of {path} or above it")
    if doctrees and not (doctrees / "environment.pickle").is_file():
        raise NotInDocsError(f"there is no environment.pickle in {doctrees}")
    stored = [doctrees / "environment.pickle"] if doctrees else _environments(source)
    for place in stored:
        env = _load(place)
        docname = env.path2doc(str(path.resolve())) if env else None
        if env and docname in env.all_docs and Path(env.srcdir) == source:
            age = " The file is newer: build again." if path.stat().st_mtime > place.stat().st_mtime else ""
            return Explanation(f"As of the build in {place.parent}.{age}", _of_page(env, docname, source))
    basis = (
        "There is no build with this page, so it is read as plain text: without its markup and headings, and "
        "without what the other pages say."
    )
    return Explanation(basis, _of_text(path.read_text(encoding="utf-8", errors="replace"), source))


def _decisions_on(
    decider: Decider, loaded: Loaded, docname: str, document: nodes.Element, found: Sequence[Block]
) -> Iterator[Decision]:
    """Yield the decision on each occurrence in the blocks ``found`` of ``document``."""
    for sighting in sightings(loaded, document, Position(docname), found):
        linked, reason = decider.decide(sighting)
        text, line = " ".join(sighting.text.split()), sighting.block.line_at(sighting.match.start)
        yield Decision(sighting.entry_id, text, line, reason, linked)


def _environments(source: Path) -> list[Path]:
    """Return the paths of stored environments in the usual places, newest first."""
    found = {place for root in (source, source.parent) for glob in _ENVIRONMENTS for place in root.glob(glob)}
    return sorted(found, key=lambda place: place.stat().st_mtime, reverse=True)


def _load(place: Path) -> BuildEnvironment | None:
    """Return the stored environment, or ``None`` if another version of Sphinx or of ours has stored it."""
    try:
        env = pickle.loads(place.read_bytes())  # noqa: S301 - Sphinx itself reads it so
    except Exception:  # noqa: BLE001 - of another version, or of other extensions
        return None
    is_current = isinstance(env, BuildEnvironment) and env.version.get("sphinx_bioglossary") == ENV_VERSION
    return env if is_current else None


def _of_page(env: BuildEnvironment, docname: str, source: Path) -> list[Decision]:
    stored = env.domaindata["bioglossary"]
    loaded = load_project(env.config, source, env.project, stored["own_names"])
    plan = Plan(
        targets=targets_in(stored["glossaries"], stored["generated_page"], loaded.entries),
        votes=count_votes(loaded, stored["terms"], Tags(["html", "builder_html", "format_html"])),
    )
    document = env.get_doctree(docname)
    found = blocks(content_of(document, Position(docname)).paragraphs)
    return list(_decisions_on(Decider(loaded, plan, env.metadata), loaded, docname, document, found))


def _of_text(text: str, source: Path) -> list[Decision]:
    loaded = load_project(read_options(source), source, Project(source, []), ())
    plan = Plan(targets=targets_in({}, "bioglossary", loaded.entries))
    found = []
    for match in _PARAGRAPH.finditer(text):
        paragraph = nodes.paragraph("", match[0])
        paragraph.line = text.count("\n", 0, match.start()) + 1
        found.append(Block(Position(""), paragraph))
    return list(_decisions_on(Decider(loaded, plan, {}), loaded, "", nodes.Element(), found))
