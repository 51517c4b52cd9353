"""What definitions in glossary files may contain, as they are data."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest
import yaml
from conftest import CASES, Built, Project, build
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.util.docutils import SphinxRole

ROWS = yaml.safe_load((CASES / "definition_markup.yaml").read_text(encoding="utf-8"))
WAY_OUT = " is not allowed in a definition; bioglossary_trust_sources = True allows it in your own files"
PNG = "image that no reader opens"


class Runs(Directive):
    optional_arguments = 1
    has_content = True
    option_spec = {"option": str}  # noqa: RUF012 - as directives have it

    def run(self) -> list[nodes.Node]:
        return [nodes.paragraph("", "ran")]


class RunsRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.Text("ran")], []


def _project(folder: Path, *, is_trusted: bool) -> Built:
    project = Project(folder)
    project.conf(
        bioglossary_sources=["glossary/own.yaml"],
        bioglossary_used_only=False,
        bioglossary_trust_sources=is_trusted,
    )
    entries = [
        f"- id: case-{number}\n  term: Case {number}\n  definition: |\n{indent(row['definition'], ' ' * 4)}"
        for number, row in enumerate(ROWS)
    ]
    project.write(
        {
            "index.rst": "All\n===\n\nText.\n",
            "glossary/own.yaml": "".join(entries),
            "glossary/in.png": PNG,
            "out.png": PNG,
            "secret.txt": "SECRET",
            "glossary/secret.txt": "SECRET",  # from where csv-table looks
        }
    )
    (project.source / "glossary" / "linked.png").symlink_to(project.source / "out.png")
    with project.opened() as app:
        app.add_directive("runs", Runs)
        app.add_role("runs", RunsRole())
        return build(app)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return _project(tmp_path_factory.mktemp("checked"), is_trusted=False)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return _project(tmp_path_factory.mktemp("trusted"), is_trusted=True)


def _html(built: Built, number: int) -> str:
    term = built.page("bioglossary").find(id=f"term-case-{number}")
    return str(term.find_next_sibling("dd"))


def _first_line(number: int) -> int:
    # Three lines of an entry come before its definition.
    return sum(3 + row["definition"].count("\n") for row in ROWS[:number]) + 4


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row["title"] for row in ROWS])
def test_definitions_hold_what_data_may_hold(checked: Built, number: int) -> None:
    row, html = ROWS[number], _html(checked, number)
    assert [part for part in row["shows"] if part not in html] == []
    assert [part for part in row.get("lacks", ()) if part in html] == []
    first, count = _first_line(number), row["definition"].count("\n")
    lines = range(first, first + count)
    warnings = re.findall(r"own\.yaml:(\d+): WARNING: (.*) \[bioglossary.glossary-file\]", checked.warnings)
    found = [(int(line) - first + 1, text) for line, text in warnings if int(line) in lines]
    assert all(WAY_OUT in text for _, text in found)
    wanted = [tuple(refused.split(": ", 1)) for refused in row.get("refused", ())]
    shown = sorted((str(line), text.replace(WAY_OUT, "").partition(", which")[0]) for line, text in found)
    assert shown == sorted(wanted)


@pytest.mark.parametrize("number", [number for number, row in enumerate(ROWS) if "trusted" in row])
def test_the_option_lifts_this_for_the_projects_own_files(trusted: Built, number: int) -> None:
    assert ROWS[number]["trusted"] in _html(trusted, number)


def test_a_trusted_build_warns_of_nothing_of_this(trusted: Built) -> None:
    assert "trust_sources" not in trusted.warnings


def test_the_warnings_are_repeated_by_a_build_that_reads_nothing(project: Project) -> None:
    own = "- id: widget\n  term: Widget\n  definition: A :download:`x <conf.py>`.\n"
    project.write({"index.rst": "All\n===\n\nA widget.\n", "own.yaml": own})
    project.conf(bioglossary_sources=["own.yaml"])
    before = project.build()
    again = project.build()
    assert again.written == []
    assert "the role 'download'" in again.warnings
    assert again.warnings == before.warnings
    project.conf(bioglossary_sources=["own.yaml"], bioglossary_trust_sources=True)
    trusted = project.build()
    assert "bioglossary" in trusted.written
    assert trusted.warnings == ""


CHANGES = """\
- id: widget
  term: Widget
  definition: |
    One.

    .. default-role:: literal
    .. highlight:: json
    .. default-domain:: c
    .. py:currentmodule:: os
    .. role:: mine(strong)
    .. |x| replace:: theirs
    .. _site: https://theirs.example.org
    .. program:: tool
    .. cpp:namespace-push:: theirs

    Text [#]_ and `two`__.

    .. [#] Theirs.
    __ https://theirs.example.org

    ::

       {}
"""
PAGE = """\
All
===

.. role:: mine(emphasis)

.. cpp:namespace-push:: ours

.. bioglossary::

A `word`, a |x|, a site_, :mine:`this`, :py:func:`path`, `one`__ and [#]_. ::

   print()

.. py:function:: path()

.. cpp:function:: int measure()

.. |x| replace:: ours
.. _site: https://ours.example.org
__ https://ours.example.org
.. [#] Ours.
"""


@pytest.mark.parametrize("is_trusted", [False, True])
def test_a_definition_changes_nothing_on_the_rest_of_its_page(project: Project, *, is_trusted: bool) -> None:
    def rest(own: str) -> tuple[str, list[str]]:
        project.write({"index.rst": PAGE, "own.yaml": own})
        project.conf(bioglossary_sources=["own.yaml"], bioglossary_trust_sources=is_trusted)
        built = project.build()
        body = built.page("index").select_one("div.body")
        body.select_one("dl.glossary").decompose()
        warnings = [line for line in built.warnings.splitlines() if WAY_OUT not in line]
        return re.sub(r"\bid\d+", "id", str(body)), warnings

    plain = "- id: widget\n  term: Widget\n  definition: One.\n"
    assert rest(CHANGES) == rest(plain)
