"""References by name to our entries, which they reach where nothing else answers."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from sphinx_bioglossary.doctree.markers import ENTRY_ATTRIBUTE
from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.records import ReferenceByName
from sphinx_bioglossary.project.references import is_answered, is_by_name
from sphinx_bioglossary.project.state import Plan, Target


def entry_named(app: Sphinx, plan: Plan, named: ReferenceByName) -> str | None:
    """Return the id of the entry, or of the project's own term, to which a reference leads.

    Return ``None`` if it leads elsewhere: our entries come last among the meanings of a name.
    """
    if named not in plan.entries_named:
        entry_id = plan.ids_by_name.get(named.name)
        is_sure = entry_id is None or named.in_entry or (named.is_term and named.name in plan.own_terms)
        is_elsewhere = not is_sure and is_answered(app.env, app.builder, named.reference)
        plan.entries_named[named] = None if is_elsewhere else entry_id
    return plan.entries_named[named]


def target_named(app: Sphinx, plan: Plan, named: ReferenceByName) -> Target | None:
    """Return the target in a glossary of the project to which a reference leads, if there is one."""
    if named.is_term:
        for name in (named.reference["reftarget"], named.name):
            if name in plan.own_terms:
                return plan.own_terms[name]
    return plan.names.get(named.name) if entry_named(app, plan, named) else None


def resolve_in_definition(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Resolve a reference in the definition of an entry, which names other entries of the glossary first."""
    return resolve_by_name(app, env, node, content) if ENTRY_ATTRIBUTE in node else None


def resolve_by_name(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Resolve a reference to a listed entry that nothing else has answered."""
    target = domain_of(env).plan.names.get(node["reftarget"].lower()) if is_by_name(node) else None
    if target is None:
        return None
    if node["reftype"] == "any" and isinstance(content, nodes.Element):
        # As Sphinx does for the targets that it finds.
        content["classes"] = [*content.get("classes", ()), "std", "std-term"]
    return make_refnode(app.builder, node.get("refdoc") or env.docname, *target, content)


def leave_unlisted(
    _app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.Text | None:
    """Replace a reference in a definition to an unlisted entry by plain text, without a warning."""
    if ENTRY_ATTRIBUTE not in node or not is_by_name(node):
        return None
    is_known = node["reftarget"].lower() in domain_of(env).plan.ids_by_name
    return nodes.Text(content.astext()) if is_known else None
