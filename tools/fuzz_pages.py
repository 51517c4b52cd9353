"""Build random pages with and without the extension, and compare what readers see.

Each batch is a project of random pages, in reStructuredText and Markdown, that is built twice. Faults are: a
build that ends with an error, a page whose visible text differs, and a link within a link. The seed of a
batch makes the same pages again. Batches with faults are kept; the exit status is 1 if there is one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from textwrap import indent

import yaml
from bs4 import BeautifulSoup

_TEMPLATES = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
_WORDS = _TEMPLATES["words"].split()
_SEPARATORS = (" ", " ", " ", " ", " ", "-", "/", ", ", "\u00a0", "")
_CONF = """
import os
from docutils.parsers.rst.roles import register_generic_role
from docutils.nodes import inline

extensions = ["myst_parser", "sphinx.ext.todo"]
if os.environ["FUZZED"]:
    extensions.append("sphinx_bioglossary")
    bioglossary_sources = ["bioimage", "own.yaml"]
else:
    register_generic_role("noterm", inline)
exclude_patterns = ["ours", "plain"]
html_theme = "basic"
rst_prolog = ".. |word| replace:: kernel"
todo_include_todos = True
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "attrs_inline", "attrs_block"]
"""


@dataclass
class Writer:
    """Writes random markup."""

    random: Random
    inline: list[str]
    blocks: list[str]

    def words(self) -> str:
        """Return one to five words on a line."""
        parts = [
            self.random.choice(_WORDS) + self.random.choice(_SEPARATORS)
            for _ in range(self.random.randint(1, 5))
        ]
        return "".join(parts).strip()

    def text(self) -> str:
        """Return a line with markup."""
        parts = [self.filled(self.random.choice(self.inline)) for _ in range(self.random.randint(1, 6))]
        return " ".join(parts)

    def block(self, depth: int = 3) -> str:
        """Return blocks, nested up to ``depth`` times."""
        parts = []
        for _ in range(self.random.randint(1, 3)):
            block = self.filled(self.random.choice(self.blocks))
            parts.append(block.replace("$", indent(self.block(depth - 1) if depth else self.words(), "   ")))
        return "\n\n".join(parts)

    def filled(self, template: str) -> str:
        """Return a template with text and words put in."""
        while "@" in template:
            template = template.replace("@", self.text(), 1)
        while "~" in template:
            template = template.replace("~", self.words(), 1)
        return template


def main() -> None:
    """Build the batches and print the faults of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pages", type=int, help="number of pages")
    parser.add_argument(
        "--seed", type=int, default=0, help="seed of the first batch; the next batch has the next"
    )
    parser.add_argument("--batch", type=int, default=200, help="number of pages in a batch")
    options = parser.parse_args()
    faults = 0
    for seed in range(options.seed, options.seed + -(-options.pages // options.batch)):
        folder = Path(tempfile.mkdtemp(prefix=f"pages-{seed}-"))
        found = list(_faults(folder, _write_project(folder, Random(seed), options.batch)))
        print(
            f"seed {seed}, {options.batch} pages, {len(found)} faults ({folder})",
            *found,
            sep="\n  ",
            flush=True,
        )
        faults += len(found)
        if not found:
            shutil.rmtree(folder)
    sys.exit(faults > 0)


def _write_project(folder: Path, random: Random, pages: int) -> list[str]:
    """Write the files of a project, and return the names of its pages."""
    rst = Writer(random, **_TEMPLATES["restructuredtext"])
    markdown = Writer(random, **_TEMPLATES["markdown"])
    names = [f"page{number}" for number in range(pages)]
    listing = "".join(f"   {name}\n" for name in names)
    (folder / "index.rst").write_text(f"Index\n=====\n\n.. toctree::\n\n{listing}", encoding="utf-8")
    for name in names:
        if random.randrange(3):
            text = (
                f".. _{name}:\n\n{rst.words()}\n{'=' * 80}\n\n{rst.block()}\n\nPart\n----\n\n{rst.block()}\n"
            )
        else:
            text = f"({name})=\n# {markdown.words()}\n\n{markdown.block()}\n\n## Part\n\n{markdown.block()}\n"
        path = folder / f"{name}.{'rst' if text.startswith('..') else 'md'}"
        path.write_text(text, encoding="utf-8")
    entry = {"id": "big-gizmo", "term": "Big gizmo", "definition": rst.block(1)}
    (folder / "own.yaml").write_text(yaml.safe_dump([entry]), encoding="utf-8")
    scope, own = random.choice(("page", "section", "project", "all")), random.choice((True, False))
    options = f"bioglossary_scope = {scope!r}\nbioglossary_own_terms = {own}\n"
    (folder / "conf.py").write_text(_CONF + options, encoding="utf-8")
    return names


def _faults(folder: Path, names: list[str]) -> Iterator[str]:
    """Build a project twice, and yield the faults."""
    plain, ours = _build(folder, ours=False), _build(folder, ours=True)
    if plain.returncode or ours.returncode:
        yield f"status {ours.returncode}, without the extension {plain.returncode}: {ours.stderr[-2000:]}"
        return
    for name in names:
        before, after = (_body(folder / kind / f"{name}.html") for kind in ("plain", "ours"))
        if before.get_text() != after.get_text():
            yield f"{name}: other text"
        if after.select("a a.bioglossary, a.bioglossary a"):
            yield f"{name}: a link in a link"


def _build(folder: Path, *, ours: bool) -> subprocess.CompletedProcess[str]:
    output = folder / ("ours" if ours else "plain")
    command = [sys.executable, "-m", "sphinx", "-q", "-d", output / "trees", folder, output]
    variables = os.environ | {"FUZZED": "1" if ours else ""}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def _body(path: Path) -> BeautifulSoup:
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return BeautifulSoup(str(page.select_one("div.body")), "html.parser")


if __name__ == "__main__":
    main()
