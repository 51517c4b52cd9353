"""Which pages a change concerns that no page's own source shows, so that every build tells the truth."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.linking.linker import BUILDERS_WITHOUT_LINKS
from sphinx_bioglossary.linking.plan import linkable
from sphinx_bioglossary.linking.project_senses import project_facts
from sphinx_bioglossary.linking.std_domain import target_of
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.output_cache import keep, recall
from sphinx_bioglossary.project.state import fingerprint


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
    before = recall(app, "pages")
    now = {docname: _fingerprint(app, docname) for docname in sorted(env.found_docs)}
    domain_of(env).build.fingerprints = now
    return [docname for docname in now if before.get(docname) != now[docname]]


def note_pages(app: Sphinx, exception: Exception | None) -> None:
    """Remember what the pages of this output show; a build that failed leaves it to the next."""
    if exception is not None or app.builder.name in BUILDERS_WITHOUT_LINKS:
        return
    build = domain_of(app.env).build
    now = build.fingerprints
    before = {docname: seen for docname, seen in recall(app, "pages").items() if docname in now}
    keep(app, "pages", before | {docname: now[docname] for docname in build.written & now.keys()})


def _fingerprint_of_entries(app: Sphinx) -> str:
    return fingerprint(domain_of(app.env).build.glossary.digest, app.config.bioglossary_used_only)


def _fingerprint(app: Sphinx, docname: str) -> str:
    """Return a fingerprint of all that decides on the links and glossaries of a page, besides its text."""
    domain = domain_of(app.env)
    build = domain.build
    links = [
        (
            occurrence,
            target_of(build, occurrence.entry_id, occurrence.text),
            build.first_pages.get(occurrence.entry_id) == docname,
        )
        for occurrence in linkable(app, docname)
    ]
    options = (build.scope, app.config.bioglossary_tooltips, app.config.bioglossary_touch)
    senses = project_facts(build, docname)
    return fingerprint(
        options, links, senses, *_terms_by_hand(domain, docname), *_listed(app, domain, docname)
    )


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
        for related in domain.build.glossary.entries[entry_id].see_also:
            entry = domain.build.glossary.entries.get(related)
            yield domain.std.objects.get(("term", entry.term)) if entry else None
