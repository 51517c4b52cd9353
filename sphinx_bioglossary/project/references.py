"""References by name, such as ``:term:`` and ``:any:``, which may lead to our entries."""

from __future__ import annotations

from typing import cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri
from sphinx.util.logging import suppress_logging

# Type and domain of the references by name: "myst" stands for a link of MyST-Parser to any target.
_BY_NAME = frozenset({("term", "std"), ("any", ""), ("myst", "")})
_QUESTION = "bioglossary_question"
# The role "external" leads to other projects only; MyST-Parser's "reflocalid" is a target on the page itself.
_NEVER_OURS = ("intersphinx", "reflocalid", _QUESTION)


def is_by_name(node: nodes.Node) -> bool:
    """Whether ``node`` is a pending reference that may lead to an entry of ours, by its name."""
    if not isinstance(node, addnodes.pending_xref) or any(name in node for name in _NEVER_OURS):
        return False
    return (node.get("reftype"), node.get("refdomain") or "") in _BY_NAME and isinstance(
        node.get("reftarget"), str
    )


def copy_of(reference: nodes.Element, docname: str) -> addnodes.pending_xref:
    """Return a copy of a reference on the page ``docname``, in no document, so that it can be stored."""
    attributes = {**reference.attributes, "refdoc": docname}
    return addnodes.pending_xref("", nodes.inline("", reference.astext()), **attributes)


def is_answered(env: BuildEnvironment, builder: Builder, reference: addnodes.pending_xref) -> bool:
    """Whether something else than our glossary answers a reference by name: a domain or an extension.

    For ``:term:``, the standard domain is not asked: ``Plan.own_terms`` knows its terms.
    """
    docname = reference["refdoc"]
    question = copy_of(reference, docname)
    question[_QUESTION] = True
    is_term = reference["reftype"] == "term"
    if not is_term:
        question["reftype"] = "any"
    before = env.temp_data.get("docname", "")
    # What is wrong with the reference is logged when Sphinx resolves it.
    with suppress_logging():
        try:
            env.temp_data["docname"] = docname
            if not is_term and any(_in_domain(domain, builder, question) for domain in env.domains.values()):
                return True
            answer = env.events.emit_firstresult(
                "missing-reference", env, question, question[0], allowed_exceptions=(NoUri,)
            )
        except NoUri:
            return True  # Its target is not in this output.
        finally:
            env.temp_data["docname"] = before
    return answer is not None


def _in_domain(domain: Domain, builder: Builder, question: addnodes.pending_xref) -> bool:
    """Whether a domain answers a question as Sphinx asks it for ``:any:``."""
    env, docname, target = domain.env, question["refdoc"], question["reftarget"]
    content = cast("nodes.Element", question[0])
    roles = ["doc"] if domain.name == "std" else []
    try:
        if domain.resolve_any_xref(env, docname, builder, target, question, content):
            return True
    except NotImplementedError:
        roles = [*domain.roles]
    return any(domain.resolve_xref(env, docname, builder, role, target, question, content) for role in roles)
