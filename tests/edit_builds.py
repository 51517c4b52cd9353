"""Builds of a project between edits, and the parts of them that are compared."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sphinx.testing.util import SphinxTestApp

_COLORS = re.compile(r"\x1b\[[0-9;]*m")
_WRITTEN = re.compile(r"writing output\.\.\. *\[ *\d+%\] (\S+)")


@dataclass
class Outcome:
    """The result of a build."""

    same: dict[str, str]  # by name: what is always that of a fresh build
    around: dict[str, str]  # by page: what stands around its body
    our_warnings: list[str]
    warnings: Counter[str]
    written: set[str]  # in one process only


class Player:
    """Brings the files of a project into being, and builds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir(parents=True)

    def write(self, files: dict[str, str]) -> None:
        """Write the files that have changed, and remove those that are gone."""
        old = {str(path.relative_to(self.source)) for path in self.source.rglob("*") if path.is_file()}
        for name in old - files.keys():
            (self.source / name).unlink()
        for name, text in files.items():
            path = self.source / name
            if name not in old or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                # The clock of the file system may lag behind the one that Sphinx reads.
                os.utime(path, ns=(time.time_ns(), time.time_ns()))

    def build(self, builder: str, tree: str, jobs: int = 1) -> Outcome:
        app = SphinxTestApp(builder, srcdir=self.source, builddir=self.folder / tree, parallel=jobs)
        try:
            app.build()
            return _outcome(app)
        finally:
            app.cleanup()

    def build_fresh(self, builder: str) -> Outcome:
        shutil.rmtree(self.folder / "fresh", ignore_errors=True)
        return self.build(builder, "fresh")


def _outcome(app: SphinxTestApp) -> Outcome:
    out, is_text = Path(app.outdir), app.builder.name == "text"
    same, around = {}, {}
    for docname in app.env.found_docs:
        path = out / f"{docname}.txt" if is_text else Path(app.builder.get_outfilename(docname))
        same[docname], _, around[docname] = path.read_text(encoding="utf-8").partition("\naround:\n")
    for path in sorted(out.glob("_static/bioglossary/*")):
        same[path.name] = path.read_text(encoding="utf-8")
    if not is_text:
        index = Path(app.builder.get_outfilename("genindex"))
        same["the index"] = index.read_text(encoding="utf-8").replace("), (", "),\n(")
        same["the search"] = _search((out / "searchindex.js").read_text(encoding="utf-8"))
        inventory = (out / "objects.inv").read_bytes().split(b"\n", 4)
        same["objects.inv"] = zlib.decompress(inventory[4]).decode()
    lines = _COLORS.sub("", app.warning.getvalue()).splitlines()
    ours = sorted(line for line in lines if "[bioglossary" in line)
    written = _WRITTEN.findall(_COLORS.sub("", app.status.getvalue()).replace("\r", "\n"))
    return Outcome(same, around, ours, Counter(line for line in lines if line not in ours), set(written))


def _search(script: str) -> str:
    """Return which titles pages have and where words are found; words that are found nowhere do not count."""
    index = json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))
    names = index["docnames"]
    rows = [f"{name} has the title {title}" for name, title in zip(names, index["titles"], strict=True)]
    for kind in ("terms", "titleterms"):
        for word, at in index[kind].items():
            rows += [f"{word} is in {kind} of {names[n]}" for n in ([at] if isinstance(at, int) else at)]
    return "\n".join(sorted(rows))
