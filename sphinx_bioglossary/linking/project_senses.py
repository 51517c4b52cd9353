"""Evidence from the whole project for the senses of its terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sphinx.util.tags import Tags

from sphinx_bioglossary.project.records import PageTerms
from sphinx_bioglossary.project.state import Loaded, Votes
from sphinx_bioglossary.project.toctree_order import is_shown
from sphinx_bioglossary.senses.evidence import Evidence, Tally, Verdict, judge, tally, told_in_part

_CERTAIN = Verdict(is_meant=True, reason="")
# A project or page with this many terms of one sense is in the field of the glossary.
_ENOUGH_IN_PROJECT, _ENOUGH_ON_PAGE = 8, 2


def count_votes(
    loaded: Loaded, pages: Mapping[str, PageTerms], parts: Mapping[str, str], tags: Tags
) -> Votes:
    """Count the votes of the occurrences in a project.

    Args:
        loaded: the glossary.
        pages: the terms of each page, by docname.
        parts: the part of the project to which each page belongs, by docname.
        tags: the tags of the builder; occurrences that it does not show are ignored.
    """
    votes = Votes(parts=parts)
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
    votes.is_of_field = len(set().union(*votes.certain.values())) >= _ENOUGH_IN_PROJECT
    for docname, of_page in votes.of_pages.items():
        of_part = votes.of_parts.setdefault(parts[docname], {})
        for entry_id, count in of_page.items():
            of_part[entry_id] = of_part.get(entry_id, Tally()) + count
    return votes


def verdict_on(
    loaded: Loaded, votes: Votes, docname: str, entry_id: str, evidence: Evidence | None
) -> Verdict:
    """Judge the sense of an occurrence by its evidence and by the votes of its page and part of the project.

    Args:
        loaded: the glossary.
        votes: the votes of the project.
        docname: the page of the occurrence.
        entry_id: the entry whose surface form occurs.
        evidence: the evidence around the occurrence; ``None`` if the form has only one sense.
    """
    if evidence is None:
        return _CERTAIN
    page = votes.of_pages.get(docname, {}).get(entry_id, Tally())
    part = _in_part(votes, docname, entry_id)
    in_company = _in_company(votes, docname, entry_id)
    return judge(loaded.entries[entry_id], evidence, page, part, in_company=in_company)


def project_facts(votes: Votes, docname: str) -> Sequence[object]:
    """Return the facts about the project that affect verdicts on a page, for a fingerprint."""
    return [
        (entry_id, told_in_part(_in_part(votes, docname, entry_id)), _in_company(votes, docname, entry_id))
        for entry_id in sorted(votes.of_pages.get(docname, ()))
    ]


def _in_part(votes: Votes, docname: str, entry_id: str) -> Tally:
    return votes.of_parts.get(votes.parts.get(docname, ""), {}).get(entry_id, Tally())


def _in_company(votes: Votes, docname: str, entry_id: str) -> bool:
    others = votes.certain.get(docname, set()) - {entry_id}
    return votes.is_of_field or len(others) >= _ENOUGH_ON_PAGE
