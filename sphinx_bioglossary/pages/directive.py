"""The directive ``bioglossary``, which shows entries as a regular Sphinx glossary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinx_bioglossary.doctree.markers import ENTRY_ATTRIBUTE
from sphinx_bioglossary.glossary.model import Entry, Glossary
from sphinx_bioglossary.linking.std_domain import index_rows
from sphinx_bioglossary.project.domain import Fault, domain_of
from sphinx_bioglossary.project.generated_page import is_generated
from sphinx_bioglossary.project.warnings import Warn

from .definitions import DefinitionParser


class BioglossaryDirective(SphinxDirective):
    """Shows the glossary, or the entries of one category or source."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "category": directives.unchanged_required,
        "source": directives.unchanged_required,
        "used-only": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the glossary node."""
        domain = domain_of(self.env)
        glossary = domain.loaded.glossary
        wanted = [entry for entry in glossary if self._is_wanted(entry)]
        if not wanted:
            self._note_nothing(glossary)
        used_only = "used-only" in self.options
        if used_only and is_generated(self.env, self.env.docname):
            # All uses are known when this page is read, so unused definitions need not be parsed.
            wanted = [entry for entry in wanted if entry.id in domain.plan.listed]
        # A page shows each entry once, because anchors are unique.
        entries = [entry for entry in wanted if entry.id not in domain.glossaries.get(self.env.docname, ())]
        domain.note_glossary(self.env.docname, entries, used_only=used_only)
        if not entries:
            return []
        node = addnodes.glossary()
        node["sorted"] = True
        parser = DefinitionParser(self.state.document, self.env)
        items = [self._item(entry, parser) for entry in entries]
        node += nodes.definition_list("", *items, classes=["glossary"])
        self.set_source_info(node)
        return [node]

    def _note_nothing(self, glossary: Glossary) -> None:
        asked = [name for name in ("category", "source") if name in self.options]
        known = [(name, sorted({str(getattr(entry, name)) for entry in glossary})) for name in asked]
        choices = "; ".join(f"{name} may be {', '.join(values)}" for name, values in known)
        message = f"there are no such entries ({choices})" if asked else "bioglossary_sources has no entries"
        fault = Fault(Warn.EMPTY_GLOSSARY, self.get_location(), message)
        domain_of(self.env).note_fault(self.env.docname, fault)

    def _is_wanted(self, entry: Entry) -> bool:
        return all(
            getattr(entry, name) == self.options[name]
            for name in ("category", "source")
            if name in self.options
        )

    def _item(self, entry: Entry, parser: DefinitionParser) -> nodes.definition_list_item:
        term, body = _term(entry, self.state.document), parser.parse(entry)
        return nodes.definition_list_item("", term, body, **{ENTRY_ATTRIBUTE: entry.id})


def _term(entry: Entry, document: nodes.document) -> nodes.term:
    term = nodes.term("", entry.headline, ids=[entry.anchor])
    term.source, term.line = str(entry.location.path), entry.location.line
    document.note_explicit_target(term)
    index = addnodes.index()
    index["entries"] = index_rows(entry)
    term += index
    return term
