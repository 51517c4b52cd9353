"""Whether a word is meant in an entry's sense, on pages of both kinds (see ``sense_cases``)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sense_cases import SenseCase, sense_cases

from sphinx_bioglossary.glossary.loader import everyday_ids, load
from sphinx_bioglossary.glossary.surface_forms import inflections
from sphinx_bioglossary.project.state import Loaded

GLOSSARY, _ = load(["bioimage"], Path())
LOADED = Loaded(GLOSSARY, scope="all", everyday=everyday_ids())
SENSES = {entry.id: entry.sense for entry in GLOSSARY.entries.values() if entry.sense}
PAGES = sense_cases()

_PLACE = re.compile(r"[\w.-]+ (?=\S*\d)[\w.+-]+, \S+")  # package, its version or commit, page

each_case = pytest.mark.parametrize("case", PAGES, ids=lambda case: f"{case.entry_id}: {case.title}")
each_sense = pytest.mark.parametrize("entry_id", SENSES)


@each_case
def test_occurrences_are_judged_by_their_sense(case: SenseCase) -> None:
    assert case.judged(LOADED) == case.marked


@each_case
def test_its_title_is_the_place_that_it_follows(case: SenseCase) -> None:
    assert _PLACE.fullmatch(case.title)


@each_sense
def test_there_are_occurrences_of_each_kind_that_is_described(entry_id: str) -> None:
    sense = SENSES[entry_id]
    assert sense is not None
    pages = [case for case in PAGES if case.entry_id == entry_id]
    assert any(case.marked for case in pages) or not (sense.phrases or sense.cues)
    has_others = any(case.found(LOADED) - case.marked for case in pages)
    assert has_others or not (sense.against or sense.cues_against)


@each_sense
def test_no_clue_speaks_for_and_against_a_sense(entry_id: str) -> None:
    sense = SENSES[entry_id]
    assert sense is not None
    assert not set(sense.phrases) & set(sense.against)
    forms = {form for cue in sense.cues for form in inflections(cue)}
    assert not [cue for cue in sense.cues_against if inflections(cue) & forms]
