"""The builder ``bioglossary``: a report of all decisions on occurrences, and of undefined acronyms.

A row of ``jargon`` has the tier "undefined-acronym" if it causes a warning, and otherwise "silenced-acronym",
with the status "allowed" (by an option) or "suppressed" (as a warning).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config

from sphinx_bioglossary.linking.undefined import Undefined, undefined_acronyms
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.state import Decision, Log

FORMAT_VERSION = 1


# MyST-NB needs the output formats of cells, by priority, for each builder that it does not know.
_MIME_TYPES = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
)


def prepare_notebooks(_app: Sphinx, config: Config) -> None:
    """Register the output formats of the report builder with MyST-NB, which warns otherwise."""
    if "nb_mime_priority_overrides" in config:
        rows = [(ReportBuilder.name, mime_type, rank) for rank, mime_type in enumerate(_MIME_TYPES)]
        config.nb_mime_priority_overrides = [*config.nb_mime_priority_overrides, *rows]


class ReportBuilder(Builder):
    """Writes ``bioglossary.json`` instead of pages."""

    name = "bioglossary"
    # The report covers the content and the links of the web pages, including "only:: html".
    format = "html"
    epilog = "The report is in %(outdir)s/bioglossary.json."
    allow_parallel = True
    # The report needs no images, so remote images must not be downloaded.
    supported_remote_images = supported_data_uri_images = True
    # Sphinx and themes read these attributes of every builder with this format.
    math_renderer_name = "mathjax"
    supported_image_types = ["image/svg+xml", "image/png", "image/gif", "image/jpeg"]  # noqa: RUF012 - as Sphinx

    def init(self) -> None:
        """Create the folder into which extensions write assets for every builder with this format."""
        Path(self.outdir, "_static").mkdir(exist_ok=True)

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield all pages, because a report covers the whole project."""
        yield from sorted(self.env.found_docs)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        """Return the address of a page."""
        return f"{docname}.html"

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Do nothing: there are no pages to write."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Do nothing: the decisions were logged when the page was resolved."""

    def finish(self) -> None:
        """Write the report."""
        path = Path(self.outdir, "bioglossary.json")
        text = json.dumps(_report(self), indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


def _report(builder: Builder) -> dict[str, Any]:
    domain = domain_of(builder.env)
    pages = {docname: _page(domain.log, docname) for docname in sorted(domain.log.words)}
    used = {row["term"] for page in pages.values() for row in page["links"]}
    return {
        "version": FORMAT_VERSION,
        "pages": pages,
        "unused": sorted(set(domain.loaded.glossary.entries) - used),
        "jargon": [_acronym_row(found) for found in undefined_acronyms(builder)],
    }


def _page(log: Log, docname: str) -> dict[str, Any]:
    """Return the decisions on a page, its number of words, and its links per 100 words."""
    decisions, words = log.decisions[docname], log.words[docname]
    links = _rows(decisions, linked=True)
    density = round(100 * len(links) / words, 2) if words else 0
    skipped = _rows(decisions, linked=False)
    return {"links": links, "skipped": skipped, "words": words, "links_per_100_words": density}


def _rows(decisions: list[Decision], *, linked: bool) -> list[dict[str, Any]]:
    return [
        {"term": decision.entry_id, "text": decision.text, "line": decision.line, "reason": decision.reason}
        for decision in decisions
        if decision.linked == linked
    ]


def _acronym_row(found: Undefined) -> dict[str, Any]:
    page, places = next(iter(found.places.items()))
    return {
        "term": found.acronym,
        "tier": "undefined-acronym" if found.status == "undefined" else "silenced-acronym",
        "count": found.count,
        "pages": len(found.places),
        "first": {"page": page, "line": places[0].line},
        "expansion": found.meaning,
        "status": found.status,
    }
