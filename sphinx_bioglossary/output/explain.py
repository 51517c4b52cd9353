"""Explain for each surface form in a source file whether it may be linked, and why.

The decisions use the stored environment of a build, if there is one. They are then those of the build, except
that every occurrence is treated as the first in its range. Without a build, the file is read as plain text.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from itertools import groupby
from os.path import realpath
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.project import Project
from sphinx.util.tags import Tags

from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.traversal import Position, content_of
from sphinx_bioglossary.linking.decision import Answer, Decider
from sphinx_bioglossary.linking.occurrences import Sighting, sightings
from sphinx_bioglossary.linking.project_senses import count_votes
from sphinx_bioglossary.project.config import read_options
from sphinx_bioglossary.project.domain import targets_in
from sphinx_bioglossary.project.state import Plan, load_project
from sphinx_bioglossary.project.toctree_order import parts_of_project
from sphinx_bioglossary.version import ENV_VERSION

from .places import Places

# The usual places of environments, relative to the source folder or its parent.
_ENVIRONMENTS = [
    f"{folder}/{doctrees}/environment.pickle"
    for folder in ("_build", "build")
    for doctrees in ("doctrees", ".doctrees", "*/.doctrees")
]
_TAGS_OF_HTML = Tags(["html", "builder_html", "format_html"])


class Explained(NamedTuple):
    """An occurrence and the decision on it.

    Attributes:
        place: file, line and column, both from 1, as far as they are known.
        entry_id: the id of its entry.
        text: the surface form as written.
        answer: whether it may be linked, and the reason.
    """

    place: tuple[str | int, ...]
    entry_id: str
    text: str
    answer: Answer


class Explanation(NamedTuple):
    """The decisions on a file in reading order, a sentence on their basis, and the file's number of lines."""

    basis: str
    occurrences: list[Explained]
    line_count: int


class NotInDocsError(Exception):
    """A file cannot be explained; the message gives the reason."""


def explain(path: Path, doctrees: Path | None = None) -> Explanation:
    """Return the decisions on the source file ``path``.

    Args:
        path: a source file of a project, whose ``conf.py`` is in its folder or above.
        doctrees: the doctree folder of a build; ``None`` for the newest one in the usual places.

    Raises:
        NotInDocsError: the file is no text, or there is no ``conf.py``, or no environment in ``doctrees``.
        OSError: the file cannot be read.
    """
    # Unlike Path.resolve, realpath accepts a loop of links, and reading the file reports it.
    real = Path(realpath(path))
    source = next((folder for folder in real.parents if (folder / "conf.py").is_file()), None)
    if source is None:
        raise NotInDocsError(f"there is no conf.py in the folder of {path} or above it")
    if doctrees and not (doctrees / "environment.pickle").is_file():
        raise NotInDocsError(f"there is no environment.pickle in {doctrees}")
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if "\0" in text:
        raise NotInDocsError(f"{path} is not a text file")
    places, line_count = Places(path, text), len(text.splitlines())
    stored = [doctrees / "environment.pickle"] if doctrees else _environments(source)
    for place in stored:
        page = _load(place, real, source)
        if page:
            age = " The file is newer: build again." if path.stat().st_mtime > place.stat().st_mtime else ""
            basis = f"As of the build in {place.parent}.{age}"
            return Explanation(basis, list(_of_page(page, source, places)), line_count)
    basis = (
        "There is no build with this page, so it is read as plain text: without its markup and headings, and "
        "without what the other pages say."
    )
    return Explanation(basis, list(_of_text(text, real, source, places)), line_count)


class _Page(NamedTuple):
    """A page in a stored environment."""

    env: BuildEnvironment
    docname: str
    document: nodes.document


def _load(place: Path, path: Path, source: Path) -> _Page | None:
    """Return the page with the source file ``path`` in the environment stored at ``place``.

    Return ``None`` if it has no such page, or if another version of Sphinx or of ours has stored it.
    """
    try:
        env = pickle.loads(place.read_bytes())  # noqa: S301 - Sphinx itself reads it so
        docname = env.path2doc(str(path))
        is_current = env.version["sphinx_bioglossary"] == ENV_VERSION and Path(env.srcdir) == source
        is_page = is_current and docname in env.all_docs
        return _Page(env, docname, env.get_doctree(docname)) if is_page else None
    except Exception:  # noqa: BLE001 - broken, of another version, or of other extensions
        return None


def _environments(source: Path) -> list[Path]:
    """Return the paths of stored environments in the usual places, newest first."""
    found = {place for root in (source, source.parent) for glob in _ENVIRONMENTS for place in root.glob(glob)}
    return sorted(filter(Path.is_file, found), key=lambda place: place.stat().st_mtime, reverse=True)


def _of_page(page: _Page, source: Path, places: Places) -> Iterator[Explained]:
    env, docname, document = page
    stored = env.domaindata["bioglossary"]
    loaded = load_project(env.config, source, env.project, stored["own_names"])
    plan = Plan(
        targets=targets_in(stored["glossaries"], stored["generated_page"], loaded.entries),
        votes=count_votes(loaded, stored["terms"], parts_of_project(env), _TAGS_OF_HTML),
    )
    found = blocks(content_of(document, Position(docname)).paragraphs)
    candidates = sightings(loaded, document, Position(docname), found)
    return _explained(Decider(loaded, plan, env.metadata), places, candidates)


def _of_text(text: str, path: Path, source: Path, places: Places) -> Iterator[Explained]:
    # The suffix of the file is taken for one of pages, since no extension is loaded that may add suffixes.
    project = Project(source, [path.suffix])
    docname = str(project.path2doc(path))
    loaded = load_project(read_options(source), source, project, ())
    plan = Plan(targets=targets_in({}, "bioglossary", loaded.entries))
    found = []
    rows = enumerate(text.split("\n"), start=1)
    for is_paragraph, rows_of_one in groupby(rows, lambda row: bool(row[1].strip())):
        if is_paragraph:
            numbers, lines = zip(*rows_of_one, strict=True)
            paragraph = nodes.paragraph("", "\n".join(lines))
            paragraph.line = numbers[0]
            found.append(Block(Position(docname), paragraph))
    candidates = sightings(loaded, nodes.Element(), Position(docname), found)
    return _explained(Decider(loaded, plan, {}), places, candidates)


def _explained(decider: Decider, places: Places, candidates: Iterable[Sighting]) -> Iterator[Explained]:
    for sighting in candidates:
        text = " ".join(sighting.text.split())
        yield Explained(places.place_of(sighting), sighting.entry_id, text, decider.decide(sighting))
