"""References by name lead where they lead without the extension, and else to its entries."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, Project, cases, inventory

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


@pytest.mark.parametrize("case", cases("references"))
def test_a_reference_leads_to_an_entry_only_where_nothing_else_answers(
    project: Project, tmp_path: Path, case: dict[str, Any]
) -> None:
    plain = Project(tmp_path / "plain")
    title = "# All" if case.get("md") else "All\n==="
    text = "\n\n".join((title, case.get("before", ""), case["text"], ""))
    for one, extension in ((project, "sphinx_bioglossary"), (plain, "sphinx.ext.mathjax")):
        one.conf(**options(case, extension))
        one.write({f"index.{'md' if case.get('md') else 'rst'}": text, **case.get("files", {})})
        write_inventory(one)
    built, before = project.build(), plain.build()
    if "links" in case:
        assert [[*link] for link in links(built)] == case["links"]
    if case.get("same"):
        assert links(built) == links(before)
        assert built.warnings == before.warnings.replace(str(plain.source), str(project.source))
    else:
        assert "Warning" not in built.warnings
        assert not built.warnings
    assert bool(built.warnings) == ("warns" in case)
    assert case.get("warns", "") in built.warnings
    assert listed(built) == case["listed"]
