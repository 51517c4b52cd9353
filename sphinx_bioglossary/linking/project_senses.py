"""What a whole project says of the senses of its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sphinx.util.tags import Tags

from sphinx_bioglossary.project.records import PageTerms
from sphinx_bioglossary.project.state import Loaded, Votes
from sphinx_bioglossary.project.toctree_order import is_shown
from sphinx_bioglossary.senses.evidence import Evidence, Tally, Verdict, judge, tally

_CERTAIN = Verdict(is_meant=True, reason="")
# So many terms that have one sense make a project one of the glossary's field.
_COMPANY = 3


def count_votes(loaded: Loaded, pages: Mapping[str, PageTerms], tags: Tags) -> Votes:
    """Return what the occurrences on all pages say of their senses, as far as ``tags`` let them be shown."""
    votes = Votes()
    of_field = loaded.glossary.entries.keys() - loaded.everyday
    for docname, terms in pages.items():
        judged: dict[str, list[Evidence]] = {}
        certain: set[str] = set()
        for occurrence in terms.occurrences:
            if not is_shown(tags, occurrence.position.conditions):
                continue
            if occurrence.evidence:
                judged.setdefault(occurrence.entry_id, []).append(occurrence.evidence)
            elif occurrence.entry_id in of_field:
                certain.add(occurrence.entry_id)
        votes.certain[docname] = certain
        votes.of_pages[docname] = {entry_id: tally(found) for entry_id, found in judged.items()}
    votes.is_of_field = len(set().union(*votes.certain.values())) >= _COMPANY
    for of_page in votes.of_pages.values():
        for entry_id, count in of_page.items():
            votes.of_project[entry_id] = votes.of_project.get(entry_id, Tally()) + count
    return votes


def verdict_on(
    loaded: Loaded, votes: Votes, docname: str, entry_id: str, evidence: Evidence | None
) -> Verdict:
    """Judge the sense of an occurrence by its ``evidence`` and by the votes of its page and project.

    Without evidence the form has one sense only.
    """
    if evidence is None:
        return _CERTAIN
    page = votes.of_pages.get(docname, {}).get(entry_id, Tally())
    project = votes.of_project.get(entry_id, Tally())
    in_company = _in_company(votes, docname, entry_id)
    return judge(loaded.entries[entry_id], evidence, page, project, in_company=in_company)


def project_facts(votes: Votes, docname: str) -> Sequence[object]:
    """Return what the project adds to the judgements on a page, for a fingerprint."""
    return [
        (entry_id, votes.of_project[entry_id].bearing, _in_company(votes, docname, entry_id))
        for entry_id in sorted(votes.of_pages.get(docname, ()))
    ]


def _in_company(votes: Votes, docname: str, entry_id: str) -> bool:
    return votes.is_of_field or bool(votes.certain.get(docname, set()) - {entry_id})
