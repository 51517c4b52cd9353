"""The table of labelled places keeps its shape. Its figures need the network: see benchmarks/labelled.py."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from sphinx_bioglossary.glossary.loader import load

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def table(name: str) -> list[dict[str, str]]:
    with (BENCHMARKS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


LABELS, PACKAGES = table("labelled.tsv"), table("labelled_packages.tsv")


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (LABELS, ["package", "version", "file", "line", "term", "words", "label", "kind"]),
        (PACKAGES, ["package", "version", "filename", "sha256", "docs"]),
    ],
)
def test_every_row_has_every_column(rows: list[dict[str, str]], columns: list[str]) -> None:
    assert all(list(row) == columns and all(row.values()) for row in rows)


def test_every_row_is_a_place_with_a_known_entry_and_label() -> None:
    ids = {entry.id for entry in load(["bioimage"], Path())[0]}
    for row in LABELS:
        assert row["term"] in ids, row
        assert row["label"] in {"right", "wrong", "either"}, row
        assert row["kind"] in {"imaging", "other"}, row
        assert int(row["line"]) > 0, row


def test_the_words_are_only_the_name_of_the_entry() -> None:
    assert max(len(row["words"].split()) for row in LABELS) <= 4


def test_no_place_has_two_labels() -> None:
    places = Counter((row["package"], row["file"], row["line"], row["words"]) for row in LABELS)
    assert max(places.values()) == 1


def test_labels_are_many_and_spread() -> None:
    ambiguous = {entry.id for entry in load(["bioimage"], Path())[0] if entry.sense}
    labels = Counter(row["label"] for row in LABELS)
    assert len(LABELS) >= 600
    assert labels["wrong"] >= 150
    assert sum(row["term"] in ambiguous for row in LABELS) >= len(LABELS) / 2
    assert len({row["package"] for row in LABELS}) >= 15


def test_every_label_belongs_to_a_pinned_package_of_one_kind() -> None:
    pinned = {(row["package"], row["version"]) for row in PACKAGES}
    assert {(row["package"], row["version"]) for row in LABELS} == pinned
    assert len({(row["package"], row["kind"]) for row in LABELS}) == len(PACKAGES)


def test_every_package_is_pinned_by_its_checksum() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{64}", row["sha256"]) for row in PACKAGES)
