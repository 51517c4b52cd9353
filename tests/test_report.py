"""The report: every decision with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Built, Project

TEXT = """\
Title
=====

A kernel, a ``stride``, an `epoch <https://example.org>`__, some :noterm:`padding`.

A kernel and semi-supervised
learning, the patches, the *point* spread function.

.. only:: html

   Momentum.

.. toctree::

   off
"""


def report(built: Built) -> dict[str, Any]:
    return json.loads(built.read("bioglossary.json"))


@pytest.fixture
def reported(project: Project) -> dict[str, Any]:
    project.conf(bioglossary_exclude_terms=["patches"])
    project.write({"index.rst": TEXT, "off.rst": ":bioglossary: off\n\nOff\n===\n\nA kernel."})
    built = project.build("bioglossary")
    assert not built.warnings
    return report(built)


def test_links(reported: dict[str, Any]) -> None:
    assert reported["version"] == 1
    assert reported["pages"]["index"]["links"] == [
        {"term": "kernel", "text": "kernel", "line": 4, "reason": "first on the page"},
        {"term": "momentum", "text": "Momentum", "line": 11, "reason": "first on the page"},
    ]


def test_skipped(reported: dict[str, Any]) -> None:
    rows = [
        (row["term"], row["text"], row["line"], row["reason"])
        for row in reported["pages"]["index"]["skipped"]
    ]
    assert rows == [
        ("stride", "stride", 4, "written as code"),
        ("epoch", "epoch", 4, "in a link"),
        ("padding", "padding", 4, "marked with :noterm:"),
        ("kernel", "kernel", 6, "linked elsewhere on the page"),
        ("supervised-learning", "supervised learning", 6, "part of semi-supervised learning"),
        ("patches", "patches", 7, "excluded by bioglossary_exclude_terms"),
        ("point-spread-function", "point spread function", 7, "partly in other markup"),
    ]
    assert reported["pages"]["off"] == {
        "links": [],
        "skipped": [{"term": "kernel", "text": "kernel", "line": 6, "reason": "switched off by the page"}],
    }


def test_unused(reported: dict[str, Any]) -> None:
    assert "kernel" not in reported["unused"]
    assert {"stride", "zernike-modes"} < set(reported["unused"])
    assert len(reported["unused"]) == 88


def test_the_report_is_of_all_pages_each_time(project: Project) -> None:
    project.write({"index.rst": "All\n===\n\nA kernel."})
    assert report(project.build("bioglossary")) == report(project.build("bioglossary"))


def test_the_report_agrees_with_the_pages(project: Project) -> None:
    project.write({"index.rst": TEXT, "off.rst": "Off\n===\n\nA kernel."})
    links = project.build().links("index")
    rows = report(project.build("bioglossary"))["pages"]["index"]["links"]
    assert [(row["term"], row["text"]) for row in rows] == links
