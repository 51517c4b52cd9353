"""A curated glossary for bioimage-analysis docs, whose terms are linked by themselves.

Add the extension to ``conf.py``::

    extensions = ["sphinx_bioglossary"]

The docs then hold a glossary of bioimage analysis and deep learning, as a page of its own or where the
directive ``bioglossary`` stands, and the first occurrence of each term on a page links to it. ``:term:``,
the search, the general index and the inventory know its entries as they know those of Sphinx's own
``glossary``. ``:noterm:`word``` keeps a word unlinked, and the page metadata ``bioglossary: off`` a page.
``sphinx-build -b bioglossary`` reports what is linked and what is not, and why.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_bioglossary.linking import collector as reading
from sphinx_bioglossary.linking import linker as links
from sphinx_bioglossary.linking import occurrences, plan, undefined
from sphinx_bioglossary.linking import std_domain as names
from sphinx_bioglossary.output import outdated as changes
from sphinx_bioglossary.output import report
from sphinx_bioglossary.pages import directive, listing
from sphinx_bioglossary.pages import generated as page
from sphinx_bioglossary.project import config, domain
from sphinx_bioglossary.project import generated_page as made
from sphinx_bioglossary.project import locale as language
from sphinx_bioglossary.project.state import start_build
from sphinx_bioglossary.tooltips import data_files as tooltips

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension to Sphinx; the events stand in the order of a build."""
    config.add_options(app)
    language.add_catalogue(app)
    app.add_domain(domain.BioglossaryDomain)
    app.add_directive("bioglossary", directive.BioglossaryDirective)
    app.add_role("noterm", links.NotermRole())
    app.add_builder(report.ReportBuilder)
    app.add_source_suffix(made.SUFFIX, "bioglossary")
    app.add_source_parser(page.PageParser)

    app.connect("config-inited", config.check_options)
    app.connect("config-inited", report.prepare_notebooks)
    app.connect("config-inited", page.keep_from_git)
    app.connect("builder-inited", _start_build)
    # After autosummary (500), which writes the sources of pages that it makes.
    app.connect("builder-inited", page.provide_page, priority=900)
    app.connect("builder-inited", tooltips.copy_script)
    app.connect("env-get-outdated", page.outdated_pages)
    app.connect("env-get-outdated", changes.outdated_glossaries)
    app.connect("env-get-outdated", undefined.unread_pages)
    app.connect("env-before-read-docs", names.withdraw_terms)
    app.connect("env-before-read-docs", page.read_page_last)
    # Before Sphinx collects the toctrees (500).
    app.connect("doctree-read", page.attach_page, priority=400)
    # Around sphinx.ext.autosectionlabel (500).
    app.connect("doctree-read", page.hide_title, priority=400)
    app.connect("doctree-read", page.show_title, priority=600)
    app.connect("doctree-read", reading.note_page)
    # Before Sphinx numbers sections and figures (500), as one more page may be read.
    app.connect("env-updated", names.note_own_terms, priority=400)
    app.connect("env-updated", occurrences.renew_terms, priority=400)
    app.connect("env-updated", page.fill_page, priority=400)
    app.connect("env-updated", plan.make_plan, priority=400)
    app.connect("env-updated", page.note_page)
    app.connect("env-updated", changes.note_glossaries)
    app.connect("env-updated", changes.outdated_pages)
    app.connect("warn-missing-reference", directive.forgive_unlisted)
    app.connect("doctree-resolved", listing.finish_glossaries)
    # After extensions that take out what is not shown (500), such as sphinx.ext.todo and sphinx.ext.ifconfig.
    app.connect("doctree-resolved", links.link_terms, priority=900)
    app.connect("doctree-resolved", tooltips.note_links, priority=901)
    app.connect("html-page-context", page.hide_source)
    app.connect("html-page-context", tooltips.add_script)
    app.connect("build-finished", tooltips.write_data)
    app.connect("build-finished", changes.note_pages)
    # The last of ours: with -W, Sphinx 7.4 breaks off at the first warning.
    app.connect("build-finished", undefined.warn_of_undefined, priority=900)
    return {"version": __version__, "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}


def _start_build(app: Sphinx) -> None:
    ours = domain.domain_of(app.env)
    ours.build = start_build(app.config, Path(app.confdir))
    ours.build.search_for(ours.data["own_names"])
