"""The plan after all pages are read: used entries, their first pages, and the targets of links."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_bioglossary.doctree.traversal import Position
from sphinx_bioglossary.glossary.model import Entry
from sphinx_bioglossary.project.domain import BioglossaryDomain, domain_of
from sphinx_bioglossary.project.generated_page import generated_page
from sphinx_bioglossary.project.records import Occurrence, PageTerms
from sphinx_bioglossary.project.state import Plan, Target
from sphinx_bioglossary.project.toctree_order import is_shown, pages_in_order, parts_of_project

from .choice import Choice
from .decision import Answer, Decider
from .occurrences import renew_terms
from .project_senses import count_votes
from .references import entry_named
from .std_domain import ids_by_name, note_own_terms, own_target


def make_plan(app: Sphinx, env: BuildEnvironment) -> None:
    """Make the plan from all pages except the generated page, which is read afterwards."""
    note_own_terms(app, env)
    renew_terms(env)
    domain = domain_of(env)
    plan, loaded = domain.plan, domain.loaded
    plan.ids_by_name = ids_by_name(domain)
    plan.targets = domain.targets()
    for entry in loaded.entries.values():
        if own := own_target(plan, entry):
            plan.targets[entry.id] = own
    plan.votes = count_votes(loaded, domain.terms, parts_of_project(env), app.tags)
    _note_uses(app, domain)
    plan.listed = set(plan.uses)
    for held in domain.glossaries.values():
        plan.listed |= {entry_id for entry_id, used_only in held.items() if not used_only}
    if generated_page(env) and not app.config.bioglossary_used_only:
        plan.listed |= loaded.glossary.entries.keys()


def _note_uses(app: Sphinx, domain: BioglossaryDomain) -> None:
    """Record the occurrences that the current builder may link, and the entries that each page uses."""
    plan, decider = domain.plan, Decider(domain.loaded, domain.plan, domain.env.metadata)

    def decide(occurrence: Occurrence, linked_before: str, around: str) -> Answer:
        answer = decider.decide(occurrence, reason_against=around)
        return answer._replace(linked=False, repeats=True) if answer.linked and linked_before else answer

    for docname in pages_in_order(domain.env):
        terms = domain.terms.get(docname)
        if not terms:
            continue
        choice = Choice(domain.loaded, plan.uses, decide)
        by_hand = list(_entries_by_hand(app, plan, terms))
        for position, entry_id in by_hand:
            choice.note(position, entry_id)
        shown = [one for one in terms.occurrences if is_shown(app.tags, one.position.conditions)]
        plan.linkable[docname] = [
            one for one, answer in choice.choose(shown) if answer.linked or answer.repeats
        ]
        used = [entry_id for _, entry_id in by_hand] + [one.entry_id for one in plan.linkable[docname]]
        for entry_id in dict.fromkeys(used):
            plan.uses[entry_id].append(docname)


def _entries_by_hand(app: Sphinx, plan: Plan, terms: PageTerms) -> Iterator[tuple[Position, str]]:
    """Yield the entries to which references by name lead on a page, as the current builder shows it.

    A term named only in the definition of an entry does not count as used by the project.
    """
    for named in terms.named:
        if named.in_entry or not is_shown(app.tags, named.position.conditions):
            continue
        if entry_id := entry_named(app, plan, named):
            yield named.position, entry_id


def see_also(plan: Plan, entry: Entry) -> Iterator[tuple[str, Target]]:
    """Yield the ids and targets of the related entries of ``entry`` that the project shows."""
    for entry_id in entry.see_also:
        target = plan.targets.get(entry_id)
        if target and plan.shows(entry_id, target):
            yield entry_id, target
