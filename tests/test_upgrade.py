"""A project that one version of the extension has built, and another builds again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Built, Project, everything

import sphinx_bioglossary
from sphinx_bioglossary import version
from sphinx_bioglossary.project.records import PageTerms

PAGES = ["index", "one", "two"]


@pytest.fixture
def docs(project: Project) -> Project:
    """A project of some pages, each with a perceptron."""
    write_pages(project)
    return project


def write_pages(project: Project) -> None:
    project.write({"index.rst": "All\n===\n\nA perceptron.\n\n.. toctree::\n\n   one\n   two\n"})
    project.write({f"{name}.rst": f"{name}\n===\n\nA perceptron.\n" for name in PAGES[1:]})


def release(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    """Give the extension another version, and what follows from it in ``version.py``."""
    source, line = Path(version.__file__).read_text(encoding="utf-8"), '__version__ = "{}"'
    assert line.format(version.__version__) in source
    released: dict[str, object] = {}
    exec(source.replace(line.format(version.__version__), line.format(number)), released)
    for name in ("__version__", "ENV_VERSION"):
        monkeypatch.setattr(sphinx_bioglossary, name, released[name])


def links(built: Built, pattern: str = "{}") -> list[str]:
    """Return the pages with the link that each of them should have."""
    return [name for name in PAGES if built.links(pattern.format(name)) == [("perceptron", "perceptron")]]


def find_nothing(loaded: object, *_: object) -> PageTerms:
    return PageTerms(loaded.matching_fingerprint, (), ())


def link_nothing(*_: object) -> None:
    pass


def test_another_version_reads_all_pages(docs: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as old:
        release(old, "0.0.1")
        old.setattr("sphinx_bioglossary.linking.collector.terms_of", find_nothing)
        first = docs.build()
    assert first.changed == (4, 0, 0)
    assert links(first) == []
    built = docs.build()
    assert built.changed == (4, 0, 0)
    assert sorted(built.written) == ["bioglossary", *PAGES]
    assert links(built) == PAGES
    assert not built.warnings
    assert everything(built.outdir) == everything(docs.build(fresh=True).outdir)


def test_the_same_version_trusts_what_it_has_read(docs: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr("sphinx_bioglossary.linking.collector.terms_of", find_nothing)
        docs.build()
    built = docs.build()
    assert built.changed == (0, 0, 0)
    assert built.written == []
    assert links(built) == []


def test_another_version_writes_all_pages_of_a_builder_that_comes_later(
    docs: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        release(old, "0.0.1")
        old.setattr("sphinx_bioglossary.linking.linker.insert", link_nothing)
        docs.build("html")
        docs.build("dirhtml")
    assert links(docs.build("html")) == PAGES
    # The html build has brought the environment up to date, so that only the cache tells.
    built = docs.build("dirhtml")
    assert built.changed == (0, 0, 0)
    assert sorted(built.written) == ["bioglossary", *PAGES]
    assert everything(built.outdir) == everything(docs.build("dirhtml", fresh=True).outdir)


def test_the_same_version_trusts_what_a_builder_has_written(
    docs: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("sphinx_bioglossary.linking.linker.insert", link_nothing)
        docs.build()
    built = docs.build()
    assert built.written == []
    assert links(built) == []


@pytest.fixture(scope="module")
def built_docs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, bytes]]:
    """A project that has been built, and the files of its output."""
    project = Project(tmp_path_factory.mktemp("built"))
    write_pages(project)
    return project, everything(project.build().outdir)


def with_part(name: str, content: str) -> Callable[[Path], None]:
    """Return a function that replaces a part of a cache, and nothing else in it."""

    def change(path: Path) -> None:
        cache = json.loads(path.read_text(encoding="utf-8"))
        assert name in cache["content"]
        cache["content"][name] = "here"
        path.write_text(json.dumps(cache).replace('"here"', content), encoding="utf-8")

    return change


def with_bytes(text: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_bytes(text)

    return change


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def remove(path: Path) -> None:
    path.unlink()


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").touch()


def put_a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


VERSION = json.dumps(version.__version__).encode()
OTHER_CACHES = (b"[]", b"5", b"{}", b"", b"no JSON", b"\xff\0", b"[" * 99_999, b"9" * 9_999)
OTHER_CONTENTS = (b"[]", b"5", b"{}", b'{"pages": 5}')
OTHER_PARTS = ("[]", '{"two": 5}', '{"two": [1]}', '{"two": ["\\ud800"]}')


@pytest.mark.parametrize(
    "change",
    [
        *map(with_bytes, OTHER_CACHES),
        *(with_bytes(b'{"version": %b, "content": %b}' % (VERSION, content)) for content in OTHER_CONTENTS),
        *(with_part(part, content) for part in ("pages", "tooltips", "failures") for content in OTHER_PARTS),
        truncate,
        remove,
        put_a_folder,
        put_a_loop,
    ],
)
def test_a_cache_of_another_shape_is_made_anew(
    built_docs: tuple[Project, dict[str, bytes]], change: Callable[[Path], None]
) -> None:
    project, before = built_docs
    change(cache_of(project))
    built = project.build()
    assert built.changed == (0, 0, 0)
    assert sorted(built.written) == ["bioglossary", *PAGES]
    assert not built.warnings
    assert everything(built.outdir) == before
    assert cache_of(project).is_file()


def test_a_lost_cache_leaves_no_page_without_tooltips(docs: Project) -> None:
    docs.write({"two.rst": "two\n===\n\nAn autoencoder.\n"})
    before = docs.build().read("_static/bioglossary/data.js")
    cache_of(docs).unlink()
    docs.build()
    docs.write({"one.rst": "one\n===\n\nNo term.\n"})
    built = docs.build()
    assert "one" in built.written
    assert built.read("_static/bioglossary/data.js") == before


def test_a_cache_of_another_version_is_ignored(docs: Project) -> None:
    before = everything(docs.build().outdir)
    cache = json.loads(cache_of(docs).read_text(encoding="utf-8"))
    assert cache["version"] == version.__version__
    cache_of(docs).write_text(json.dumps({**cache, "version": "0.0.1"}), encoding="utf-8")
    built = docs.build()
    assert sorted(built.written) == ["bioglossary", *PAGES]
    assert not built.warnings
    assert everything(built.outdir) == before


def cache_of(project: Project) -> Path:
    """Return the cache beside the output."""
    (path,) = (project.source.parent / "build" / "doctrees").glob("bioglossary-*.json")
    return path
