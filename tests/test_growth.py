"""The work for a page grows in proportion to its size: counted in bytecodes that our functions execute."""

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
from sphinx_bioglossary.glossary.model import Entry, SourceLocation
from sphinx_bioglossary.glossary.surface_forms import surface_forms
from sphinx_bioglossary.linking.insertion import Insertion, insert
from sphinx_bioglossary.linking.occurrences import terms_of
from sphinx_bioglossary.project.state import Loaded

GLOSSARY, _ = load(["bioimage"], Path())
PACKAGE = "sphinx_bioglossary"

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
    "brackets": lambda n: "a (kernel, " * n + ")" * n,
    "links": lambda n: "a kernel `a <https://a.b>`__ bias, " * n,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_work_is_proportional_to_the_size_of_a_page(shape: str) -> None:
    _work(SHAPES[shape](3))  # what is cached for all pages
    small, middle, large = (_work(SHAPES[shape](n)) for n in (50, 100, 200))
    # It is twice the difference, and would be four times if the work grew with the square.
    assert large - middle < 2.6 * (middle - small)


def test_a_long_name_has_few_surface_forms() -> None:
    name = " ".join(["colour", "normalisation", "labelled", "centre", "nonlinear", "licence"] * 4)
    forms = surface_forms(Entry("long", name, "", SourceLocation(Path(), 1), ""))
    american = " ".join(["color", "normalization", "labeled", "center", "nonlinear", "license"] * 4)
    assert american in forms
    assert len(forms) < 2_000


def _work(text: str) -> int:
    """Return how many bytecodes our functions execute for a page on which every term is linked."""
    settings = {"doctitle_xform": False, "report_level": 5}
    document: nodes.document = publish_doctree(text, settings_overrides=settings)
    loaded = Loaded(GLOSSARY)
    assert loaded.matcher  # prepared, so that it does not count
    return _bytecodes(lambda: _link_all(document, loaded))


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


def _bytecodes(run: Callable[[], None]) -> int:
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        if event == "call":
            if PACKAGE not in frame.f_code.co_filename:
                return None
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count
