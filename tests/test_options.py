"""Options in ``conf.py`` and on the command line, and the field ``bioglossary`` of a page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Project, cases
from sphinx.project import Project as SphinxProject

from sphinx_bioglossary.project import page_patterns
from sphinx_bioglossary.project.config import OPTIONS


@pytest.mark.parametrize("case", cases("options"))
def test_the_value_of_an_option(project: Project, case: dict[str, Any]) -> None:
    conf, define = case.get("conf", {}), case.get("define", {})
    project.conf(**conf)
    path = project.source / "conf.py"
    path.write_text(path.read_text(encoding="utf-8") + case.get("code", ""), encoding="utf-8")
    project.write({"index.rst": "All\n===\n"})
    with project.opened(define=define) as app:
        warnings = app.warning.getvalue()
        for name in {**conf, **define} if "value" in case else ():
            assert app.config[name] == case["value"]
    ours = [line for line in warnings.splitlines() if "[bioglossary." in line]
    assert len(ours) == ("warning" in case)
    assert case.get("warning", "") in warnings


def test_options_on_the_command_line_have_an_effect(project: Project, tmp_path: Path) -> None:
    project.conf(bioglossary_jargon="all", show_warning_types=True)
    project.write(
        {
            "index.rst": "All\n===\n\nA gizmo, a TMA.\n\n.. toctree::\n\n   words\n",
            "words.rst": "Words\n=====\n\n.. glossary::\n\n   gizmo\n      Small.\n",
        }
    )
    define = ("bioglossary_jargon=0", "bioglossary_page=", "bioglossary_own_terms=A,gizmo")
    arguments = [part for option in define for part in ("-D", option)]
    command = [sys.executable, "-m", "sphinx", "-q", *arguments, str(project.source), str(tmp_path / "out")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'class="bioglossary [^>]*href="([^"]*)"', page) == ["words.html#term-gizmo"]
    assert not (tmp_path / "out" / "bioglossary.html").exists()


PAGES = ("index", "lib", "lib/a", "lib/deep/b", "other/a")


@pytest.mark.parametrize("case", cases("page_patterns"))
def test_patterns_of_pages(project: Project, case: dict[str, Any]) -> None:
    patterns = case["patterns"]
    names = ("bioglossary_exclude_pages", "bioglossary_jargon_exclude_pages")
    project.conf(**dict.fromkeys(names, patterns))
    acronyms = dict(zip(PAGES, ("TMA", "FRAP", "MTF", "TIRF", "sCMOS"), strict=True))
    for docname, acronym in acronyms.items():
        project.write({f"{docname}.rst": f":orphan:\n\nPage\n====\n\nA perceptron, a {acronym}.\n"})
    for built in (project.build(), project.build()):
        assert [docname for docname in PAGES if not built.links(docname)] == case["excluded"]
        warned = set(re.findall(r"undefined acronym '(\w+)'", built.warnings))
        assert [docname for docname, acronym in acronyms.items() if acronym not in warned] == case["excluded"]
        unmatched = re.findall(r"WARNING: (\w+) has '(.*)', which matches no page", built.warnings)
        assert unmatched == [(name, pattern) for name in names for pattern in case.get("unmatched", [])]
    kept = SphinxProject(project.source, [".rst"]).discover(patterns)
    assert set(PAGES) - kept <= set(case["excluded"]), "exclude_patterns excludes no other pages"


def test_patterns_in_a_default_may_match_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    options = [replace(option, default=["old/"]) for option in OPTIONS if option.name == "exclude_pages"]
    monkeypatch.setattr(page_patterns, "OPTIONS", options)
    project.write({"index.rst": "All\n===\n\nA perceptron.\n"})
    for patterns, is_reported in ((["old/"], False), (["old/", "new/"], True)):
        project.conf(bioglossary_exclude_pages=patterns)
        warnings = project.build().warnings
        assert ("'new/', which matches no page" in warnings) == is_reported
        assert "'old/'" not in warnings


NOTES = ["CHANGELOG", "dev/releases/v1", "docs/Release_Notes", "old/changes/2", "whats_new", "WhatsNew/index"]
OTHERS = ["exchange", "news", "release"]


def test_release_notes_are_not_linked_unless_asked_for(project: Project) -> None:
    pages = [*NOTES, *OTHERS]
    project.write({f"{name}.rst": ":orphan:\n\nPage\n====\n\nA perceptron.\n" for name in pages})
    project.write({"index.rst": "All\n===\n\nText.\n"})
    built = project.build()
    assert [name for name in pages if built.links(name)] == OTHERS
    assert not built.warnings
    report = json.loads(project.build("bioglossary").read("bioglossary.json"))["pages"]
    for name in NOTES:
        assert [row["reason"] for row in report[name]["skipped"]] == ["excluded by bioglossary_exclude_pages"]
    project.conf(bioglossary_exclude_pages=["**/changelog*", "news"])
    built = project.build()
    assert [name for name in pages if not built.links(name)] == ["news"]
    assert "has '**/changelog*', which matches no page" not in built.warnings


TEXT = "A perceptron and an autoencoder.\n\nA sample holder, at the PSF.\n"
WORDS = ":orphan:\n\nWords\n=====\n\n.. glossary::\n\n   sample holder\n      Thin.\n\n   gizmo\n      Odd.\n"


@pytest.mark.parametrize("case", cases("page_metadata"))
def test_the_field_of_a_page(project: Project, case: dict[str, Any]) -> None:
    project.conf(extensions=["myst_parser", "sphinx_bioglossary"])
    if "front_matter" in case:
        page = {"page.md": f"---\norphan: true\n{case['front_matter'].rstrip()}\n---\n\n# Page\n\n{TEXT}"}
    else:
        field = f":bioglossary: {case['field']}\n" if "field" in case else ""
        page = {"page.rst": f":orphan:\n{field}\nPage\n====\n\n{TEXT}"}
    project.write({"index.rst": "All\n===\n\nText.\n", "words.rst": WORDS, **page})
    for built in (project.build(), project.build()):
        assert [text for _, text in built.links("page")] == case["linked"]
        assert len(built.warnings.splitlines()) == ("warning" in case)
        if "warning" in case:
            assert case["warning"] in built.warnings
            assert f"{next(iter(page))}: WARNING" in built.warnings


def test_a_term_that_a_page_switches_off_is_linked_on_the_next(project: Project) -> None:
    project.conf(bioglossary_scope="project")
    project.write(
        {
            "index.rst": f":bioglossary: off: perceptron\n\nAll\n===\n\n{TEXT}\n.. toctree::\n\n   next\n",
            "next.rst": f"Next\n====\n\n{TEXT}",
        }
    )
    built = project.build()
    assert [text for _, text in built.links("index")] == ["autoencoder", "PSF"]
    assert [text for _, text in built.links("next")] == ["perceptron"]
    report = json.loads(project.build("bioglossary").read("bioglossary.json"))["pages"]["index"]
    assert [(row["text"], row["reason"]) for row in report["skipped"]] == [
        ("perceptron", "this term is switched off by the page")
    ]
