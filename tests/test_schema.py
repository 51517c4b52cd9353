"""The schema for editors: it must accept and reject the same glossary files as the loader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import cases
from jsonschema import Draft202012Validator

from sphinx_bioglossary.glossary.loader import source_files
from sphinx_bioglossary.glossary.schema import FIELDS, MATCH_FIELDS, SENSE_FIELDS
from sphinx_bioglossary.glossary.sense_data import field_words

FILES = source_files("bioimage", Path())
SCHEMA_PATH = FILES[0].parent.parent / "schema.json"
SCHEMA = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
GUIDE = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
ENTRY = SCHEMA["$defs"]["entry"]["properties"]


def faults(text: str) -> list[str]:
    """Return the errors that the schema finds in a glossary file."""
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))]


def test_the_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_has_the_fields_that_the_loader_reads() -> None:
    assert set(ENTRY) == {*FIELDS, "match", "sense"}
    assert set(ENTRY["match"]["properties"]) == set(MATCH_FIELDS)
    assert set(ENTRY["sense"]["properties"]) == set(SENSE_FIELDS)


def test_every_field_has_a_description() -> None:
    assert not [name for name, field in ENTRY.items() if not field["description"].endswith(".")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_bundled_files_are_valid_and_name_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not faults(text)
    named = text.partition("\n")[0].removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == SCHEMA_PATH.resolve()


def test_every_bundled_category_is_suggested_and_described() -> None:
    described = {choice["const"]: choice["description"] for choice in ENTRY["category"]["anyOf"][:-1]}
    assert set(described) == {path.stem for path in FILES}
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", GUIDE, re.MULTILINE)
    assert dict(rows) == described


def test_every_field_of_knowledge_is_suggested() -> None:
    assert SCHEMA["$defs"]["fields"]["items"]["enum"] == sorted(field_words())


@pytest.mark.parametrize("case", cases("broken_files"))
def test_what_the_loader_rejects_the_schema_rejects(case: dict[str, Any]) -> None:
    if "not_for_a_schema" not in case:
        assert faults(case["file"])
    elif not case["not_for_a_schema"].startswith("there is nothing to check"):
        assert not faults(case["file"]), "the schema sees it by now"


def test_the_guide_shows_a_good_and_a_bad_entry() -> None:
    good, bad = re.findall(r"```yaml\n(- id.+?)```", GUIDE, re.DOTALL)
    assert not faults(good)
    assert len(faults(bad)) == 2, "the id and the address: the rest is for people to see"


def test_an_entry_with_everything_is_valid() -> None:
    assert not faults("""
- id: one-2
  term: One
  abbreviation: "NO"
  aliases: [Uno, "1"]
  category: of my own
  definition: |
    Text.
  see_also: [two]
  links:
    - {title: Here, url: "https://example.org/a"}
  match: {forms: [ones], case: exact}
  auto_link: false
  sense:
    forms: [one]
    likely: true
    fields: [imaging]
    not_fields: [networking, packaging]
    phrases: [~ of these, "the ~"]
    cues: [number]
    not: [chosen ~]
    not_cues: [film]
""")
