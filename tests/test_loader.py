"""Reading glossary files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import cases

from sphinx_bioglossary.glossary import yaml_file
from sphinx_bioglossary.glossary.loader import load
from sphinx_bioglossary.glossary.model import Glossary

ENTRY = "- {{id: {0}, term: {1}, definition: {2}}}\n"


@pytest.fixture(scope="module")
def bundled() -> Glossary:
    glossary, faults = load(["bioimage"], Path())
    assert not faults
    return glossary


@pytest.mark.parametrize("yaml_loader", [yaml.CSafeLoader, yaml.SafeLoader])
@pytest.mark.parametrize("case", cases("broken_files"))
def test_faults_have_their_line_and_the_rest_is_kept(
    case: dict[str, Any], yaml_loader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_file, "YamlLoader", yaml_loader)
    if yaml_loader is yaml.SafeLoader:
        case = case | case.get("without_libyaml", {})
    text, path = case["file"], tmp_path / "own.yaml"
    for mark, (part, times) in case.get("repeat", {}).items():
        text = text.replace(mark, part * times)
    path.write_bytes(text.encode(case.get("encoding", "utf-8")))
    glossary, faults = load(["own.yaml"], tmp_path)
    assert [fault.location.line for fault in faults if fault.location] == [line for line, _ in case["faults"]]
    for fault, (_line, part) in zip(faults, case["faults"], strict=True):
        assert part in fault.message
        assert len(fault.message) < 300
        assert fault.message.isprintable()
        assert fault.location
        assert fault.location.path == path
    assert set(glossary.entries) == set(case["left"])


def test_without_libyaml_another_loader_is_used() -> None:
    script = "import yaml; del yaml.CSafeLoader, yaml.CBaseLoader"
    check = (
        "from sphinx_bioglossary.glossary.yaml_file import YamlLoader; assert YamlLoader is yaml.SafeLoader"
    )
    subprocess.run([sys.executable, "-c", f"{script}; {check}"], check=True)


def make_folder(path: Path) -> None:
    path.mkdir()


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_dangling_link(path: Path) -> None:
    path.symlink_to("nothing")


def make_link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    "make", [make_folder, make_loop, make_dangling_link, make_link_to_a_device, os.mkfifo]
)
def test_what_is_no_file_is_reported_and_others_are_read(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "a.yaml")
    (tmp_path / "b.yaml").write_text(ENTRY.format("one", "One", "Text."), encoding="utf-8")
    glossary, faults = load(["*.yaml"], tmp_path)
    assert list(glossary.entries) == ["one"]
    assert [str(fault.location) for fault in faults] == [f"{tmp_path / 'a.yaml'}:1"]
    assert "the file cannot be read: " in faults[0].message


@pytest.mark.parametrize("source", ["none.yaml", "nothing", "", "[", "*.none", "\ud800", "a\0b", "a" * 9_999])
def test_a_source_that_is_not_there_is_reported(tmp_path: Path, source: str) -> None:
    _glossary, faults = load([source], tmp_path)
    assert [fault.location for fault in faults] == [None]
    assert "no bundled glossary and no file has the name" in faults[0].message
    assert len(faults[0].message) < 300


def test_a_file_name_may_be_no_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.yaml")
    path.write_text(ENTRY.format("one", "One", "Text."), encoding="utf-8")
    glossary, faults = load(["*.yaml"], tmp_path)
    assert list(glossary.entries) == ["one"]
    assert not faults


def test_a_folder_inside_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own").symlink_to(tmp_path / "own")
    (tmp_path / "own" / "one.yaml").write_text(ENTRY.format("one", "One", "Text."), encoding="utf-8")
    glossary, faults = load(["own/**/*.yaml"], tmp_path)
    assert glossary.entries["one"].location.path == tmp_path / "own" / "one.yaml"
    assert not faults


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
    assert len(bundled.entries) == 250
    assert {entry.category for entry in bundled} == {
        path.stem for path in Path(next(iter(bundled)).location.path).parent.glob("*.yaml")
    }
