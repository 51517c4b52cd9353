"""Documentation projects to build, and the results of their builds."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp
from sphinx.util.inventory import InventoryFile

CASES = Path(__file__).parent / "cases"
_COLORS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_if_skipped(report)
    return report


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure in environments that install all requirements of the tests."""
    if report.skipped and os.environ.get("BIOGLOSSARY_NO_SKIPS"):
        report.outcome = "failed"


def cases(name: str) -> list[Any]:
    """Return the cases of ``tests/cases/<name>.yaml`` as test parameters, each with its title as id."""
    rows = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["title"]) for row in rows]


@dataclass
class Built:
    """The outcome of one build."""

    outdir: Path
    warnings: str
    status: str

    def page(self, docname: str) -> BeautifulSoup:
        return BeautifulSoup((self.outdir / f"{docname}.html").read_text(encoding="utf-8"), "html.parser")

    def links(self, docname: str) -> list[tuple[str, str]]:
        """Return the automatic links of a page as (entry id, linked text)."""
        anchors = self.page(docname).select("a.bioglossary.reference.internal")
        return [(a["href"].partition("#term-")[2], " ".join(a.get_text().split())) for a in anchors]

    @property
    def tooltips(self) -> dict[str, str]:
        """The HTML of the tooltips by address, put together from the data files as in a browser."""
        found: dict[str, str] = {}
        for data in calls(self.outdir).values():
            found |= data.get("entries", {})
        return found

    def read(self, name: str) -> str:
        return (self.outdir / name).read_text(encoding="utf-8")

    @property
    def changed(self) -> tuple[int, int, int]:
        """How many pages were added, changed and removed."""
        found = re.search(r"(\d+) added, (\d+) changed, (\d+) removed", self.status)
        assert found
        return int(found[1]), int(found[2]), int(found[3])

    @property
    def written(self) -> list[str]:
        return re.findall(r"writing output\.\.\. *\[ *\d+%\] (\S+)", self.status.replace("\r", "\n"))


def calls(outdir: Path) -> dict[str, dict[str, Any]]:
    """Return what each data file of the tooltips hands over, by file name."""
    folder = outdir / "_static" / "bioglossary"
    return {path.name: called(path.read_text(encoding="ascii")) for path in sorted(folder.glob("data*.js"))}


def called(script: str) -> dict[str, Any]:
    """Return what the script of a data file hands over."""
    call = re.fullmatch(r"bioglossary\((.*)\)\n", script, re.DOTALL)
    assert call
    found: dict[str, Any] = json.loads(call[1])
    return found


class Project:
    """A documentation project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source"
        self.source.mkdir(parents=True)
        self.conf()

    def conf(self, **options: object) -> None:
        """Write ``conf.py``: the extension, and ``options``."""
        values = {
            "project": "Test",
            "extensions": ["sphinx_bioglossary"],
            "html_theme": "basic",
            "show_warning_types": True,  # as Sphinx does by itself since 8.0
            **options,
        }
        self.write({"conf.py": "".join(f"{name} = {value!r}\n" for name, value in values.items())})

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")

    def files(self) -> set[str]:
        return {str(path.relative_to(self.source)) for path in self.source.rglob("*") if path.is_file()}

    @contextmanager
    def opened(
        self,
        builder: str = "html",
        *,
        jobs: int = 1,
        fresh: bool = False,
        define: dict[str, str] | None = None,
    ) -> Iterator[SphinxTestApp]:
        """Yield Sphinx as it is before the build; ``define`` are the options ``-D``."""
        app = SphinxTestApp(
            builder,
            srcdir=self.source,
            builddir=self.source.parent / ("fresh" if fresh else "build"),
            freshenv=fresh,
            parallel=jobs,
            confoverrides=define,
        )
        try:
            yield app
        finally:
            app.cleanup()

    def build(self, builder: str = "html", *, jobs: int = 1, fresh: bool = False) -> Built:
        with self.opened(builder, jobs=jobs, fresh=fresh) as app:
            return build(app)


def build(app: SphinxTestApp) -> Built:
    app.build()
    return Built(
        Path(app.outdir), _COLORS.sub("", app.warning.getvalue()), _COLORS.sub("", app.status.getvalue())
    )


def everything(outdir: Path) -> dict[str, bytes]:
    """Return the files of an output by name."""
    files = (path for path in outdir.rglob("*") if path.is_file() and path.name != ".buildinfo")
    return {str(path.relative_to(outdir)): path.read_bytes() for path in files}


def inventory(built: Built) -> dict[str, str]:
    """Return the addresses of the terms in the inventory, by name."""
    with (built.outdir / "objects.inv").open("rb") as file:
        data = InventoryFile.load(file, "", lambda _base, uri: uri).get("std:term", {})
    return {name: item[2] if isinstance(item, tuple) else item.uri for name, item in data.items()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without pages."""
    return Project(tmp_path)


@pytest.fixture
def page(project: Project) -> Callable[..., Built]:
    """Return a function that builds a project of one page, ``index``."""

    def build(text: str, *, builder: str = "html", suffix: str = ".rst", **options: object) -> Built:
        if suffix == ".md":
            options = {"extensions": ["myst_parser", "sphinx_bioglossary"], **options}
        project.conf(**options)
        project.write({f"index{suffix}": text})
        return project.build(builder)

    return build
