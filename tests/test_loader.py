"""Reading glossary files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import cases

from sphinx_bioglossary.glossary.loader import load
from sphinx_bioglossary.glossary.model import Glossary

ENTRY = "- {{id: {0}, term: {1}, definition: {2}}}\n"


@pytest.fixture(scope="module")
def bundled() -> Glossary:
    glossary, faults = load(["bioimage"], Path())
    assert not faults
    return glossary


@pytest.mark.parametrize("case", cases("broken_files"))
def test_faults_have_their_line_and_the_rest_is_kept(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(case["file"], encoding="utf-8")
    glossary, faults = load(["own.yaml"], tmp_path)
    assert [fault.location.line for fault in faults if fault.location] == [line for line, _ in case["faults"]]
    for fault, (_line, part) in zip(faults, case["faults"], strict=True):
        assert part in fault.message
        assert fault.location
        assert fault.location.path == path
    assert sorted(glossary.entries) == case["left"]


def test_unreadable_files_are_reported(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("- id: a\n  term: Bézier\n".encode("latin-1"))
    (tmp_path / "folder.yaml").mkdir()
    _glossary, faults = load(["latin.yaml", "folder.yaml", "none.yaml", "nothing"], tmp_path)
    assert [str(fault.location and fault.location.line) for fault in faults] == ["2", "1", "None", "None"]
    assert "not UTF-8" in faults[0].message
    assert "cannot be read" in faults[1].message
    assert "'none.yaml'" in faults[2].message
    assert "'nothing'" in faults[3].message


def test_a_key_that_is_no_text_is_reported(tmp_path: Path) -> None:
    text = "- id: one\n  term: One\n  definition: Text.\n  links: [{[a, b]: c, url: x}]\n  {a: b}: c\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    glossary, faults = load(["own.yaml"], tmp_path)
    assert list(glossary.entries) == ["one"]
    assert [fault.location.line for fault in faults if fault.location] == [5, 4]


def test_later_sources_replace_entries_by_id(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.yaml").write_text(ENTRY.format("kernel", "Our kernel", "Ours."), encoding="utf-8")
    (tmp_path / "own" / "b.yaml").write_text(ENTRY.format("extra", "Extra", "More."), encoding="utf-8")
    glossary, faults = load(["bioimage", "own/*.yaml"], tmp_path)
    assert not faults
    assert glossary.entries["kernel"].term == "Our kernel"
    assert glossary.entries["extra"].source == "own/*.yaml"
    assert glossary.entries["stride"].source == "bioimage"


def test_definitions_have_their_place(tmp_path: Path) -> None:
    text = "- id: block\n  term: Block\n  definition: |\n    Text.\n" + ENTRY.format("flow", "Flow", "Text.")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    glossary, _faults = load(["own.yaml"], tmp_path)
    assert [glossary.entries[name].location.line for name in ("block", "flow")] == [4, 5]


def test_the_bundled_glossary_is_whole(bundled: Glossary) -> None:
    assert len(bundled.entries) == 90
    assert {entry.category for entry in bundled} == {
        path.stem for path in Path(next(iter(bundled)).location.path).parent.glob("*.yaml")
    }
