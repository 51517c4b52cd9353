"""Decide whether an occurrence has the sense of an entry, from three kinds of evidence.

Collocation: the neighboring words (D. Yarowsky, "One sense per collocation", ARPA Workshop on Human Language
Technology 1993). Context: cues in the sentence, or else those beyond it. Discourse: the senses of the other
occurrences on the page and in its part of the project (W. Gale, K. Church and D. Yarowsky, "One sense per
discourse", DARPA Speech and Natural Language Workshop 1992).

The entry lists its phrases and cues (``Sense``). Each verdict has a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sphinx_bioglossary.acronyms.expansions import is_long_form
from sphinx_bioglossary.glossary.model import Entry, Sense
from sphinx_bioglossary.glossary.surface_forms import ambiguous_forms, is_abbreviation, surface_forms
from sphinx_bioglossary.glossary.tokens import words_of

from .clues import signs_of
from .context import SENTENCE, Context, Layer, vocabulary_of

# By how many the cues for one sense must outnumber those for the other beyond the sentence.
_ENOUGH_FAR_CUES = 2
_VOTES_IF_CLEAR, _VOTES_IF_SPELLED_OUT = 2, 10
_FEW_ON_PAGE, _FEW_IN_PART = 2, 5  # votes that decide without any other evidence
_SHOWN_WORDS = 3
_PLACE = " in the "  # between the cues and the layer in a reason
_SHOUTED = re.compile(r"[A-Z]{4,}")
_UNTOLD = Sense(likely=True)


class Evidence(NamedTuple):
    """The evidence around one occurrence.

    Attributes:
        leaning: 1 if it tells the sense of the entry, -1 if it tells another sense, 0 if it tells neither.
        votes: its weight for the other occurrences on the page and in the project; 0 or more.
        reason: a description of the evidence, for the report.
    """

    leaning: int
    votes: int
    reason: str


class Tally(NamedTuple):
    """The votes of several occurrences: for the sense of the entry (``ours``), and for other senses."""

    ours: int = 0
    others: int = 0

    def __add__(self, other: Tally) -> Tally:  # type: ignore[override]
        """Return the sum of both tallies."""
        return Tally(self.ours + other.ours, self.others + other.others)

    def told(self, least: int) -> int:
        """Return which sense the votes tell: 1 for that of the entry, -1 for another.

        They tell none, 0, if they are fewer than ``least`` or if less than three of four agree.
        """
        if sum(self) < least or max(self) * 4 < sum(self) * 3:
            return 0
        return 1 if self.ours > self.others else -1


class Verdict(NamedTuple):
    """Whether an occurrence has the sense of the entry, and the reason."""

    is_meant: bool
    reason: str


def evidence_of(entry: Entry, context: Context, words: str) -> Evidence:
    """Return the evidence for or against the sense of an entry.

    Args:
        entry: the entry whose surface form occurs.
        context: the context of the occurrence.
        words: the surface form as written in the text.
    """
    sense = entry.sense or _UNTOLD
    return (
        _of_explanation(entry, context, words)
        or _of_capitals(entry, context, words)
        or _of_neighbours(sense, context, words)
        or _of_context(sense, context.layers(), words)
    )


def tally(evidence: Iterable[Evidence]) -> Tally:
    """Count the votes of the occurrences on a page.

    An identical reason counts at most as often as it has votes: once for weak evidence, twice for phrases and
    other clear evidence, ten times for abbreviations that are written out.
    """
    ours = others = 0
    heard: Counter[str] = Counter()
    for item in evidence:
        cues = item.reason.partition(_PLACE)[0]
        heard[cues] += 1
        if heard[cues] <= item.votes:
            ours += item.votes if item.leaning > 0 else 0
            others += item.votes if item.leaning < 0 else 0
    return Tally(ours, others)


def judge(entry: Entry, evidence: Evidence, page: Tally, part: Tally, *, in_company: bool) -> Verdict:
    """Decide whether an occurrence has the sense of its entry, by its own sentence first.

    Args:
        entry: the entry whose surface form occurs.
        evidence: the evidence around the occurrence.
        page: the votes of all occurrences of the entry on the page, this one included.
        part: the votes of all occurrences of the entry in the same part of the project, this one included.
        in_company: whether enough other terms of the glossary occur on the page or in the project.
    """
    on_page, in_part = page.told(_FEW_ON_PAGE), told_in_part(part)
    known = (
        (evidence.leaning, evidence.reason),
        (on_page, f"{max(page)} of {sum(page)} votes on the page"),
        (in_part, f"{max(part)} of {sum(part)} votes in this part of the project"),
    )
    # One cue for the sense is too little among votes for another.
    is_weak = evidence.leaning > 0 and evidence.votes < _VOTES_IF_CLEAR
    for sign, reason in known[1:] if is_weak and min(on_page, in_part) < 0 else known:
        if sign:
            against = next((other for leaning, other in known if leaning == -sign), "")
            text = f"{reason}, against {against}" if against else reason
            return Verdict(sign > 0, text if sign > 0 else f"another sense: {text}")
    if (entry.sense or _UNTOLD).likely and in_company:
        return Verdict(is_meant=True, reason="its usual sense among other terms")
    return Verdict(is_meant=False, reason="sense undetermined")


def told_in_part(part: Tally) -> int:
    """Return which sense the votes in a part of the project tell: 1, -1, or 0 for none."""
    return part.told(_FEW_IN_PART)


def _of_explanation(entry: Entry, context: Context, words: str) -> Evidence | None:
    """Find the long form of an abbreviation: in brackets after it, or before the brackets around it."""
    before, after = context.sentence_before.rstrip(), context.sentence_after.lstrip()
    if not is_abbreviation(words):
        return None
    if before.endswith("(") and after.startswith(")"):
        long_form = before[:-1]
    elif after.startswith("(") and ")" in after:
        long_form = after[1 : after.index(")")]
    else:
        return None
    text = _plain(long_form)
    unsure = set(map(_plain, ambiguous_forms(entry)))
    for form in map(_plain, surface_forms(entry)):
        if f" {text}".endswith(f" {form}"):
            # "virtual machine (VM)" has as many senses as "virtual machine".
            return None if form in unsure else Evidence(1, _VOTES_IF_SPELLED_OUT, "spelled out beside it")
    if is_long_form(words, long_form):
        return Evidence(-1, _VOTES_IF_SPELLED_OUT, "spelled out as something else")
    return None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text)).casefold()


def _of_neighbours(sense: Sense, context: Context, words: str) -> Evidence | None:
    """Find the longest phrase of the entry around the occurrence."""
    phrase = signs_of(sense).phrase_beside(context.before, context.after)
    if not phrase:
        return None
    text = " ".join((*reversed(phrase.before), words, *phrase.after))
    return Evidence(phrase.sign, _VOTES_IF_CLEAR, f'"{text}"')


def _of_capitals(entry: Entry, context: Context, words: str) -> Evidence | None:
    """Reject words in capitals, and the second half of a name such as "Weights and Biases"."""
    last, second = [*context.before, "", ""][:2]
    is_own = words in {*entry.names, *entry.forms}
    if words.isupper() and (not is_own or _SHOUTED.fullmatch(last)):
        return Evidence(-1, 0, "shouted")
    if _is_title(words) and last == "and" and _is_title(second) and _has_few_capitals(context):
        return Evidence(-1, 0, f'a name with "{second}"')
    return None


def _is_title(words: str) -> bool:
    """Whether ``words`` begin with capitals and have no other sign of a name, such as a digit."""
    return words.istitle() and words.replace(" ", "").isalpha()


def _has_few_capitals(context: Context) -> bool:
    """Whether capitals are significant: not in titles, and not in languages that capitalize all nouns."""
    words = [word for word in (*context.before, *context.after) if word.isalpha()]
    return sum(word[0].isupper() for word in words) * 2 <= len(words)


def _of_context(sense: Sense, layers: Iterable[Layer], words: str) -> Evidence:
    """Compare the cues for and against the sense: those in the sentence, or else those beyond it."""
    signs = signs_of(sense)
    # The occurrence is no cue for itself, as "training set" would be for the cue "train".
    seen = set(signs.cues_in(vocabulary_of(words_of(words))))
    total, found = 0, list[tuple[int, dict[str, int], str]]()
    for place, vocabulary in layers:
        # Each cue counts where it is nearest.
        new = {cue: sign for cue, sign in signs.cues_in(vocabulary).items() if cue not in seen}
        seen |= new.keys()
        net = sum(new.values())
        if net and place == SENTENCE:
            votes = _VOTES_IF_CLEAR if abs(net) > 1 else 1
            return Evidence(1 if net > 0 else -1, votes, _reason(net, new, place))
        total += net
        found.append((net, new, place))
    if abs(total) < _ENOUGH_FAR_CUES:
        return Evidence(0, 0, "")
    return Evidence(
        1 if total > 0 else -1, 1, next(_reason(*facts) for facts in found if facts[0] * total > 0)
    )


def _reason(net: int, cues: Mapping[str, int], place: str) -> str:
    shown = sorted(cue for cue, sign in cues.items() if sign * net > 0)[:_SHOWN_WORDS]
    return " ".join([", ".join(f'"{cue}"' for cue in shown), place])
