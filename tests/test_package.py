"""The package as it is built and installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from email import message_from_string
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import Project
from markdown_it import MarkdownIt

ROOT = Path(__file__).parent.parent
NOT_SOURCE = shutil.ignore_patterns(
    ".*", "__pycache__", "*.egg-info", "build", "dist", "_build", "node_modules"
)
BUILD = "from setuptools.build_meta import build_sdist, build_wheel; build_sdist('dist'); build_wheel('dist')"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository."""
    folder = tmp_path_factory.mktemp("package") / "repository"
    shutil.copytree(ROOT, folder, ignore=NOT_SOURCE)
    return folder


@pytest.fixture(scope="module")
def built(repository: Path) -> tuple[Path, str]:
    """The folder with the source distribution and the wheel, and what setuptools printed."""
    pytest.importorskip("setuptools", minversion="77")
    folder = repository.parent / "built"
    shutil.copytree(repository, folder)
    done = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=folder, check=True, text=True, stdout=-1, stderr=subprocess.STDOUT
    )
    return folder / "dist", done.stdout


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_build_finds_nothing_ambiguous(built: tuple[Path, str]) -> None:
    assert "would be ignored" not in built[1]


def test_the_wheel_holds_the_package_and_its_data(built: tuple[Path, str], repository: Path) -> None:
    with ZipFile(next(built[0].glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {f"sphinx_bioglossary/{name}" for name in files_in(repository / "sphinx_bioglossary")}
    data = {f"sphinx_bioglossary/glossary_data/{name}" for name in files_in(repository / "glossary_data")}
    assert names == package | data


def test_the_source_distribution_holds_the_repository(built: tuple[Path, str], repository: Path) -> None:
    with tarfile.open(next(built[0].glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert files_in(repository) <= names


def test_the_package_index_gets_no_pictures_and_links_to_files(built: tuple[Path, str]) -> None:
    with ZipFile(wheel := next(built[0].glob("*.whl"))) as archive:
        name = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/METADATA"
        metadata = message_from_string(archive.read(name).decode())
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert [url.partition(", ")[0] for url in metadata.get_all("Project-URL")] == ["Homepage"]
    description = metadata.get_payload()
    inline = [part for block in MarkdownIt().parse(description) for part in block.children or ()]
    links = [str(part.attrs["href"]) for part in inline if part.type == "link_open"]
    assert "https://myst-parser.readthedocs.io" in links
    assert not [link for link in links if not link.startswith("https://")]
    assert not [part for part in inline if part.type == "image"]
    headings = [
        line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line[:1] == "#"
    ]
    assert [line for line in description.splitlines() if line[:1] == "#"] == headings


def test_sphinx_runs_in_the_folder_of_the_repository(repository: Path, project: Project) -> None:
    """There, Python imports the package from the repository, wherever it is installed."""
    project.write({"index.rst": "Index\n=====\n\nA perceptron. An undefined TMA.\n"})
    folders = [folder for folder in sys.path if Path(folder).name == "site-packages"]
    # Without the site module, editable installs have no effect.
    command = [sys.executable, "-S", "-m", "sphinx", project.source, project.source / "build"]
    done = subprocess.run(
        command,
        cwd=repository,
        env={"PYTHONPATH": ":".join(folders)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "undefined acronym 'TMA'" in done.stderr
    assert "#term-perceptron" in (project.source / "build" / "index.html").read_text(encoding="utf-8")
