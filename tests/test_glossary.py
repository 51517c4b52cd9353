"""The glossary in the docs: the directive, its entries, and their registration with Sphinx."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from conftest import Built, Project, inventory

from sphinx_bioglossary.glossary.loader import load

Page = Callable[..., Built]
BUNDLED, _ = load(["bioimage"], Path())

OWN = """\
- id: nucleus-finder
  term: Nucleus finder
  abbreviation: NF
  aliases: [finder of nuclei]
  category: own
  definition: |
    Finds nuclei with a :term:`perceptron` and :math:`a^2`.

    Second paragraph with a `link <https://example.org/a>`_ and |project|.
  see_also: [perceptron]
  links: [{title: Its home, url: "https://example.org/b"}]
"""


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".rst", "Title\n=====\n\n.. bioglossary::\n   :category: optics\n"),
        (".rst", "Title\n=====\n\n.. container::\n\n   .. bioglossary::\n      :category: optics\n"),
        (".md", "# Title\n\n```{bioglossary}\n:category: optics\n```\n"),
        (".md", "# Title\n\n````{note}\n```{bioglossary}\n:category: optics\n```\n````\n"),
        (".md", "# Title\n\n```{eval-rst}\n.. bioglossary::\n   :category: optics\n```\n"),
    ],
)
def test_the_directive_lists_a_category(page: Page, suffix: str, text: str) -> None:
    built = page(text, suffix=suffix)
    terms = [dt["id"] for dt in built.page("index").select("dl.glossary > dt")]
    assert terms == [f"term-{entry.id}" for entry in BUNDLED if entry.category == "optics"]
    assert {"term-aberration", "term-zernike-mode"} <= set(terms)
    assert not (built.outdir / "bioglossary.html").exists()
    assert not built.warnings


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".rst", "Title\n=====\n\n.. code-block:: rst\n\n   .. bioglossary::\n"),
        (".rst", "Title\n=====\n\nWrite::\n\n   .. bioglossary::\n"),
        (".rst", "Title\n=====\n\n.. Later\n\n   .. bioglossary::\n"),
        (".md", "# Title\n\n````md\n```{bioglossary}\n```\n````\n"),
        (".md", "# Title\n\nWrite `{bioglossary}`.\n"),
    ],
)
def test_an_example_of_the_directive_is_no_glossary(page: Page, suffix: str, text: str) -> None:
    built = page(text, suffix=suffix)
    assert not built.page("index").select("dl.glossary")
    assert built.page("bioglossary").h1.get_text() == "Glossary¶"


def test_the_directive_lists_a_source(project: Project) -> None:
    project.conf(bioglossary_sources=["bioimage", "own.yaml"])
    project.write(
        {
            "own.yaml": OWN.replace("and |project|", ""),
            "index.rst": "All\n===\n\n.. bioglossary::\n   :source: own.yaml\n",
        }
    )
    built = project.build()
    assert [dt["id"] for dt in built.page("index").select("dl.glossary > dt")] == ["term-nucleus-finder"]
    assert not built.warnings, "terms of other sources are named in it, and are not shown"


@pytest.mark.parametrize("suffix", [".rst", ".md"])
def test_an_entry_shows_its_definition_names_and_links(project: Project, suffix: str) -> None:
    extensions = ["myst_parser"] if suffix == ".md" else []
    project.conf(
        extensions=[*extensions, "sphinx_bioglossary"],
        bioglossary_sources=["bioimage", "own.yaml"],
        rst_epilog=".. |project| replace:: Sphinx",
    )
    project.write(
        {
            "own.yaml": OWN if suffix == ".rst" else OWN.replace("and |project|", "Sphinx"),
            f"index{suffix}": "# All\n\n```{bioglossary}\n```\n"
            if suffix == ".md"
            else "All\n===\n\n.. bioglossary::\n",
        }
    )
    built = project.build()
    term = built.page("index").find(id="term-nucleus-finder")
    assert term.find(string=True) == "Nucleus finder (NF)"
    rows = [" ".join(p.get_text().split()) for p in term.find_next("dd").find_all("p")]
    assert rows == [
        r"Finds nuclei with a perceptron and \(a^2\).",
        f"Second paragraph with a link {'and ' if suffix == '.rst' else ''}Sphinx.",
        "Also called: finder of nuclei",
        "See also: Perceptron",
        "Further reading: Its home",
    ]
    hrefs = [a["href"] for a in term.find_next("dd").find_all("a")]
    assert hrefs == ["#term-perceptron", "https://example.org/a", "#term-perceptron", "https://example.org/b"]
    assert not built.warnings


def test_faults_in_definitions_are_reported_with_their_line(project: Project) -> None:
    project.conf(bioglossary_sources=["own.yaml"])
    project.write(
        {
            "own.yaml": "- id: one\n  term: One\n  definition: |\n    Fine.\n\n    Not :nosuchrole:`fine`.\n",
            "index.rst": "All\n===\n\nOne.\n",
        }
    )
    built = project.build()
    assert 'own.yaml:6: ERROR: Unknown interpreted text role "nosuchrole"' in built.warnings


def test_a_broken_glossary_file_leaves_the_rest(project: Project) -> None:
    project.conf(bioglossary_sources=["bioimage", "own.yaml"])
    project.write({"own.yaml": "- id: one\n  term: [\n", "index.rst": "All\n===\n\nA perceptron.\n"})
    built = project.build()
    assert built.links("index") == [("perceptron", "perceptron")]
    assert "own.yaml:3: WARNING: the file is not YAML" in built.warnings


def test_term_takes_every_name_in_any_case(page: Page) -> None:
    names = {
        "Point spread function": "point-spread-function",
        "point SPREAD function": "point-spread-function",
        "PSF": "point-spread-function",
        "psf": "point-spread-function",
        "Point Spread Function (PSF)": "point-spread-function",
        "CARE (Content-aware image restoration)": "care",
        "N2V (Noise2Void)": "noise2void",
        "Channels": "channel",
        "jaccard index": "iou",
        "Regularisation": "regularization",
        "downsampled": "downsampling",
    }
    built = page("\n\n".join(f":term:`{name}`" for name in names))
    hrefs = [
        a["href"] for a in built.page("index").select(".body a.reference.internal") if a.select(".std-term")
    ]
    assert hrefs == [f"bioglossary.html#term-{entry_id}" for entry_id in names.values()]
    assert not built.warnings


def test_the_inventory_index_and_search_hold_the_entries(page: Page) -> None:
    built = page("Text.", bioglossary_used_only=False)
    names = inventory(built)
    assert names["Point spread function"] == names["PSF"] == "bioglossary.html#term-point-spread-function"
    assert names["Jaccard index"] == "bioglossary.html#term-iou"
    index = {a.get_text(): a["href"] for a in built.page("genindex").select("table.indextable a")}
    assert index["PSF"] == "bioglossary.html#term-point-spread-function"
    search = json.loads(built.read("searchindex.js").removeprefix("Search.setIndex(").removesuffix(")"))
    assert search["docnames"] == ["bioglossary", "index"]
    assert search["terms"]["perceptron"] == 0, "on the first page"


def test_a_nitpicky_build_has_no_warnings_about_entries_that_are_not_listed(page: Page) -> None:
    built = page("A 3x3 kernel with a stride of 2, and an optimizer that trains the network.", nitpicky=True)
    assert [term for term, _ in built.links("index")] == ["kernel", "stride", "optimizer"]
    assert not built.warnings


def test_an_unknown_category_is_reported(page: Page) -> None:
    built = page("All\n===\n\n.. bioglossary::\n   :category: optic\n")
    assert "there are no such entries (category may be computing, evaluation," in built.warnings
    assert not built.page("index").select("dl.glossary")


def test_an_entry_stands_on_a_page_once(page: Page) -> None:
    built = page("All\n===\n\n.. bioglossary::\n   :category: optics\n\n.. bioglossary::\n")
    assert len(built.page("index").select("#term-aberration")) == 1
    assert built.page("index").find(id="term-perceptron")
    assert not built.warnings


def test_a_glossary_in_a_folder_with_brackets(tmp_path: Path) -> None:
    project = Project(tmp_path / "docs[1]")
    project.conf(bioglossary_sources=["own.yaml"])
    project.write({"own.yaml": OWN.replace("and |project|", ""), "index.rst": "A nucleus finder.\n"})
    assert project.build().links("index") == [("nucleus-finder", "nucleus finder")]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("sources", "bioimage"),
        ("page", 3),
        ("scope", "chapter"),
        ("exclude_terms", "perceptron"),
        ("exclude_pages", [1]),
    ],
)
def test_an_invalid_option_is_reported_and_ignored(page: Page, option: str, value: object) -> None:
    built = page("A perceptron.", **{f"bioglossary_{option}": value})
    assert f"bioglossary_{option} must be " in built.warnings
    assert f"not {value!r}" in built.warnings
    assert built.links("index") == [("perceptron", "perceptron")]


def test_paragraphs_of_the_generated_page_are_translated(project: Project) -> None:
    project.write(
        {"own.yaml": OWN.replace("and |project|", ""), "index.rst": "All\n===\n\nA nucleus finder.\n"}
    )
    project.write({"locale/de/LC_MESSAGES/.keep": ""})
    catalog = Catalog(locale="de")
    catalog.add("Finds nuclei with a :term:`perceptron` and :math:`a^2`.", "Findet *Kerne*.")
    with (project.source / "locale" / "de" / "LC_MESSAGES" / "bioglossary.mo").open("wb") as file:
        write_mo(file, catalog)
    options = {"bioglossary_sources": ["bioimage", "own.yaml"], "gettext_auto_build": False}
    project.conf(language="de", locale_dirs=["locale"], **options)
    body = project.build().page("bioglossary").find(id="term-nucleus-finder").find_next("dd")
    assert body.p.get_text() == "Findet Kerne."
    assert body.p.em.get_text() == "Kerne"
