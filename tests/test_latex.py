"""The LaTeX output is a book that pdfLaTeX, Sphinx's default, can set."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Project

from sphinx_bioglossary.glossary.loader import load

BUNDLED, _ = load(["bioimage"], Path())

# LaTeX packages without which Sphinx's output cannot be set, whatever is in it.
NEEDED = [
    "tgtermes.sty",
    "fncychap.sty",
    "wrapfig.sty",
    "capt-of.sty",
    "framed.sty",
    "tabulary.sty",
    "needspace.sty",
]


def _lack() -> str:
    for program in ("latexmk", "pdflatex", "kpsewhich"):
        if not shutil.which(program):
            return f"{program} is not installed"
    for package in NEEDED:
        if subprocess.run(["kpsewhich", package], capture_output=True, check=False).returncode:
            return f"{package} is not installed"
    return ""


def test_the_bundled_entries_have_no_characters_that_latex_cannot_set() -> None:
    for entry in BUNDLED:
        texts = (entry.headline, *entry.aliases, entry.definition, *(link.title for link in entry.links))
        assert not re.findall(r"[^\x00-\xff]", "".join(texts)), entry.id


@pytest.mark.neighbors
def test_the_whole_glossary_compiles_and_its_links_lead_somewhere(project: Project) -> None:
    if lack := _lack():
        pytest.skip(lack)
    project.write({"index.rst": "Docs\n====\n\nA perceptron.\n\n.. toctree::\n\n   page\n"})
    project.write({"page.rst": "Page\n====\n\nA hyperparameter; :term:`PSF`.\n"})
    project.conf(bioglossary_used_only=False, latex_documents=[("index", "book.tex", "Book", "Us", "manual")])
    outdir = project.build("latex").outdir
    command = ["latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "book.tex"]
    done = subprocess.run(command, cwd=outdir, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert (outdir / "book.pdf").stat().st_size > 10_000
    labels = re.findall(r"\\newlabel{bioglossary:term-", (outdir / "book.aux").read_text(encoding="utf-8"))
    assert len(labels) == len(BUNDLED.entries)
    log = (outdir / "book.log").read_text(encoding="utf-8", errors="replace")
    assert not re.findall(r"Warning: (?:Hyper r|R)eference .*", log)
