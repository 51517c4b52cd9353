"""The generated glossary page.

Sphinx treats it like any other page and includes it in the toctree, the search and the index. Its source is a
stub inside this package, so nothing is written into the project's sources.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.parsers import RSTParser
from sphinx.project import Project
from sphinx.util import logging

from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.generated_page import STUB, SUFFIX, generated_page, is_generated
from sphinx_bioglossary.project.locale import _
from sphinx_bioglossary.project.warnings import Warn, warn
from sphinx_bioglossary.sphinx_compat import extend_project, read_page

from .source_scan import Source

_logger = logging.getLogger(__name__)
_OWN = frozenset({"_has_generated_page", "is_placed"})


class PageParser(RSTParser):
    """Parses the stub as a page with a title and the glossary."""

    supported = ("bioglossary",)

    def parse(self, inputstring: str | StringList, document: nodes.document) -> None:
        """Fill ``document`` with the page; Sphinx also has translated paragraphs of it parsed here."""
        if Path(document["source"]) != STUB:
            super().parse(inputstring, document)
            return
        env, text = document.settings.env, _("Glossary")
        option = "   :used-only:\n" if env.config.bioglossary_used_only else ""
        # Wide letters take two columns, and a title must not be longer than its line.
        super().parse(f"{text}\n{'=' * 2 * len(text)}\n\n.. bioglossary::\n{option}", document)
        for title in document.findall(nodes.title):
            # sphinx.ext.autosectionlabel makes a label of the title's source, and a page of the project may
            # have the same title. That source is no message for translators: our catalogue has the title.
            title["translatable"], title.rawsource = False, STUB.name
            if not domain_of(env).plan.listed:
                sentence = _("No page links to a term of this glossary.")
                title.parent.append(nodes.paragraph("", sentence, translatable=False))


def provide_page(app: Sphinx) -> None:
    """Add the page to the project, unless one of its own pages has the directive or the same name.

    Without entries, there is no page.
    """
    docname = app.config.bioglossary_page
    if docname is not None and domain_of(app.env).loaded.glossary.entries:
        kinds = app.config.source_suffix.items()
        suffixes = tuple(suffix for suffix, kind in kinds if kind in (None, "restructuredtext"))
        extend_project(app, _with_page(type(app.project), docname, suffixes))


def _with_page(base: type[Project], wanted: str, restructuredtext: tuple[str, ...]) -> type[Project]:
    """Return a subclass of ``base`` with the generated page.

    Args:
        base: the class of the project, which other extensions may have replaced.
        wanted: the docname of the generated page.
        restructuredtext: the suffixes of reStructuredText files.
    """

    class ProjectWithPage(base):  # type: ignore[valid-type,misc]
        _has_generated_page = is_placed = False

        def _source(self, docname: str) -> Source:
            path = str(self.doc2path(docname, absolute=True))
            return Source(docname, path, is_restructuredtext=path.endswith(restructuredtext))

        def discover(self, *args: Any, **kwargs: Any) -> set[str]:
            self._has_generated_page = self.is_placed = False
            docnames: set[str] = super().discover(*args, **kwargs)
            if wanted not in docnames:
                sources = [self._source(docname) for docname in sorted(docnames)]
                self._has_generated_page = not any(source.holds_directive for source in sources)
                self.is_placed = any(source.lists(wanted) for source in sources)
            if self._has_generated_page:
                docnames.add(wanted)
            return docnames

        def doc2path(self, docname: str, absolute: bool) -> Any:  # noqa: FBT001 - Sphinx's signature
            path = super().doc2path(docname, absolute)
            if docname.endswith((".yaml", ".yml")) and docname not in self.docnames:
                # A glossary file, in which linkcheck has found a link.
                return type(path)(os.path.join(self.srcdir, docname) if absolute else docname)  # noqa: PTH118
            if docname != wanted or not self._has_generated_page:
                return path
            # The type of the result differs between versions of Sphinx. The relative path is in the source
            # folder, because Sphinx searches for images in definitions relative to it.
            return type(path)(STUB if absolute else wanted + SUFFIX)

        def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
            is_stub = Path(filename) == STUB and self._has_generated_page
            docname: str | None = wanted if is_stub else super().path2doc(filename)
            return docname

        def __reduce__(self) -> tuple[Any, ...]:
            # The stored environment must load without this local class.
            return (
                object.__new__,
                (base,),
                {name: value for name, value in vars(self).items() if name not in _OWN},
            )

    return ProjectWithPage


def attach_page(app: Sphinx, doctree: nodes.document) -> None:
    """Add the page to the toctree of the root page, unless a toctree already lists it."""
    if app.env.docname != app.config.root_doc or getattr(app.project, "is_placed", False):
        return
    docname = generated_page(app.env)
    if docname is None:
        return
    toctrees = list(doctree.findall(addnodes.toctree))
    if any(docname in toctree.get("includefiles", ()) for toctree in toctrees):
        return  # listed by a glob
    shown = [toctree for toctree in toctrees if not isinstance(toctree.parent, addnodes.only)]
    toctree = shown[-1] if shown else _hidden_toctree(app.env.docname, doctree)
    toctree["entries"].append((None, docname))
    toctree["includefiles"].append(docname)


def _hidden_toctree(docname: str, doctree: nodes.document) -> addnodes.toctree:
    """Add a hidden toctree, which appears in the navigation only, and return it."""
    toctree = addnodes.toctree(
        "",
        parent=docname,
        entries=[],
        includefiles=[],
        maxdepth=-1,
        caption=None,
        glob=False,
        hidden=True,
        includehidden=False,
        numbered=0,
        titlesonly=False,
    )
    sections = list(doctree.findall(nodes.section))
    (sections[0] if sections else doctree).append(toctree)
    return toctree


def outdated_pages(app: Sphinx, env: BuildEnvironment, added: set[str], *_changes: set[str]) -> set[str]:
    """Return the pages to read because the generated page has appeared, disappeared or been renamed."""
    before, now = domain_of(env).data["generated_page"], generated_page(env)
    if before == now:
        return set()
    return {app.config.root_doc, *(docname for docname in (before, now) if docname)} - added


def postpone_page(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remove the page from Sphinx's reading loop, because the other pages determine its entries."""
    docname = generated_page(env)
    if docname in docnames:
        docnames.remove(docname)
        domain_of(env).clear_doc(docname)


def read_generated_page(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read the page if it was postponed or its entries have changed; return its docname if so."""
    docname, domain = generated_page(env), domain_of(env)
    if docname is None:
        return []
    wanted = domain.plan.listed & domain.loaded.glossary.entries.keys()
    held = domain.glossaries.get(docname)
    if held is not None and held.keys() == wanted:
        return []
    read_page(app, docname, SUFFIX, PageParser.supported[0])
    if hasattr(env, "git_last_updated"):
        # For sphinx-last-updated-by-git, which would search for the stub in a repository.
        env.git_last_updated[docname] = None, False
    return [docname]


def check_glossaries(app: Sphinx, env: BuildEnvironment) -> None:
    """Store the generated page; report a missing, a second or an empty glossary, and faults of glossaries."""
    domain, generated = domain_of(env), generated_page(env)
    domain.data["generated_page"] = generated
    if generated and not domain.plan.listed:
        _logger.info("the glossary page %r is empty: no page links to a term", generated)
    page = app.config.bioglossary_page
    if not domain.glossaries and page is not None and domain.loaded.glossary.entries:
        warn(Warn.NO_GLOSSARY, f"no page holds the glossary: {page!r} is a page of its own without it", page)
    faults = [fault for docname in sorted(domain.faults) for fault in domain.faults[docname]]
    for subtype, location, message in dict.fromkeys(faults):  # an entry can be on several pages
        warn(subtype, message, location)
    for docname in sorted(domain.glossaries.keys() - {generated}) if generated else ():
        warn(
            Warn.SECOND_GLOSSARY,
            f"the generated page {generated!r} holds the glossary too; bioglossary_page = None makes none",
            docname,
        )


def keep_from_llms_txt(app: Sphinx, _exception: Exception | None) -> None:
    """Exclude the page from sphinx-llms-txt, which lists pages with their sources."""
    page = generated_page(app.env)
    if page and "llms_txt_exclude" in app.config:
        app.config.llms_txt_exclude = [*app.config.llms_txt_exclude, page]


def hide_source(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Remove the links to view or edit the source of the page, which has none, and omit it from _sources."""
    if is_generated(app.env, pagename):
        context["sourcename"] = context["page_source_suffix"] = ""
        context["has_source"] = False
        # The theme of Read the Docs would guess an address.
        context["display_github"] = context["display_gitlab"] = context["display_bitbucket"] = False
