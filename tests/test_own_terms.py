"""Terms of the project's own glossaries are linked, and win over the extension's entries."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, Project, cases, inventory

from sphinx_bioglossary.glossary.loader import load

_MARK = re.compile(r"\[([^\]]+)\]\((bioglossary )?(term-[\w-]+)\)")
WORDS = """\
Words
=====

A sample holder is explained on this page.

.. glossary::

   sample holder
      Thin, made with a SOP.

   sample holder convolution
      Both.

   gizmo
      Small.

   sprocket
      Round.

   SOP
      A rule.

   embedding space
      Ours.

   Kernel
      Ours too.
"""
NO_WORDS = "Words\n=====\n\nText.\n"
ONE_WORD = "Words\n=====\n\n.. glossary::\n\n   sample holder\n      Thin.\n"


def write(project: Project, text: str, **more: str) -> None:
    toctree = "".join(f"   {name}\n" for name in ("words", *more))
    project.write({"index.rst": f"All\n===\n\n{text}\n\n.. toctree::\n\n{toctree}", "words.rst": WORDS})
    project.write({f"{name}.rst": f"{name}\n=======\n\n{page}\n" for name, page in more.items()})


def hrefs(built: Built, docname: str) -> list[tuple[str, str]]:
    links = built.page(docname).select("a.bioglossary")
    return [(link["href"], " ".join(link.get_text().split())) for link in links]


@pytest.mark.parametrize("case", cases("own_terms"))
def test_own_terms_are_linked(project: Project, case: dict[str, Any]) -> None:
    project.conf(**case.get("conf", {}))
    # What is below a heading would be another section, with the toctree in it.
    write(project, "Text.", page=_MARK.sub(r"\1", case["text"]))
    built = project.build()
    marks = [(ours, anchor, re.sub(r"\*", "", words)) for words, ours, anchor in _MARK.findall(case["text"])]
    expected = [
        (f"{'bioglossary' if ours else 'words'}.html#{anchor}", words) for ours, anchor, words in marks
    ]
    assert hrefs(built, "page") == expected
    assert hrefs(built, "words") == [], "what leads to the same page needs no link"
    if "warning" in case:
        [warning] = built.warnings.splitlines()
        assert case["warning"] in warning
    else:
        assert not built.warnings


HREF = "words.html#term-sample-holder"


def test_a_term_that_comes_later_concerns_the_pages_that_use_it_only(project: Project) -> None:
    write(project, "Text.", one="A sample holder.", two="A holder, a sample.", three="A perceptron.")
    project.write({"words.rst": NO_WORDS})
    assert hrefs(project.build(), "one") == []
    project.write({"words.rst": ONE_WORD})
    built = project.build()
    assert built.changed == (0, 1, 0)
    assert hrefs(built, "one") == [(HREF, "sample holder")]
    assert built.written == ["index", "one", "words"], "Sphinx writes the pages that list a changed page"
    assert project.build().written == []
    project.write({"words.rst": NO_WORDS})
    built = project.build()
    assert hrefs(built, "one") == []
    assert built.written == ["index", "one", "words"]
    assert not built.warnings


def test_a_term_that_moves_takes_its_links_along(project: Project) -> None:
    write(project, "Text.", one="A sample holder.", zoo="Text.")
    project.build()
    project.write({"words.rst": NO_WORDS, "zoo.rst": ONE_WORD.replace("Words", "Zoo")})
    built = project.build()
    assert hrefs(built, "one") == [("zoo.html#term-sample-holder", "sample holder")]
    assert not built.warnings


def test_a_changed_option_reaches_the_pages_without_reading_them(project: Project) -> None:
    write(project, "Text.", one="A sample holder.", two="A gizmo.", three="Text.")
    project.build()
    for value, one, two in ((False, 0, 0), (["gizmo"], 1, 1), (True, 1, 0)):
        project.conf(bioglossary_own_terms=value)
        built = project.build()
        assert built.changed == (0, 0, 0)
        assert (len(hrefs(built, "one")), len(hrefs(built, "two"))) == (one, two)
        assert "three" not in built.written


def test_own_terms_are_linked_once_in_the_project(project: Project) -> None:
    project.conf(bioglossary_scope="project")
    write(project, "Text.", two="A sample holder.", one="A sample holder.")
    built = project.build()
    assert [hrefs(built, name) for name in ("two", "one")] == [[(HREF, "sample holder")], []]


def test_parallel_builds_link_own_terms_alike(project: Project) -> None:
    names = [f"page{number}" for number in range(8)]
    write(project, "Text.", **dict.fromkeys(names, "A sample holder."))
    parallel, serial = project.build(jobs=4), project.build(fresh=True)
    links = [hrefs(built, name) for built in (parallel, serial) for name in names]
    assert links == [[(HREF, "sample holder")]] * 16


def test_own_terms_have_tooltips(project: Project) -> None:
    write(project, "A sample holder.")
    built = project.build()
    assert len(built.page("index").select("script[src*='bioglossary/bioglossary.js']")) == 1
    data = built.read("_static/bioglossary/data.js")
    assert HREF in data
    assert "Thin, made with a" in data
    assert "Small." not in data, "nothing leads to it"


def test_own_terms_are_no_entries(project: Project) -> None:
    write(project, "A sample holder, a perceptron.")
    built = project.build()
    assert built.page("bioglossary").find(id="term-sample-holder") is None
    assert "sample holder" not in built.page("bioglossary").select_one(".body").get_text()
    assert inventory(built)["sample holder"] == HREF
    report = json.loads(project.build("bioglossary").read("bioglossary.json"))
    assert [row["text"] for row in report["pages"]["index"]["links"]] == ["sample holder", "perceptron"]
    assert set(report["unused"]) < load(["bioimage"], Path())[0].entries.keys()


def test_terms_of_a_glossary_in_markdown_are_linked(project: Project) -> None:
    project.conf(extensions=["myst_parser", "sphinx_bioglossary"])
    words = "# Words\n\n```{glossary}\nsample holder\n  Thin.\n```\n"
    index = "# All\n\nA *sample* holder.\n\n```{toctree}\nwords\n```\n"
    project.write({"index.md": index, "words.md": words})
    assert hrefs(project.build(), "index") == [(HREF, "sample holder")]


OWN_GLOSSARY = """\
Words
=====

.. glossary::

   PSF
      What we say it is.

   Perceptron
      Ours too.
"""


def test_the_projects_own_glossary_wins(project: Project) -> None:
    text = "All\n===\n\nA perceptron, a point spread function, :term:`psf`.\n\n.. toctree::\n\n   words\n"
    project.write({"index.rst": text, "words.rst": OWN_GLOSSARY})
    built = project.build()
    links = [a["href"] for a in built.page("index").select("a.bioglossary")]
    assert links == ["words.html#term-Perceptron"], "psf is linked by hand, and is the same concept"
    assert inventory(built)["PSF"] == "words.html#term-PSF"
    assert inventory(built)["Point spread function"] == "bioglossary.html#term-point-spread-function"
    assert not built.warnings


def test_an_own_term_of_another_meaning_takes_its_own_name_only(project: Project) -> None:
    text = "All\n===\n\nThe embedding space.\n\n.. toctree::\n\n   words\n   more\n"
    own = "   care\n      Looking after.\n\n   latent space\n      Room to let.\n"
    words = f"Words\n=====\n\n.. glossary::\n\n{own}"
    project.write(
        {"index.rst": text, "words.rst": words, "more.rst": "More\n====\n\nCARE training, a latent space.\n"}
    )
    built = project.build()
    hrefs = {
        name: [a["href"] for a in built.page(name).select("a.bioglossary")] for name in ("index", "more")
    }
    assert hrefs["index"] == ["bioglossary.html#term-embedding-space"]
    assert hrefs["more"] == ["bioglossary.html#term-care", "words.html#term-latent-space"]
    assert not built.warnings


def test_an_own_term_that_comes_later_is_no_duplicate(project: Project) -> None:
    text = "All\n===\n\nA perceptron.\n\n.. toctree::\n\n   words\n"
    project.write({"index.rst": text, "words.rst": "Words\n=====\n"})
    assert (
        project.build().page("index").select_one("a.bioglossary")["href"]
        == "bioglossary.html#term-perceptron"
    )
    project.write({"words.rst": OWN_GLOSSARY})
    built = project.build()
    assert built.page("index").select_one("a.bioglossary")["href"] == "words.html#term-Perceptron"
    assert not built.warnings
    project.write({"words.rst": "Words\n=====\n"})
    assert (
        project.build().page("index").select_one("a.bioglossary")["href"]
        == "bioglossary.html#term-perceptron"
    )
