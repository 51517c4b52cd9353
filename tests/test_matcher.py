"""Matches in text, and surface forms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import cases

from sphinx_bioglossary.glossary.loader import load
from sphinx_bioglossary.glossary.matcher import Matcher
from sphinx_bioglossary.glossary.model import Entry, SourceLocation

_MARK = re.compile(r"\[([^\]]+)\]\(([\w-]+)(!?)\)")


def entry(entry_id: str, **fields: Any) -> Entry:
    fields["forms"] = tuple(fields.get("forms", ()))
    return Entry(
        id=entry_id, definition="Text.", location=SourceLocation(Path("own.yaml"), 1), source="own", **fields
    )


@pytest.fixture(scope="module")
def bundled() -> Matcher:
    glossary, _faults = load(["bioimage"], Path())
    return Matcher(glossary.entries.values())


UNSPACED = {
    "convolution": ("Convolution", "畳み込み", "卷积", "คอนโวลูชัน"),
    "psf": ("点像分布関数", "点扩散函数", "PSF"),
    "cnn": ("畳み込みニューラルネットワーク",),
    "network": ("ニューラルネットワーク",),
    "kernel": ("カーネル", "ネルソン"),
    "beam": ("คาน",),
    "gauss": ("ガウシアン",),
}


def check(matcher: Matcher, marked: str) -> None:
    """Compare the matches of ``matcher`` with the marks in a text."""
    text, expected, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        expected.append((len(text), mark[1], mark[2], bool(mark[3])))
        text += mark[1]
        end = mark.end()
    text += marked[end:]
    found = [(m.start, text[m.start : m.end], m.entry_id, bool(m.obstacle)) for m in matcher.find(text)]
    assert found == expected


@pytest.mark.parametrize("case", cases("matching"))
def test_text(bundled: Matcher, case: dict[str, str]) -> None:
    check(bundled, case["text"])


@pytest.mark.parametrize("case", cases("unspaced"))
def test_text_without_spaces(case: dict[str, str]) -> None:
    entries = [entry(key, term=names[0], aliases=names[1:]) for key, names in UNSPACED.items()]
    check(Matcher(entries), case["text"])


@pytest.mark.parametrize("case", cases("forms"))
def test_forms(case: dict[str, Any]) -> None:
    matcher = Matcher([entry("it", **case["entry"])])
    for form in [case["entry"]["term"], *case["forms"]]:
        text = f"before {form} after"
        assert [text[m.start : m.end] for m in matcher.find(text)] == [form]
    for form in case.get("not_forms", []):
        assert not matcher.find(f"before {form} after"), form


def test_a_later_entry_takes_a_form_from_an_earlier_one() -> None:
    matcher = Matcher([entry("old", term="Kernel"), entry("new", term="Filter", aliases=("kernel",))])
    assert [match.entry_id for match in matcher.find("a kernel")] == ["new"]


def test_a_shorter_form_is_found_where_a_longer_one_breaks_off() -> None:
    matcher = Matcher([entry("short", term="Training"), entry("long", term="Training data set")])
    assert [(m.start, m.end, m.entry_id) for m in matcher.find("training data only")] == [(0, 8, "short")]


def test_offsets_are_right_after_letters_that_grow_in_lower_case() -> None:
    text = "İİİ kernel"
    found = Matcher([entry("kernel", term="Kernel")]).find(text)
    assert [text[m.start : m.end] for m in found] == ["kernel"]
