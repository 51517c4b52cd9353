"""References by name lead where they lead without the extension, and else to its entries."""

from __future__ import annotations

import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, Project, build, cases, everything, inventory
from docutils import nodes
from packaging.version import Version

INVENTORY = """\
stride std:term -1 g.html#stride -
Transformer std:term -1 g.html#transformer -
kernel std:label -1 k.html#kernel Kernels
loss py:function 1 api.html#$ -
perceptron py:class 1 api.html#$ -
"""
OTHER = {"intersphinx_mapping": {"other": ("https://other.example/", "other.inv")}}


def write_inventory(project: Project, text: str = INVENTORY) -> None:
    head = "# Sphinx inventory version 2\n# Project: other\n# Version: 1\n# The rest is compressed by zlib.\n"
    (project.source / "other.inv").write_bytes(head.encode() + zlib.compress(text.encode()))


def links(built: Built, docname: str = "index") -> list[tuple[str, str]]:
    """Return the links in the paragraphs of a page, as text and address."""
    anchors = built.page(docname).select(".body p a.reference")
    return [(" ".join(a.get_text().split()), a["href"]) for a in anchors]


def listed(built: Built) -> list[str]:
    anchors = [term["id"] for term in built.page("bioglossary").select("dl.glossary > dt")]
    return sorted(anchor.removeprefix("term-") for anchor in anchors)


def options(case: dict[str, Any], extension: str = "sphinx_bioglossary") -> dict[str, Any]:
    more = {"md": "myst_parser", "other": "sphinx.ext.intersphinx"}
    extensions = [extension, *(name for key, name in more.items() if case.get(key))]
    return {"extensions": extensions, **(OTHER if case.get("other") else {}), **case.get("conf", {})}


def is_possible(case: dict[str, Any]) -> bool:
    return Version(version("myst-parser")) >= Version(case.get("myst", "0"))


@pytest.mark.parametrize("used_only", [True, False], ids=["used", "all"])
@pytest.mark.parametrize("case", [one for one in cases("references") if is_possible(*one.values)])
def test_a_reference_leads_to_an_entry_only_where_nothing_else_answers(
    project: Project, tmp_path: Path, case: dict[str, Any], *, used_only: bool
) -> None:
    plain = Project(tmp_path / "plain")
    title = "# All" if case.get("md") else "All\n==="
    text = "\n\n".join((title, case.get("before", ""), case["text"], ""))
    for one, extension in ((project, "sphinx_bioglossary"), (plain, "sphinx.ext.mathjax")):
        one.conf(**options(case, extension), bioglossary_used_only=used_only)
        one.write({f"index.{'md' if case.get('md') else 'rst'}": text, **case.get("files", {})})
        write_inventory(one)
    built, before = project.build(), plain.build()
    if "links" in case:
        assert [[*link] for link in links(built)] == case["links"]
    if case.get("same"):
        assert links(built) == links(before)
        assert built.warnings == before.warnings.replace(str(plain.source), str(project.source))
    else:
        assert not built.warnings
    assert bool(built.warnings) == ("warns" in case)
    assert case.get("warns", "") in built.warnings
    assert listed(built) == case["listed"] or not used_only


@pytest.fixture
def mapped(project: Project) -> Project:
    """A project that links to another one, by its own name for it."""
    project.conf(**options({"other": True}))
    write_inventory(project)
    return project


THEIRS, OURS = "https://other.example/g.html#stride", "bioglossary.html#term-stride"


def test_pages_follow_the_other_project(mapped: Project) -> None:
    text = ":orphan:\n\nOne\n===\n\n:term:`stride`, :any:`stride`.\n"
    mapped.write({"index.rst": "All\n===\n", "one.rst": text, "two.rst": ":orphan:\n\nTwo\n===\n"})
    without = INVENTORY.replace("stride", "step")
    for inventory_text, href in ((INVENTORY, THEIRS), (without, OURS), (INVENTORY, THEIRS)):
        write_inventory(mapped, inventory_text)
        built = mapped.build()
        assert [link for _, link in links(built, "one")] == [href, href]
        assert listed(built) == (["stride"] if href == OURS else [])
        assert "two" not in built.written or built.changed[0], "it names no term"
        assert not built.warnings
        assert everything(mapped.build(fresh=True).outdir) == everything(built.outdir)


def test_pages_follow_what_the_project_gains(project: Project) -> None:
    project.write({"index.rst": "All\n===\n\n:any:`loss`.\n", "api.rst": ":orphan:\n\nAPI\n===\n"})
    assert links(project.build()) == [("loss", "bioglossary.html#term-loss-function")]
    project.write({"api.rst": ":orphan:\n\nAPI\n===\n\n.. py:function:: loss(x)\n"})
    built = project.build()
    assert links(built) == [("loss", "api.html#loss")]
    assert listed(built) == []
    assert not built.warnings


def test_a_definition_names_the_entries_of_its_glossary(mapped: Project) -> None:
    own = "- {id: widget, term: Widget, definition: 'See :term:`stride`, :any:`perceptron`, :term:`loss`.'}\n"
    mapped.conf(**options({"other": True}), bioglossary_sources=["bioimage", "own.yaml"])
    mapped.write({"own.yaml": own, "index.rst": "All\n===\n\nA widget, a hyperparameter.\n"})
    built = mapped.build()
    words = built.page("bioglossary").find(id="term-widget").find_next("dd").p
    assert words.get_text() == "See stride, perceptron, loss."
    assert [link["href"] for link in words.select("a")] == [
        THEIRS,
        "https://other.example/api.html#perceptron",
    ]
    mapped.write({"index.rst": "All\n===\n\nA widget, a perceptron and a kernel with a stride of 2.\n"})
    built = mapped.build()
    words = built.page("bioglossary").find(id="term-widget").find_next("dd").p
    assert [link["href"] for link in words.select("a")] == ["#term-stride", "#term-perceptron"]
    tooltip = built.read("_static/bioglossary/data.js")
    assert THEIRS not in tooltip
    assert not built.warnings


def test_a_wrong_term_in_a_definition_is_reported(project: Project) -> None:
    own = "- {id: widget, term: Widget, definition: 'See :term:`gizmo`, :any:`gadget`, :term:`kernel`.'}\n"
    project.conf(bioglossary_sources=["bioimage", "own.yaml"])
    project.write({"own.yaml": own, "index.rst": "All\n===\n\nA widget.\n"})
    one, two = project.build().warnings.splitlines()
    assert "own.yaml:1: WARNING: term not in glossary: 'gizmo' [ref.term]" in one
    assert "own.yaml:1: WARNING: 'any' reference target not found: gadget [ref.any]" in two


@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_the_inventory_has_the_listed_entries(mapped: Project, builder: str, jobs: int) -> None:
    pages = {f"page{number}.rst": ":orphan:\n\nOne\n===\n\n:any:`PSF`.\n" for number in range(8)}
    mapped.write({"index.rst": "All\n===\n\n:term:`stride`, :term:`kernel`.\n", **pages})
    for _ in range(2):
        built = mapped.build(builder, jobs=jobs)
        anchors = {name: address.rpartition("#")[2] for name, address in inventory(built).items()}
        assert set(anchors.values()) == {"term-kernel", "term-point-spread-function"}
        assert anchors["PSF"] == anchors["Point spread function"] == "term-point-spread-function"
        mapped.write({"page1.rst": ":orphan:\n\nOther\n=====\n\n:any:`PSF`.\n"})


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml", "man", "xml"])
def test_every_builder_resolves_them_alike(mapped: Project, builder: str) -> None:
    text = ":term:`transformer <stride>`, :any:`weights <PSF>`, :any:`loss`.\n\n.. py:function:: loss(x)\n"
    mapped.conf(**options({"other": True}), nitpicky=True, version="1", copyright="All")
    mapped.write({"index.rst": f"All\n===\n\n{text}"})
    with mapped.opened(builder) as app:
        found = {}
        app.connect(
            "doctree-resolved", lambda _app, tree, _docname: found.update(addresses(tree)), priority=999
        )
        built = build(app)
    assert not built.warnings
    assert found["transformer"] == THEIRS
    assert found["weights"].endswith("#term-point-spread-function")
    assert found["loss"].endswith("loss")


def addresses(tree: nodes.document) -> dict[str, str]:
    return {
        node.astext(): node.get("refuri") or node.get("refid", "") for node in tree.findall(nodes.reference)
    }


OTHERS = """
from docutils import nodes
from packaging.version import Version
from sphinx.domains import Domain
from sphinx.roles import XRefRole

class Old(Domain):
    name = label = "old"
    roles = {"part": XRefRole()}

    def resolve_xref(self, env, docname, builder, typ, target, node, contnode):
        if target == "loss":
            return nodes.reference("", "", nodes.inline("", "old loss"), refuri="old.html", internal=True)

def answer(app, env, node, contnode):
    if node["reftarget"] == "stride":
        uri = env.docname + "-stride.html"
        return nodes.reference("", "", contnode, refuri=uri, internal=True)

def setup(app):
    app.add_domain(Old)
    app.connect("missing-reference", answer, priority=950)
"""


def test_any_extension_may_answer(project: Project) -> None:
    project.write({"index.rst": "All\n===\n\n:term:`stride`, :any:`loss`, :any:`PSF`.\n"})
    conf = project.source / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + OTHERS, encoding="utf-8")
    built = project.build()
    assert [link for _, link in links(built)] == [
        "index-stride.html",
        "old.html",
        "bioglossary.html#term-point-spread-function",
    ]
    assert listed(built) == ["point-spread-function"]
    assert not built.warnings
