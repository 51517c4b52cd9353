"""The report: every decision with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, Project

from sphinx_bioglossary.glossary.loader import load

BUNDLED, _ = load(["bioimage"], Path())

TEXT = """\
Title
=====

A perceptron, a ``convolution``, an `autoencoder <https://example.org>`__, some :noterm:`upsampling`.

A perceptron and semi-supervised
learning, the pixel classifiers, the *whole point* spread function.

.. only:: html

   Metadata.

.. toctree::

   off
"""


def report(built: Built) -> dict[str, Any]:
    return json.loads(built.read("bioglossary.json"))


@pytest.fixture
def reported(project: Project) -> dict[str, Any]:
    project.conf(bioglossary_exclude_terms=["pixel-classifier"])
    project.write({"index.rst": TEXT, "off.rst": ":bioglossary: off\n\nOff\n===\n\nA perceptron."})
    built = project.build("bioglossary")
    assert not built.warnings
    return report(built)


def test_links_are_reported(reported: dict[str, Any]) -> None:
    assert reported["version"] == 1
    assert reported["pages"]["index"]["links"] == [
        {"term": "perceptron", "text": "perceptron", "line": 4, "reason": "first on the page"},
        {"term": "metadata", "text": "Metadata", "line": 11, "reason": "first on the page"},
    ]


def test_skipped_occurrences_are_reported(reported: dict[str, Any]) -> None:
    rows = [
        (row["term"], row["text"], row["line"], row["reason"])
        for row in reported["pages"]["index"]["skipped"]
    ]
    assert rows == [
        ("convolution", "convolution", 4, "written as code"),
        ("autoencoder", "autoencoder", 4, "in a link"),
        ("upsampling", "upsampling", 4, "marked with :noterm:"),
        ("perceptron", "perceptron", 6, "linked elsewhere on the page"),
        ("supervised-learning", "supervised learning", 6, "part of semi-supervised learning"),
        ("pixel-classifier", "pixel classifiers", 7, "excluded by bioglossary_exclude_terms"),
        ("point-spread-function", "point spread function", 7, "partly in other markup"),
    ]
    off = reported["pages"]["off"]
    assert off["links"] == []
    row = {"term": "perceptron", "text": "perceptron", "line": 6, "reason": "switched off by the page"}
    assert off["skipped"] == [row]


def test_the_density_of_links_is_reported(reported: dict[str, Any]) -> None:
    found = {name: (page["words"], page["links_per_100_words"]) for name, page in reported["pages"].items()}
    assert found["off"] == (2, 0)
    assert found["index"] == (22, round(2 / 22 * 100, 2))


def test_unused_entries_are_reported(reported: dict[str, Any]) -> None:
    assert set(reported["unused"]) == BUNDLED.entries.keys() - {"perceptron", "metadata"}


def test_the_report_is_of_all_pages_each_time(project: Project) -> None:
    project.write({"index.rst": "All\n===\n\nA perceptron."})
    first, second = report(project.build("bioglossary")), report(project.build("bioglossary"))
    assert [row["term"] for row in first["pages"]["index"]["links"]] == ["perceptron"]
    assert second == first


def test_the_report_agrees_with_the_pages(project: Project) -> None:
    project.write({"index.rst": TEXT, "off.rst": "Off\n===\n\nA perceptron."})
    links = project.build().links("index")
    rows = report(project.build("bioglossary"))["pages"]["index"]["links"]
    assert [(row["term"], row["text"]) for row in rows] == links
    assert [text for _, text in links] == ["perceptron", "pixel classifiers", "Metadata"]
