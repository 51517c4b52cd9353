"""Time builds of a page whose size doubles, with the extension and without it.

Each page is generated, and long in one way only. "ours" is what the extension adds, but for what it adds to
an empty page, and "grows" is its ratio to the row above: near 2 where the time is proportional to the size.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from io import StringIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

_PROSE = "the gradient descent of each kernel and its epoch with a batch of PSF images we tuned"
_SPELLINGS = "labelled colour normalised fibre modelling neighbour licence signalling"
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_MARKUP = "The *kernel* of ``x``, `y <https://example.org>`__ and :math:`z` in a **neural network** (CNN)"
_TITLES = {".rst": "Page\n####", ".md": "# Page"}


class Page(NamedTuple):
    """A kind of page.

    Attributes:
        size: the smallest size.
        text: returns the text for a size.
        options: options of ``conf.py`` for the build with the extension.
        suffix: the suffix of the file.
        glossary: returns a glossary file for a size.
    """

    size: int
    text: Callable[[int], str]
    options: Mapping[str, Any] = {}
    suffix: str = ".rst"
    glossary: Callable[[int], str] = lambda _size: "[]"


def _words(text: str, count: int) -> str:
    """Return ``count`` words: those of a text, again and again."""
    return " ".join(islice(cycle(text.split()), count))


def _lines(line: str, end: str = "\n") -> Callable[[int], str]:
    """Return a function that repeats a line, in which ``#`` becomes its number and ``@`` an acronym."""
    return lambda count: end.join(
        line.replace("#", str(number)).replace("@", _acronym(number)) for number in range(count)
    )


def _acronym(number: int) -> str:
    return "".join(_LETTERS[number // len(_LETTERS) ** power % len(_LETTERS)] for power in range(4))


def _nested_emphasis(depth: int) -> str:
    marks = ["*" * (1 + level % 2) for level in range(depth)]
    return "".join(f"{mark}kernel " for mark in marks) + "batch" + "".join(reversed(marks))


def _entry(name: str, number: int = 0) -> str:
    return f"- id: own{number}\n  term: {name}\n  definition: Text.\n"


def _entries(count: int) -> str:
    return "".join(_entry(f"gizmo {number}", number) for number in range(count))


_PARAGRAPH = f"{_words(_PROSE, 40)}. Number #."
_FOOTNOTES = "A kernel [#f@]_.\n\n.. [#f@] A batch of kernels."
_CITATION = "A. Smith, B. Jones, C. Lee. A kernel of @ for images. Nature 12(3): 45-67."
_ROW = f"   * - #\n     - {_MARKUP}"
_TERM = "   gizmo @\n      It.\n"
_ALL = {"bioglossary_scope": "all", "bioglossary_most_links": 1_000_000}
_OWN = {"bioglossary_sources": ["bioimage", "own.yaml"]}
PAGES = {
    "lines with markup in a paragraph": Page(500, _lines(_MARKUP)),
    "the same, all linked": Page(500, _lines(_MARKUP), _ALL),
    "words in a paragraph": Page(25_000, lambda n: _words(_PROSE, n)),
    "the same words, all linked": Page(25_000, lambda n: _words(_PROSE, n), _ALL),
    "sentences in a paragraph": Page(2_000, _lines(f"{_words(_PROSE, 12)}. This is it."), _ALL),
    "paragraphs in a section": Page(1_000, _lines(_PARAGRAPH, "\n\n")),
    "sections": Page(250, _lines(f"Section #\n==========\n\n{_PARAGRAPH}", "\n\n")),
    "acronyms": Page(1_000, _lines("We use @ here and an @ there.")),
    "acronyms in paragraphs": Page(500, _lines("We use @ here and an @ there.", "\n\n")),
    "explained acronyms": Page(1_000, _lines("A burst cycle frame (@), or @ (burst cycle frame).")),
    "ambiguous acronyms in paragraphs": Page(1_000, _lines("We use the SIM and the ROI here.", "\n\n")),
    "footnotes": Page(250, _lines(_FOOTNOTES, "\n\n")),
    "citations": Page(500, _lines(_CITATION)),
    "rows of a table": Page(250, lambda n: f".. list-table::\n\n{_lines(_ROW)(n)}"),
    "nested lists": Page(4, lambda n: "\n\n".join(f"{'  ' * depth}* A kernel" for depth in range(n))),
    "nested emphasis": Page(8, _nested_emphasis, _ALL, ".md"),
    "letters of a word": Page(100_000, lambda n: "kernel" * (n // 6)),
    "capitals of a word": Page(100_000, lambda n: "ABC" * (n // 3)),
    "hyphens in a word": Page(5_000, lambda n: "ABC-" * n + "kernel"),
    "slashes in a word": Page(5_000, lambda n: "ABC/" * n + "kernel"),
    "brackets": Page(5_000, lambda n: "A (kernel, " * n + ")" * n),
    "accents": Page(5_000, lambda n: "kernel\u0301 \u2019s " * n),
    "HTML tags": Page(1_000, _lines("a <b>kernel</b> and <code>batch</code> of <i>stride"), _ALL, ".md"),
    "lines of Markdown": Page(
        500, _lines("a *kernel* of `batch` and [a link](https://a.b) in @"), _ALL, ".md"
    ),
    "lines with :term: and :any:": Page(250, _lines("see :term:`kernel` and :any:`batch`")),
    "own terms": Page(500, lambda n: f".. glossary::\n\n{_lines(_TERM)(n)}\nA gizmo."),
    "entries": Page(500, lambda _n: "A gizmo 1.", _OWN, glossary=_entries),
    "words of a name": Page(
        8, lambda _n: "A kernel.", _OWN, glossary=lambda n: _entry(_words(_SPELLINGS, n))
    ),
    "prefixes of a name": Page(8, lambda _n: "A kernel.", _OWN, glossary=lambda n: _entry("non linear " * n)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"all, or some of: {', '.join(PAGES)}")
    parser.add_argument("--doublings", type=int, default=2)
    options = parser.parse_args()
    # Imported before the processes of the builds start, so that imports do not count.
    for name in ("myst_parser.sphinx_ext.main", "sphinx.application", "sphinx_bioglossary"):
        import_module(name)
    print(f"{'page':34}{'size':>8}{'plain':>9}{'with us':>9}{'ratio':>7}{'ours':>8}{'grows':>7}")
    for name in options.pages or PAGES:
        _measure(name, PAGES[name], options.doublings)


def _measure(name: str, page: Page, doublings: int) -> None:
    fixed = _seconds(page, 1, extension=True) - _seconds(page, 1, extension=False)
    before = 0.0
    for size in (page.size << doubling for doubling in range(doublings + 1)):
        plain, with_us = (_seconds(page, size, extension=extension) for extension in (False, True))
        ours = max(with_us - plain - fixed, 0.001)
        growth = f"{ours / before:7.1f}" if before else ""
        print(
            f"{name:34}{size:8,}{plain:9.2f}{with_us:9.2f}{with_us / plain:7.2f}{ours:8.2f}{growth}",
            flush=True,
        )
        before = ours


def _seconds(page: Page, size: int, *, extension: bool) -> float:
    """Return the processor time of a build, in a process of its own."""
    options = {
        **(page.options if extension else {}),
        "extensions": ["myst_parser", *(["sphinx_bioglossary"] if extension else [])],
        "html_theme": "basic",
    }
    text = f"{_TITLES[page.suffix]}\n\n{page.text(size)}\n"
    with tempfile.TemporaryDirectory() as name, multiprocessing.get_context("fork").Pool(1) as pool:
        folder = Path(name)
        (folder / "conf.py").touch()
        (folder / f"index{page.suffix}").write_text(text, encoding="utf-8")
        (folder / "own.yaml").write_text(page.glossary(size), encoding="utf-8")
        return pool.apply(_build, (folder, options))


def _build(folder: Path, options: dict[str, Any]) -> float:
    from sphinx.application import Sphinx

    start = time.process_time()
    Sphinx(folder, folder, folder / "out", folder / "out", "html", options, None, StringIO()).build()
    return time.process_time() - start


if __name__ == "__main__":
    main()
