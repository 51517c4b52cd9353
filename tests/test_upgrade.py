"""A project that one version of the extension has built, and another builds again."""

from __future__ import annotations

import json
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
    project.write({"index.rst": "All\n===\n\nA perceptron.\n\n.. toctree::\n\n   one\n   two\n"})
    project.write({f"{name}.rst": f"{name}\n===\n\nA perceptron.\n" for name in PAGES[1:]})
    return project


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


def with_version(text: str) -> bytes:
    return json.dumps({"version": version.__version__, "content": json.loads(text)}).encode()


@pytest.mark.parametrize(
    "cache",
    [
        *(b"[]", b"5", b"{}", b'""', b"null", b"", b"no JSON", b"\xff"),
        *map(with_version, ("[]", "5", "null", '"words"')),
        b'{"content": {}}',
        b'{"version": null, "content": {}}',
    ],
)
def test_a_cache_of_another_shape_is_ignored(docs: Project, cache: bytes) -> None:
    first = docs.build()
    before, caches = everything(first.outdir), caches_of(docs)
    for path in caches:
        path.write_bytes(cache)
    built = docs.build()
    assert built.changed == (0, 0, 0)
    assert sorted(built.written) == ["bioglossary", *PAGES]
    assert not built.warnings
    assert everything(built.outdir) == before
    assert docs.build().written == []


def test_a_cache_of_another_version_is_ignored(docs: Project) -> None:
    before = everything(docs.build().outdir)
    for path in caches_of(docs):
        cache = json.loads(path.read_text(encoding="utf-8"))
        assert cache["version"] == version.__version__
        path.write_text(json.dumps({**cache, "version": "0.0.1"}), encoding="utf-8")
    built = docs.build()
    assert sorted(built.written) == ["bioglossary", *PAGES]
    assert not built.warnings
    assert everything(built.outdir) == before


def caches_of(project: Project) -> list[Path]:
    """Return the caches beside the output: of the pages, the tooltips and failures to render them."""
    found = sorted((project.source.parent / "build" / "doctrees").glob("bioglossary-*.json"))
    assert len(found) == 3
    return found
