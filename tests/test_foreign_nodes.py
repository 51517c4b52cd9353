"""Nodes of other extensions, which may lack what docutils gives to every node."""

from __future__ import annotations

import pytest
from conftest import Project, build, cases
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

ATTRIBUTES = ("classes", "ids", "names", "dupnames", "backrefs", "expr")
PAGE = """\
All
===

{text}

A stride, a :term:`stride` and a big widget.

.. toctree::

   words
"""
WORDS = """\
Words
=====

.. glossary::

   big widget
      A thing.
"""


class bare(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801 - a name as docutils has them
    pass


class Bare(Directive):
    has_content = True

    def run(self) -> list[nodes.Node]:
        node = bare()
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class BareRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [bare("", nodes.Text(self.text))], []


class OtherText(nodes.Text):
    pass


class TextRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [OtherText(self.text)], []


def _strip(_app: Sphinx, doctree: nodes.document) -> None:
    for node in doctree.findall(bare):
        for element in node.findall(nodes.Element):
            for name in ATTRIBUTES:
                # Sphinx itself needs the ids of terms.
                if not isinstance(element, nodes.term):
                    element.attributes.pop(name, None)


def _mend(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    for element in doctree.findall(nodes.Element):
        for name in nodes.Element.list_attributes:
            element.attributes.setdefault(name, [])


@pytest.mark.parametrize("case", cases("foreign_nodes"))
def test_nodes_without_attributes_do_not_stop_a_build(project: Project, case: dict[str, str]) -> None:
    project.write({"index.rst": PAGE.format(text=case["text"]), "words.rst": WORDS})
    with project.opened() as app:
        app.add_directive("bare", Bare)
        app.add_role("bare", BareRole())
        app.add_role("other-text", TextRole())
        app.add_node(bare, html=(lambda *_: None, lambda *_: None))
        app.connect("doctree-read", _strip, priority=0)
        app.connect("doctree-resolved", _mend, priority=999)
        built = build(app)
    assert "bioglossary" not in built.warnings
    assert ("big-widget", "big widget") in built.links("index")
    assert "A thing." in built.tooltips["words.html#term-big-widget"]
