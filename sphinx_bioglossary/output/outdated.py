"""Pages that are outdated although their own sources have not changed."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.linking.linker import BUILDERS_WITHOUT_LINKS
from sphinx_bioglossary.linking.plan import see_also
from sphinx_bioglossary.linking.project_senses import project_facts
from sphinx_bioglossary.linking.references import target_named
from sphinx_bioglossary.linking.std_domain import target_of
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.output_cache import load_cache, save_cache
from sphinx_bioglossary.project.state import fingerprint


def outdated_glossaries(app: Sphinx, env: BuildEnvironment, added: set[str], *_changes: set[str]) -> set[str]:
    """Return the pages with a glossary, if the entries have changed since they were read."""
    domain = domain_of(env)
    is_current = domain.data["fingerprint"] == _fingerprint_of_entries(app)
    return set() if is_current else set(domain.glossaries) - added


def outdated_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write because their links or glossaries differ from the existing output."""
    domain, before = domain_of(env), load_cache(app, "pages")
    domain.data["fingerprint"] = _fingerprint_of_entries(app)
    now = {docname: _fingerprint(app, docname) for docname in sorted(env.found_docs)}
    domain.plan.fingerprints = now
    return [docname for docname in now if before.get(docname) != now[docname]]


def save_fingerprints(app: Sphinx, exception: Exception | None) -> None:
    """Save the fingerprints of the written pages; a failed build saves none."""
    if exception is not None or app.builder.name in BUILDERS_WITHOUT_LINKS:
        return
    domain = domain_of(app.env)
    now = domain.plan.fingerprints
    before = {docname: seen for docname, seen in load_cache(app, "pages").items() if docname in now}
    written = {docname: now[docname] for docname in domain.log.written & now.keys()}
    save_cache(app, "pages", before | written)


def _fingerprint_of_entries(app: Sphinx) -> str:
    options = app.config.bioglossary_used_only, app.config.bioglossary_trust_sources
    return fingerprint(domain_of(app.env).loaded.glossary.digest, options)


def _fingerprint(app: Sphinx, docname: str) -> str:
    """Return a fingerprint of all facts outside a page's source that affect its links and glossaries."""
    domain, plan = domain_of(app.env), domain_of(app.env).plan
    links = [
        (
            one.entry_id,
            one.position.section,
            one.fingerprint,
            target_of(plan, one.entry_id, one.text),
            plan.uses[one.entry_id][0] == docname,
        )
        for one in plan.linkable.get(docname, ())
    ]
    loaded, config = domain.loaded, app.config
    options = (loaded.scope, loaded.most_links, config.bioglossary_tooltips, config.bioglossary_touch)
    facts = project_facts(plan.votes, docname)
    return fingerprint(options, links, facts, *_named(app, domain, docname), *_listed(app, domain, docname))


def _named(app: Sphinx, domain: BioglossaryDomain, docname: str) -> Iterator[object]:
    """Yield the references by name on a page, with their targets in glossaries of the project."""
    for named in domain.terms[docname].named if docname in domain.terms else ():
        yield named.name, target_named(app, domain.plan, named)


def _listed(app: Sphinx, domain: BioglossaryDomain, docname: str) -> Iterator[object]:
    """Yield the listed entries on a page, with the facts that are shown below their definitions."""
    titles, plan = app.env.titles, domain.plan
    for entry_id in sorted(plan.listed & domain.glossaries.get(docname, {}).keys()):
        pages = [(page, titles[page].astext()) for page in plan.uses.get(entry_id, ())]
        related = see_also(plan, domain.loaded.glossary.entries[entry_id])
        yield entry_id, pages, list(related)
