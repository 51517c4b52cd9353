"""Rebuilds, and builds in several processes."""

from __future__ import annotations

import pytest
from conftest import Project, everything, inventory

PAGES = [f"page{number}" for number in range(12)]
OWN = "- id: {id}\n  term: {term}\n  definition: {definition}\n"


@pytest.fixture
def many(project: Project) -> Project:
    """A project of many pages, each with a perceptron; page3 has a widget too."""
    toctree = ".. toctree::\n\n" + "".join(f"   {name}\n" for name in PAGES)
    project.write({"index.rst": f"All\n===\n\nA perceptron.\n\n{toctree}"})
    project.write({f"{name}.rst": f"{name}\n=======\n\nA perceptron.\n" for name in PAGES})
    project.write({"page3.rst": "page3\n=====\n\nA perceptron and a widget.\n"})
    project.write({"page4.rst": "page4\n=====\n\nA perceptron and a gadget.\n"})
    project.write({"own.yaml": OWN.format(id="gadget", term="Gadget", definition="Something.")})
    project.conf(bioglossary_sources=["bioimage", "own.yaml"])
    return project


@pytest.mark.parametrize("builder", ["html", "dirhtml", "text", "latex"])
def test_a_build_without_changes_does_nothing(many: Project, builder: str) -> None:
    before = many.files()
    assert many.build(builder).changed == (14, 0, 0)
    again = many.build(builder)
    assert again.changed == (0, 0, 0)
    if builder != "latex":
        assert again.written == []
    assert many.files() == before


def test_parallel_builds_give_the_same_output(many: Project) -> None:
    many.write(
        {
            "conf.py": (many.source / "conf.py").read_text(encoding="utf-8")
            + """\
import os
from pathlib import Path

LOG = Path(__file__).parent.parent

def note(kind):
    with (LOG / kind).open("a") as file:
        file.write(f"{os.getpid()}\\n")

def setup(app):
    app.connect("doctree-read", lambda app, doctree: note("readers"))
    app.connect("html-page-context", lambda *args: note("writers"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""
        }
    )
    parallel = many.build(jobs=4)
    for kind in ("readers", "writers"):
        assert len(set((many.source.parent / kind).read_text(encoding="utf-8").split())) > 1, kind
    assert everything(many.build(jobs=1, fresh=True).outdir) == everything(parallel.outdir)


def test_an_edited_definition_concerns_the_glossary_page_only(many: Project) -> None:
    many.build()
    many.write({"own.yaml": OWN.format(id="gadget", term="Gadget", definition="Something else.")})
    built = many.build()
    assert built.changed == (0, 1, 0)
    assert built.written == ["bioglossary", "index"], "Sphinx writes the pages that list a changed page"
    assert "Something else." in built.page("bioglossary").get_text()


def test_a_new_term_is_linked_without_reading_the_pages(many: Project) -> None:
    assert many.build().links("page3") == [("perceptron", "perceptron")]
    many.write({"own.yaml": OWN.format(id="widget", term="Widget", definition="Something.")})
    built = many.build()
    assert built.changed == (0, 1, 0)
    assert built.links("page3") == [("perceptron", "perceptron"), ("widget", "widget")]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({"bioglossary_scope": "none"}, {}),
        ({"bioglossary_exclude_terms": ["perceptron"]}, {"page4": [("gadget", "gadget")]}),
    ],
)
def test_a_changed_option_reaches_every_page(
    many: Project, options: dict[str, object], left: dict[str, list[tuple[str, str]]]
) -> None:
    first = many.build()
    assert [first.links(name)[0] for name in ["index", *PAGES]] == [("perceptron", "perceptron")] * 13
    many.conf(bioglossary_sources=["bioimage", "own.yaml"], **options)
    built = many.build()
    assert built.changed == (0, 0, 0)
    assert {name: built.links(name) for name in ["index", *PAGES] if built.links(name)} == left


def test_two_builders_with_one_set_of_doctrees(many: Project) -> None:
    many.build("html")
    many.build("dirhtml")
    many.write({"own.yaml": OWN.format(id="widget", term="Widget", definition="Something.")})
    many.build("html")
    built = many.build("dirhtml")
    assert built.links("page3/index") == [("perceptron", "perceptron"), ("widget", "widget")]


def test_the_directive_comes_and_goes(many: Project) -> None:
    first = many.build()
    assert first.page("index").select_one("a.bioglossary")["href"] == "bioglossary.html#term-perceptron"
    many.write({"page5.rst": "page5\n=====\n\n.. bioglossary::\n"})
    built = many.build()
    assert built.changed == (0, 2, 1)
    assert built.page("index").select_one("a.bioglossary")["href"] == "page5.html#term-perceptron"
    assert built.page("page0").select_one("a.bioglossary")["href"] == "page5.html#term-perceptron"
    assert "Glossary" not in built.page("index").get_text()
    many.write({"page5.rst": "page5\n=====\n\nA perceptron.\n"})
    built = many.build()
    assert built.page("page5").select_one("a.bioglossary")["href"] == "bioglossary.html#term-perceptron"
    assert "Glossary" in built.page("index").get_text()
    assert not built.warnings


def test_a_real_page_takes_the_name_and_gives_it_back(many: Project) -> None:
    many.build()
    many.write({"bioglossary.rst": ":orphan:\n\nMine\n====\n\nText.\n"})
    built = many.build()
    assert built.page("bioglossary").h1.get_text() == "Mine¶"
    assert built.links("index") == []
    (many.source / "bioglossary.rst").unlink()
    built = many.build()
    assert built.page("bioglossary").h1.get_text() == "Glossary¶"
    assert built.links("index") == [("perceptron", "perceptron")]
    assert not built.warnings


def test_the_later_of_two_entries_has_a_shared_form(many: Project) -> None:
    many.write({"more.yaml": OWN.format(id="device", term="Gadget", definition="Something else.")})
    many.conf(bioglossary_sources=["own.yaml", "more.yaml"])
    assert many.build().links("page4") == [("device", "gadget")]
    many.conf(bioglossary_sources=["more.yaml", "own.yaml"])
    assert many.build().links("page4") == [("gadget", "gadget")]


def test_tooltips_that_are_switched_off_leave_nothing(many: Project) -> None:
    data = many.build().outdir / "_static" / "bioglossary"
    assert data.is_dir()
    many.conf(bioglossary_tooltips=False)
    assert "bioglossary.js" not in many.build().read("page3.html")
    assert not data.exists()
    many.conf()
    assert "bioglossary.js" in many.build().read("page3.html")
    assert "term-perceptron" in "".join(path.read_text(encoding="utf-8") for path in data.glob("data*.js"))


def test_the_stored_environment_opens_without_the_extension(many: Project) -> None:
    many.build()
    many.conf(extensions=[])
    built = many.build()
    assert built.links("index") == []
    assert not built.warnings
    # Sphinx leaves pages that are gone where they are, and no longer names them.
    assert "bioglossary" not in built.read("searchindex.js")
    assert "bioglossary" not in built.read("index.html")
    assert inventory(built) == {}


def test_a_definition_links_to_a_term_that_the_project_gains(project: Project) -> None:
    definition = "See :term:`impulse response`."
    project.write({"own.yaml": OWN.format(id="zap", term="Zap", definition=definition)})
    project.write({"index.rst": "All\n===\n\n.. toctree::\n\n   page\n   words\n"})
    project.write(
        {
            "page.rst": "Page\n====\n\nText.\n",
            "words.rst": "Words\n=====\n\n.. bioglossary::\n   :source: own.yaml\n",
        }
    )
    project.conf(bioglossary_sources=["bioimage", "own.yaml"])
    assert project.build().page("words").select_one("#term-zap + dd a") is None
    project.write({"page.rst": "Page\n====\n\n.. glossary::\n\n   Impulse response\n      Ours.\n"})
    link = project.build().page("words").select_one("#term-zap + dd a")
    assert link["href"] == "page.html#term-Impulse-response"
