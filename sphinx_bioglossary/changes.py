"""Which pages a change concerns that no page's own source shows, so that every build tells the truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from .build import fingerprint
from .domain import BioglossaryDomain, domain_of
from .links import BUILDERS_WITHOUT_LINKS
from .plan import linkable

# Kept beside the output, not in the environment: builders that share doctrees have outputs of their own.
_FILE = ".bioglossary-links"


def outdated_glossaries(app: Sphinx, env: BuildEnvironment, added: set[str], *_changes: set[str]) -> set[str]:
    """Return the pages that hold a glossary, if the entries differ from those that they show."""
    domain = domain_of(env)
    changed = domain.data["fingerprint"] != _fingerprint_of_entries(app)
    return set(domain.glossaries) - added if changed else set()


def note_glossaries(app: Sphinx, env: BuildEnvironment) -> None:
    """Remember which entries the pages show now."""
    domain_of(env).data["fingerprint"] = _fingerprint_of_entries(app)


def outdated_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose links or glossaries differ from those in the output."""
    before = _read(app)
    return [
        docname for docname in sorted(env.found_docs) if before.get(docname) != _fingerprint(app, docname)
    ]


def note_pages(app: Sphinx, exception: Exception | None) -> None:
    """Remember beside the output what the pages written there show; a failed build leaves it to the next."""
    if exception is not None or app.builder.name in BUILDERS_WITHOUT_LINKS or not app.outdir.is_dir():
        return
    found = app.env.found_docs
    before = {docname: seen for docname, seen in _read(app).items() if docname in found}
    written = {docname: _fingerprint(app, docname) for docname in domain_of(app.env).build.written & found}
    text = json.dumps(before | written, indent=0, sort_keys=True)
    Path(app.outdir, _FILE).write_text(text, encoding="utf-8")


def keep_from_books(_app: Sphinx, config: Config) -> None:
    """Keep the file out of e-books, into which Sphinx packs all that lies beside their pages."""
    config.epub_exclude_files = [*config.epub_exclude_files, _FILE]


def _read(app: Sphinx) -> dict[str, str]:
    try:
        seen: dict[str, str] = json.loads(Path(app.outdir, _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return seen


def _fingerprint_of_entries(app: Sphinx) -> str:
    return fingerprint(*domain_of(app.env).build.glossary, app.config.bioglossary_used_only)


def _fingerprint(app: Sphinx, docname: str) -> str:
    """Return a fingerprint of all that decides on the links and glossaries of a page, besides its text."""
    domain = domain_of(app.env)
    build = domain.build
    links = [
        (
            occurrence,
            build.targets[occurrence.entry_id],
            build.first_pages.get(occurrence.entry_id) == docname,
        )
        for occurrence in linkable(app, docname)
    ]
    options = (build.scope, app.config.bioglossary_tooltips, app.config.bioglossary_touch)
    return fingerprint(options, links, *_terms_by_hand(domain, docname), *_listed(app, domain, docname))


def _terms_by_hand(domain: BioglossaryDomain, docname: str) -> Iterator[object]:
    """Yield where the names given to ``:term:`` lead to."""
    if docname in domain.terms:
        for reference in domain.terms[docname].by_hand:
            place = domain.std.objects.get(("term", reference.name))
            yield reference, place or domain.std._terms.get(reference.name.lower())  # noqa: SLF001


def _listed(app: Sphinx, domain: BioglossaryDomain, docname: str) -> Iterator[object]:
    """Yield the entries that the page's glossaries show, with the pages on which they appear."""
    for entry_id in sorted(domain.build.listed & domain.glossaries.get(docname, {}).keys()):
        pages = domain.build.used.get(entry_id, ())
        yield entry_id, [(page, app.env.titles[page].astext()) for page in pages if page in app.env.titles]
