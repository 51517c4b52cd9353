"""The page metadata of notebooks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Project, cases

from sphinx_bioglossary.project.notebooks import notebook_metadata

TEXT = "A perceptron.\n"


def notebook(metadata: Any, *cells: dict[str, Any]) -> str:
    rows = [{"id": f"cell-{i}", "metadata": {}, **cell} for i, cell in enumerate(cells)]
    return json.dumps({"cells": rows, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize("case", cases("notebooks"))
def test_what_is_found_in_a_notebook(case: dict[str, Any]) -> None:
    rows = [case["cell"]] if "cell" in case else []
    assert notebook_metadata(notebook(case.get("metadata", {}), *rows)) == case["found"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "5", '{"metadata": {}, "cells": [{}]}'])
def test_what_is_no_notebook_has_no_metadata(text: str) -> None:
    assert notebook_metadata(text) == {}


@pytest.mark.neighbors
@pytest.mark.parametrize("extension", ["nbsphinx", "myst_nb"])
def test_a_notebook_is_switched_off(project: Project, extension: str) -> None:
    pytest.importorskip(extension)
    rest = {"cell_type": "raw", "metadata": {"raw_mimetype": "text/restructuredtext"}}
    markdown = {"cell_type": "markdown", "source": f"# Notebook\n\n{TEXT}"}
    # Without Pandoc, nbsphinx reads no Markdown.
    body = {**rest, "source": f"Notebook\n========\n\n{TEXT}"} if extension == "nbsphinx" else markdown
    project.conf(extensions=[extension, "sphinx_bioglossary"], source_suffix={".rst": "restructuredtext"})
    project.write(
        {
            "index.rst": f"All\n===\n\n{TEXT}\n.. toctree::\n   :glob:\n\n   *\n",
            "on.ipynb": notebook({}, body),
            "whole.ipynb": notebook({"bioglossary": "off"}, body),
            "fields.ipynb": notebook({}, {**rest, "source": ":bioglossary: off"}, body),
        }
    )
    built = project.build()
    links = {name: len(built.links(name)) for name in ("on", "whole", "fields")}
    assert links == {"on": 1, "whole": 0, "fields": 0}
    assert "bioglossary" not in built.page("fields").select_one("div.body").get_text()
    assert not built.warnings
