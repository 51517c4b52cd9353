"""Score links against labelled words in the docs of other packages (see docs/labelled-set.md).

Downloads the source distributions named in labelled_packages.tsv, builds their docs with the report builder,
and compares the links with labelled.tsv. Needs myst-parser and, the first time, the network.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import nan, sqrt
from pathlib import Path
from typing import NamedTuple

from sphinx_bioglossary.glossary.loader import load

_HERE = Path(__file__).parent
_INDEX = "https://pypi.org/simple"
# Release notes are left out, as projects do with bioglossary_exclude_pages.
_CONF = """\
extensions = ["sphinx_bioglossary", "myst_parser"]
source_suffix = {".rst": "restructuredtext", ".txt": "restructuredtext", ".md": "markdown"}
exclude_patterns = ["**change*", "**CHANGE*", "**history*", "**news*", "**release*", "**relnotes*"]
exclude_patterns += ["**what*new*", "**requirements*", "**wordlist*"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "amsmath", "fieldlist", "substitution"]
bioglossary_scope = "all"
bioglossary_most_links = 1000
bioglossary_own_terms = False
bioglossary_jargon = False
"""


class Package(NamedTuple):
    """A source distribution on the package index, and the folder of its docs."""

    package: str
    version: str
    filename: str
    sha256: str
    docs: str


class Label(NamedTuple):
    """A labelled place: ``words`` on a line of a source file, in which they stand once."""

    package: str
    version: str
    file: str
    line: int
    term: str
    words: str
    label: str
    kind: str

    @property
    def place(self) -> Place:
        """Where the report has it."""
        return self.file.rpartition(".")[0], self.line, self.term, self.words


class Decision(NamedTuple):
    """Whether the extension links a place, and its reason."""

    linked: bool
    reason: str


Place = tuple[str, int, str, str]  # page, line, entry id, words
Outcome = tuple[Label, Decision]
_NOT_FOUND = Decision(linked=False, reason="not in the report")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path, help="folder for downloads and builds")
    parser.add_argument("--list", action="store_true", help="list the wrong and the missed links")
    options = parser.parse_args()
    labels = defaultdict(list)
    for row in read_labels():
        labels[row.package].append(row)
    outcomes = []
    for package in read_packages():
        decisions = decide(package, options.cache)
        outcomes += [(row, decisions.get(row.place, _NOT_FOUND)) for row in labels[package.package]]
    print_scores(outcomes)
    if options.list:
        print_faults(outcomes)


def read_packages() -> list[Package]:
    return [Package(**row) for row in _rows("labelled_packages.tsv")]


def read_labels() -> list[Label]:
    return [Label(**{**row, "line": int(row["line"])}) for row in _rows("labelled.tsv")]  # type: ignore[arg-type]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def decide(package: Package, cache: Path) -> dict[Place, Decision]:
    """Build the docs of ``package`` and return the decision at each place that could be linked."""
    docs = _unpacked(package, cache) / package.docs
    conf, out = cache / "conf", cache / "reports" / package.package
    conf.mkdir(exist_ok=True)
    (conf / "conf.py").write_text(_CONF, encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-Q", "-b", "bioglossary", "-c", conf, docs, out], check=True
    )
    pages = json.loads((out / "bioglossary.json").read_text(encoding="utf-8"))["pages"]
    return {
        (page, row["line"], row["term"], row["text"]): Decision(linked, row["reason"])
        for page, decisions in pages.items()
        for part, linked in (("links", True), ("skipped", False))
        for row in decisions[part]
    }


def _unpacked(package: Package, cache: Path) -> Path:
    """Download and unpack a source distribution, unless the cache has it, and return its folder."""
    folder = cache / package.filename.removesuffix(".tar.gz")
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        archive = cache / package.filename
        archive.write_bytes(_fetch(_address(package)))
        if hashlib.sha256(archive.read_bytes()).hexdigest() != package.sha256:
            sys.exit(f"{archive} is not the file that was labelled: its SHA-256 differs")
        with tarfile.open(archive) as files:
            files.extractall(cache, filter="data")
    return folder


def _address(package: Package) -> str:
    files = json.loads(_fetch(f"{_INDEX}/{package.package}/"))["files"]
    return next(str(file["url"]) for file in files if file["filename"] == package.filename)


def _fetch(address: str) -> bytes:
    # pip would run code of the package, to read its metadata.
    headers = {"Accept": "application/vnd.pypi.simple.v1+json"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=180) as answer:  # noqa: S310 - an https address
        content: bytes = answer.read()
        return content


def print_scores(outcomes: list[Outcome]) -> None:
    """Print precision and recall of all labels and of parts of them."""
    ambiguous = {entry.id for entry in load(["bioimage"], Path())[0] if entry.sense}
    parts = defaultdict(list)
    for outcome in outcomes:
        label = outcome[0]
        sense = "ambiguous" if label.term in ambiguous else "plain"
        for part in ("all", label.kind, sense, f"{label.kind}, {sense}", f"  {label.term}"):
            parts[part].append(outcome)
    for part in sorted(parts, key=lambda part: (part.startswith(" "), part)):
        print(f"{part:32} {_score(parts[part])}")
    not_found = sum(decision is _NOT_FOUND for _, decision in outcomes)
    print(f"{not_found} of {len(outcomes)} places are not in the report")


def _score(outcomes: Iterable[Outcome]) -> str:
    right = [decision.linked for label, decision in outcomes if label.label == "right"]
    wrong = [decision.linked for label, decision in outcomes if label.label == "wrong"]
    precision = _share(sum(right), sum(right) + sum(wrong))
    return f"precision {precision}  recall {_share(sum(right), len(right))}"


def _share(count: int, total: int) -> str:
    """Format a share with its Wilson interval of 95%."""
    if not total:
        return f"{nan:5.3f} {'':14} {'0/0':>9}"
    z, share = 1.96, count / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2)
    low, high = ((middle + sign * half) / (1 + z * z / total) for sign in (-1, 1))
    return f"{share:5.3f} [{low:.3f}, {high:.3f}] {f'{count}/{total}':>9}"


def print_faults(outcomes: Iterable[Outcome]) -> None:
    """Print the links on places labelled wrong, and the places labelled right without a link."""
    for label, (linked, reason) in outcomes:
        if label.label != "either" and linked != (label.label == "right"):
            place = f"{label.package}/{label.file}:{label.line}"
            print(f"{'wrong' if linked else 'missed'}: {place}: {label.words} ({label.term}): {reason}")


if __name__ == "__main__":
    main()
