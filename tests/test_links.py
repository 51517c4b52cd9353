"""Which words become links."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest
from conftest import Built, Project, build, cases
from docutils import nodes
from sphinx.testing.util import SphinxTestApp

Page = Callable[..., Built]

PERCEPTRON_TWICE = "A perceptron.\n\nSection\n-------\n\nThe perceptron, an autoencoder.\n"


@pytest.mark.parametrize("case", cases("prose"))
def test_what_is_running_text(project: Project, page: Page, case: dict[str, Any]) -> None:
    project.write(case.get("files", {}))
    options = {"bioglossary_most_links": 99, **case.get("conf", {})}
    built = page(case["text"], suffix=case.get("markup", ".rst"), **options)
    assert [text for _, text in built.links("index")] == case["links"]
    assert not built.warnings


@pytest.mark.parametrize("case", cases("emphasis"))
def test_a_term_that_emphasis_splits(page: Page, case: dict[str, Any]) -> None:
    markup = case.get("markup", ".rst")
    unlinked = page(case["text"], suffix=markup, bioglossary_scope="none").page("index")
    built = page(case["text"], suffix=markup, bioglossary_most_links=99)
    linked = built.page("index")
    assert [link.decode_contents() for link in linked.select("a.bioglossary")] == case["html"]
    assert linked.select_one(".body").get_text() == unlinked.select_one(".body").get_text()
    assert not built.warnings


@pytest.mark.parametrize("case", [*cases("touching"), *cases("most_links")])
def test_links_close_to_each_other(project: Project, case: dict[str, Any]) -> None:
    project.conf(suppress_warnings=["ref.term"], **case.get("conf", {}))
    project.write({"index.rst": "All\n===\n\n.. toctree::\n   :glob:\n\n   *\n"})
    project.write({f"{name}.rst": f"Page\n====\n\n{text}" for name, text in case["pages"].items()})
    built = project.build()
    assert {name: [text for _, text in built.links(name)] for name in case["pages"]} == case["links"]
    report = json.loads(project.build("bioglossary").read("bioglossary.json"))["pages"]
    for name, expected in case.get("reasons", {}).items():
        reasons = [row["reason"] for row in report[name]["skipped"] if row["reason"] != "in a link"]
        assert all(map(fnmatchcase, reasons, expected)), reasons
        assert len(reasons) == len(expected), reasons
    if "listed" in case:
        assert [term["id"] for term in built.page("bioglossary").select("dt")] == [
            f"term-{entry_id}" for entry_id in case["listed"]
        ]


def test_extensions_that_read_a_rendered_page_find_its_text_undivided(project: Project) -> None:
    rows = [row.values[0] for name in ("emphasis", "prose") for row in cases(name)]
    texts = {f"case{i}{row.get('markup', '.rst')}": row["text"] for i, row in enumerate(rows)}
    project.write({"index.rst": "All\n===\n\n.. toctree::\n   :glob:\n\n   *\n", **texts})
    trees: dict[str, list[nodes.document]] = defaultdict(list)

    def note(_app: SphinxTestApp, page: str, _template: str, _context: object, tree: nodes.document) -> None:
        if page.startswith("case"):
            trees[page].append(tree)

    for scope in ("none", "page"):
        project.conf(extensions=["myst_parser", "sphinx_bioglossary"], bioglossary_scope=scope)
        with project.opened() as app:
            app.connect("html-page-context", note)
            built = build(app)
    assert sum(bool(built.links(page)) for page in trees) > 20
    for plain, linked in trees.values():
        # Docutils keeps escaped spaces behind a null, and writes neither.
        before, after = (tree.asdom().toxml().replace("\0 ", "") for tree in (plain, linked))
        assert before == after
        assert len([*linked.findall(nodes.Text)]) <= len([*plain.findall(nodes.Text)])


def test_a_link_leads_to_its_entry(page: Page) -> None:
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
    built = page("Our words\n=========\n\nA perceptron.\n\n.. bioglossary::\n")
    assert built.links("index") == []
    assert built.page("index").find(id="term-perceptron")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("page", ["perceptron", "autoencoder"]),
        ("all", ["perceptron", "perceptron", "autoencoder"]),
        ("none", []),
    ],
)
def test_the_scope_decides_which_occurrences_are_linked(page: Page, scope: str, expected: list[str]) -> None:
    built = page(PERCEPTRON_TWICE, bioglossary_scope=scope)
    assert [term for term, _ in built.links("index")] == expected


def test_links_stay_in_their_own_cell(page: Page) -> None:
    text = ".. list-table::\n\n   * - perceptron\n     - perceptron\n   * - perceptron\n     - none\n"
    built = page(text, bioglossary_scope="all")
    cells = built.page("index").select("td")
    assert [len(cell.select("a.bioglossary")) for cell in cells] == [1, 1, 1, 0]
    assert [cell.get_text() for cell in cells] == ["perceptron", "perceptron", "perceptron", "none"]


def test_each_page_has_its_own_first_occurrence(project: Project) -> None:
    project.write(
        {"index.rst": "A perceptron.\n\n.. toctree::\n\n   more\n", "more.rst": "More\n====\n\nA perceptron."}
    )
    built = project.build()
    assert built.links("index") == built.links("more") == [("perceptron", "perceptron")]


def test_an_explicit_term_is_the_link_of_its_page(page: Page) -> None:
    built = page("A perceptron, later on a :term:`Perceptron`, and an autoencoder.")
    assert built.links("index") == [("autoencoder", "autoencoder")]


def test_terms_are_excluded_by_id_name_or_alias(page: Page) -> None:
    built = page(
        "Transfer learning, a :term:`foundation model`; a foundation model, an autoencoder, the PSF of a "
        "microscope.",
        bioglossary_exclude_terms=["foundation-model", "AUTOENCODER", "PSF", "no such"],
    )
    assert built.links("index") == [("transfer-learning", "Transfer learning")]
    assert "bioglossary_exclude_terms names 'no such', which no glossary has" in built.warnings
    assert built.page("bioglossary").find(id="term-foundation-model")


EVERYDAY = "Metadata, computer vision; an image in Fiji.\n\nA virtual machine; an autoencoder; a U-Net.\n"


def test_everyday_terms_are_linked_unless_they_are_excluded(page: Page) -> None:
    everyday = ["metadata", "computer-vision", "fiji", "virtual-machine"]
    assert [term for term, _ in page(EVERYDAY).links("index")] == [*everyday, "autoencoder", "u-net"]
    built = page(EVERYDAY, bioglossary_exclude_terms=["everyday"])
    assert [term for term, _ in built.links("index")] == ["autoencoder", "u-net"]
    built = page(EVERYDAY, bioglossary_exclude_terms=["everyday", "autoencoder"])
    assert [term for term, _ in built.links("index")] == ["u-net"]
    assert not built.warnings


def test_everyday_terms_can_be_named_by_hand(page: Page) -> None:
    built = page("All :term:`metadata`.", bioglossary_exclude_terms=["everyday"])
    assert built.page("index").select_one(".body p a")["href"] == "bioglossary.html#term-metadata"
    assert not built.warnings


def test_an_entry_that_is_linked_by_hand_only(project: Project) -> None:
    entry = "- {id: tool, term: Tool box, definition: A box., auto_link: false}\n"
    project.conf(bioglossary_sources=["own.yaml"])
    project.write({"own.yaml": entry, "index.rst": "A tool box.\n\n.. toctree::\n\n   more\n"})
    project.write({"more.rst": "More\n====\n\nText.\n"})
    built = project.build()
    assert built.links("index") == []
    assert built.page("bioglossary").find(id="term-tool") is None, "nothing uses it"
    rows = json.loads(project.build("bioglossary").read("bioglossary.json"))["pages"]["index"]
    assert [row["reason"] for row in rows["skipped"]] == ["its entry has auto_link: false"]
    project.write({"more.rst": "More\n====\n\nA :term:`tool box` and a tool box.\n"})
    built = project.build()
    assert built.page("more").select_one(".body p a")["href"] == "bioglossary.html#term-tool"
    assert built.links("index") == built.links("more") == []
    project.write({"own.yaml": entry.replace("false", "true")})
    assert project.build().links("index") == [("tool", "tool box")]


def test_excluded_pages_have_no_links(project: Project) -> None:
    project.conf(bioglossary_exclude_pages=["notes/**"])
    project.write(
        {
            "index.rst": "A perceptron.\n\n.. toctree::\n\n   notes/deep/one\n",
            "notes/deep/one.rst": "One\n===\n\nA perceptron.",
        }
    )
    built = project.build()
    assert built.links("index") == [("perceptron", "perceptron")]
    assert built.links("notes/deep/one") == []


@pytest.mark.parametrize("value", ["off", "Off", "false", "no"])
def test_a_page_switched_off_has_no_links(page: Page, value: str) -> None:
    assert page(f":bioglossary: {value}\n\nTitle\n=====\n\nA perceptron.").links("index") == []


def test_a_markdown_page_switched_off_has_no_links(page: Page) -> None:
    assert page("---\nbioglossary: off\n---\n\n# Title\n\nA perceptron.", suffix=".md").links("index") == []


@pytest.mark.parametrize("builder", ["singlehtml", "latex"])
def test_pages_of_an_assembled_document_have_first_occurrences(project: Project, builder: str) -> None:
    project.conf(latex_documents=[("index", "book.tex", "Book", "Us", "manual")])
    project.write(
        {
            "index.rst": "Book\n====\n\nA perceptron, a perceptron.\n\n.. toctree::\n\n   more\n",
            "more.rst": "More\n====\n\nA perceptron.",
        }
    )
    built = project.build(builder)
    if builder == "singlehtml":
        anchors = built.page("index").select("a.bioglossary")
        assert [a["href"] for a in anchors] == ["#term-perceptron"] * 2
        assert built.page("index").find(id="term-perceptron")
    else:
        text = built.read("book.tex")
        assert (
            text.count(r"{\hyperref[\detokenize{bioglossary:term-perceptron}]{\sphinxcrossref{perceptron}}}")
            == 2
        )
        assert r"\label{\detokenize{bioglossary:term-perceptron}}" in text
    assert not built.warnings


def test_no_links_where_the_glossary_is_outside_the_document(project: Project) -> None:
    project.conf(latex_documents=[("part", "part.tex", "Part", "Us", "howto")])
    project.write(
        {"index.rst": "All\n===\n\n.. toctree::\n\n   part\n", "part.rst": "Part\n====\n\nA perceptron."}
    )
    built = project.build("latex")
    assert "A perceptron." in built.read("part.tex")
    assert not built.warnings


def test_manual_pages_have_no_links(project: Project) -> None:
    project.conf(man_pages=[("index", "tool", "Tool", "Us", 1)])
    project.write({"index.rst": "Tool\n====\n\nA perceptron."})
    built = project.build("man")
    assert "A perceptron." in built.read("tool.1")


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
    assert "A vile <script>alert(“1”)</script>." in built.page("index").select_one(".body").get_text()
    body = built.page("bioglossary").select_one(".body").get_text()
    assert "<script>alert(“1”)</script> (“><img src=x>)" in body
    assert "Text <script>alert(“2”)</script> & more." in body
    assert "Also called: <b>fat</b>, vile" in body
    assert "Further reading: <i>x</i>" in body
