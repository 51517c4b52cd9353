"""Sphinx configuration of the nucleat documentation."""

import sys
from pathlib import Path

# autodoc imports the package from this folder, so it need not be installed.
sys.path.insert(0, str(Path(__file__).parent))

import nucleat

project = "nucleat"
author = "the nucleat developers"
copyright = "2025, the nucleat developers"
release = version = nucleat.__version__
language = "en"

extensions = [
    "myst_parser",  # half of the pages are Markdown
    "sphinx.ext.autodoc",  # the API reference is written in the docstrings
    "sphinx.ext.mathjax",  # MATHS: this line sets the renderer of formulas
    "sphinx_bioglossary",  # last, after the handlers of the other extensions
]

myst_enable_extensions = ["deflist", "dollarmath"]  # definition lists, and $x$ for maths

exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"nucleat {release}"
