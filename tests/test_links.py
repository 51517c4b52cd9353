"""Which words become links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Built, Project, cases

Page = Callable[..., Built]

KERNEL_TWICE = "A kernel.\n\nSection\n-------\n\nThe kernel, an epoch.\n"


@pytest.mark.parametrize("case", cases("prose"))
def test_what_is_running_text(project: Project, page: Page, case: dict[str, Any]) -> None:
    project.write(case.get("files", {}))
    built = page(case["text"], suffix=case.get("markup", ".rst"), **case.get("conf", {}))
    assert [text for _, text in built.links("index")] == case["links"]
    assert not built.warnings


def test_the_link(page: Page) -> None:
    built = page("The point spread function.")
    [link] = built.page("index").select("a.bioglossary")
    assert link["href"] == "bioglossary.html#term-point-spread-function"
    assert link["class"] == ["bioglossary", "reference", "internal"]
    assert built.page("bioglossary").find(id="term-point-spread-function").name == "dt"


def test_forms_of_one_entry_share_one_link(page: Page) -> None:
    assert page("A point spread function (PSF), many PSFs.").links("index") == [
        ("point-spread-function", "point spread function")
    ]


def test_nothing_on_the_glossary_page_leads_to_itself(page: Page) -> None:
    built = page("Our words\n=========\n\nA kernel.\n\n.. bioglossary::\n")
    assert built.links("index") == []
    assert built.page("index").find(id="term-kernel")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("page", ["kernel", "epoch"]), ("all", ["kernel", "kernel", "epoch"]), ("none", [])],
)
def test_scopes(page: Page, scope: str, expected: list[str]) -> None:
    built = page(KERNEL_TWICE, bioglossary_scope=scope)
    assert [term for term, _ in built.links("index")] == expected


def test_links_stay_in_their_own_cell(page: Page) -> None:
    text = ".. list-table::\n\n   * - kernel\n     - kernel\n   * - kernel\n     - none\n"
    built = page(text, bioglossary_scope="all")
    cells = built.page("index").select("td")
    assert [len(cell.select("a.bioglossary")) for cell in cells] == [1, 1, 1, 0]
    assert [cell.get_text() for cell in cells] == ["kernel", "kernel", "kernel", "none"]


def test_each_page_has_its_own_first_occurrence(project: Project) -> None:
    project.write(
        {"index.rst": "A kernel.\n\n.. toctree::\n\n   more\n", "more.rst": "More\n====\n\nA kernel."}
    )
    built = project.build()
    assert built.links("index") == built.links("more") == [("kernel", "kernel")]


def test_an_explicit_term_is_the_link_of_its_page(page: Page) -> None:
    built = page("A kernel, later on a :term:`Kernel`, and an epoch.")
    assert built.links("index") == [("epoch", "epoch")]


def test_excluded_terms_by_id_name_and_alias(page: Page) -> None:
    built = page(
        "A kernel, an epoch, a PSF, a stride.",
        bioglossary_exclude_terms=["kernel", "EPOCH", "PSF", "no such"],
    )
    assert built.links("index") == [("stride", "stride")]
    assert "bioglossary_exclude_terms names 'no such', which no glossary has" in built.warnings
    assert built.page("bioglossary").find(id="term-kernel")


def test_excluded_pages(project: Project) -> None:
    project.conf(bioglossary_exclude_pages=["notes/**"])
    project.write(
        {
            "index.rst": "A kernel.\n\n.. toctree::\n\n   notes/deep/one\n",
            "notes/deep/one.rst": "One\n===\n\nA kernel.",
        }
    )
    built = project.build()
    assert built.links("index")
    assert built.links("notes/deep/one") == []


@pytest.mark.parametrize("value", ["off", "Off", "false", "no"])
def test_a_page_switched_off(page: Page, value: str) -> None:
    assert page(f":bioglossary: {value}\n\nTitle\n=====\n\nA kernel.").links("index") == []


def test_a_markdown_page_switched_off(page: Page) -> None:
    assert page("---\nbioglossary: off\n---\n\n# Title\n\nA kernel.", suffix=".md").links("index") == []


@pytest.mark.parametrize("builder", ["singlehtml", "latex"])
def test_pages_of_an_assembled_document_have_first_occurrences(project: Project, builder: str) -> None:
    project.conf(latex_documents=[("index", "book.tex", "Book", "Us", "manual")])
    project.write(
        {
            "index.rst": "Book\n====\n\nA kernel, a kernel.\n\n.. toctree::\n\n   more\n",
            "more.rst": "More\n====\n\nA kernel.",
        }
    )
    built = project.build(builder)
    if builder == "singlehtml":
        anchors = built.page("index").select("a.bioglossary")
        assert [a["href"] for a in anchors] == ["#term-kernel"] * 2
        assert built.page("index").find(id="term-kernel")
    else:
        text = built.read("book.tex")
        assert text.count(r"{\hyperref[\detokenize{bioglossary:term-kernel}]{\sphinxcrossref{kernel}}}") == 2
        assert r"\label{\detokenize{bioglossary:term-kernel}}" in text
    assert not built.warnings


def test_no_links_where_the_glossary_is_outside_the_document(project: Project) -> None:
    project.conf(latex_documents=[("part", "part.tex", "Part", "Us", "howto")])
    project.write(
        {"index.rst": "All\n===\n\n.. toctree::\n\n   part\n", "part.rst": "Part\n====\n\nA kernel."}
    )
    built = project.build("latex")
    assert "A kernel." in built.read("part.tex")
    assert not built.warnings


def test_manual_pages_have_no_links(project: Project) -> None:
    project.conf(man_pages=[("index", "tool", "Tool", "Us", 1)])
    project.write({"index.rst": "Tool\n====\n\nA kernel."})
    built = project.build("man")
    assert "A kernel." in built.read("tool.1")


def test_hostile_names_and_definitions_stay_text(project: Project) -> None:
    project.conf(bioglossary_sources=["own.yaml"])
    project.write(
        {
            "own.yaml": """\
                - id: bad
                  term: '<script>alert("1")</script>'
                  abbreviation: '"><img src=x>'
                  aliases: ['<b>fat</b>', vile]
                  definition: 'Text <script>alert("2")</script> & more.'
                  links: [{title: '<i>x</i>', url: 'https://example.org/"onclick="x'}]
                """,
            "index.rst": 'All\n===\n\nA vile <script>alert("1")</script>.\n',
        }
    )
    built = project.build()
    assert built.links("index") == [("bad", "vile")]
    for docname in ("index", "bioglossary", "genindex"):
        soup = built.page(docname)
        assert not soup.find(string=lambda text: text.parent.name == "script" and "alert(" in text)
        assert not soup.select("img[src=x], [onclick]")
        assert not soup.find("b", string="fat")
