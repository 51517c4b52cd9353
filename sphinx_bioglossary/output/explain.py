"""Say of each word of a source file that could be linked whether it may be, and why.

What a build has stored serves for it, if there is one: then the answers are those of the build, but for what
is first in its range. Otherwise the file is read as plain text.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.tags import Tags

from sphinx_bioglossary.doctree.running_text import Block, Piece, blocks
from sphinx_bioglossary.doctree.traversal import Where
from sphinx_bioglossary.linking.project_senses import count_votes, sightings, verdict_on
from sphinx_bioglossary.project.config import read_options
from sphinx_bioglossary.project.domain import BioglossaryDomain
from sphinx_bioglossary.project.exclusions import reason_against_entry, reason_against_page
from sphinx_bioglossary.project.state import Build, Decision, start_build

_PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)
# Where builds usually leave their environments, seen from the sources or from the folder above them.
_ENVIRONMENTS = [
    f"{folder}/{doctrees}/environment.pickle"
    for folder in ("_build", "build")
    for doctrees in ("doctrees", ".doctrees", "*/.doctrees")
]


class Explanation(NamedTuple):
    """The decisions on a file, and in words what they rest on."""

    basis: str
    decisions: list[Decision]


class NotInDocsError(Exception):
    """A file does not belong to a documentation project; the message says why."""


def explain(path: Path, doctrees: Path | None = None) -> Explanation:
    """Return the decisions on the source file ``path``.

    Args:
        path: a source file of a project, whose ``conf.py`` is in its folder or above.
        doctrees: the folder with the environment of a build; without it, the newest one is looked for.

    Raises:
        NotInDocsError: there is no ``conf.py``, or no environment in ``doctrees``.
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


def decisions_on(
    build: Build, docname: str, document: nodes.Element, found: Iterable[Block]
) -> Iterator[Decision]:
    """Yield what is to become of each occurrence in the blocks ``found`` of ``document``."""
    for sighting in sightings(build, docname, document, list(found)):
        _number, block, match, reason, evidence = sighting
        is_linked = False
        if not reason:
            is_linked, reason = verdict_on(build, docname, match.entry_id, evidence)
        text, line = " ".join(block.words_of(match).split()), block.line_at(match.start)
        yield Decision(match.entry_id, text, line, reason, is_linked)


def _environments(source: Path) -> list[Path]:
    """Return the environments that builds of ``source`` may have left, the newest first."""
    found = {place for root in (source, source.parent) for glob in _ENVIRONMENTS for place in root.glob(glob)}
    return sorted(found, key=lambda place: place.stat().st_mtime, reverse=True)


def _load(place: Path) -> BuildEnvironment | None:
    """Return the stored environment, if it is of this version of Sphinx and of ours."""
    try:
        env = pickle.loads(place.read_bytes())  # noqa: S301 - Sphinx itself reads it so
    except Exception:  # noqa: BLE001 - of another version, or of other extensions
        return None
    kept = env.domaindata.get("bioglossary", {}) if isinstance(env, BuildEnvironment) else {}
    return env if kept.get("version") == BioglossaryDomain.data_version else None


def _of_page(env: BuildEnvironment, docname: str, source: Path) -> list[Decision]:
    build, kept = start_build(env.config, source), env.domaindata["bioglossary"]
    build.search_for(kept["own_names"])
    count_votes(build, kept["terms"], Tags(["html", "builder_html", "format_html"]))
    document = env.get_doctree(docname)
    against_page = "scope is none" if build.scope == "none" else reason_against_page(env, build, docname)
    decisions = []
    for decision in decisions_on(build, docname, document, blocks(document, Where(docname))):
        against = reason_against_entry(build, decision.entry_id) or against_page
        hindered = decision.linked and against
        decisions.append(replace(decision, reason=against, linked=False) if hindered else decision)
    return decisions


def _of_text(text: str, source: Path) -> list[Decision]:
    build = start_build(read_options(source), source)
    build.search_for(())
    found = []
    for match in _PARAGRAPH.finditer(text):
        paragraph = nodes.paragraph()
        paragraph.line = text.count("\n", 0, match.start()) + 1
        found.append(Block(Where(""), paragraph, match[0], [Piece(0, match[0])]))
    return list(decisions_on(build, "", nodes.Element(), found))
