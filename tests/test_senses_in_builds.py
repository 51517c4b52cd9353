"""Ambiguous terms in real builds: links, reasons, and the pages that the next build writes."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import Any

import pytest
import yaml
from conftest import Built, Project, cases

_MARK = re.compile(r"\[([^\]]+)\]\(([\w-]+)\)")
OURS = "A 3x3 kernel is small. A 3x3x3 kernel is smaller. A blur kernel.\n"
ANOTHER = "The Jupyter kernel boots. A new Jupyter kernel boots faster. Build a Jupyter kernel.\n"
SILENT = "It depends on the kernel.\n"


def write(project: Project, pages: dict[str, str], markup: str = ".rst") -> None:
    """Write ``pages`` under titles without cues, and a root page that lists them."""
    toctree = "".join(f"   {docname}\n" for docname in pages)
    project.write({"index.rst": f"All\n===\n\nText.\n\n.. toctree::\n\n{toctree}"})
    for docname, text in pages.items():
        title = f"# {docname}\n\n" if markup == ".md" else f"{docname}\n{'=' * len(docname)}\n\n"
        project.write({f"{docname}{markup}": title + text})


def reasons(project: Project, docname: str) -> list[list[str]]:
    pages = json.loads(project.build("bioglossary").read("bioglossary.json"))["pages"]
    rows = pages[docname]["links"] + pages[docname]["skipped"]
    return [[row["text"], row["reason"]] for row in rows]


@pytest.mark.parametrize("case", [*cases("sense_projects"), *cases("sense_thresholds")])
def test_what_is_linked_and_why(project: Project, case: dict[str, Any]) -> None:
    markup = case.get("markup", ".rst")
    options = {"extensions": ["myst_parser", "sphinx_bioglossary"]} if markup == ".md" else {}
    project.conf(**options, **case.get("conf", {}))
    if "own" in case:
        project.write({"own.yaml": yaml.safe_dump(case["own"])})
    write(project, {name: _MARK.sub(r"\1", text) for name, text in case["pages"].items()}, markup)
    built = project.build()
    for docname, text in case["pages"].items():
        assert built.links(docname) == [(entry_id, words) for words, entry_id in _MARK.findall(text)]
    for docname, expected in case.get("reasons", {}).items():
        for (words, reason), (text, pattern) in zip(reasons(project, docname), expected, strict=True):
            assert words == text
            assert fnmatchcase(reason, pattern)
    assert not built.warnings


@pytest.fixture
def clear(project: Project) -> Project:
    """Two pages with evidence for the sense of "kernel", one without evidence, and one without "kernel"."""
    write(project, {"one": OURS, "two": OURS, "silent": SILENT, "without": "Text.\n"})
    return project


def test_edited_pages_change_the_sense_on_an_untouched_page(clear: Project) -> None:
    assert clear.build().links("silent") == [("kernel", "kernel")]
    assert clear.build().written == []
    for text, links in ((ANOTHER, []), (OURS, [("kernel", "kernel")])):
        clear.write({f"{name}.rst": f"{name}\n====\n\n{text}" for name in ("one", "two")})
        built = clear.build()
        assert built.changed == (0, 2, 0)
        assert built.links("silent") == links
        assert "silent" in built.written
        assert "without" not in built.written
        assert clear.build().written == []


def test_an_edit_that_keeps_the_sense_rewrites_no_other_page(clear: Project) -> None:
    clear.build()
    clear.write({"one.rst": "one\n====\n\n" + OURS + "\nA blur kernel more.\n"})
    built = clear.build()
    assert built.written == ["index", "one"], "Sphinx writes the pages that list a changed page"
    assert built.links("silent") == [("kernel", "kernel")]


def test_removed_pages_no_longer_tell_the_sense(clear: Project) -> None:
    clear.build()
    for name in ("one", "two"):
        (clear.source / f"{name}.rst").unlink()
    write(clear, {"silent": SILENT, "without": "Text.\n"})
    built = clear.build()
    assert built.links("silent") == []
    assert built.page("bioglossary").find(id="term-kernel") is None


def test_terms_that_come_to_another_page_make_a_word_of_the_field(project: Project) -> None:
    write(project, {"one": "Text.\n", "two": "It has Fiji.\n"})
    assert project.build().links("two") == []
    terms = ["Perceptron", "Autoencoder", "Zernike mode", "Pixel classifier", "Transfer learning"]
    terms += ["Foundation model", "Hyperparameter", "Semantic segmentation"]
    project.write({"one.rst": "one\n===\n\n" + "\n\n".join(terms) + "\n"})
    built = project.build()
    assert built.links("two") == [("fiji", "Fiji")]
    assert built.changed == (0, 1, 0)
    project.write({"one.rst": "one\n===\n\nA perceptron.\n"})
    assert project.build().links("two") == []


def test_a_changed_sense_of_an_entry_is_seen_without_reading_the_pages(project: Project) -> None:
    entry = "- id: widget\n  term: Widget\n  definition: A part.\n  sense: {{cues: [{}], not_cues: [{}]}}\n"
    project.conf(bioglossary_sources=["own.yaml"])
    project.write({"own.yaml": entry.format("screw", "nail")})
    write(project, {"one": "A widget and a screw.\n", "two": "A widget and a nail.\n"})
    first = project.build()
    assert [first.links(name) for name in ("one", "two")] == [[("widget", "widget")], []]
    project.write({"own.yaml": entry.format("nail", "screw")})
    built = project.build()
    assert [built.links(name) for name in ("one", "two")] == [[], [("widget", "widget")]]
    assert built.changed == (0, 1, 0), "the page with the glossary"


def test_an_entry_that_occurs_in_another_sense_only_is_not_listed(project: Project) -> None:
    write(project, {"one": ANOTHER, "two": "A Gaussian process.\n"})
    page = project.build().page("bioglossary")
    assert page.find(id="term-gaussian-process")
    assert page.find(id="term-kernel") is None


def test_pages_with_another_sense_are_not_among_those_of_an_entry(project: Project) -> None:
    write(project, {"one": OURS, "two": ANOTHER, "three": "A blur kernel.\n"})
    body = project.build().page("bioglossary").find(id="term-kernel").find_next("dd")
    notes = [" ".join(note.get_text().split()) for note in body.select(".bioglossary-note")]
    assert "Appears in: one, three" in notes


def test_an_explicit_term_is_linked_in_any_sense(project: Project) -> None:
    write(project, {"one": "A :term:`kernel`, as in a Jupyter kernel.\n"})
    built = project.build()
    assert built.links("one") == []
    assert [a["href"] for a in built.page("one").select(".body p a")] == ["bioglossary.html#term-kernel"]


def _links(built: Built, *names: str) -> list[list[tuple[str, str]]]:
    return [built.links(name) for name in names]


def test_parallel_builds_judge_senses_alike(clear: Project) -> None:
    clear.write({f"more{number}.rst": f":orphan:\n\nMore\n====\n\n{SILENT}" for number in range(8)})
    names = ("one", "silent", *(f"more{number}" for number in range(8)))
    parallel = _links(clear.build(jobs=4), *names)
    assert parallel == _links(clear.build(fresh=True), *names) == [[("kernel", "kernel")]] * 10


@pytest.mark.parametrize("builder", ["singlehtml", "latex"])
def test_pages_of_an_assembled_document_keep_their_senses(project: Project, builder: str) -> None:
    project.conf(latex_documents=[("index", "book.tex", "Book", "Us", "manual")])
    write(project, {"one": SILENT + OURS, "two": SILENT + ANOTHER, "three": "A blur kernel.\n"})
    built = project.build(builder)
    if builder == "singlehtml":
        assert [link.get_text() for link in built.page("index").select("a.bioglossary")] == ["kernel"] * 2
    else:
        link = r"{\hyperref[\detokenize{bioglossary:term-kernel}]{\sphinxcrossref{kernel}}}"
        assert built.read("book.tex").count(link) == 2
    assert not built.warnings
