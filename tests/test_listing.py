"""The entries that glossaries list, and the pages below each entry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Built, Project, everything, inventory

Page = Callable[..., Built]

OWN = """\
- id: alpha
  term: Alpha
  definition: First, see :term:`beta`.
  see_also: [beta, gamma]
- id: beta
  term: Beta
  definition: Second.
  see_also: [gamma]
- id: gamma
  term: Gamma
  aliases: [third letter]
  definition: Third.
"""


@pytest.fixture
def letters(project: Project) -> Project:
    project.write({"own.yaml": OWN})
    project.conf(bioglossary_sources=["own.yaml"])
    return project


def listed(built: Built) -> list[str]:
    return [dt["id"].removeprefix("term-") for dt in built.page("bioglossary").select("dl.glossary > dt")]


def rows(built: Built, entry_id: str) -> list[str]:
    body = built.page("bioglossary").find(id=f"term-{entry_id}").find_next("dd")
    return [" ".join(p.get_text().split()) for p in body.select(".bioglossary-note")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing of it.", []),
        ("A gamma.", ["gamma"]),
        ("An alpha.", ["alpha"]),
        (":term:`third letter`", ["gamma"]),
        ("``gamma`` and :noterm:`beta`", []),
        (".. only:: latex\n\n   A gamma.", []),
    ],
)
def test_what_pages_link_to_or_name_is_listed(letters: Project, text: str, expected: list[str]) -> None:
    letters.write({"index.rst": f"All\n===\n\n{text}\n"})
    built = letters.build()
    assert listed(built) == expected
    names = {name for name in inventory(built) if name in {"Alpha", "Beta", "Gamma"}}
    assert names == {entry_id.capitalize() for entry_id in expected}
    index = built.page("genindex").get_text()
    assert [name for name in ("Alpha", "Beta", "Gamma") if name in index] == [
        e.capitalize() for e in expected
    ]
    assert not built.warnings


def test_see_also_names_what_is_listed(letters: Project) -> None:
    letters.write({"index.rst": "All\n===\n\nAn alpha and a beta.\n"})
    built = letters.build()
    assert rows(built, "alpha") == ["See also: Beta", "Appears in: All"]
    assert rows(built, "beta") == ["Appears in: All"]


@pytest.mark.parametrize("name", ["beta", "Beta"])
def test_see_also_follows_the_terms_that_the_project_gains(letters: Project, name: str) -> None:
    letters.write({"index.rst": "All\n===\n\nAn alpha.\n", "words.rst": ":orphan:\n\nWords\n=====\n"})
    assert rows(letters.build(), "alpha") == ["Appears in: All"]
    words = f":orphan:\n\nWords\n=====\n\n.. glossary::\n\n   {name}\n      Ours.\n"
    letters.write({"words.rst": words})
    built = letters.build()
    assert rows(built, "alpha") == ["See also: Beta", "Appears in: All"]
    [link] = built.page("bioglossary").select(".bioglossary-see-also a, .bioglossary-note a[href^=words]")
    assert link["href"] == f"words.html#term-{name}"
    assert everything(letters.build(fresh=True).outdir) == everything(built.outdir)


def test_the_list_grows_and_shrinks(letters: Project) -> None:
    letters.write({"index.rst": "All\n===\n\nAn alpha.\n"})
    letters.build()
    letters.write({"index.rst": "All\n===\n\nA gamma.\n"})
    built = letters.build()
    assert listed(built) == ["gamma"]
    assert "Alpha" not in inventory(built)
    assert "Alpha" not in built.page("genindex").get_text()
    letters.write({"index.rst": "All\n===\n\nAn alpha, a gamma.\n"})
    built = letters.build()
    assert listed(built) == ["alpha", "gamma"]
    assert inventory(built).keys() == {"Alpha", "Gamma", "third letter"}
    assert not built.warnings


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_list_that_grows_leaves_the_page_where_it_is(letters: Project, jobs: int) -> None:
    extensions = ["sphinx_bioglossary", "sphinx.ext.autosectionlabel"]
    letters.conf(bioglossary_sources=["own.yaml"], extensions=extensions)
    names = [f"p{i}" for i in range(8)]  # as many as Sphinx reads in several processes
    toctree = ".. toctree::\n   :numbered:\n\n" + "".join(f"   {name}\n" for name in names)
    letters.write({"index.rst": f"All\n===\n\n{toctree}", "p0.rst": "Glossary\n========\n\nText.\n"})
    letters.write({f"{name}.rst": f"{name}\n==\n\nText.\n" for name in names[1:]})
    for text, expected in (("An alpha.", ["alpha"]), ("A gamma.", ["gamma"])):
        letters.write({"p7.rst": f"p7\n==\n\n{text}\n", "p1.rst": "p1\n==\n\nSee :ref:`Glossary`.\n"})
        built = letters.build(jobs=jobs)
        assert listed(built) == expected
        assert built.page("bioglossary").h1.get_text() == "9. Glossary¶"
        assert built.page("p1").select_one("p a")["href"] == "p0.html#glossary"
        assert not built.warnings


@pytest.mark.parametrize("options", [{}, {"nitpicky": True}])
def test_a_name_in_a_definition_is_a_link_only_if_its_entry_is_listed(
    letters: Project, options: dict[str, object]
) -> None:
    letters.conf(bioglossary_sources=["own.yaml"], **options)
    letters.write({"index.rst": "All\n===\n\nAn alpha.\n"})
    built = letters.build()
    assert str(built.page("bioglossary").select_one("#term-alpha + dd p")) == "<p>First, see beta.</p>"
    assert "First, see beta." in built.read("_static/bioglossary/data.js")
    assert not built.warnings
    letters.write({"index.rst": "All\n===\n\nAn alpha.\n\nA beta.\n"})
    built = letters.build()
    assert built.page("bioglossary").select_one("#term-alpha + dd p a")["href"] == "#term-beta"
    assert not built.warnings


def test_a_name_in_a_definition_that_no_entry_has_is_reported(letters: Project) -> None:
    letters.write({"index.rst": "All\n===\n\nAn alpha.\n", "own.yaml": OWN.replace("`beta`", "`delta`")})
    assert "own.yaml:3: WARNING: term not in glossary: 'delta'" in letters.build().warnings


def test_what_only_a_listed_definition_explains_is_undefined_without_it(project: Project) -> None:
    own = OWN.replace("Second.", "A part of a tissue microarray (TMA).")
    project.write({"own.yaml": own, "index.rst": "All\n===\n\nA beta of the TMA.\n"})
    project.conf(bioglossary_sources=["own.yaml"])
    assert not project.build().warnings
    project.write({"index.rst": "All\n===\n\nA gamma of the TMA.\n"})
    built = project.build()
    assert listed(built) == ["gamma"]
    assert "undefined acronym 'TMA'" in built.warnings


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_generated_page_is_read_once_and_last(letters: Project, jobs: int) -> None:
    conf = (letters.source / "conf.py").read_text(encoding="utf-8")
    log = letters.source.parent / "read"
    handler = f"""
def note(app, doctree):
    with open({str(log)!r}, "a") as file:
        file.write(app.env.docname + "\\n")

def setup(app):
    app.connect("doctree-read", note)
    return {{"parallel_read_safe": True}}
"""
    names = [f"p{i}" for i in range(8)]
    letters.write({"conf.py": conf + handler})
    letters.write({f"{name}.rst": f"{name}\n==\n\nAn alpha and a beta.\n" for name in names})
    letters.write({"index.rst": "All\n===\n\n.. toctree::\n   :glob:\n\n   p*\n"})
    letters.build(jobs=jobs)
    read = log.read_text(encoding="utf-8").split()
    assert sorted(read) == ["bioglossary", "index", *names]
    assert read[-1] == "bioglossary"


def test_a_directive_lists_all_unless_it_says_otherwise(letters: Project) -> None:
    letters.write(
        {
            "index.rst": "All\n===\n\n.. toctree::\n\n   bioglossary\n",
            "bioglossary.rst": "X\n=\n\n.. bioglossary::\n",
        }
    )
    assert listed(letters.build()) == ["alpha", "beta", "gamma"]
    letters.write({"bioglossary.rst": "X\n=\n\n.. bioglossary::\n   :used-only:\n"})
    assert listed(letters.build()) == []


def test_long_lists_of_pages_unfold(letters: Project) -> None:
    names = [f"p{i}" for i in range(8)]
    letters.write(
        {"index.rst": "All\n===\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in reversed(names))}
    )
    letters.write({f"{name}.rst": f"Page {name}\n=======\n\nA gamma.\n" for name in names})
    built = letters.build()
    shown, folded = rows(built, "gamma")[-2:]
    assert shown == "Appears in: Page p7, Page p6, Page p5, Page p4, Page p3"
    assert folded == "Page p2, Page p1, Page p0"
    details = built.page("bioglossary").find("details")
    assert details.summary.get_text() == "3 more"
    assert [a["href"] for a in details.select("a")] == ["p2.html", "p1.html", "p0.html"]
    letters.write({"p7.rst": "Seven\n=====\n\nA gamma.\n"})
    assert rows(letters.build(), "gamma")[-2] == "Appears in: Seven, Page p6, Page p5, Page p4, Page p3"


def test_a_book_has_no_links_to_pages_outside_of_it(letters: Project) -> None:
    letters.conf(
        bioglossary_sources=["own.yaml"], latex_documents=[("part", "part.tex", "Part", "Us", "howto")]
    )
    letters.write(
        {
            "index.rst": "All\n===\n\nA gamma.\n\n.. toctree::\n\n   part\n",
            "part.rst": "Part\n====\n\nA gamma.\n\n.. toctree::\n\n   bioglossary\n",
        }
    )
    built = letters.build("latex")
    text = built.read("part.tex")
    assert "Appears in" in text
    assert "sphinxcrossref{Part}" in text
    assert "sphinxcrossref{All}" not in text
    assert not built.warnings
