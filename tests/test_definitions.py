"""Definitions: whatever they contain, the build ends, their page is whole and other entries have tooltips."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from bs4 import BeautifulSoup
from conftest import Built, Project, cases
from sphinx.errors import ExtensionError

WORDS = """\
Words
=====

.. glossary::

   big widget
{definition}
   small gadget
      Second.

After the glossary.
"""
INDEX = "All\n===\n\nA big widget and a small gadget.\n\n.. toctree::\n\n   words\n"

# An extension whose nodes are rendered on pages that it has read, and nowhere else.
PICKY = """
from docutils import nodes
from docutils.parsers.rst import Directive

class theorem(nodes.Admonition, nodes.Element): pass

def visit(self, node):
    if not self.document.get("source"):
        raise LookupError("no page")
    self.visit_admonition(node)

def depart(self, node): self.depart_admonition(node)

class Theorem(Directive):
    has_content = True
    def run(self):
        node = theorem()
        self.state.nested_parse(self.content, 0, node)
        return [node]

def setup(app):
    app.add_node(theorem, html=(visit, depart))
    app.add_directive("theorem", Theorem)
"""
THEOREM = "      .. theorem::\n\n         All widgets are big.\n"


@pytest.mark.parametrize("case", cases("definitions"))
def test_tooltips_show_what_definitions_contain(project: Project, case: dict[str, str]) -> None:
    definition = indent(case["definition"], " " * 6)
    project.write({"index.rst": INDEX, "words.rst": WORDS.format(definition=definition)})
    extensions = ["sphinx_bioglossary", "sphinx.ext.autodoc", "sphinx.ext.todo"]
    project.conf(extensions=extensions, todo_include_todos=True)
    built = project.build()
    assert "After the glossary." in built.page("words").get_text()
    assert "bioglossary.tooltip" not in built.warnings
    assert "Second." in built.tooltips["words.html#term-small-gadget"]
    text = BeautifulSoup(built.tooltips["words.html#term-big-widget"], "html.parser").get_text(" ")
    assert case["shows"] in " ".join(text.split())


@pytest.fixture
def picky(project: Project) -> Project:
    """A project with a definition that cannot be rendered outside its page."""
    project.write({"index.rst": INDEX, "words.rst": WORDS.format(definition=THEOREM)})
    extension = project.source.parent / "picky.py"
    extension.write_text(PICKY, encoding="utf-8")
    conf = project.source / "conf.py"
    path = f"import sys\nsys.path.insert(0, {str(extension.parent)!r})\n"
    conf.write_text(f"{path}{conf.read_text()}extensions.append('picky')\n", encoding="utf-8")
    return project


def test_a_definition_that_cannot_be_rendered_costs_its_tooltip_and_a_warning(picky: Project) -> None:
    built = picky.build()
    assert built.tooltips.keys() == {"words.html#term-small-gadget"}
    assert [words for _, words in built.links("index")] == ["big widget", "small gadget"]
    [warning] = built.warnings.splitlines()
    assert "words.rst: WARNING: links to the entry 'big widget' have no tooltip" in warning
    assert "LookupError: no page" in warning
    assert "[bioglossary.tooltip]" in warning


def test_the_warning_is_repeated_by_a_build_that_renders_nothing(picky: Project) -> None:
    before = picky.build().warnings
    again = picky.build()
    assert again.written == []
    assert again.warnings == before


def test_pages_of_a_build_that_fails_have_their_tooltips(project: Project) -> None:
    project.write({"index.rst": INDEX, "words.rst": WORDS.format(definition="      First.\n")})
    with project.opened() as app:
        app.connect("html-page-context", _fail_at_last_page)
        with pytest.raises(ExtensionError):
            app.build()
    built = Built(Path(app.outdir), "", "")
    assert not (built.outdir / "words.html").exists()
    assert len(built.links("index")) == len(built.tooltips) == 2


def test_directives_for_the_top_of_a_page_leave_the_glossary_page_whole(project: Project) -> None:
    definition = (
        ".. meta::\n       :keywords: widget\n\n    .. header:: Top\n\n    .. footer:: Bottom\n\n    A thing."
    )
    own = "- id: {0}\n  term: {0}\n  definition: |\n    {1}\n"
    files = own.format("widget", definition) + own.format("gadget", "Second.")
    project.write({"own.yaml": files, "index.rst": "All\n===\n\nA widget and a gadget.\n"})
    project.conf(bioglossary_sources=["own.yaml"], bioglossary_trust_sources=True)
    text = project.build().page("bioglossary").get_text()
    assert "A thing." in text
    assert "Second." in text


def _fail_at_last_page(_app: object, page: str, *_arguments: object) -> None:
    if page == "words":
        raise ValueError(page)
