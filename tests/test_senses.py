"""Whether a word is meant in an entry's sense, on pages of both kinds.

The pages are in ``cases/senses``, one file for each entry. Every occurrence in its own sense is marked
as [word](entry-id); the others are not.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, cases
from docutils import nodes
from docutils.core import publish_doctree
from sphinx.util.tags import Tags

from sphinx_bioglossary.doctree.running_text import blocks
from sphinx_bioglossary.doctree.traversal import Where
from sphinx_bioglossary.glossary.loader import everyday_ids, load
from sphinx_bioglossary.glossary.surface_forms import inflections
from sphinx_bioglossary.linking.occurrences import find_occurrences
from sphinx_bioglossary.linking.project_senses import count_votes, verdict_on
from sphinx_bioglossary.project.records import Occurrence, PageTerms
from sphinx_bioglossary.project.state import Build

GLOSSARY, _ = load(["bioimage"], Path())
SENSES = {entry.id: entry.sense for entry in GLOSSARY.entries.values() if entry.sense}
FILES = sorted(path.stem for path in (CASES / "senses").glob("*.yaml"))
PAGES = {name: cases(f"senses/{name}") for name in FILES}
LEAST = 8
_MARK = re.compile(r"\[([^\]]+)\]\(([\w-]+)\)")
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters around a marked word

each_sense = pytest.mark.parametrize("entry_id", SENSES)


@pytest.fixture(scope="module")
def build() -> Build:
    build = Build(GLOSSARY, "all", lambda _page: False, set(), [], everyday_ids())
    build.search_for(())
    return build


def document(text: str) -> nodes.document:
    settings = {"doctitle_xform": False, "report_level": 5}
    parsed: nodes.document = publish_doctree(text, settings_overrides=settings)
    return parsed


def marked_places(text: str) -> set[tuple[int, int]]:
    """Return the marked words by the number of their block and their offset there."""
    found = set()
    for number, block in enumerate(blocks(document(_MARK.sub(rf"{_OPEN}\1{_CLOSE}", text)), Where("page"))):
        for marks_before, mark in enumerate(re.finditer(_OPEN, block.text)):
            found.add((number, mark.start() - 2 * marks_before))
    return found


def occurrences_in(text: str, build: Build) -> tuple[Occurrence, ...]:
    parsed = document(_MARK.sub(r"\1", text))
    return tuple(find_occurrences(build, "page", parsed, list(blocks(parsed, Where("page")))))


def judged_places(build: Build, text: str, entry_id: str) -> set[tuple[int, int]]:
    """Return the words that are taken to be in the entry's sense, on a page that is all of a project."""
    occurrences = occurrences_in(text, build)
    for of_pages in (build.tallies, build.project_tallies, build.certain):
        of_pages.clear()
    count_votes(build, {"page": PageTerms("", occurrences, ())}, Tags())
    return {
        occurrence.place
        for occurrence in occurrences
        if occurrence.entry_id == entry_id
        and verdict_on(build, "page", entry_id, occurrence.evidence).is_ours
    }


@pytest.mark.parametrize(
    ("entry_id", "case"),
    [pytest.param(name, row.values[0], id=f"{name}: {row.id}") for name in FILES for row in PAGES[name]],
)
def test_sense(build: Build, entry_id: str, case: dict[str, Any]) -> None:
    assert judged_places(build, case["text"], entry_id) == marked_places(case["text"])


@each_sense
def test_there_are_pages_of_both_kinds(build: Build, entry_id: str) -> None:
    ours = others = 0
    for row in PAGES[entry_id]:
        text = row.values[0]["text"]
        marked = marked_places(text)
        found = occurrences_in(text, build)
        ours += bool(marked)
        others += any(one.entry_id == entry_id and one.place not in marked for one in found)
    assert min(ours, others) >= LEAST


@each_sense
def test_nothing_speaks_for_and_against(entry_id: str) -> None:
    sense = SENSES[entry_id]
    assert sense is not None
    assert not set(sense.phrases) & set(sense.against)
    forms = {form for cue in sense.cues for form in inflections(cue)}
    assert not [cue for cue in sense.cues_against if inflections(cue) & forms]
