"""Text from other sources than page files: docstrings, included files, other extensions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from textwrap import dedent

import pytest
from conftest import Built, Project


@pytest.fixture(autouse=True)
def fresh_modules(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the project's modules be imported from its folder, by this test alone."""
    monkeypatch.syspath_prepend(str(project.source))
    monkeypatch.delitem(sys.modules, "tool", raising=False)


NUMPY_STYLE = '''\
    """A tool. It has an autoencoder."""

    def apply(image, hyperparameter=1):
        """Apply a convolution.

        Parameters
        ----------
        image : autoencoder
            The input, after upsampling.
        hyperparameter : int
            The hyperparameter that is used.

        Returns
        -------
        backpropagation
            An image with regularization.

        Notes
        -----
        Each receptive field is alone.

        Examples
        --------
        >>> metadata = apply(perceptron)
        """
'''
IN_DOCSTRINGS = {
    "autoencoder",
    "convolution",
    "upsampling",
    "hyperparameter",
    "regularization",
    "receptive field",
}


@pytest.mark.parametrize("style", ["sphinx.ext.napoleon", "numpydoc"])
def test_docstrings_are_linked(project: Project, style: str) -> None:
    pytest.importorskip(style)
    project.write({"tool.py": NUMPY_STYLE, "index.rst": "Tool\n====\n\n.. automodule:: tool\n   :members:\n"})
    project.conf(extensions=["sphinx.ext.autodoc", style, "sphinx_bioglossary"])
    built = project.build()
    assert {text for _, text in built.links("index")} == IN_DOCSTRINGS
    assert built.page("index").find("dt").find("a", class_="bioglossary") is None
    assert not built.warnings
    assert project.build().changed == (0, 0, 0)


def test_pages_of_autosummary_are_linked(project: Project) -> None:
    index = "Tool\n====\n\n.. autosummary::\n   :toctree: made\n\n   tool.apply\n"
    project.write({"tool.py": NUMPY_STYLE, "index.rst": index})
    extensions = ["sphinx.ext.autosummary", "sphinx.ext.napoleon", "sphinx_bioglossary"]
    project.conf(extensions=extensions, autosummary_generate=True)
    built = project.build()
    assert {text for _, text in built.links("made/tool.apply")} == IN_DOCSTRINGS - {"autoencoder"}
    assert built.links("index") == [], "the table lists functions; it is no running text"
    assert not built.warnings
    assert project.build().changed == (0, 0, 0)


def test_included_text_is_linked(project: Project) -> None:
    project.write(
        {
            "index.rst": "Docs\n====\n\n.. include:: part.inc\n\nA perceptron again.\n",
            "part.inc": "A perceptron and\na hyperparameter.\n",
        }
    )
    assert project.build().links("index") == [
        ("perceptron", "perceptron"),
        ("hyperparameter", "hyperparameter"),
    ]
    project.write({"part.inc": "A perceptron and\nsome regularization.\n"})
    assert project.build().links("index") == [
        ("perceptron", "perceptron"),
        ("regularization", "regularization"),
    ]


def test_substituted_text_is_linked(page: Callable[..., Built]) -> None:
    text = "Docs\n====\n\nThis is |name|; |deep| learns.\n\n.. |name| replace:: a perceptron\n"
    built = page(text, rst_prolog=".. |deep| replace:: an autoencoder\n")
    assert [text for _, text in built.links("index")] == ["perceptron", "autoencoder"]


DESIGN = """\
    Docs
    ====

    .. tab-set::

       .. tab-item:: The natural image

          A hyperparameter.

    .. dropdown:: Object detection

       Some regularization.

    .. card:: The pixel classifier

       A heading of upsampling
       ^^^
       A natural image.
       +++
       A foot with metadata.

    .. card:: Elsewhere
       :link: https://example.org/

       A perceptron.

    .. grid:: 2

       .. grid-item-card:: Convolution
          :link: other
          :link-type: doc

          An autoencoder.

       .. grid-item::

          A Gaussian process.

    .. button-link:: https://example.org/

       Backpropagation

    A :bdg-primary:`skip connection`.
"""


@pytest.mark.parametrize("markup", [".rst", ".md"])
def test_tabs_cards_and_dropdowns_are_linked(project: Project, markup: str) -> None:
    pytest.importorskip("sphinx_design")
    text = dedent(DESIGN)
    body = text if markup == ".rst" else "# Docs\n\n```{eval-rst}\n" + text.partition("====\n")[2] + "```\n"
    project.write({f"index{markup}": body, "other.rst": ":orphan:\n\nOther\n=====\n"})
    extensions = ["myst_parser", "sphinx_design", "sphinx_bioglossary"]
    project.conf(extensions=extensions, suppress_warnings=["design.card_legacy"])
    built = project.build()
    linked = [text for _, text in built.links("index")]
    assert linked == [
        "hyperparameter",
        "regularization",
        "natural image",
        "metadata",
        "Gaussian process",
    ]
    page = built.page("index")
    assert not page.select(
        "a a, summary a, label a, .sd-card-title a.bioglossary, .sd-card-header a.bioglossary"
    )
    assert not built.warnings
