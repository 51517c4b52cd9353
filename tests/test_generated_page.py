"""The generated glossary page: its place in the toctree, and parts of a build that it must not change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Built, Project, build

Page = Callable[..., Built]


def test_the_page_is_generated_where_no_page_holds_the_directive(page: Page, project: Project) -> None:
    before = project.files()
    built = page("Title\n=====\n\nText.\n", bioglossary_used_only=False)
    soup = built.page("bioglossary")
    assert soup.h1.get_text() == "Glossary¶"
    assert len(soup.select("dl.glossary > dt")) == 250
    assert not built.warnings
    assert project.files() - before == {"index.rst"}
    assert [path.name for path in (built.outdir / "_sources").iterdir()] == ["index.rst.txt"]
    assert not soup.find("a", string="Show Source")
    assert built.page("index").find("a", string="Show Source")


def test_the_page_stands_in_the_last_toctree_of_the_root_page(project: Project) -> None:
    project.write(
        {
            "index.rst": "All\n===\n\n.. toctree::\n   :caption: First\n\n   one\n\n"
            ".. toctree::\n   :caption: Last\n\n   two\n",
            "one.rst": "One\n===\n",
            "two.rst": "Two\n===\n",
        }
    )
    built = project.build()
    toctrees = built.page("index").select(".body .toctree-wrapper")
    titles = [[a.get_text() for a in toctree.select(".toctree-l1 > a")] for toctree in toctrees]
    assert titles == [["One"], ["Two", "Glossary"]]


def test_the_page_may_be_placed_by_name(project: Project) -> None:
    project.conf(bioglossary_page="help/words")
    project.write(
        {
            "index.rst": "All\n===\n\nA perceptron.\n\n.. toctree::\n\n   help/words\n   one\n",
            "one.rst": "One\n===\n",
        }
    )
    built = project.build()
    assert [a.get_text() for a in built.page("index").select(".body .toctree-l1 > a")] == ["Glossary", "One"]
    assert built.page("index").select_one("a.bioglossary")["href"] == "help/words.html#term-perceptron"
    assert not built.warnings


def test_without_a_glossary_there_are_no_links(page: Page) -> None:
    built = page("A perceptron.", bioglossary_page=None)
    assert not (built.outdir / "bioglossary.html").exists()
    assert built.links("index") == []


def test_a_page_that_is_placed_by_another_page_is_not_placed_twice(project: Project) -> None:
    project.write(
        {
            "index.rst": "All\n===\n\n.. toctree::\n   :numbered:\n\n   sub/one\n",
            "sub/one.rst": "One\n===\n\nA perceptron.\n\n.. toctree::\n\n   Words </bioglossary>\n",
        }
    )
    built = project.build()
    assert [a.get_text() for a in built.page("sub/one").select(".body .toctree-l1 > a")] == ["1.1. Words"]
    assert not built.warnings


def test_a_page_of_the_same_title_keeps_its_label(project: Project) -> None:
    project.conf(extensions=["sphinx_bioglossary", "sphinx.ext.autosectionlabel"])
    text = "All\n===\n\nA perceptron, :ref:`Glossary`.\n\n.. toctree::\n\n   glossary\n"
    project.write({"index.rst": text, "glossary.rst": "Glossary\n========\n\nText.\n"})
    built = project.build()
    assert built.page("index").select_one(".std-ref").parent["href"] == "glossary.html#glossary"
    assert not built.warnings


def test_the_page_is_generated_whatever_becomes_of_its_source(project: Project) -> None:
    project.conf()
    handler = (
        "    app.connect('source-read', lambda app, name, source: source.append(source.pop().strip()))\n"
    )
    conf = (project.source / "conf.py").read_text(encoding="utf-8")
    project.write({"conf.py": f"{conf}\ndef setup(app):\n{handler}"})
    project.write({"index.rst": "All\n===\n\nA perceptron.\n"})
    built = project.build()
    assert built.page("bioglossary").find(id="term-perceptron")
    assert not built.warnings


def test_a_missing_and_a_second_glossary_are_reported(project: Project) -> None:
    project.conf(bioglossary_page="words")
    project.write({"index.rst": "All\n===\n\n.. toctree::\n\n   words\n", "words.rst": "Words\n=====\n"})
    assert "[bioglossary.no-glossary]" in project.build().warnings
    project.conf()
    project.write(
        {"words.rst": "Words\n=====\n\n.. include:: words.inc\n", "words.inc": ".. bioglossary::\n"}
    )
    assert "[bioglossary.second-glossary]" in project.build().warnings


@pytest.mark.parametrize("name", ["../up", "/page", "page/", "a\\b", " ", ""])
def test_an_invalid_page_name_is_reported_and_ignored(page: Page, name: str) -> None:
    built = page("A perceptron.", bioglossary_page=name)
    assert "bioglossary_page must be the name of a page" in built.warnings
    assert built.links("index") == [("perceptron", "perceptron")]


def test_a_project_in_markdown_only(project: Project) -> None:
    project.conf(
        extensions=["myst_parser", "sphinx_bioglossary"],
        source_suffix={".md": "markdown"},
        bioglossary_used_only=False,
    )
    project.write(
        {
            "index.md": "# All\n\nA perceptron and {term}`PSF`.\n\n```{toctree}\none\n```\n",
            "one.md": "# One\n\nThe PSF of a microscope.",
        }
    )
    built = project.build()
    assert built.links("index") == [("perceptron", "perceptron")]
    assert built.links("one") == [("point-spread-function", "PSF")]
    assert len(built.page("bioglossary").select("dl.glossary > dt")) == 250
    assert not built.warnings


OWN = "Words\n=====\n\n.. glossary::\n\n   light sheet\n      A thin plane.\n"


def test_without_sources_there_is_no_page(project: Project) -> None:
    index = "All\n===\n\nA perceptron in a light sheet.\n\n.. toctree::\n\n   words\n"
    project.write({"index.rst": index, "words.rst": OWN})
    for sources, links in (
        ([], ["light sheet"]),
        (["bioimage"], ["perceptron", "light sheet"]),
        ([], ["light sheet"]),
    ):
        project.conf(bioglossary_sources=sources)
        built = project.build()
        assert [text for _, text in built.links("index")] == links
        assert "A thin plane." in built.read("_static/bioglossary/data.js")
        titles = [link.get_text() for link in built.page("index").select(".body .toctree-l1 > a")]
        assert titles == (["Words", "Glossary"] if sources else ["Words"])
        assert not built.warnings
    assert not (project.build(fresh=True).outdir / "bioglossary.html").exists()


@pytest.mark.parametrize("sources", [[], ["empty.yaml"], ["broken.yaml"]])
def test_a_directive_without_entries_is_reported(page: Page, project: Project, sources: list[str]) -> None:
    project.write({"empty.yaml": "[]\n", "broken.yaml": "- id: none\n"})
    built = page("Words\n=====\n\n.. bioglossary::\n", bioglossary_sources=sources)
    assert "index.rst:4: WARNING: bioglossary_sources has no entries" in built.warnings


SENTENCE = "No page links to a term of this glossary."
EMPTY = "the glossary page 'bioglossary' is empty: no page links to a term"


def test_a_page_without_entries_says_so(project: Project) -> None:
    for text, is_empty in (("Text.", True), ("A perceptron.", False), ("Text.", True)):
        project.write({"index.rst": f"All\n===\n\n{text}\n"})
        built = project.build()
        assert (SENTENCE in built.page("bioglossary").section.get_text()) == is_empty
        assert built.status.count(EMPTY) == is_empty
        assert not built.warnings
    again = project.build()
    assert again.changed == (0, 0, 0)
    assert again.status.count(EMPTY) == 1


@pytest.mark.parametrize(
    ("builder", "name"), [("latex", "test.tex"), ("text", "bioglossary.txt"), ("epub", "bioglossary.xhtml")]
)
def test_other_outputs_say_so_too(page: Page, builder: str, name: str) -> None:
    options = {"suppress_warnings": ["epub"], "version": "1", "copyright": "us"}
    built = page("All\n===\n\nText.\n", builder=builder, **options)
    assert SENTENCE in " ".join(built.read(name).split())
    assert not built.warnings


def test_the_sentence_is_no_message_for_translators(page: Page) -> None:
    built = page("All\n===\n\nText.\n", builder="gettext")
    assert not any(SENTENCE in path.read_text(encoding="utf-8") for path in built.outdir.rglob("*.pot"))


def test_the_suffix_of_the_stub_is_no_suffix_of_the_sources(project: Project) -> None:
    project.conf(source_suffix={".rst": "restructuredtext"})
    project.write({"index.rst": "All\n===\n\nA perceptron.\n", "notes.bioglossary": "Notes\n=====\n"})
    with project.opened() as app:
        assert not build(app).warnings
        assert app.config.source_suffix == {".rst": "restructuredtext"}
        assert app.env.found_docs == {"index", "bioglossary"}
