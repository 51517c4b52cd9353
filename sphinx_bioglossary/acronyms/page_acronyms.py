"""Read from a page which acronyms its running text uses, and which ones it explains.

Acronyms count as used in paragraphs, also of lists, tables, notes and descriptions of parameters, with the
text of links; not in headings, captions, code, names of menus or references to objects. They count as
explained wherever readers may read it, also in a heading, a caption or a row of a table.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes

from sphinx_bioglossary.doctree.running_text import PLACEHOLDER, WORDLESS, Block, text_of

from .disambiguation import speaks_for_field
from .expansions import find_definitions, without_accents
from .lexicon import Lexicon
from .uses import find_uses, may_hold_acronyms, same_key
from .word_search import has_word

# Nobody reads definitions there: code, and what is no text of the page.
_UNREAD = (nodes.FixedTextElement, nodes.Invisible, nodes.system_message, nodes.raw, addnodes.desc_signature)
_CODE = (nodes.literal, nodes.problematic, addnodes.literal_emphasis, addnodes.literal_strong)
_LABELS = frozenset({"guilabel", "menuselection"})
# The text of a link to a publication is its title.
_PUBLICATION = re.compile(
    r"//(?:\w+\.)*(?:doi\.org|arxiv\.org|biorxiv\.org|ncbi\.nlm\.nih\.gov|zenodo\.org)/", re.IGNORECASE
)
_PAIRS = (nodes.definition_list_item, nodes.field, nodes.row)


class _Kinds(dict[type[nodes.Node], str]):
    """How nodes are read, by class; worked out once for each class."""

    def __missing__(self, cls: type[nodes.Node]) -> str:
        rules = (
            ("unread", (nodes.Text, *_UNREAD)),
            ("only", addnodes.only),
            ("text", nodes.TextElement),
            ("pairs", _PAIRS),
        )
        self[cls] = next((kind for kind, classes in rules if issubclass(cls, classes)), "")
        return self[cls]


_KINDS = _Kinds()


class UseLocation(NamedTuple):
    """Where an acronym is used; ``source`` is a file, or a docstring as Sphinx names it."""

    source: str | None
    line: int | None


@dataclass(slots=True)
class PageAcronyms:
    """The acronyms of a page, or of a part of it.

    Attributes:
        uses: where each is used.
        explained: those that it explains, by ``same_key``.
        in_field: how many uses of each have neighbors that speak for the field's meaning.
    """

    uses: dict[str, list[UseLocation]] = field(default_factory=lambda: defaultdict(list))
    explained: set[str] = field(default_factory=set)
    in_field: Counter[str] = field(default_factory=Counter)


# By the conditions of the ``only`` directives around: which of them hold depends on the builder.
AcronymsByConditions: TypeAlias = dict[tuple[str, ...], PageAcronyms]


class _Text:
    """The text of a page, made ready only if it is asked for."""

    def __init__(self, document: nodes.document) -> None:
        self._document = document

    @cached_property
    def plain(self) -> str:
        """All of it, without accents."""
        return without_accents(text_of(self._document))


def read_page(document: nodes.document, found: Iterable[Block], lexicon: Lexicon) -> AcronymsByConditions:
    """Return what ``document`` explains, which has been read and not yet resolved, and its blocks use."""
    page: AcronymsByConditions = defaultdict(PageAcronyms)
    text = _Text(document)
    for conditions, passage in _passages(document):
        if explained := find_definitions(passage, lexicon):
            page[conditions].explained.update(map(same_key, explained))
    for block in found:
        if not may_hold_acronyms(block.text):
            continue
        findings = page[block.position.conditions]
        words = block.text if block.is_one_text else _words(block.paragraph)
        for acronym, offset in find_uses(words, lexicon):
            if acronym not in lexicon.acronyms and has_word(acronym.lower(), text.plain):
                continue  # an ordinary word, emphasized
            source, line = get_source_line(block.paragraph)
            location = UseLocation(source, line + words.count("\n", 0, offset) if line else None)
            findings.uses[acronym].append(location)
            if speaks_for_field(acronym, lexicon, words, lambda: text.plain):
                findings.in_field[acronym] += 1
    return {conditions: _plain(findings) for conditions, findings in page.items()}


def _plain(findings: PageAcronyms) -> PageAcronyms:
    return PageAcronyms(dict(findings.uses), findings.explained, findings.in_field)


def _passages(node: nodes.Element, conditions: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    """Return the texts in which an acronym may be explained, and under which conditions they are shown."""
    found: list[tuple[tuple[str, ...], str]] = []
    child: Any
    for child in node.children:
        kind = _KINDS[type(child)]
        if kind == "unread":
            continue
        if kind == "text":
            text = text_of(child)
            if may_hold_acronyms(text):
                found += [(conditions, passage) for passage in (text, *_hidden_passages(child))]
        elif kind == "only":
            found += _passages(child, (*conditions, child["expr"]))
        else:
            if kind == "pairs":
                found += [(conditions, pair) for pair in _pairs(child)]
            found += _passages(child, conditions)
    return found


def _hidden_passages(node: nodes.Element) -> list[str]:
    """Return the explanations that readers see when they point at a word: of abbreviations and of links."""
    found: list[str] = []
    child: Any
    for child in node.children:
        if type(child) is nodes.Text:
            continue
        if isinstance(child, nodes.abbreviation) and child.get("explanation"):
            found.append(f"{child.astext()} stands for {child['explanation']}")
        elif isinstance(child, nodes.reference):
            words = re.sub(r"[\W_]+", " ", child.get("refuri", "").rpartition("/")[2])
            if " " in words:
                found.append(f"{child.astext()} ({words})")
        if child.children:
            found += _hidden_passages(child)
    return found


def _pairs(node: nodes.Element) -> Iterator[str]:
    """Yield ``term: text`` for what stands side by side: term and definition, field, cells of a table."""
    texts = [text_of(child) for child in node.children]
    if not may_hold_acronyms("\n".join(texts)):
        return
    for term, text in pairwise(texts):
        yield f"{term}: {text}"
        if isinstance(node, nodes.row):
            yield f"{text}: {term}"
    if isinstance(node, nodes.definition_list_item):
        # A term with a definition is explained, in whatever words.
        yield f"{texts[0]} stands for {texts[-1]}"


def _words(node: nodes.Element) -> str:
    """Return the text below ``node`` in which acronyms count as used."""
    children: Any = node.children
    texts = [
        text_of(child) if type(child) is nodes.Text else PLACEHOLDER if _is_wordless(child) else _words(child)
        for child in children
    ]
    return "".join(texts)


def _is_wordless(node: nodes.Element) -> bool:
    if isinstance(node, addnodes.pending_xref):
        # The text of a reference to an object is its name, and a glossary explains its terms.
        return not node.get("refexplicit") or node.get("reftype") == "term"
    if _PUBLICATION.search(node.get("refuri", "")):
        return True
    return isinstance(node, (*WORDLESS, *_CODE, nodes.abbreviation)) or not _LABELS.isdisjoint(
        node["classes"]
    )
