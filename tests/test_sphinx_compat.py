"""What the extension takes for granted of Sphinx and docutils without their having promised it."""

from __future__ import annotations

import json
import os
import pickle
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from conftest import Project, build
from docutils import nodes
from sphinx.domains import Domain
from sphinx.project import Project as SphinxProject
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import SphinxDirective

from sphinx_bioglossary import sphinx_compat
from sphinx_bioglossary.doctree.rst_parser import SnippetParser


@pytest.fixture
def plain(project: Project) -> Project:
    """A project without the extension."""
    project.conf(extensions=[])
    return project


def test_names_in_conf_are_those_that_it_defines(plain: Project) -> None:
    plain.write({"conf.py": "project = 'Test'\nprojekt = 'Misspelled'\n", "index.rst": "All\n===\n"})
    with plain.opened() as app:
        names = sphinx_compat.names_in_conf(app.config)
    assert {"project", "projekt"} <= names
    assert "projekt" not in app.config


def test_std_terms_are_what_the_role_term_falls_back_to(plain: Project) -> None:
    glossary = ".. glossary::\n\n   Widget\n      A part.\n"
    plain.write({"index.rst": f"All\n===\n\n:term:`wIDGET` and :term:`Gadget`.\n\n{glossary}"})
    read = {}

    def add(_app: SphinxTestApp, env: Any) -> None:
        terms = sphinx_compat.std_terms(env.get_domain("std"))
        read.update(terms)
        terms["gadget"] = ("index", "elsewhere")

    with plain.opened() as app:
        app.connect("env-updated", add)
        built = build(app)
    assert read == {"widget": ("index", "term-Widget")}
    links = built.page("index").select("a.reference.internal:has(.std-term)")
    assert [link["href"] for link in links] == ["#term-Widget", "#elsewhere"]
    assert not built.warnings


def test_index_entries_are_what_the_general_index_shows(plain: Project) -> None:
    plain.write({"index.rst": "All\n===\n\n.. index:: Widget\n\nText.\n"})
    read = []

    def add(_app: SphinxTestApp, env: Any) -> None:
        rows = sphinx_compat.index_entries(env)["index"]
        read.extend(map(tuple, rows))
        rows.append(("single", "Gadget", "elsewhere", "main", None))

    with plain.opened() as app:
        app.connect("env-updated", add)
        built = build(app)
    assert read == [("single", "Widget", "index-0", "", None)]
    links = built.page("genindex").select("table.indextable a")
    assert {link.get_text(): link["href"] for link in links} == {
        "Gadget": "index.html#elsewhere",
        "Widget": "index.html#index-0",
    }


class Numbered(Domain):
    """Puts a number after the type of each object."""

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for number, (name, shown, kind, *place) in enumerate(super().get_objects()):
            yield name, shown, f"{kind}{number}", *place


def test_extend_domain_keeps_the_class_that_a_domain_has(plain: Project) -> None:
    plain.write({"index.rst": "All\n===\n\n.. glossary::\n\n   Widget\n      A part.\n"})
    setup = """
from sphinx.domains.std import StandardDomain
from sphinx_bioglossary.sphinx_compat import extend_domain
from test_sphinx_compat import Numbered

class Their(StandardDomain):
    def get_objects(self):
        yield "theirs", "theirs", "term", "index", "", 1
        yield from super().get_objects()

def setup(app):
    app.add_domain(Their, override=True)
    extend_domain(app, "std", Numbered)
"""
    conf = plain.source / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + setup, encoding="utf-8")
    with plain.opened() as app:
        build(app)
        objects = {name: kind for name, _, kind, *_ in app.env.get_domain("std").get_objects()}
    assert objects["theirs"] == "term0"
    assert objects["Widget"].startswith("term")


def test_extend_project_adds_a_page_and_is_not_stored(project: Project) -> None:
    project.write({"index.rst": "All\n===\n\nA perceptron.\n"})
    with project.opened() as app:
        build(app)
        assert type(app.project) is not SphinxProject
        assert app.env.found_docs == {"index", "bioglossary"}
        source = app.project.doc2path("bioglossary", True)  # noqa: FBT003 - Sphinx's signature
        assert Path(source).is_file()
        assert app.project.path2doc(source) == "bioglossary"
        stored = pickle.loads((Path(app.doctreedir) / "environment.pickle").read_bytes())
    assert type(stored.project) is SphinxProject
    assert stored.project.docnames == {"index", "bioglossary"}


def test_read_page_takes_the_steps_of_sphinx(plain: Project) -> None:
    plain.write({"index.rst": "All\n===\n\n.. toctree::\n\n   sub\n"})
    plain.write({"sub.rst": ".. _old:\n\nOld\n===\n\nOld text.\n", "deep.rst": "Deep\n====\n"})
    new = ".. _new:\n\nNew\n===\n\nNew text.\n\n.. toctree::\n\n   deep\n"
    steps = []

    def read_again(app: SphinxTestApp, env: Any) -> list[str]:
        assert "Old text." in env.get_doctree("sub").astext()
        plain.write({"sub.rst": new})
        app.config.source_suffix = suffixes = {".txt": "restructuredtext"}
        sphinx_compat.read_page(app, "sub", ".rst", "restructuredtext")
        assert app.config.source_suffix is suffixes
        return ["sub"]

    def note(event: str, docname: str) -> None:
        if docname == "sub":
            steps.append(event)

    with plain.opened() as app:
        app.connect("env-purge-doc", lambda _app, _env, docname: note("purged", docname))
        app.connect("source-read", lambda _app, docname, _source: note("source", docname))
        app.connect("doctree-read", lambda app, _doctree: note("doctree", app.env.docname))
        app.connect("env-updated", read_again, priority=400)
        built = build(app)
        env = app.env
        assert env.titles["sub"].astext() == "New"
        assert env.tocs["sub"].astext().strip() == "New"
        assert env.toctree_includes["sub"] == ["deep"]
        assert "New text." in env.get_doctree("sub").astext()
        labels = {name for name, _, kind, *_ in env.get_domain("std").get_objects() if kind == "label"}
    assert "new" in labels
    assert "old" not in labels
    assert steps == ["purged", "source", "doctree"] * 2
    assert "New text." in built.page("sub").get_text()
    toctree = built.page("index").select(".toctree-wrapper a")
    assert [link.get_text() for link in toctree] == ["New", "Deep"]


@pytest.mark.parametrize(("excluded", "place"), [([], "other.rst"), (["sub"], "sub.rst")])
def test_name_file_of_link_renames_the_page_of_a_link(
    plain: Project, excluded: list[str], place: str
) -> None:
    plain.conf(extensions=[], linkcheck_ignore=[".*"], linkcheck_exclude_documents=excluded)
    link = "`Link <https://example.org/{}>`_.\n"
    plain.write({"index.rst": f"All\n===\n\n{link.format('one')}"})
    plain.write({"sub.rst": f":orphan:\n\nSub\n===\n\n{link.format('one')}\n{link.format('two')}"})

    def rename(app: SphinxTestApp, _doctree: nodes.document, docname: str) -> None:
        if docname == "sub":
            for name in ("one", "two", "three"):
                sphinx_compat.name_file_of_link(app.builder, f"https://example.org/{name}", docname, "other")

    with plain.opened("linkcheck") as app:
        app.connect("doctree-resolved", rename)
        rows = map(json.loads, build(app).read("output.json").splitlines())
        found = {row["uri"].rpartition("/")[2]: row["filename"] for row in rows}
    assert found == {"one": "index.rst", "two": place}


def test_pages_are_resolved_in_the_main_process(plain: Project, tmp_path: Path) -> None:
    names = [f"page{number}" for number in range(8)]
    plain.write({f"{name}.rst": f":orphan:\n\n{name}\n=====\n" for name in names})
    plain.write({"index.rst": "All\n===\n"})

    def note(kind: str) -> None:
        with (tmp_path / kind).open("a") as file:
            file.write(f"{os.getpid()}\n")

    with plain.opened(jobs=2) as app:
        app.connect("doctree-resolved", lambda *_: note("resolved"))
        app.connect("html-page-context", lambda *_: note("written"))
        build(app)
    resolved, written = ((tmp_path / kind).read_text().split() for kind in ("resolved", "written"))
    assert resolved == [str(os.getpid())] * 9
    assert set(written) > {str(os.getpid())}, "pages are written in other processes"


@pytest.mark.parametrize(("compact", "catalogue"), [(True, "deep"), (False, "deep/sub")])
def test_translator_of_page_reads_the_catalogue_that_sphinx_reads(
    plain: Project, *, compact: bool, catalogue: str
) -> None:
    plain.conf(
        extensions=[],
        language="de",
        locale_dirs=["locale"],
        gettext_compact=compact,
        gettext_auto_build=False,
    )
    name = f"locale/de/LC_MESSAGES/{catalogue}.mo"
    plain.write({"index.rst": "All\n===\n", "deep/sub.rst": ":orphan:\n\nWidget\n======\n", name: ""})
    messages = Catalog(locale="de")
    messages.add("Widget", "Ding")
    with (plain.source / name).open("wb") as file:
        write_mo(file, messages)
    with plain.opened() as app:
        translate = sphinx_compat.translator_of_page(app.env, "deep/sub")
        assert translate is not None
        assert translate("Widget") == "Ding"
        assert sphinx_compat.translator_of_page(app.env, "index") is None
        assert build(app).page("deep/sub").h1.get_text().startswith("Ding")


@pytest.mark.parametrize("name", ["html", "dirhtml", "singlehtml"])
def test_builder_for_browsers_takes_builders_of_web_pages(plain: Project, name: str) -> None:
    with plain.opened(name) as app:
        assert sphinx_compat.builder_for_browsers(app.builder) is app.builder


@pytest.mark.parametrize("name", ["epub", "json", "pickle", "devhelp", "htmlhelp", "qthelp", "text", "latex"])
def test_builder_for_browsers_takes_no_other_builder(plain: Project, name: str) -> None:
    with plain.opened(name) as app:
        assert app.builder.name == name
        assert sphinx_compat.builder_for_browsers(app.builder) is None


def test_place_assets_at_root_decides_on_addresses(plain: Project) -> None:
    files = ".. image:: dot.svg\n\n:download:`data.txt`\n"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'
    plain.write({"index.rst": "All\n===\n", "deep/sub.rst": f":orphan:\n\nSub\n===\n\n{files}"})
    plain.write({"deep/dot.svg": svg, "deep/data.txt": "Data.\n"})
    with plain.opened() as app:
        built = build(app)
        sphinx_compat.place_assets_at_root(app.builder)
        doctree = app.env.get_doctree("deep/sub")
        app.builder.post_process_images(doctree)
        html = "".join(sphinx_compat.render_fragment(app.builder, node) for node in doctree[0][1:])
    addresses = re.findall(r'(?:src|href|data)="([^"]+)"', html)
    assert [address.partition("/")[0] for address in addresses] == ["_images", "_downloads"]
    assert all((built.outdir / address).is_file() for address in addresses)


def test_render_fragment_gives_html_of_a_node_alone(plain: Project) -> None:
    plain.write({"index.rst": "All\n===\n\nA **part**.\n"})
    with plain.opened() as app:
        build(app)
        paragraph = next(iter(app.env.get_doctree("index").findall(nodes.paragraph)))
        html = sphinx_compat.render_fragment(app.builder, paragraph)
    assert html == "<p>A <strong>part</strong>.</p>"


@pytest.mark.parametrize(("displayed", "display"), [(True, "block"), (False, None)])
def test_tex_to_mathml_gives_formulas_of_both_kinds(*, displayed: bool, display: str | None) -> None:
    formula = ET.fromstring(sphinx_compat.tex_to_mathml("x^2", displayed=displayed))
    assert formula.tag.rpartition("}")[2] == "math"
    assert formula.get("display") == display
    assert "".join(formula.itertext()).split() == ["x", "2"]


@pytest.mark.parametrize(("language", "label"), [("en", "Return type"), ("de", "Rückgabetyp")])
def test_labels_of_return_types_are_those_on_pages(plain: Project, language: str, label: str) -> None:
    plain.conf(extensions=[], language=language)
    fields = "   :returns: A part.\n   :rtype: int\n"
    functions = [f".. {domain}:function:: {domain}f()\n\n{fields}\n" for domain in ("py", "js")]
    plain.write({"index.rst": "All\n===\n\n" + "".join(functions)})
    with plain.opened() as app:
        build(app)
        shown = [name.astext() for name in app.env.get_doctree("index").findall(nodes.field_name)]
        labels = sphinx_compat.labels_of_return_types()
    assert len(shown) == 4
    assert [name for name in shown if name in labels] == [label, label]


def test_is_translatable_wrapper_knows_that_of_a_page_being_read(plain: Project) -> None:
    text = ".. versionadded:: 1\n   A *part*.\n\nNo :abbr:`VC (version change)`.\n"
    plain.write({"index.rst": f"All\n===\n\n{text}"})
    found = []

    def note(_app: SphinxTestApp, doctree: nodes.document) -> None:
        found.extend(node.astext() for node in doctree.findall(sphinx_compat.is_translatable_wrapper))

    with plain.opened() as app:
        app.connect("doctree-read", note)
        build(app)
    assert found == ["A part."]


class Kept(SphinxDirective):
    """Has its content parsed, and the state of reading restored after it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        with sphinx_compat.reading_state_kept(self.env):
            container = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, container)
            sphinx_compat.settle_highlighting(container, self.env)
        return [container]


KEPT = """\
    All
    ===

    .. kept::

       .. default-role:: literal
       .. default-domain:: c
       .. py:currentmodule:: os
       .. role:: mine(strong)
       .. cpp:namespace-push:: theirs
       .. highlight:: json

       A `word`. ::

          {}

    A `word`, :mine:`word`, :py:func:`path`. ::

       print()

    .. function:: path()

    .. cpp:function:: int measure()
    """


def test_reading_state_ends_with_the_block(plain: Project) -> None:
    plain.write({"index.rst": KEPT})
    with plain.opened() as app:
        app.add_directive("kept", Kept)
        built = build(app)
    html = str(built.page("index").select_one("div.body"))
    assert '<div class="highlight-json' in html
    assert '<div class="highlight-default' in html
    assert "<cite>word</cite>" in html
    assert 'Unknown interpreted text role "mine"' in built.warnings
    assert 'id="path"' in html
    assert "theirs" not in html


class Snippets(SphinxDirective):
    """Shows two snippets that one parser has parsed."""

    def run(self) -> list[nodes.Node]:
        document = self.state.document
        parser = SnippetParser(document)
        before = [*document.children], getattr(document.reporter, "get_source_and_line", None)
        first = parser.parse("A **part**.\n\n* :nosuchrole:`one`\n", "snippets.yaml", 5)
        second = parser.parse("A `link <https://example.org/>`_.", "snippets.yaml", 9)
        assert before == ([*document.children], getattr(document.reporter, "get_source_and_line", None))
        return [nodes.container("", *first, *second)]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".rst", "All\n===\n\n.. snippets::\n\n:nosuchrole:`two`\n"),
        (".md", "# All\n\n```{snippets}\n```\n\n{nosuchrole}`two`\n"),
    ],
)
def test_snippet_parser_parses_restructuredtext_on_any_page(plain: Project, suffix: str, text: str) -> None:
    plain.conf(extensions=["myst_parser"])
    plain.write({f"index{suffix}": text})
    with plain.opened() as app:
        app.add_directive("snippets", Snippets)
        built = build(app)
    container = built.page("index").select_one("div.docutils.container")
    assert container.p.decode_contents() == "A <strong>part</strong>."
    assert container.select_one("a.reference.external")["href"] == "https://example.org/"
    places = re.findall(r'([\w.]+):(\d+): \w+: Unknown interpreted text role "nosuchrole"', built.warnings)
    # Older versions of MyST-Parser call the page "index.md.rst".
    names = [(name.removesuffix(".rst") if name.endswith(".md.rst") else name, line) for name, line in places]
    assert names == [("snippets.yaml", "7"), (f"index{suffix}", "6")]
