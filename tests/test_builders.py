"""The output of each Sphinx builder for a project with the extension."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from bs4 import BeautifulSoup
from conftest import Built, Project

PAGES = {
    "index.rst": """\
        Docs
        ====

        A perceptron, and a widget of our own. See `elsewhere <https://example.org/>`_.

        .. toctree::
           :caption: All pages

           usage
           deep/down
           words
        """,
    "usage.rst": """\
        Usage
        =====

        A perceptron slides. :term:`Convolution <convolution>` and :term:`gizmo`.

        .. list-table:: The hyperparameter
           :header-rows: 1

           * - Name
             - regularization
           * - one
             - autoencoder

        .. only:: html

           The metadata of web pages.

        .. only:: latex

           The metadata of paper.

        >>> 1 + 1
        2
        """,
    "deep/down.rst": """\
        Deep down
        =========

        .. index:: widget

        .. versionadded:: 1
           A widget, a gizmo box and a *foundation model* [#f]_.

        .. [#f] Upsampling.
        """,
    "words.rst": """\
        Our words
        =========

        .. glossary::

           gizmo box
           gizmo
              Needs a perceptron.
        """,
    "own.yaml": """\
        - id: widget
          term: Widget
          aliases: [thingamajig]
          definition: |
            A part. See :term:`convolution` and `its home <https://example.org/widget>`_.

            It has a formula, :math:`x^2`, and

            * a list.
          see_also: [perceptron]
          links: [{title: More, url: "https://example.org/more"}]
        """,
}
OPTIONS: dict[str, object] = {
    "version": "1",
    "root_doc": "index",
    "linkcheck_ignore": [".*"],
    "copyright": "Us",
    "epub_show_urls": "no",
    "latex_documents": [("index", "book.tex", "Book", "Us", "manual")],
    "texinfo_documents": [("index", "book", "Book", "Us", "Book", "A book.", "Misc")],
    "man_pages": [("index", "book", "Book", ["Us"], 1)],
}
OF_PAGES = ["html", "dirhtml", "singlehtml", "epub", "json", "pickle"]
BUILDERS = [*OF_PAGES, "latex", "texinfo", "text", "man", "xml", "pseudoxml", "gettext"]
BUILDERS += ["linkcheck", "doctest", "dummy", "changes"]


@pytest.fixture
def docs(project: Project) -> Project:
    """A project with terms in running text, in a table, in roles and in a glossary of its own."""
    project.write(PAGES)
    sources = ["bioimage", "own.yaml"]
    project.conf(
        extensions=["sphinx.ext.doctest", "sphinx_bioglossary"], bioglossary_sources=sources, **OPTIONS
    )
    return project


@pytest.fixture
def plain(tmp_path: Path) -> Project:
    """The same without the extension."""
    project = Project(tmp_path / "plain")
    project.write(PAGES)
    project.conf(extensions=["sphinx.ext.doctest"], **OPTIONS)
    return project


@pytest.mark.parametrize("builder", BUILDERS)
def test_builds_have_no_warnings_and_the_second_has_nothing_to_do(docs: Project, builder: str) -> None:
    files = docs.files()
    built = docs.build(builder)
    assert built.changed == (5, 0, 0)
    assert not built.warnings
    again = docs.build(builder)
    assert again.changed == (0, 0, 0)
    assert not again.warnings
    assert docs.files() == files


def pages(builder: str, outdir: Path) -> dict[str, BeautifulSoup]:
    """Return the pages of a builder by address."""
    if builder == "json":
        bodies = {path: json.loads(path.read_text(encoding="utf-8")) for path in outdir.rglob("*.fjson")}
    elif builder == "pickle":
        bodies = {path: pickle.loads(path.read_bytes()) for path in outdir.rglob("*.fpickle")}
    else:
        texts = {path: path.read_bytes() for path in outdir.rglob("*.*htm*")}
        return {
            str(path.relative_to(outdir)): BeautifulSoup(text, "html.parser") for path, text in texts.items()
        }
    # These are addressed as those of dirhtml are.
    found = {
        path.relative_to(outdir).with_suffix(""): body for path, body in bodies.items() if "body" in body
    }
    return {
        f"{path.parent if path.name == 'index' else path}/index.html".removeprefix("./"): BeautifulSoup(
            body["body"], "html.parser"
        )
        for path, body in found.items()
    }


@pytest.mark.parametrize("builder", OF_PAGES)
def test_links_of_pages_lead_to_the_entries(docs: Project, builder: str) -> None:
    outdir = docs.build(builder).outdir
    found = pages(builder, outdir)
    seen = set()
    for address, page in found.items():
        for link in page.select("a.bioglossary"):
            target, _, anchor = urljoin(address, link["href"]).partition("#")
            target = f"{target}index.html" if target.endswith("/") or not target else target
            assert found[unquote(target)].find(id=anchor), (address, link)
            seen.add(" ".join(link.get_text().split()))
    assert seen == {
        "perceptron",
        "widget",
        "autoencoder",
        "foundation model",
        "gizmo box",
        "Upsampling",
        "metadata",
    }


def test_a_book_links_to_the_entries_that_it_holds(docs: Project) -> None:
    book = docs.build("latex").read("book.tex")
    label = r"\detokenize{bioglossary:term-perceptron}"
    assert rf"\label{{{label}}}" in book
    assert re.search(rf"\\hyperref\[{re.escape(label)}\]{{[^}}]*perceptron", book)
    assert "metadata}}} of paper" in book


def test_an_info_manual_links_to_the_entries_that_it_holds(docs: Project) -> None:
    book = docs.build("texinfo").read("book.texi")
    assert "@anchor{bioglossary term-perceptron}" in book
    assert re.search(r"A @ref{\w+,,perceptron} slides", book)


def test_a_manual_page_has_no_links(docs: Project, plain: Project) -> None:
    for project in (docs, plain):
        project.write({"usage.rst": PAGES["usage.rst"].replace("<convolution>", "<gizmo>")})
    ours, theirs = (project.build("man").read("book.1") for project in (docs, plain))
    ours, _, glossary = ours.partition(".UNINDENT\n.SH GLOSSARY")
    assert "Widget" in glossary
    assert theirs.startswith(ours)


def test_plain_text_reads_as_before(docs: Project, plain: Project) -> None:
    ours, theirs = docs.build("text"), plain.build("text")
    for name in ("usage.txt", "deep/down.txt", "words.txt"):
        assert ours.read(name) == theirs.read(name)
    assert "Also called: thingamajig" in ours.read("bioglossary.txt")


def catalogues(built: Built) -> dict[str, str]:
    """Return the message catalogues but for their dates."""
    found = {path.name: path.read_text(encoding="utf-8") for path in built.outdir.rglob("*.pot")}
    return {name: re.sub(r'"POT-Creation-Date.*\n', "", text) for name, text in found.items()}


def test_catalogues_of_pages_are_those_without_the_extension(docs: Project, plain: Project) -> None:
    ours, theirs = catalogues(docs.build("gettext")), catalogues(plain.build("gettext"))
    assert {name: text for name, text in ours.items() if name != "bioglossary.pot"} == theirs


def test_definitions_are_translated_where_they_are_written(docs: Project) -> None:
    catalogue = catalogues(docs.build("gettext"))["bioglossary.pot"]
    entry = r'#: \S*own\.yaml:{}\n(?:#: .*\n)*msgid "{}'
    assert re.search(entry.format(5, "A part"), catalogue)
    assert re.search(entry.format(7, "It has a formula"), catalogue)
    assert re.search(entry.format(9, r"a list\."), catalogue)
    for label in ("Appears in", "Also called", "See also", "Further reading"):
        assert f'"{label}' not in catalogue, "ours, which the extension translates"


def test_catalogues_do_not_tell_where_the_package_is_installed(docs: Project) -> None:
    catalogue = catalogues(docs.build("gettext"))["bioglossary.pot"]
    files = set(re.findall(r"#: (.*):\d+", catalogue))
    assert "../../source/own.yaml" in files
    assert "../../source/sphinx_bioglossary/glossary_data/bioimage/networks.yaml" in files
    assert {file for file in files if not file.startswith("../../source/")} == set()


def test_linkcheck_names_the_glossary_file_of_a_link(docs: Project) -> None:
    rows = map(json.loads, docs.build("linkcheck").read("output.json").splitlines())
    places = {row["uri"]: f"{row['filename']}:{row['lineno']}" for row in rows}
    assert places["https://example.org/"] == "index.rst:4"
    assert places["https://example.org/widget"] == "own.yaml:5"
