"""The work for a page grows in proportion to its size: counted in what is executed, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from sphinx_bioglossary.acronyms.lexicon import load_lexicon
from sphinx_bioglossary.acronyms.page_acronyms import read_page
from sphinx_bioglossary.doctree.running_text import blocks
from sphinx_bioglossary.doctree.traversal import Position, content_of
from sphinx_bioglossary.glossary.loader import load
from sphinx_bioglossary.glossary.model import Entry, Sense, SourceLocation
from sphinx_bioglossary.glossary.surface_forms import surface_forms
from sphinx_bioglossary.linking.insertion import Insertion, insert
from sphinx_bioglossary.linking.occurrences import terms_of
from sphinx_bioglossary.output.explain import explain
from sphinx_bioglossary.pages.source_scan import Source
from sphinx_bioglossary.project.state import Loaded
from sphinx_bioglossary.senses.clues import Phrase, signs_of

GLOSSARY, _ = load(["bioimage"], Path())
PACKAGES = ("sphinx_bioglossary", "docutils")
COPYING = frozenset({"casefold", "encode", "lower", "split", "splitlines", "translate"})

# Pages of n parts.
SHAPES: dict[str, Callable[[int], str]] = {
    "lines with markup": lambda n: (
        "A *kernel* of ``x``, `y <https://a.b>`__ in a **neural network** (CNN).\n" * n
    ),
    "words without a full stop": lambda n: "a kernel of a neural network with bias and loss " * n,
    "sentences": lambda n: "The kernel of a CNN has a bias. " * n,
    "paragraphs": lambda n: "The bias of a convolution (CNN), seen by ROI.\n\n" * n,
    "acronyms": lambda n: "".join(
        f"the A{chr(65 + i % 26)}{chr(65 + i // 26)} of WSI with 3 nm,\n" for i in range(n)
    ),
    "hyphens": lambda n: "-".join(["AB"] * n) + " is one word of the kernel.",
    "ambiguous acronyms in paragraphs": lambda n: "We use the SIM and the ROI here.\n\n" * n,
    "brackets": lambda n: "a (kernel, " * n + ")" * n,
    "links": lambda n: "a kernel `a <https://a.b>`__ bias, " * n,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_work_is_proportional_to_the_size_of_a_page(shape: str) -> None:
    _check_growth(lambda n: _work(_document(SHAPES[shape](n))))


def test_work_is_proportional_to_the_size_of_emphasis_that_holds_emphasis() -> None:
    def work(n: int) -> int:
        document = _document("A paragraph.")
        parts = [node for _ in range(n) for node in (nodes.strong("", "kernel"), nodes.Text(" and "))]
        document[0][:] = [nodes.emphasis("", "", *parts)]
        return _work(document)

    _check_growth(work)


def test_work_is_proportional_to_the_number_of_quoted_directives(tmp_path: Path) -> None:
    path = tmp_path / "index.rst"

    def work(n: int) -> int:
        path.write_text(".. code-block:: rst\n\n" + "   .. bioglossary::\n" * n, encoding="utf-8")
        source = Source("index", str(path), is_restructuredtext=True)
        return _executed(lambda: bool(source.holds_directive))

    _check_growth(work)


@pytest.mark.parametrize("line", ["kernel" * 200_000, "<" * 1_000_000, "a" + " " * 1_000_000 + "kernel"])
def test_a_line_of_a_million_characters_comes_to_an_end(tmp_path: Path, line: str) -> None:
    path = tmp_path / "index.rst"
    (tmp_path / "conf.py").write_text("", encoding="utf-8")
    path.write_text(f"{line}\n\n.. toctree::\n\n   Words <words>\n   bioglossary2", encoding="utf-8")
    source = Source("index", str(path), is_restructuredtext=True)
    assert source.lists("words")
    assert not source.lists("bioglossary")
    assert {found.text for found in explain(path).occurrences} <= {"kernel"}


def test_phrases_of_similar_words_are_not_tried_in_all_combinations() -> None:
    similar = ["model", "modeling", "modelling", "modeled", "modelled", "models"]
    sense = Sense(phrases=(f"{' '.join(similar)} ~ {' '.join(reversed(similar))}", "modelling ~"))
    signs = signs_of(sense)
    found = []
    words = ["modelling"] * 6
    assert _executed(lambda: found.append(signs.phrase_beside(words, words))) < 5_000
    assert found == [Phrase(1, ("modelling",), ())]


def test_a_long_name_has_few_surface_forms() -> None:
    name = " ".join(["colour", "normalisation", "labelled", "centre", "nonlinear", "licence"] * 4)
    forms = surface_forms(Entry("long", name, "", SourceLocation(Path(), 1), ""))
    american = " ".join(["color", "normalization", "labeled", "center", "nonlinear", "license"] * 4)
    assert american in forms
    assert len(forms) < 2_000


def _check_growth(work: Callable[[int], int]) -> None:
    """Check that ``work``, which is given a size, grows in proportion to it."""
    work(3)  # what is cached for all pages
    small, middle, large = (work(n) for n in (50, 100, 200))
    # It is twice the difference, and would be four times if the work grew with the square.
    assert large - middle < 2.6 * (middle - small)


def _document(text: str) -> nodes.document:
    settings = {"doctitle_xform": False, "report_level": 5}
    document: nodes.document = publish_doctree(text, settings_overrides=settings)
    return document


def _work(document: nodes.document) -> int:
    """Return how much is executed for a page on which every term is linked."""
    loaded = Loaded(GLOSSARY)
    assert loaded.matcher  # prepared, so that it does not count
    return _executed(lambda: _link_all(document, loaded))


def _link_all(document: nodes.document, loaded: Loaded) -> None:
    content = content_of(document, Position("page"))
    found = blocks(content.paragraphs)
    terms_of(loaded, "page", document, content, found)
    read_page(document, found, load_lexicon())
    for block in found:
        matches = [one for one in loaded.matcher.find(block.text) if not block.obstacle_to(one)]
        lines = [block.line_at(one.start) for one in matches]
        assert len(lines) == len(matches)
        insert(block, [Insertion(one.start, one.end, nodes.reference()) for one in matches])


def _executed(run: Callable[[], object]) -> int:
    """Return how many bytecodes we and docutils execute, and how many characters string methods copy."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        if event == "call":
            if not any(package in frame.f_code.co_filename for package in PACKAGES):
                return None
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    def profile(_frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        text = getattr(argument, "__self__", None)
        if event == "c_call" and isinstance(text, str) and argument.__name__ in COPYING:
            count += len(text)

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        run()
    finally:
        sys.setprofile(before[1])
        sys.settrace(before[0])
    return count
