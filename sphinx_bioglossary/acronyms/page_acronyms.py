"""Collect the acronyms that the running text of a page uses, and those that the page explains.

Uses count in paragraphs and in the text of links, also within lists, tables, notes and parameter
descriptions. They do not count in headings, captions, code, names of menus or references to objects.
Explanations count in all visible text, also in headings, captions and table rows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes

from sphinx_bioglossary.doctree.running_text import Block
from sphinx_bioglossary.doctree.text import PLACEHOLDER, WORDLESS, text_of

from .disambiguation import speaks_for_field
from .expansions import find_definitions, without_accents
from .lexicon import Lexicon
from .uses import find_uses, may_hold_acronyms, same_key

# Nodes without explanations: code, and nodes that are not part of the visible text.
_UNREAD = (nodes.FixedTextElement, nodes.Invisible, nodes.system_message, nodes.raw, addnodes.desc_signature)
_CODE = (nodes.literal, nodes.problematic, addnodes.literal_emphasis, addnodes.literal_strong)
_LABELS = frozenset({"guilabel", "menuselection"})
# The text of a link to a publication is its title.
_PUBLICATION = re.compile(
    r"//(?:\w+\.)*(?:doi\.org|arxiv\.org|biorxiv\.org|ncbi\.nlm\.nih\.gov|zenodo\.org)/", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
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
    """The place of a use: ``source`` is a file, or a docstring in Sphinx's notation; lines count from 1."""

    source: str | None
    line: int | None


@dataclass(slots=True)
class PageAcronyms:
    """The acronyms of a page, or of the part of a page under the same conditions.

    Attributes:
        uses: places of use, by acronym.
        explained: the explained acronyms, as keys of ``same_key``.
        in_field: number of uses with evidence for the meaning of the field, by acronym.
    """

    uses: dict[str, list[UseLocation]] = field(default_factory=lambda: defaultdict(list))
    explained: set[str] = field(default_factory=set)
    in_field: Counter[str] = field(default_factory=Counter)


# Keyed by the conditions of the enclosing ``only`` directives, because the builder decides which of them
# hold.
AcronymsByConditions: TypeAlias = dict[tuple[str, ...], PageAcronyms]


class _Text:
    """The text of a page, computed on demand."""

    def __init__(self, document: nodes.document) -> None:
        self._document = document

    @cached_property
    def plain(self) -> str:
        """The whole text, without accents."""
        return without_accents(text_of(self._document))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the text, without accents."""
        return frozenset(_WORD.findall(self.plain))


def read_page(document: nodes.document, found: Iterable[Block], lexicon: Lexicon) -> AcronymsByConditions:
    """Return the acronyms that a page explains and uses.

    Args:
        document: the page as read, before its references are resolved; searched for explanations.
        found: the blocks of running text on the page; searched for uses.
        lexicon: the bundled lexicon.

    Returns:
        The acronyms, by the conditions of the enclosing ``only`` directives.
    """
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
        source, line = get_source_line(block.paragraph)
        speaks = cache(partial(speaks_for_field, lexicon=lexicon, block=words, page=lambda: text.plain))
        last = 0
        for acronym, offset in find_uses(words, lexicon):
            line = line and line + words.count("\n", last, offset)
            last = offset
            if acronym not in lexicon.acronyms and acronym.lower() in text.words:
                continue  # an ordinary word, emphasized
            findings.uses[acronym].append(UseLocation(source, line))
            findings.in_field[acronym] += speaks(acronym)
    return {conditions: _plain(findings) for conditions, findings in page.items()}


def _plain(findings: PageAcronyms) -> PageAcronyms:
    return PageAcronyms(dict(findings.uses), findings.explained, findings.in_field)


def _passages(node: nodes.Element, conditions: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    """Return the passages that may explain an acronym, each with the conditions under which it is shown."""
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
            found += _passages(child, (*conditions, child.get("expr", "")))
        else:
            if kind == "pairs":
                found += [(conditions, pair) for pair in _pairs(child)]
            found += _passages(child, conditions)
    return found


def _hidden_passages(node: nodes.Element) -> list[str]:
    """Return the explanations that readers see on hover: those of abbreviations and of links."""
    found: list[str] = []
    child: Any
    for child in node.children:
        if type(child) is nodes.Text:
            continue
        if isinstance(child, nodes.abbreviation) and child.get("explanation"):
            found.append(f"{child.astext()} stands for {child['explanation']}")
        elif isinstance(child, nodes.reference):
            words = re.sub(r"[\W_]+", " ", (child.get("refuri") or "").rpartition("/")[2])
            if " " in words:
                found.append(f"{child.astext()} ({words})")
        if child.children:
            found += _hidden_passages(child)
    return found


def _pairs(node: nodes.Element) -> Iterator[str]:
    """Yield ``term: text`` for adjacent texts: term and definition, name and body of a field, table cells."""
    texts = [text_of(child) for child in node.children]
    if not may_hold_acronyms("\n".join(texts)):
        return
    for term, text in pairwise(texts):
        yield f"{term}: {text}"
        if isinstance(node, nodes.row):
            yield f"{text}: {term}"
    if isinstance(node, nodes.definition_list_item):
        # Any definition explains its term, whatever its wording.
        yield f"{texts[0]} stands for {texts[-1]}"


def _words(node: nodes.Element) -> str:
    """Return the text below ``node`` in which acronyms count as used."""
    child: Any
    texts = []
    for child in node.children:
        if isinstance(child, nodes.Text):
            texts.append(text_of(child))
        else:
            texts.append(PLACEHOLDER if _is_wordless(child) else _words(child))
    return "".join(texts)


def _is_wordless(node: nodes.Element) -> bool:
    if isinstance(node, addnodes.pending_xref):
        # The text of a reference to an object is a name, and a glossary explains the target of ":term:".
        return not node.get("refexplicit") or node.get("reftype") == "term"
    if _PUBLICATION.search(node.get("refuri") or ""):
        return True
    return isinstance(node, (*WORDLESS, *_CODE, nodes.abbreviation)) or not _LABELS.isdisjoint(
        node.get("classes", ())
    )
