"""The words of fields of knowledge, and what of them becomes a cue of an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import cases

from sphinx_bioglossary.glossary import loader
from sphinx_bioglossary.glossary.loader import load
from sphinx_bioglossary.glossary.sense_data import field_words, sense_of
from sphinx_bioglossary.glossary.surface_forms import inflections
from sphinx_bioglossary.glossary.tokens import words_of
from sphinx_bioglossary.project.state import Loaded


@pytest.mark.parametrize("case", cases("sense_fields"))
def test_words_of_fields_become_cues(case: dict[str, Any]) -> None:
    sense = sense_of(case["sense"], case["of_fields"])
    assert [*sense.cues] == case["cues"]
    assert [*sense.cues_against] == case["not_cues"]


@pytest.mark.parametrize("field", field_words())
def test_the_words_of_a_field_are_sorted_and_differ(field: str) -> None:
    words = field_words()[field]
    assert [*words] == sorted(map(str.lower, words))
    assert {len(words_of(word)) for word in words} <= {1, 2}
    assert sum(len(inflections(word)) for word in words) == len(set().union(*map(inflections, words)))


def test_pages_are_searched_again_after_a_change_to_a_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = "- {id: take, term: Take, definition: Text., sense: {fields: [genomics]}}\n"
    (tmp_path / "own.yaml").write_text(entry, encoding="utf-8")
    before = Loaded(load(["own.yaml"], tmp_path)[0]).matching_fingerprint
    monkeypatch.setattr(loader, "field_words", lambda: field_words() | {"genomics": ("telomere",)})
    assert Loaded(load(["own.yaml"], tmp_path)[0]).matching_fingerprint != before
