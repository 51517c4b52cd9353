"""The example docs have the links that an informed editor would set, as tests/example_links.yaml says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from conftest import Built
from sphinx.testing.util import SphinxTestApp

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "example_docs"
EXPECTED: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    (HERE / "example_links.yaml").read_text(encoding="utf-8")
)
BLOCKS = ["p", "li", "dd", "td"]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("example")
    app = SphinxTestApp("html", srcdir=EXAMPLE, builddir=folder)
    try:
        app.build()
        return Built(Path(app.outdir), app.warning.getvalue(), app.status.getvalue())
    finally:
        app.cleanup()


def fold(text: str) -> str:
    """Return ``text`` with single spaces and straight quotes."""
    return " ".join(text.translate({0x2019: "'", 0x201C: '"', 0x201D: '"'}).split())


def stands_at(link: Tag, item: dict[str, Any]) -> bool:
    """Whether a link is that of an item: same entry, same words, and its block has the stretch ``near``."""
    block = link.find_parent(BLOCKS)
    assert block is not None
    text, start = "", 0
    for string in block.find_all(string=True):
        if link in string.parents and not start:
            start = len(fold(text + "|")) - 1
        text += str(string)
    near, words = fold(item["near"]), fold(link.get_text())
    at = fold(text).find(near)
    return (
        link["href"].endswith(f"#term-{item['term']}")
        and words == fold(item["text"])
        and at >= 0
        and at <= start
        and start + len(words) <= at + len(near)
    )


def compared(soup: BeautifulSoup, page: dict[str, list[dict[str, Any]]]) -> tuple[list[Any], list[Any]]:
    """Return the expected items that have no link, and the links that are no expected item."""
    links = soup.select("a.bioglossary.reference.internal")
    missing = [item for item in page["links"] if not any(stands_at(link, item) for link in links)]
    surplus = [link for link in links if not any(stands_at(link, item) for item in page["links"])]
    return missing, surplus


@pytest.mark.parametrize("docname", EXPECTED)
def test_the_example_has_the_expected_links(example: Built, docname: str) -> None:
    missing, surplus = compared(example.page(docname), EXPECTED[docname])
    assert [item["near"] for item in missing] == []
    assert [(link.get_text(), link["href"]) for link in surplus] == []


@pytest.mark.parametrize("docname", EXPECTED)
def test_text_that_must_have_no_link_is_on_the_page(example: Built, docname: str) -> None:
    text = fold(example.page(docname).get_text())
    texts = [item["near"] for item in EXPECTED[docname]["never"]]
    assert texts
    assert [near for near in texts if near not in text] == []


def test_the_one_undefined_acronym_is_reported(example: Built) -> None:
    [warning] = example.warnings.splitlines()
    assert "images.md:20: WARNING: undefined acronym 'DIC'" in warning


def test_every_example_page_has_expectations() -> None:
    pages = {path.stem for path in EXAMPLE.glob("*.rst")} | {path.stem for path in EXAMPLE.glob("*.md")}
    assert set(EXPECTED) == pages
