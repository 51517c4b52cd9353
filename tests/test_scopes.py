"""Which occurrence is the first: in a section, on a page, in the project."""

from __future__ import annotations

import json

import pytest
from conftest import Project

PAGE = """\
{title}
=======

A perceptron.

One
---

A perceptron, an autoencoder.

Deep
~~~~

An autoencoder, a perceptron and a perceptron.
"""


@pytest.fixture
def book(project: Project) -> Project:
    """Pages b and a, in this order of the toctree, an orphan, and a page below b."""
    project.write(
        {
            "index.rst": "Book\n====\n\nText.\n\n.. toctree::\n\n   b\n   a\n",
            "b.rst": "B\n=\n\nText.\n\n.. toctree::\n\n   c\n",
            "c.rst": PAGE.format(title="C"),
            "a.rst": PAGE.format(title="A"),
            "0.rst": ":orphan:\n\n" + PAGE.format(title="0"),
        }
    )
    return project


def linked(project: Project, scope: str, *, jobs: int = 1) -> dict[str, list[str]]:
    project.conf(bioglossary_scope=scope)
    built = project.build(jobs=jobs)
    assert not built.warnings
    return {name: [term for term, _ in built.links(name)] for name in ("0", "a", "b", "c")}


PER_SECTION = ["perceptron", "perceptron", "autoencoder", "autoencoder", "perceptron"]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("section", {"0": PER_SECTION, "a": PER_SECTION, "b": [], "c": PER_SECTION}),
        (
            "page",
            {
                "0": ["perceptron", "autoencoder"],
                "a": ["perceptron", "autoencoder"],
                "b": [],
                "c": ["perceptron", "autoencoder"],
            },
        ),
        ("project", {"0": [], "a": [], "b": [], "c": ["perceptron", "autoencoder"]}),
    ],
)
def test_the_scope_decides_which_occurrences_are_linked(
    book: Project, scope: str, expected: dict[str, list[str]]
) -> None:
    assert linked(book, scope) == expected


def test_the_first_place_in_the_project_moves_with_the_pages(book: Project) -> None:
    linked(book, "project")
    book.write({"index.rst": "Book\n====\n\nText.\n\n.. toctree::\n\n   a\n   b\n"})
    assert linked(book, "project") == {"0": [], "a": ["perceptron", "autoencoder"], "b": [], "c": []}
    book.write({"a.rst": "A\n=\n\nAn autoencoder.\n"})
    assert linked(book, "project") == {"0": [], "a": ["autoencoder"], "b": [], "c": ["perceptron"]}
    (book.source / "c.rst").unlink()
    book.write({"b.rst": "B\n=\n\nText.\n"})
    assert linked(book, "project")["0"] == ["perceptron"]


def test_an_explicit_term_is_the_first_occurrence_in_its_scope(book: Project) -> None:
    book.write({"b.rst": "B\n=\n\nA :term:`perceptron`.\n\n.. toctree::\n\n   c\n"})
    assert linked(book, "project") == {"0": [], "a": [], "b": [], "c": ["autoencoder"]}
    book.write({"a.rst": "A\n=\n\nA perceptron.\n\nOne\n---\n\nA perceptron, a :term:`perceptron`.\n"})
    assert linked(book, "section")["a"] == ["perceptron"]


def test_a_page_that_is_switched_off_has_no_first_occurrence(book: Project) -> None:
    book.write({"c.rst": ":bioglossary: off\n\n" + PAGE.format(title="C")})
    assert linked(book, "project") == {"0": [], "a": ["perceptron", "autoencoder"], "b": [], "c": []}


def test_text_that_is_not_shown_has_no_first_occurrence(book: Project) -> None:
    book.write({"b.rst": "B\n=\n\n.. only:: latex\n\n   A perceptron.\n\n.. toctree::\n\n   c\n"})
    assert linked(book, "project")["c"] == ["perceptron", "autoencoder"]


def test_the_report_says_where_the_first_place_is(book: Project) -> None:
    book.conf(bioglossary_scope="project")
    pages = json.loads(book.build("bioglossary").read("bioglossary.json"))["pages"]
    assert {row["reason"] for row in pages["c"]["links"]} == {"first in the project"}
    assert {row["reason"] for row in pages["a"]["skipped"]} == {"linked on the page c"}
