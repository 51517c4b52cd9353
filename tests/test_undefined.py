"""The warning about acronyms that no page explains, in real builds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, Project, cases

SUBTYPE = "bioglossary.undefined-acronym"
EXAMPLE = Path(__file__).parent.parent / "example_docs"


def found(built: Built) -> list[tuple[str, int | None, str]]:
    """Return (file, line, acronym) of each warning about an acronym."""
    rows = re.findall(r"([^/\n]+?):(\d*):? WARNING: undefined acronym '(\S+)'", built.warnings)
    return [(name, int(line) if line else None, acronym) for name, line, acronym in rows]


@pytest.fixture
def site(project: Project) -> Project:
    """Two pages that use TMA and do not explain it; the first page by name is read last."""
    project.conf()
    project.write(
        {
            "index.rst": "Docs\n====\n\n.. toctree::\n\n   second\n   first\n",
            "first.rst": "First\n=====\n\nA TMA is large.\n",
            "second.rst": "Second\n======\n\nSome words.\n\nOpen a TMA, or\nseveral TMAs.\n",
        }
    )
    return project


def test_one_warning_at_the_first_place(site: Project) -> None:
    built = site.build()
    assert found(built) == [("second.rst", 6, "TMA")]
    assert (
        "undefined acronym 'TMA' (3 uses on 2 pages): "
        'write it out at first use, "tissue microarray (TMA)", or add it to bioglossary_jargon_allow'
    ) in built.warnings


def test_an_unchanged_build_repeats_the_warning(site: Project) -> None:
    first = site.build()
    again = site.build()
    assert again.changed == (0, 0, 0)
    assert found(again) == found(first) != []


@pytest.mark.parametrize(
    "text",
    [
        "A tissue microarray (TMA).",
        "Tissue microarray (TMA)\n-----------------------\n\nText.",
        ".. glossary::\n\n   TMA\n      A big one.",
        ".. figure:: none.png\n\n   A tissue micro-array (TMA).",
        ":abbr:`TMA (tissue microarray)`",
        "TMA\n   A big one.",
        ".. list-table::\n\n   * - TMA\n     - tissue microarray",
        ":TMA: tissue microarray",
        "`TMA <https://example.org/wiki/Tissue_microarray>`_",
        ".. [1] A tissue microarray (TMA).",
    ],
)
def test_an_explanation_on_any_page_is_enough(site: Project, text: str) -> None:
    site.write({"third.rst": f":orphan:\n\nThird\n=====\n\n{text}\n"})
    assert found(site.build()) == []


def test_the_name_of_an_entry_needs_no_explanation(page: Callable[..., Built]) -> None:
    text = "Docs\n====\n\nA WSI is large.\n"
    assert found(page(text, bioglossary_scope="none")) == [], "though no page shows the entry"
    assert found(page(text, bioglossary_sources=[])) == [("index.rst", 4, "WSI")]


@pytest.mark.parametrize(
    "options",
    [
        {"bioglossary_jargon": False},
        {"bioglossary_jargon_allow": ["TMA"]},
        {"bioglossary_jargon_exclude_pages": ["first", "sec*"]},
        {"suppress_warnings": [SUBTYPE]},
    ],
)
def test_warnings_can_be_switched_off(site: Project, options: dict[str, Any]) -> None:
    site.conf(**options)
    assert found(site.build()) == []


def test_pages_can_be_excluded(site: Project) -> None:
    site.conf(bioglossary_jargon_exclude_pages=["second"])
    assert found(site.build()) == [("first.rst", 4, "TMA")]
    site.write({"first.rst": ":bioglossary: off\n\nFirst\n=====\n\nA TMA is large.\n"})
    assert found(site.build()) == []


def test_acronyms_in_release_notes_are_not_reported(site: Project) -> None:
    site.write({"release_notes.rst": ":orphan:\n\nNews\n====\n\nA faster FRAP.\n"})
    assert found(site.build()) == [("second.rst", 6, "TMA")]


def test_all_goes_beyond_the_lexicon(page: Callable[..., Built]) -> None:
    text = "Docs\n====\n\nThe QXZT must NEVER run on a GPU, never. See part IV.\n"
    assert found(page(text)) == []
    built = page(text, bioglossary_jargon="all")
    assert found(built) == [("index.rst", 4, "QXZT")]
    assert "write it out at first use, or add it to" in built.warnings


@pytest.mark.parametrize("case", cases("undefined_acronyms"))
def test_acronyms_that_are_warned_of(page: Callable[..., Built], case: dict[str, Any]) -> None:
    assert [acronym for _, _, acronym in found(page(case["text"]))] == case["warned"]


def test_warnings_can_be_switched_on_later(site: Project) -> None:
    site.conf(bioglossary_jargon=False)
    site.build()
    site.conf()
    assert found(site.build()) == [("second.rst", 6, "TMA")]


def test_removed_text_no_longer_counts(site: Project) -> None:
    site.write({"second.rst": "Second\n======\n\nA tissue microarray (TMA).\n"})
    assert found(site.build()) == []
    site.write({"second.rst": "Second\n======\n\nNothing.\n"})
    assert found(site.build()) == [("first.rst", 4, "TMA")]
    (site.source / "first.rst").unlink()
    assert found(site.build()) == []


def test_parallel_reading_gives_one_warning(site: Project) -> None:
    site.write({f"page{n}.rst": f":orphan:\n\nPage\n====\n\nAnother TMA of {n}.\n" for n in range(10)})
    site.write({"z.rst": ":orphan:\n\nLast\n====\n\nA modulation transfer function (MTF).\n"})
    site.write({"a.rst": ":orphan:\n\nOther\n=====\n\nThe MTF is low.\n"})
    built = site.build(jobs=2)
    assert found(built) == [("second.rst", 6, "TMA")]
    assert "(13 uses on 12 pages)" in built.warnings


@pytest.mark.parametrize("builder", ["gettext", "linkcheck", "dummy", "changes"])
def test_builders_that_write_no_pages_do_not_warn(site: Project, builder: str) -> None:
    assert found(site.build(builder)) == []


@pytest.mark.parametrize(
    "builder", ["singlehtml", "epub", "latex", "text", "man", "texinfo", "xml", "bioglossary"]
)
def test_builders_of_pages_warn(site: Project, builder: str) -> None:
    site.conf(suppress_warnings=["epub"], version="1")
    assert found(site.build(builder)) == [("second.rst", 6, "TMA")]


def test_text_for_another_output_does_not_count(page: Callable[..., Built]) -> None:
    text = (
        "Docs\n====\n\n.. only:: latex\n\n   A tissue microarray (TMA).\n\n.. only:: html\n\n   A TMA here.\n"
    )
    assert found(page(text)) == [("index.rst", 10, "TMA")]
    assert found(page(text, builder="latex")) == []


def test_an_unreadable_condition_hides_nothing(page: Callable[..., Built]) -> None:
    assert found(page("Docs\n====\n\n.. only:: (\n\n   A TMA here.\n")) == [("index.rst", 6, "TMA")]


def test_an_abbreviation_in_versionadded_is_an_explanation(page: Callable[..., Built]) -> None:
    built = page(
        "A TMA.\n\n.. versionadded:: 2.0\n\n   - Reads an :abbr:`TMA (tissue microarray)` too.\n",
        suffix=".rst",
    )
    assert found(built) == []


def test_acronyms_in_markdown_are_reported(page: Callable[..., Built]) -> None:
    built = page(
        "# Docs\n\nA `FRAP` and\n[a TMA](https://example.org).\n\n```\nTIRF code\n```\n", suffix=".md"
    )
    assert found(built) == [("index.md", 4, "TMA")]


def test_descriptions_of_parameters_are_checked(page: Callable[..., Built]) -> None:
    fields = "   :param x: The TMA to read, ``TIRF``.\n   :param int y: Some fast FRAP.\n"
    text = f"Docs\n====\n\n.. py:function:: f(x, y)\n\n{fields}"
    assert [acronym for _, _, acronym in found(page(text))] == ["TMA", "FRAP"]


def test_docstrings_are_named_as_the_place(page: Callable[..., Built], project: Project) -> None:
    project.write(
        {"slides.py": '"""Read slides."""\n\n\ndef f():\n    """Open.\n\n    This reads a TMA.\n    """\n'}
    )
    extensions = ["sphinx.ext.autodoc", "sphinx_bioglossary"]
    sys.path.insert(0, str(project.source))
    try:
        built = page("Docs\n====\n\n.. autofunction:: slides.f\n", extensions=extensions)
    finally:
        sys.path.remove(str(project.source))
    assert found(built) == [("slides.py:docstring of slides.f", 3, "TMA")]


@pytest.mark.parametrize(
    "text",
    [
        "TMA and FRAP\n------------\n\nText.",
        "The ``TMA`` and :math:`FRAP`.",
        "Choose :guilabel:`TMA viewer` now.",
        "A paper, `TMA for all of us <https://doi.org/10.1000/1>`_.",
        ".. code-block:: text\n\n   The TMA is here.",
        ".. a TMA in a comment",
    ],
)
def test_text_other_than_prose_is_not_checked(page: Callable[..., Built], text: str) -> None:
    assert found(page(f"Docs\n====\n\n{text}\n")) == []


def test_translations_are_checked(page: Callable[..., Built], project: Project) -> None:
    catalog = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "A TMA here."\nmsgstr "{}"\n'
    )
    options = {"language": "de", "locale_dirs": ["locale"], "gettext_auto_build": True}
    project.write({"locale/de/LC_MESSAGES/index.po": catalog.format("Ein Bild und ein FRAP hier.")})
    assert found(page("Docs\n====\n\nA TMA here.\n", **options)) == [("index.rst", 4, "FRAP")]


def test_undefined_acronyms_are_in_the_report(site: Project) -> None:
    site.write({"third.rst": ":orphan:\n\nThird\n=====\n\nThe FRAP is fast.\n"})
    site.conf(bioglossary_jargon_allow=["FRAP"])
    rows = json.loads(site.build("bioglossary").read("bioglossary.json"))["jargon"]
    assert rows[0] == {
        "term": "TMA",
        "tier": "undefined-acronym",
        "count": 3,
        "pages": 2,
        "first": {"page": "second", "line": 6},
        "expansion": "tissue microarray",
        "status": "undefined",
    }
    assert [(row["term"], row["tier"], row["status"]) for row in rows[1:]] == [
        ("FRAP", "silenced-acronym", "allowed")
    ]


def sphinx_build(source: Path, outdir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-q", *arguments, str(source), str(outdir)]
    return subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [["-W"], ["-W", "--keep-going"]])
def test_strict_builds_fail_every_time(site: Project, tmp_path: Path, arguments: list[str]) -> None:
    for _ in range(2):
        result = sphinx_build(site.source, tmp_path / "out", *arguments)
        assert result.returncode != 0
        assert "undefined acronym 'TMA'" in result.stderr
        assert "Traceback" not in result.stderr


def test_the_example_has_one_warning(tmp_path: Path) -> None:
    pytest.importorskip("furo")
    for arguments in ([], [], ["-E", "-j", "4"]):
        result = sphinx_build(EXAMPLE, tmp_path / "out", *arguments)
        [warning] = re.findall(r"WARNING: (.*)", result.stderr)
        assert warning.startswith("undefined acronym ")
