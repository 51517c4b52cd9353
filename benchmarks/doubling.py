"""Measure how the time of a build grows with its page: CPU seconds for one, two and four times as much text.

Each row is one shape of a page. "plain" is Sphinx alone, "ours" what the extension adds. Where the time is
proportional to the size, each column is twice the one before.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

_CONF = """
import os
extensions = ["myst_parser", *os.environ["OURS"].split()]
exclude_patterns = ["out*"]
html_theme = "basic"
"""
_LINE = "The *kernel* of ``x``, `y <https://example.org>`__ and :math:`z` in a **neural network** (CNN).\n"
_SENTENCE = "The kernel of a neural network (CNN) has a bias, a loss and one patch of an image, seen by ROI. "


def _lines(count: int) -> str:
    return _LINE * count


def _words(count: int) -> str:
    return _SENTENCE * (count // len(_SENTENCE.split()))


def _paragraphs(count: int) -> str:
    return f"{_SENTENCE}\n\n" * count


def _sections(count: int) -> str:
    return "".join(f"The kernel {number}\n-------------------\n\n{_SENTENCE}\n\n" for number in range(count))


def _acronyms(count: int) -> str:
    return "".join(
        f"A new whole slide image{number} (WSI{number}) and ABC{number}.\n" for number in range(count)
    )


def _references(count: int) -> str:
    return ":term:`kernel` and :any:`stride`, \n" * count


def _table(count: int) -> str:
    return ".. list-table::\n\n" + f"   * - {_SENTENCE}\n     - {_SENTENCE}\n" * count


def _tags(count: int) -> str:
    return "A <kbd>kernel</kbd> of <b>loss</b> and <a>stride\n" * count


def _own_terms(count: int) -> str:
    names = [f"blue widget number {number}" for number in range(count)]
    terms = "".join(f"   {name}\n      One.\n\n" for name in names)
    return f".. glossary::\n\n{terms}\n" + "".join(f"A {name}.\n\n" for name in names)


def _one_word(count: int) -> str:
    return "kernel" * count


def _brackets(count: int) -> str:
    return "A (kernel, " * count + ")" * count


def _capitals(count: int) -> str:
    return "ABC DEF. Smith J. A., " * count


# By shape: the function that makes the page, its smallest size and the suffix of its file.
_SHAPES: dict[str, tuple[Callable[[int], str], int, str]] = {
    "lines with markup in one paragraph": (_lines, 500, "rst"),
    "words in one paragraph": (_words, 50_000, "rst"),
    "paragraphs in one section": (_paragraphs, 2_000, "rst"),
    "sections": (_sections, 500, "rst"),
    "acronyms in one paragraph": (_acronyms, 500, "rst"),
    "references by name in one paragraph": (_references, 500, "rst"),
    "rows of a table": (_table, 250, "rst"),
    "HTML tags in one paragraph": (_tags, 500, "md"),
    "terms of the project": (_own_terms, 500, "rst"),
    "letters of one word": (_one_word, 50_000, "rst"),
    "brackets": (_brackets, 5_000, "rst"),
    "capitals": (_capitals, 5_000, "rst"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("shapes", nargs="*", help=", ".join(_SHAPES))
    for shape in parser.parse_args().shapes or _SHAPES:
        make, smallest, suffix = _SHAPES[shape]
        for scope in ("page", "all"):
            times = [_seconds(make(smallest * factor), suffix, scope) for factor in (1, 2, 4)]
            plain = "".join(f"{plain:8.2f}" for plain, _ in times)
            ours = "".join(f"{both - plain:8.2f}" for plain, both in times)
            print(
                f"{shape} ({smallest} to {4 * smallest}, scope {scope}): plain{plain}, ours{ours}", flush=True
            )


def _seconds(text: str, suffix: str, scope: str) -> tuple[float, float]:
    """Return the CPU seconds of a build of one page, without the extension and with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        conf = f"{_CONF}bioglossary_scope = {scope!r}\n"
        (folder / "conf.py").write_text(conf, encoding="utf-8")
        title = "# Title" if suffix == "md" else "Title\n====="
        (folder / f"index.{suffix}").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
        return _build(folder, ""), _build(folder, "sphinx_bioglossary")


def _build(folder: Path, ours: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-m", "sphinx", "-Q", folder, folder / f"out{ours}"]
    subprocess.run(command, env=os.environ | {"OURS": ours}, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


if __name__ == "__main__":
    main()
