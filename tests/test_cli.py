"""The command that explains decisions on a file, with and without a build."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Project

from sphinx_bioglossary.output.cli import main

PAGE = """\
Title
=====

A 3 x 3 kernel and an :noterm:`autoencoder`.

Restart the notebook kernel, then the perceptron.
"""


@pytest.fixture
def docs(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.conf(bioglossary_exclude_terms=["perceptron"])
    project.write({"index.rst": PAGE})
    monkeypatch.chdir(project.source)
    return project


def test_explain_reports_the_decisions_of_the_last_build(
    docs: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.build()
    assert main(["explain", "index.rst"]) == 0
    basis, *lines = capsys.readouterr().out.splitlines()
    assert basis == f"As of the build in {docs.source.parent / 'build' / 'doctrees'}."
    assert lines == [
        "index.rst:4: 'kernel' (kernel) may be linked: \"# x # kernel\"",
        "index.rst:4: 'autoencoder' (autoencoder) is not linked: marked with :noterm:",
        "index.rst:6: 'kernel' (kernel) is not linked: another sense: \"notebook kernel\"",
        "index.rst:6: 'perceptron' (perceptron) is not linked: excluded by bioglossary_exclude_terms",
    ]


def test_explain_can_be_limited_to_one_line(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    docs.build()
    assert main(["explain", "index.rst:6"]) == 0
    assert [line[:11] for line in capsys.readouterr().out.splitlines()[1:]] == ["index.rst:6"] * 2


def test_a_file_newer_than_the_build_is_reported(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    docs.build()
    os.utime(docs.source / "index.rst", (2**32, 2**32))
    assert main(["explain", "index.rst"]) == 0
    assert "The file is newer: build again." in capsys.readouterr().out


def test_explain_reports_a_page_that_is_switched_off(
    docs: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.write({"index.rst": f":bioglossary: off\n\n{PAGE}"})
    docs.build()
    assert main(["explain", "index.rst"]) == 0
    assert "(kernel) is not linked: switched off by the page" in capsys.readouterr().out


def test_explain_works_without_a_build(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(docs.source / "index.rst")]) == 0
    basis, *lines = capsys.readouterr().out.splitlines()
    assert "without what the other pages say" in basis
    assert "'kernel' (kernel) may be linked" in lines[0]
    assert "another sense" in lines[2]


def test_explain_without_a_build_reads_the_projects_glossaries(
    docs: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.conf(bioglossary_sources=["own.yaml"])
    docs.write({"own.yaml": "- {id: title, term: Title, definition: Text.}\n"})
    assert main(["explain", "index.rst"]) == 0
    assert "index.rst:1: 'Title' (title) may be linked" in capsys.readouterr().out


def test_files_that_are_no_pages_are_reported(
    docs: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = tmp_path / "alone.rst"
    alone.write_text("Kernel.\n", encoding="utf-8")
    assert main(["explain", str(alone)]) == 2
    assert "there is no conf.py in the folder of" in capsys.readouterr().err
    assert main(["explain", "none.rst"]) == 2
    assert "No such file" in capsys.readouterr().err
    assert main(["explain", "index.rst", "--doctrees", str(docs.source)]) == 2
    assert "there is no environment.pickle in" in capsys.readouterr().err
