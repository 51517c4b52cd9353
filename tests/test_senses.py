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

from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.traversal import Position, content_of
from sphinx_bioglossary.glossary.loader import everyday_ids, load
from sphinx_bioglossary.glossary.surface_forms import inflections
from sphinx_bioglossary.linking.occurrences import terms_of
from sphinx_bioglossary.linking.project_senses import count_votes, verdict_on
from sphinx_bioglossary.project.records import PageTerms
from sphinx_bioglossary.project.state import Loaded

GLOSSARY, _ = load(["bioimage"], Path())
SENSES = {entry.id: entry.sense for entry in GLOSSARY.entries.values() if entry.sense}
FILES = sorted(path.stem for path in (CASES / "senses").glob("*.yaml"))
PAGES = {name: cases(f"senses/{name}") for name in FILES}
LEAST = 8
_MARK = re.compile(r"\[([^\]]+)\]\(([\w-]+)\)")
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters around a marked word

each_sense = pytest.mark.parametrize("entry_id", SENSES)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return Loaded(GLOSSARY, scope="all", everyday=everyday_ids())


def document(text: str) -> nodes.document:
    settings = {"doctitle_xform": False, "report_level": 5}
    parsed: nodes.document = publish_doctree(text, settings_overrides=settings)
    return parsed


def blocks_of(text: str) -> list[Block]:
    return blocks(content_of(document(text), Position("page")).paragraphs)


def marked_places(text: str) -> set[tuple[int, int]]:
    """Return the fingerprints of the marked words."""
    marked = blocks_of(_MARK.sub(rf"{_OPEN}\1{_CLOSE}", text))
    return {
        plain.fingerprint_of(mark.start() - 2 * marks_before)
        for plain, block in zip(blocks_of(_MARK.sub(r"\1", text)), marked, strict=True)
        for marks_before, mark in enumerate(re.finditer(_OPEN, block.text))
    }


def terms_in(text: str, loaded: Loaded) -> PageTerms:
    parsed = document(_MARK.sub(r"\1", text))
    content = content_of(parsed, Position("page"))
    return terms_of(loaded, "page", parsed, content, blocks(content.paragraphs))


def judged_places(loaded: Loaded, text: str, entry_id: str) -> set[tuple[int, int]]:
    """Return the words that are judged to have the sense of the entry, in a project of one page."""
    terms = terms_in(text, loaded)
    votes = count_votes(loaded, {"page": terms}, {"page": "page"}, Tags())
    return {
        occurrence.fingerprint
        for occurrence in terms.occurrences
        if occurrence.entry_id == entry_id
        and verdict_on(loaded, votes, "page", entry_id, occurrence.evidence).is_meant
    }


@pytest.mark.parametrize(
    ("entry_id", "case"),
    [pytest.param(name, row.values[0], id=f"{name}: {row.id}") for name in FILES for row in PAGES[name]],
)
def test_occurrences_are_judged_by_their_sense(loaded: Loaded, entry_id: str, case: dict[str, Any]) -> None:
    assert judged_places(loaded, case["text"], entry_id) == marked_places(case["text"])


@each_sense
def test_there_are_pages_of_both_kinds(loaded: Loaded, entry_id: str) -> None:
    ours = others = 0
    for row in PAGES[entry_id]:
        text = row.values[0]["text"]
        marked = marked_places(text)
        found = terms_in(text, loaded).occurrences
        ours += bool(marked)
        others += any(one.entry_id == entry_id and one.fingerprint not in marked for one in found)
    assert min(ours, others) >= LEAST


@each_sense
def test_no_clue_speaks_for_and_against_a_sense(entry_id: str) -> None:
    sense = SENSES[entry_id]
    assert sense is not None
    assert not set(sense.phrases) & set(sense.against)
    forms = {form for cue in sense.cues for form in inflections(cue)}
    assert not [cue for cue in sense.cues_against if inflections(cue) & forms]
