"""Other extensions in the same build, and the server that builds at every edit."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, Project, cases

from sphinx_bioglossary.pages import generated as page
from sphinx_bioglossary.project import generated_page as made

pytestmark = pytest.mark.neighbors
EXTENSIONS = [
    "sphinx_design",
    "sphinx_copybutton",
    "sphinxcontrib.bibtex",
    "sphinx_tippy",
    "sphinx_mounts",
    "sphinx_last_updated_by_git",
    "sphinx_sitemap",
]
PAGE = """\
    Docs
    ====

    A perceptron :cite:`smith` and a widget.

    .. code-block:: python

       perceptron = 1

    .. tab-set::

       .. tab-item:: The perceptron

          A hyperparameter.

    .. bibliography::
    """
INDEX = """\
Docs
====

A (PSF), an autoencoder's widget and a "perceptron".

.. toctree::
   :hidden:
   :glob:

   *
"""
OWN = "- id: widget\n  term: Widget\n  definition: {}\n"


@pytest.mark.parametrize("case", cases("neighbors"))
def test_an_extension_works_as_without_ours(project: Project, case: dict[str, Any]) -> None:
    missing = [name for name in case.get("extensions", []) if not _is_installed(name)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    other = "Other\n=====\n\nA (PSF).\n"
    project.write(
        {"index.rst": f"{INDEX}\n{case.get('text', '')}", "other.rst": other, **case.get("files", {})}
    )
    names = ["index", "other", *case.get("pages", [])]
    outcomes = []
    for ours in ([], ["sphinx_bioglossary"]):
        # Sphinx adds suffixes of extensions to its default, also for builds that follow.
        options = {"source_suffix": {".rst": "restructuredtext"}, **case.get("options", {})}
        project.conf(extensions=[*case["extensions"], *ours], **options)
        folder = project.source.parent / "build"
        shutil.rmtree(folder, ignore_errors=True)
        built, again = project.build(), project.build()
        files = [built.read(name) for name in case.get("same", [])]
        pages = [_shown(built, name) for name in names]
        outcomes.append((pages, files, built.warnings, again.warnings, again.changed))
    assert outcomes[0] == outcomes[1]
    assert [word for _, word in built.links("index")][:3] == ["PSF", "autoencoder", "perceptron"]


def _shown(built: Built, name: str) -> tuple[str, list[str]]:
    """Return the visible text of a page, and its descriptions."""
    page = built.page(name)
    return page.select_one("div.body").get_text(), [str(meta) for meta in page.select("meta")]


@pytest.fixture
def repository(project: Project) -> Project:
    """A project in a Git repository, with its glossary outside the sources."""
    project.write(
        {"index.rst": PAGE, "refs.bib": "@misc{smith, author={A. Smith}, title={Of perceptrons}}\n"}
    )
    (project.source.parent / "own.yaml").write_text(OWN.format("A part."), encoding="utf-8")
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "All")):
        subprocess.run(["git", *command], cwd=project.source, check=True)
    return project


def test_many_extensions_at_once(
    repository: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = [name for name in EXTENSIONS if _is_installed(name)]
    if len(installed) < len(EXTENSIONS):
        pytest.skip(f"not installed: {', '.join(sorted(set(EXTENSIONS) - set(installed)))}")
    # In users' environments the package is in no repository.
    stub = tmp_path / "installed" / "page.bioglossary"
    stub.parent.mkdir()
    stub.write_text("", encoding="utf-8")
    for module in (made, page):
        monkeypatch.setattr(module, "STUB", stub)
    repository.conf(
        extensions=[*EXTENSIONS, "sphinx_bioglossary"],
        bibtex_bibfiles=["refs.bib"],
        html_baseurl="https://example.org/",
        sitemap_show_lastmod=True,
        tippy_enable_doitips=False,  # they are fetched from the network
        bioglossary_sources=["bioimage", "../own.yaml"],
        exclude_patterns=["refs.bib"],
    )
    files = repository.files()
    built = repository.build()
    assert [text for _, text in built.links("index")] == ["perceptron", "widget", "hyperparameter"]
    assert not built.warnings
    assert "<loc>https://example.org/en/bioglossary.html</loc></url>" in built.read("sitemap.xml")
    again = repository.build()
    assert again.changed == (0, 0, 0)
    assert not again.warnings
    assert repository.files() == files


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@pytest.fixture
def server(project: Project) -> Iterator[Path]:
    """The log of a server that builds the project, and watches its glossary outside the sources too."""
    pytest.importorskip("sphinx_autobuild")
    project.write({"index.rst": "Docs\n====\n\nA perceptron and a widget.\n"})
    project.conf(bioglossary_sources=["bioimage", "../own.yaml"])
    folder = project.source.parent
    (folder / "own.yaml").write_text(OWN.format("A part."), encoding="utf-8")
    log = folder / "log"
    command = [sys.executable, "-u", "-m", "sphinx_autobuild", "--port=0", "--watch", folder / "own.yaml"]
    with log.open("w") as output:
        # Not where the package's sources lie, which would be imported in place of what is installed.
        process = subprocess.Popen(
            [*command, project.source, folder / "out"], cwd=folder, stdout=output, stderr=output
        )
        yield log
        process.terminate()
        process.wait()


def _builds(log: Path, *, at_least: int) -> int:
    """Wait until the server has built so often and then logged nothing for a while; return its builds."""
    text, changed = "", time.monotonic()
    deadline = changed + 60
    while time.monotonic() < deadline:
        time.sleep(0.1)
        before, text = text, log.read_text(encoding="utf-8")
        if text != before:
            changed = time.monotonic()
        elif text.count("build succeeded") >= at_least and time.monotonic() > changed + 3:
            break
    assert text.count("build succeeded") == text.count("Running Sphinx"), text
    return text.count("Running Sphinx")


def test_the_server_builds_once_for_an_edited_glossary(server: Path) -> None:
    assert _builds(server, at_least=1) == 1
    own, page = server.with_name("own.yaml"), server.with_name("out") / "bioglossary.html"
    assert "A part." in page.read_text(encoding="utf-8")
    own.write_text(OWN.format("Another part."), encoding="utf-8")
    assert _builds(server, at_least=2) == 2
    assert "Another part." in page.read_text(encoding="utf-8")
