"""A curated glossary for bioimage-analysis docs: its terms are linked automatically.

Add the extension to ``conf.py``::

    extensions = ["sphinx_bioglossary"]

The docs then contain a glossary of bioimage analysis and deep learning, on a generated page or on the pages
with the directive ``bioglossary``. The first occurrence of each term on a page links to its entry.
``:term:``, the search, the general index and the inventory treat the entries like those of a Sphinx
``glossary``. ``:noterm:`word``` keeps a word unlinked; the page metadata ``bioglossary: off`` keeps a page
unlinked. ``sphinx-build -b bioglossary`` reports the decision on every occurrence, with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .linking import linker, plan, references, std_domain, undefined
from .linking.collector import PageCollector
from .output import outdated, report
from .pages import directive, generated, listing
from .project import config, domain, exclusions, locale, notebooks, page_patterns
from .project.state import Log, Plan, load_project
from .sphinx_compat import extend_domain
from .tooltips import data_files
from .version import ENV_VERSION, __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["__version__", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension to Sphinx; the events are in the order of a build."""
    config.add_options(app)
    locale.add_catalogue(app)
    app.add_domain(domain.BioglossaryDomain)
    extend_domain(app, "std", std_domain.WithEntries)
    app.add_directive("bioglossary", directive.BioglossaryDirective)
    app.add_role("noterm", linker.NotermRole())
    app.add_builder(report.ReportBuilder)
    app.add_source_parser(generated.PageParser)
    app.add_env_collector(PageCollector)

    app.connect("config-inited", config.check_options)
    app.connect("config-inited", report.prepare_notebooks)
    app.connect("builder-inited", _start_build)
    # After autosummary (500), which generates source files.
    app.connect("builder-inited", generated.provide_page, priority=900)
    app.connect("builder-inited", data_files.copy_script)
    app.connect("env-get-outdated", generated.outdated_pages)
    app.connect("env-get-outdated", outdated.outdated_glossaries)
    app.connect("env-before-read-docs", generated.postpone_page)
    # Before Sphinx collects the metadata and the toctrees (500).
    app.connect("doctree-read", notebooks.collect_metadata, priority=400)
    app.connect("doctree-read", generated.attach_page, priority=400)
    # Before Sphinx numbers sections and figures (500), because the generated page is read here.
    app.connect("env-updated", plan.make_plan, priority=400)
    app.connect("env-updated", generated.read_generated_page, priority=400)
    app.connect("env-updated", std_domain.register_listed, priority=400)
    app.connect("env-updated", generated.check_glossaries)
    app.connect("env-updated", page_patterns.check_patterns)
    app.connect("env-updated", exclusions.check_pages)
    app.connect("env-updated", outdated.outdated_pages)
    # Before intersphinx (500).
    app.connect("missing-reference", references.resolve_in_definition, priority=400)
    # After intersphinx and all others.
    app.connect("missing-reference", references.resolve_by_name, priority=1000)
    app.connect("missing-reference", references.leave_unlisted, priority=1000)
    app.connect("doctree-resolved", listing.finish_glossaries)
    # After extensions that remove hidden nodes (500), such as sphinx.ext.todo and sphinx.ext.ifconfig.
    app.connect("doctree-resolved", linker.link_terms, priority=900)
    # Before extensions that read the text of the rendered page (500).
    app.connect("html-page-context", linker.unlink_terms, priority=400)
    app.connect("html-page-context", generated.hide_source)
    app.connect("html-page-context", data_files.add_script)
    # Before sphinx-llms-txt (500), which reads its options here.
    app.connect("build-finished", generated.keep_from_llms_txt, priority=400)
    app.connect("build-finished", data_files.write_data)
    app.connect("build-finished", outdated.save_fingerprints)
    # After our other handlers: with -W, Sphinx 7.4 aborts at the first warning.
    app.connect("build-finished", undefined.warn_of_undefined, priority=900)
    return {
        "version": __version__,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _start_build(app: Sphinx) -> None:
    ours = domain.domain_of(app.env)
    ours.loaded = load_project(app.config, app.confdir, app.project, ours.data["own_names"])
    ours.plan, ours.log = Plan(), Log()
