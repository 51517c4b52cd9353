"""Sphinx configuration of the nucleat documentation."""

import sys
from pathlib import Path

# autodoc imports the package from this folder, so nothing has to be installed first.
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
    "sphinx.ext.mathjax",  # MATHS: the one line that decides how formulas are rendered
    "sphinx_bioglossary",  # last, so that it sees what the others have made of the pages
]

myst_enable_extensions = ["deflist", "dollarmath"]  # definition lists, and $x$ for maths

exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"nucleat {release}"
