"""Tooltips: the content of pages and data files, for all builders and kinds of builds."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from conftest import Built, Project, called, calls

from sphinx_bioglossary.tooltips.data_files import data_files

PSF = "term-point-spread-function"
OWN = """\
- id: widget
  term: Widget
  definition: |
    {definition}
  see_also: [perceptron]
"""
WORDS = """\
Words
=====

.. glossary::

   gizmo
      Small, like :ref:`words <here>`.

   unwanted
      Never linked to.

.. _here:

Here
----
"""
DEFINITION = """\
.. image:: /picture.png

    A thing, see :term:`Perceptron`, :doc:`page/inner` and `elsewhere <https://example.org/a?b=1&c=2>`__.
    It is :math:`\\frac{a}{b}` high, or :math:`\\nosuchcommand`.

    More of it."""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001010000000037"
    "6ef9240000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)


@pytest.mark.parametrize("box", ["seealso", "note", "versionadded:: 2.0", "deprecated:: 2.0", "todo"])
def test_tooltips_hold_the_boxes_of_definitions_without_a_paragraph(project: Project, box: str) -> None:
    directive = box if "::" in box else f"{box}::"
    definition = f".. {directive}\n\n       More of it."
    project.write({"own.yaml": OWN.format(definition=definition), "index.rst": "All\n===\n\nA widget.\n"})
    extensions = ["sphinx_bioglossary", "sphinx.ext.todo"]
    project.conf(extensions=extensions, bioglossary_sources=["own.yaml"], todo_include_todos=True)
    built = project.build()
    assert "More of it." in built.tooltips["bioglossary.html#term-widget"]


def scripts(built: Built, docname: str) -> list[str]:
    return [str(tag) for tag in built.page(docname).select("script") if "bioglossary" in tag.get("src", "")]


@pytest.fixture
def tree(project: Project) -> Project:
    """A project with a page in a folder, entries of its own and one that nobody links to."""
    project.write(
        {
            "index.rst": "All\n===\n\nA perceptron.\n\n.. toctree::\n\n   page/inner\n   words\n   plain\n",
            "page/inner.rst": "Inner\n=====\n\nA widget, and :term:`gizmo`.\n",
            "plain.rst": "Plain\n=====\n\nNo word of it.\n",
            "words.rst": WORDS,
            "own.yaml": OWN.format(definition=DEFINITION),
        }
    )
    (project.source / "picture.png").write_bytes(PICTURE)
    project.conf(bioglossary_sources=["bioimage", "own.yaml"])
    return project


@pytest.mark.parametrize(
    ("builder", "own", "gizmo"),
    [
        ("html", "bioglossary.html#term-widget", "words.html#term-gizmo"),
        ("dirhtml", "bioglossary/#term-widget", "words/#term-gizmo"),
        ("singlehtml", "index.html#term-widget", "index.html#term-gizmo"),
    ],
)
def test_entries_stand_under_the_address_that_links_lead_to(
    tree: Project, builder: str, own: str, gizmo: str
) -> None:
    built = tree.build(builder)
    assert built.warnings == ""
    found = built.tooltips
    assert own in found
    assert gizmo in found
    assert gizmo.replace("gizmo", "unwanted") not in found


def test_a_tooltip_is_headword_definition_and_link_to_the_entry(tree: Project) -> None:
    html = BeautifulSoup(tree.build().tooltips["bioglossary.html#term-widget"], "html.parser")
    first, *_, last = html.select("p")
    assert (first["class"], first.get_text()) == (["bioglossary-headword"], "Widget")
    assert last["class"] == ["bioglossary-more"]
    assert [a["href"] for a in html.select("a")] == [
        "bioglossary.html#term-perceptron",
        "page/inner.html",
        "https://example.org/a?b=1&c=2",
        "bioglossary.html#term-widget",
    ]
    assert html.img is not None
    assert html.img["src"] == "_images/picture.png"
    assert html.math is not None
    assert html.mfrac is not None
    assert "nosuchcommand" in html.get_text()
    assert "More of it" not in html.get_text()
    assert not html.select("[id]")
    assert "See also" not in html.get_text()


@pytest.mark.parametrize(
    ("formula", "mathml"),
    [
        (r"\hat{y}_i", "<msub><mover><mi>y</mi><mo>\u02c6</mo></mover><mi>i</mi></msub>"),
        (r"\bar{x}_1^2", "<msubsup><mover><mi>x</mi><mo>\u02c9</mo></mover><mn>1</mn><mn>2</mn></msubsup>"),
        (r"\sum_i^n", "<munderover><mo>\u2211</mo><mi>i</mi><mi>n</mi></munderover>"),
    ],
)
def test_indices_stand_beside_symbols_with_accents(tree: Project, formula: str, mathml: str) -> None:
    tree.write({"own.yaml": OWN.format(definition=f"It is :math:`{formula}` high.")})
    html = tree.build().tooltips["bioglossary.html#term-widget"]
    [found] = re.findall(r"<math>(.*?)</math>", html)
    assert re.sub(r' [a-z]+="[^"]*"', "", found) == mathml


@pytest.mark.parametrize("formula", ["a & b", r"\hat{y}_", r"\nosuchcommand"])
def test_formulas_that_cannot_be_set_are_shown_as_they_are_written(tree: Project, formula: str) -> None:
    tree.write({"own.yaml": OWN.format(definition=f"It is :math:`{formula}` high.")})
    html = BeautifulSoup(tree.build().tooltips["bioglossary.html#term-widget"], "html.parser")
    assert f"It is {formula} high." in html.get_text()


def test_links_within_a_definition_lead_to_the_right_place_from_everywhere(tree: Project) -> None:
    html = BeautifulSoup(tree.build().tooltips["words.html#term-gizmo"], "html.parser")
    assert [a["href"] for a in html.select("a")] == ["words.html#here", "words.html#term-gizmo"]


def test_a_page_holds_one_script_tag_if_it_has_a_tooltip(tree: Project) -> None:
    built = tree.build()
    assert scripts(built, "plain") == []
    [tag] = scripts(built, "page/inner")
    assert re.fullmatch(
        r'<script defer="defer" src="\.\./_static/bioglossary/bioglossary\.js\?v=[0-9a-f]{8}"></script>', tag
    )
    assert (built.outdir / "_static/bioglossary/bioglossary.js").is_file()


def test_tooltips_cost_120_bytes_a_page_and_nothing_a_link(tree: Project) -> None:
    tree.write(
        {
            "plain.rst": "Plain\n=====\n\n"
            "A perceptron, the PSF of a microscope, a widget and a convolution.\n\n"
        }
    )
    with_tooltips = tree.build(fresh=True)
    sizes = {name: len(with_tooltips.read(f"{name}.html")) for name in ("index", "plain", "page/inner")}
    tree.conf(bioglossary_sources=["bioimage", "own.yaml"], bioglossary_tooltips=False)
    without = tree.build(fresh=True)
    costs = {name: size - len(without.read(f"{name}.html")) for name, size in sizes.items()}
    assert 0 < costs["index"] <= costs["page/inner"] <= 120
    assert costs["plain"] == costs["index"], "though it has four links and not one"
    assert [scripts(without, name) for name in sizes] == [[], [], []]


def test_changed_options_of_tooltips_rewrite_the_pages(tree: Project) -> None:
    assert len(scripts(tree.build(), "index")) == 1
    tree.conf(bioglossary_sources=["bioimage", "own.yaml"], bioglossary_touch="link")
    assert 'data-touch="link"' in scripts(tree.build(), "index")[0]
    tree.conf(bioglossary_sources=["bioimage", "own.yaml"], bioglossary_tooltips=False)
    assert scripts(tree.build(), "index") == []


@pytest.mark.parametrize("builder", ["epub", "text", "latex", "json", "bioglossary"])
def test_other_builders_have_no_tooltips(tree: Project, builder: str) -> None:
    built = tree.build(builder)
    assert [path for path in built.outdir.rglob("*.js") if "bioglossary" in str(path)] == []
    assert [path for path in built.outdir.rglob("*html") if "bioglossary.js" in path.read_text("utf-8")] == []


def test_parallel_and_incremental_builds_write_the_same_data(tree: Project) -> None:
    tree.build()
    tree.write({"page/inner.rst": "Inner\n=====\n\nThe PSF of a microscope, and :term:`gizmo`.\n"})
    changed = tree.build()
    assert changed.changed == (0, 1, 0)
    clean = tree.build(fresh=True, jobs=4)
    assert calls(changed.outdir) == calls(clean.outdir)
    found = changed.tooltips
    assert f"bioglossary.html#{PSF}" in found
    assert "bioglossary.html#term-widget" not in found


def test_what_only_a_removed_page_linked_to_is_removed(tree: Project) -> None:
    tree.write({"last.rst": ":orphan:\n\nLast\n====\n\n:term:`unwanted`\n"})
    before = tree.build().tooltips
    (tree.source / "last.rst").unlink()
    assert before.keys() - tree.build().tooltips.keys() == {"words.html#term-unwanted"}


def test_an_edited_definition_is_written_to_the_data_and_the_glossary_only(tree: Project) -> None:
    built = tree.build()
    untouched = {path: path.stat().st_mtime_ns for path in built.outdir.glob("_static/bioglossary/*")}
    tree.write({"own.yaml": OWN.format(definition="A new thing.")})
    again = tree.build()
    assert again.written == ["bioglossary", "index"]  # Sphinx writes pages with a toctree too
    assert "A new thing." in again.tooltips["bioglossary.html#term-widget"]
    tree.build()
    written = [path.name for path, time in untouched.items() if path.stat().st_mtime_ns != time]
    assert written == ["data.js"]


def test_faults_in_a_definition_are_reported_once(tree: Project) -> None:
    tree.write({"own.yaml": OWN.format(definition="See :ref:`nowhere`.")})
    assert tree.build().warnings.count("nowhere") == 1


def test_a_build_that_writes_no_page_renders_no_definition(
    tree: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = calls(tree.build().outdir)
    rendered: list[object] = []
    monkeypatch.setattr(
        "sphinx_bioglossary.tooltips.data_files.render_definitions",
        lambda *arguments: rendered.append(arguments) or {},
    )
    again = tree.build()
    assert (again.written, rendered) == ([], [])
    assert calls(again.outdir) == before


def test_small_glossaries_are_one_file() -> None:
    assert called(data_files({"a.html#b": "<p>c</p>"})["data.js"]) == {
        "entries": {"a.html#b": "<p>c</p>"},
    }


def test_large_glossaries_are_files_of_12_kilobytes_at_most() -> None:
    texts = {f"a.html#term-{i}": "x" * 900 for i in range(90)}
    files = data_files(texts)
    parts = called(files.pop("data.js"))["parts"]
    assert [name.partition("?")[0] for name in parts] == list(files)
    assert len(files) == 8
    assert max(map(len, files.values())) <= 12_000
    together: dict[str, str] = {}
    for script in files.values():
        together |= called(script)["entries"]
    assert together == texts


def test_the_address_of_a_part_changes_with_the_part_alone() -> None:
    texts = {f"a.html#term-{i}": "x" * 900 for i in range(30)}
    before, after = (
        called(data_files(texts | {"a.html#term-3": last * 900})["data.js"])["parts"] for last in "xy"
    )
    assert len(set(before) - set(after)) == 1
    assert len(set(before) | set(after)) == len(before) + 1


def test_a_definition_larger_than_a_file_has_one_of_its_own() -> None:
    files = data_files({"a.html#b": "x" * 20_000})
    parts = [called(script)["entries"] for name, script in files.items() if name != "data.js"]
    assert [part for part in parts if part] == [{"a.html#b": "x" * 20_000}]


def test_no_text_breaks_out_of_the_data() -> None:
    hostile = {"a.html#b": '</script><script>alert(1)</script>\u2028\u2029"); alert(2); ("<!--'}
    script = data_files(hostile)["data.js"]
    assert "<" not in script
    assert script.isascii()
    assert called(script)["entries"] == hostile
