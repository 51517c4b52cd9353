"""The pages in ``cases/senses``, one file for each entry, and how their words are judged.

Every occurrence in the sense of the entry is marked as [word](entry-id); the others are not. Each is judged
by its own context: a marked one in a project that tells nothing of the sense, another in a project that
speaks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import yaml
from docutils import nodes
from docutils.core import publish_doctree

from sphinx_bioglossary.doctree.running_text import Block, blocks
from sphinx_bioglossary.doctree.traversal import Content, Position, content_of
from sphinx_bioglossary.linking.occurrences import terms_of
from sphinx_bioglossary.project.records import Occurrence, PageTerms
from sphinx_bioglossary.project.state import Loaded
from sphinx_bioglossary.senses.evidence import Tally, judge

_SPEAKING_FOR_IT = Tally(ours=30)

Place: TypeAlias = tuple[int, int]  # fingerprint of an occurrence

_FOLDER = Path(__file__).parent / "cases" / "senses"
_MARK = re.compile(r"\[([^\]]+)\]\(([\w-]+)\)")
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters around a marked word


@dataclass(frozen=True)
class SenseCase:
    """One page for one entry."""

    entry_id: str
    title: str
    marked_text: str

    @property
    def text(self) -> str:
        """The source of the page without marks."""
        return _MARK.sub(r"\1", self.marked_text)

    @cached_property
    def _document(self) -> nodes.document:
        return _document(self.text)

    @cached_property
    def _content(self) -> Content:
        return content_of(self._document, Position("page"))

    @cached_property
    def blocks(self) -> list[Block]:
        """The running text of the page."""
        return blocks(self._content.paragraphs)

    @cached_property
    def marked(self) -> set[Place]:
        """The marked words."""
        document = _document(_MARK.sub(rf"{_OPEN}\1{_CLOSE}", self.marked_text))
        marked = blocks(content_of(document, Position("page")).paragraphs)
        return {
            plain.fingerprint_of(mark.start() - 2 * marks_before)
            for plain, block in zip(self.blocks, marked, strict=True)
            for marks_before, mark in enumerate(re.finditer(_OPEN, block.text))
        }

    def found(self, loaded: Loaded) -> set[Place]:
        """Return the occurrences of the entry, in any sense."""
        return {one.fingerprint for one in self._terms(loaded).occurrences if one.entry_id == self.entry_id}

    def judged(self, loaded: Loaded) -> set[Place]:
        """Return the occurrences of the entry that are judged to have its sense."""
        terms = self._terms(loaded)
        certain = {one.entry_id for one in terms.occurrences if not one.evidence}
        entry = loaded.entries[self.entry_id]
        alone, in_field = (Tally(), bool(certain - {self.entry_id})), (_SPEAKING_FOR_IT, True)

        def is_meant(one: Occurrence) -> bool:
            part, in_company = alone if one.fingerprint in self.marked else in_field
            return (
                not one.evidence or judge(entry, one.evidence, Tally(), part, in_company=in_company).is_meant
            )

        found = (one for one in terms.occurrences if one.entry_id == self.entry_id)
        return {one.fingerprint for one in found if is_meant(one)}

    def _terms(self, loaded: Loaded) -> PageTerms:
        return terms_of(loaded, "page", self._document, self._content, self.blocks)


def sense_cases() -> list[SenseCase]:
    """Return the pages of all entries."""
    return [
        SenseCase(path.stem, row["title"], row["text"])
        for path in sorted(_FOLDER.glob("*.yaml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _document(text: str) -> nodes.document:
    settings = {"doctitle_xform": False, "report_level": 5}
    parsed: nodes.document = publish_doctree(text, settings_overrides=settings)
    return parsed
