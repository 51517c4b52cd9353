"""Count the Python function calls of whole fresh builds, which are the same on every machine.

Three builds in processes of their own: without the extension, with the listed entries as a glossary page
written by hand, and with the extension. The second shows the cost of any such page.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from textwrap import indent

from common import parser_of_docs, write_conf


def main() -> None:
    parser = parser_of_docs(__doc__)
    parser.add_argument("--one-build", metavar="OUT", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one_build:
        print(_calls(options.docs, options.one_build))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        conf = options.conf or options.docs
        for kind in ("plain", "ours"):
            (folder / kind).mkdir()
            write_conf(folder / kind, conf, extension=kind == "ours", sources=options.sources)
        plain, ours = (_in_a_process(options.docs, folder / kind) for kind in ("plain", "ours"))
        listed = _write_by_hand(options, folder)
        by_hand = _in_a_process(folder / "docs", folder / "plain")
    print(", ".join(f"{name} {version(name)}" for name in ("sphinx", "docutils", "sphinx_bioglossary")))
    print(f"without the extension:          {plain:,}")
    print(f"with a page of {listed} entries by hand: {by_hand:,} (+{(by_hand - plain) / plain:.2%})")
    print(f"with the extension:             {ours:,} (+{(ours - plain) / plain:.2%})")
    print(f"the extension beside the page:  +{(ours - by_hand) / plain:.2%}")


def _write_by_hand(options: argparse.Namespace, folder: Path) -> int:
    """Write the docs with the listed entries on a page of their own; return the number of entries."""
    from sphinx_bioglossary.glossary.loader import load

    html = (folder / "ours" / "html" / "bioglossary.html").read_text(encoding="utf-8")
    listed = set(re.findall(r'id="term-([a-z0-9-]+)"', html))
    sources = ["bioimage", *([str(options.sources.resolve())] if options.sources else [])]
    entries = [entry for entry in load(sources, Path())[0] if entry.id in listed]
    shutil.copytree(options.docs, folder / "docs")
    body = "\n\n".join(f"   {entry.term}\n{indent(entry.definition, ' ' * 6)}" for entry in entries)
    page = f"Glossary\n========\n\n.. glossary::\n   :sorted:\n\n{body}\n"
    (folder / "docs" / "zz-glossary.rst").write_text(page, encoding="utf-8")
    with (folder / "docs" / "index.rst").open("a", encoding="utf-8") as index:
        index.write("\n.. toctree::\n\n   zz-glossary\n")
    return len(entries)


def _in_a_process(docs: Path, out: Path) -> int:
    command = [sys.executable, __file__, str(docs), "--one-build", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def _calls(docs: Path, out: Path) -> int:
    """Build ``docs`` as html with the ``conf.py`` in ``out``, and return the number of function calls."""
    profile = cProfile.Profile()
    profile.enable()
    from sphinx.application import Sphinx

    doctrees = tempfile.mkdtemp(dir=out)
    app = Sphinx(docs, out, out / "html", doctrees, "html", status=None, warning=StringIO(), freshenv=True)
    app.build()
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
