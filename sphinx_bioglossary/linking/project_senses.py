"""Judge the senses of the words on a project's pages, with what the whole project says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docutils import nodes
from sphinx.util.tags import Tags

from sphinx_bioglossary.doctree.running_text import Block
from sphinx_bioglossary.doctree.traversal import Where, headings
from sphinx_bioglossary.glossary.matcher import Match
from sphinx_bioglossary.project.records import PageTerms
from sphinx_bioglossary.project.state import Build
from sphinx_bioglossary.project.toctree_order import is_shown
from sphinx_bioglossary.senses.context import Passage, Section, Surroundings
from sphinx_bioglossary.senses.evidence import Evidence, Tally, Verdict, evidence_of, judge, tally

_CERTAIN = Verdict(is_ours=True, reason="")
# So many terms that have one sense make a project one of the glossary's field.
_COMPANY = 3


def surroundings_of(document: nodes.Element, where: Where, found: Iterable[Block]) -> Surroundings:
    """Return the surroundings of the words in the blocks ``found`` on ``document``."""
    passages = [
        Passage((block.where.docname, block.where.section), block.text_of_its_own, block.where.conditions)
        for block in found
    ]
    return Surroundings(passages, lambda: dict(_titles(document, where)))


def _titles(document: nodes.Element, where: Where) -> Iterator[tuple[Section, str]]:
    for place, title in headings(document, where):
        yield (place.docname, place.section), title


class Sighting(NamedTuple):
    """A match in the block with this number; what hinders a link, or else what stands around it."""

    number: int
    block: Block
    match: Match
    obstacle: str
    evidence: Evidence | None


def sightings(
    build: Build, docname: str, document: nodes.Element, found: Sequence[Block]
) -> Iterator[Sighting]:
    """Yield the matches in the blocks ``found`` of ``document``."""
    surroundings = surroundings_of(document, Where(docname), found)
    for number, block in enumerate(found):
        for match in build.matcher.find(block.text):
            obstacle = block.obstacle_to(match)
            evidence = None if obstacle else evidence_on(build, surroundings, number, block, match)
            yield Sighting(number, block, match, obstacle, evidence)


def evidence_on(
    build: Build, surroundings: Surroundings, number: int, block: Block, match: Match
) -> Evidence | None:
    """Return what stands around a match in the block with this number; nothing if it has one sense only."""
    if not match.is_ambiguous:
        return None
    around = surroundings.around(number, match.start, match.end)
    return evidence_of(build.entries[match.entry_id], around, block.words_of(match))


def verdict_on(build: Build, docname: str, entry_id: str, evidence: Evidence | None) -> Verdict:
    """Judge an occurrence by its ``evidence`` and by those of its page and project."""
    if evidence is None:
        return _CERTAIN
    page = build.tallies.get(docname, {}).get(entry_id, Tally())
    project = build.project_tallies.get(entry_id, Tally())
    in_company = _in_company(build, docname, entry_id)
    return judge(build.entries[entry_id], evidence, page, project, in_company=in_company)


def count_votes(build: Build, pages: dict[str, PageTerms], tags: Tags) -> None:
    """Count what the occurrences on all pages say of their senses, as far as ``tags`` let them be shown."""
    of_field = build.glossary.entries.keys() - build.everyday
    for docname, terms in pages.items():
        judged: dict[str, list[Evidence]] = {}
        for occurrence in terms.occurrences:
            if not is_shown(tags, occurrence.where.conditions):
                continue
            if occurrence.evidence:
                judged.setdefault(occurrence.entry_id, []).append(occurrence.evidence)
            elif occurrence.entry_id in of_field:
                build.certain.setdefault(docname, set()).add(occurrence.entry_id)
        build.tallies[docname] = {entry_id: tally(found) for entry_id, found in judged.items()}
    build.is_of_field = len(set().union(*build.certain.values())) >= _COMPANY
    for votes in build.tallies.values():
        for entry_id, count in votes.items():
            build.project_tallies[entry_id] = build.project_tallies.get(entry_id, Tally()) + count


def project_facts(build: Build, docname: str) -> Sequence[object]:
    """Return what the project adds to the judgements on a page, for a fingerprint."""
    return [
        (entry_id, build.project_tallies[entry_id].bearing, _in_company(build, docname, entry_id))
        for entry_id in sorted(build.tallies.get(docname, ()))
    ]


def _in_company(build: Build, docname: str, entry_id: str) -> bool:
    return build.is_of_field or bool(build.certain.get(docname, set()) - {entry_id})
