"""Parsing of the definitions in glossary files.

Glossary files are data: their definitions run no code, read no files from elsewhere, load nothing from other
hosts and change nothing on the rest of the page.
"""

from __future__ import annotations

import glob
import re
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.utils import Reporter
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.ext.intersphinx import IntersphinxRole
from sphinx.roles import XRefRole
from sphinx.util.docutils import CustomReSTDispatcher, SphinxDirective, SphinxRole

from sphinx_bioglossary.doctree.markers import ENTRY_ATTRIBUTE
from sphinx_bioglossary.doctree.rst_parser import SnippetParser
from sphinx_bioglossary.glossary.loader import is_bundled
from sphinx_bioglossary.glossary.model import Entry
from sphinx_bioglossary.project.domain import Fault, domain_of
from sphinx_bioglossary.project.warnings import Warn
from sphinx_bioglossary.sphinx_compat import reading_state_kept, settle_highlighting

# By their English names; roles that refer to something are allowed besides.
_DIRECTIVES = frozenset(
    """
    admonition attention caution danger error hint important note seealso tip todo warning
    deprecated versionadded versionchanged versionremoved
    code code-block parsed-literal sourcecode
    figure image math
    csv-table list-table table
    centered compound epigraph highlights hlist line-block pull-quote replace rubric unicode
    """.split()  # noqa: SIM905
)
_ROLES = frozenset(
    """
    abbr abbreviation acronym code command dfn emphasis file guilabel kbd literal mailheader makevar manpage
    math menuselection mimetype newsgroup noterm pep program regexp rfc samp strong sub subscript sup
    superscript title-reference
    """.split()  # noqa: SIM905
)
_ADDRESS = re.compile(r"(?:https?|ftp|mailto):|[^:]*(?:[/?#]|$)", re.IGNORECASE)
_CHECKED = (nodes.image, nodes.reference, nodes.math, nodes.math_block)
# TeX that opens links, loads packages, reads or writes files, or hides such commands.
_TEX = re.compile(
    r"\^\^|\\(?:href|url|style|class|cssId|data|html\w+|require|includegraphics|input|include|InputIfFileExists"
    r"|usepackage|openin|openout|read|readline|write|immediate|special|directlua|csname|catcode|scantokens)"
    r"(?![A-Za-z])"
)


class DefinitionParser:
    """Parses the definitions of entries for the page that is being read.

    What a definition may not contain is left out and noted as a fault of the page; the rest stays.

    Args:
        page: the document of the page.
        env: the environment.
    """

    def __init__(self, page: nodes.document, env: BuildEnvironment) -> None:
        self._page, self._env = page, env

    @cached_property
    def _checked(self) -> SnippetParser:
        return SnippetParser(self._page, raw_enabled=False, file_insertion_enabled=False)

    @cached_property
    def _trusted(self) -> SnippetParser:
        return SnippetParser(self._page)

    def parse(self, entry: Entry) -> nodes.definition:
        """Return the definition of an entry."""
        place = entry.location
        source = entry.definition, str(place.path), place.line
        is_trusted = self._env.config.bioglossary_trust_sources and not is_bundled(place.path)
        with reading_state_kept(self._env):
            if is_trusted:
                body = nodes.definition("", *self._trusted.parse(*source))
            else:
                with _Allowed(self._env):
                    body = nodes.definition("", *self._checked.parse(*source))
                self._check(body, entry)
        if is_trusted:
            settle_highlighting(body, self._env)
        for reference in body.findall(addnodes.pending_xref):
            reference[ENTRY_ATTRIBUTE] = entry.id
            reference["refdoc"] = self._env.docname
        return body

    def _check(self, body: nodes.definition, entry: Entry) -> None:
        """Remove images from elsewhere, links that run code, and formulas that read files or make links."""
        for node in [node for node in body.findall(nodes.Element) if isinstance(node, _CHECKED)]:
            if isinstance(node, nodes.image) and not self._is_below(node["uri"], entry.location.path.parent):
                self._note(node, entry, f"the image {node['uri']!r}, which is no file below this folder,")
                # Sphinx expects an image in a link that stands by itself.
                whole = node.parent if isinstance(node.parent, nodes.reference) else node
                whole.parent.remove(whole)
            elif isinstance(node, nodes.reference) and not _ADDRESS.match(node.get("refuri", "")):
                self._note(node, entry, f"the address {node['refuri']!r}")
                node.parent.replace(node, node.children)
            elif isinstance(node, nodes.math | nodes.math_block) and (found := _TEX.search(node.astext())):
                self._note(node, entry, f"'{found[0]}' in a formula")
                shown = nodes.literal if isinstance(node, nodes.math) else nodes.literal_block
                node.parent.replace(node, shown("", node.astext()))

    def _is_below(self, uri: str, folder: Path) -> bool:
        """Whether an image is a file below ``folder``, or a pattern for such files only."""
        path = self._env.relfn2path(uri, self._env.docname)[1]
        # Sphinx chooses among the files "name.*".
        found = [Path(name).resolve() for name in (glob.glob(path) if path.endswith(".*") else [path])]  # noqa: PTH207
        is_local = "://" not in uri and bool(found)
        return is_local and all(file.is_file() and file.is_relative_to(folder.resolve()) for file in found)

    def _note(self, node: nodes.Element, entry: Entry, what: str) -> None:
        around: Any = node
        while around is not None and not around.line:
            around = around.parent
        place = f"{entry.location.path}:{around.line}" if around is not None else str(entry.location)
        _refuse(self._env, place, what)


class _Allowed(CustomReSTDispatcher):
    """Finds the directives and roles that a definition may contain; others only report that they may not."""

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__()
        self._env = env

    def directive(
        self, directive_name: str, language_module: ModuleType, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        found, messages = super().directive(directive_name, language_module, document)
        name = directive_name.lower()
        english = getattr(language_module, "directives", {}).get(name, name)
        if found is not None and english not in _DIRECTIVES:
            found = _RefusedDirective
        elif found is not None and english == "csv-table":
            found = type(found.__name__, (_WithoutFiles, found), {})
        return found, messages

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[Any, list[nodes.system_message]]:
        found, messages = super().role(role_name, language_module, lineno, reporter)
        name = role_name.lower()
        own = self._domain_role(name) or found
        if isinstance(own, XRefRole):
            is_allowed = not issubclass(own.nodeclass, addnodes.download_reference)
        else:
            english = getattr(language_module, "roles", {}).get(name, name)
            is_allowed = own is None or not name or english in _ROLES or isinstance(own, IntersphinxRole)
        return found if is_allowed else _RefusedRole(), messages

    def _domain_role(self, name: str) -> Any:
        """Return the role of a domain, of which Sphinx returns a wrapper, if ``name`` is one."""
        prefix, _, short = name.rpartition(":")
        domains = self._env.domains
        # As Sphinx does, look in the default domain and in "std" for a name without a prefix.
        asked = (
            [domains.get(prefix)] if prefix else [self._env.temp_data.get("default_domain"), domains["std"]]
        )
        return next((domain.roles[short] for domain in asked if domain and short in domain.roles), None)


class _RefusedDirective(SphinxDirective):
    """Takes any arguments and content, and shows nothing."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        _refuse(self.env, self.get_location(), f"the directive {self.name!r}")
        return []


class _WithoutFiles(SphinxDirective):
    """Comes before the class of a directive that can insert files."""

    def run(self) -> list[nodes.Node]:
        for name in ("file", "url"):
            if name in self.options:
                _refuse(self.env, self.get_location(), f"the option {name!r} of the directive {self.name!r}")
                return []
        return [*super().run()]


class _RefusedRole(SphinxRole):
    """Shows the text as it is."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        _refuse(self.env, self.get_location(), f"the role {self.name!r}")
        return [nodes.Text(self.text)], []


def _refuse(env: BuildEnvironment, place: str, what: str) -> None:
    message = (
        f"{what} is not allowed in a definition; bioglossary_trust_sources = True allows it in your own files"
    )
    domain_of(env).note_fault(env.docname, Fault(Warn.GLOSSARY_FILE, place, message))
