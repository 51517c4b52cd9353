"""Acronyms in text: uses, explanations, and the meaning of ambiguous acronyms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CASES

from sphinx_bioglossary.acronyms.disambiguation import speaks_for_field
from sphinx_bioglossary.acronyms.expansions import find_definitions
from sphinx_bioglossary.acronyms.lexicon import load_lexicon
from sphinx_bioglossary.acronyms.uses import find_uses, same_key

ROWS = yaml.safe_load((CASES / "jargon.yaml").read_text(encoding="utf-8"))
MEANINGS = yaml.safe_load((CASES / "meanings.yaml").read_text(encoding="utf-8"))
LEXICON = load_lexicon()
SOURCE = Path(__file__).parent.parent / "glossary_data" / "acronyms.yaml"


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case["text"])
def test_uses(case: dict[str, Any]) -> None:
    assert [use.acronym for use in find_uses(case["text"], LEXICON)] == case.get("uses", [])


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case["text"])
def test_definitions(case: dict[str, Any]) -> None:
    # Those in the plural are found as they are written too.
    explained = {acronym.removesuffix("s") for acronym in find_definitions(case["text"], LEXICON)}
    assert explained == set(case.get("explained", []))


def test_a_use_knows_its_place() -> None:
    text = "First line,\nthen a TIRF\u2011SIM image."
    assert [text[use.offset : use.offset + 3] for use in find_uses(text, LEXICON)] == ["TIR", "SIM"]


@pytest.mark.parametrize(
    "spellings", [("FOV", "FoV"), ("cryo-EM", "CryoEM"), ("FIB-SEM", "FIBSEM"), ("CCF", "CCFv3")]
)
def test_spellings_of_one_acronym(spellings: tuple[str, str]) -> None:
    assert len({same_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("case", MEANINGS, ids=lambda case: case["text"])
def test_ambiguous_acronyms_need_words_of_the_field(case: dict[str, Any]) -> None:
    assert speaks_for_field(case["acronym"], LEXICON, case["text"], lambda: "") == case["field"]


def test_a_long_form_elsewhere_on_the_page_settles_the_meaning() -> None:
    page = "Structured illumination microscopy is fast.\n\nA SIM works."
    assert speaks_for_field("SIM", LEXICON, "A SIM works.", lambda: page)
    assert not speaks_for_field(
        "SIM", LEXICON, "A SIM works.", lambda: page + " A subscriber identity module."
    )


def test_no_line_of_the_lexicon_is_lost() -> None:
    lines = re.findall(r"^  (?:- )?([^\s#:]+)", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
    sections = [LEXICON.plain, LEXICON.ambiguous, LEXICON.known]
    assert len(set().union(*sections)) == sum(map(len, sections)) == len(lines) - len(LEXICON.cues)
    assert {"2PLSM", "SIM", "RGB"} <= set().union(*sections)


def test_ambiguous_acronyms_have_several_meanings() -> None:
    assert [acronym for acronym, meanings in LEXICON.ambiguous.items() if len(meanings) < 2] == []
    assert LEXICON.cues.keys() - LEXICON.ambiguous.keys() == set()
    assert LEXICON.meanings("SIM")[0] == "structured illumination microscopy"
