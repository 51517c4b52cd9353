"""Tell whether a word is meant in an entry's sense, from three layers of evidence.

Collocation: the words right beside it (D. Yarowsky, "One sense per collocation", ARPA Workshop on Human
Language Technology 1993). Context: cue words around it, the nearer the better. Discourse: what the other
occurrences on the page and in the project mean (W. Gale, K. Church and D. Yarowsky, "One sense per
discourse", DARPA Speech and Natural Language Workshop 1992).

What speaks for and against is data of the entry (``Sense``). Each answer bears its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from .explanations import is_long_form
from .forms import inflections, is_abbreviation, surface_forms
from .model import Entry, Sense
from .surroundings import Around, Layer, tokens, words_of

_SPELLED_OUT = 1000
_BESIDE = 100
# Context that holds against the rest of the page: two words in the sentence, or as much around it.
_CLEAR = 8
# Context that tells a sense at all: a word in the paragraph, or as much around it.
_ENOUGH = 2
# By how much a word of each layer counts, nearest layer first, and how many count at most.
_WEIGHTS = ((4, 4), (2, 3), (2, 2), (1, 2))
_ENOUGH_ON_PAGE, _ENOUGH_IN_PROJECT = 4, 10
_FEW = 3  # votes of other pages that count where nothing else tells
_SHOWN_WORDS = 3
_SHOUTED = re.compile(r"[A-Z]{4,}")
_UNTOLD = Sense(likely=True)


class Evidence(NamedTuple):
    """What stands around one occurrence: above 0 for the entry's sense, below 0 for another."""

    weight: int
    reason: str

    @property
    def votes(self) -> int:
        """How much the occurrence counts for the others on the page and in the project."""
        size = abs(self.weight)
        return 10 if size >= _SPELLED_OUT else 2 if size >= _CLEAR else int(size >= _ENOUGH)


class Tally(NamedTuple):
    """The votes of several occurrences for the entry's sense, and for others."""

    ours: int = 0
    others: int = 0

    def __add__(self, other: Tally) -> Tally:  # type: ignore[override]
        """Return the votes of both."""
        return Tally(self.ours + other.ours, self.others + other.others)

    @property
    def leaning(self) -> int:
        """1 if most votes are for the entry's sense, -1 if most are for others; 0 if neither."""
        return (self.ours > self.others) - (self.others > self.ours)

    @property
    def bearing(self) -> tuple[int, bool, bool]:
        """What the votes of a project come down to: which side leads, and how clearly it does."""
        return self.leaning, self.agrees(_FEW), self.agrees(_ENOUGH_IN_PROJECT)

    def agrees(self, votes: int) -> bool:
        """Whether there are so many votes, and five of six are for one side."""
        return sum(self) >= votes and max(self) * 6 >= sum(self) * 5


class Verdict(NamedTuple):
    """Whether an occurrence has the entry's sense, and why."""

    is_ours: bool
    reason: str


def evidence_of(entry: Entry, around: Around, words: str) -> Evidence:
    """Return what ``around`` says of the sense in which a form of ``entry`` stands there as ``words``."""
    sense = entry.sense or _UNTOLD
    return (
        _of_explanation(entry, around, words)
        or _of_capitals(entry, around, words)
        or _of_neighbours(sense, around, words)
        or _of_name(sense, around, words)
        or _of_context(sense, around.layers, words)
    )


def tally(evidence: Iterable[Evidence]) -> Tally:
    """Count the votes of several occurrences."""
    ours = others = 0
    for item in evidence:
        ours += item.votes if item.weight > 0 else 0
        others += item.votes if item.weight < 0 else 0
    return Tally(ours, others)


def judge(entry: Entry, evidence: Evidence, page: Tally, project: Tally, *, in_company: bool) -> Verdict:
    """Decide on an occurrence, with the votes of its page and of its project, which may include its own.

    It is ``in_company`` if other terms of the glossary stand near it, or all over the project.
    """
    if abs(evidence.weight) >= _CLEAR:
        return _verdict(evidence.weight, evidence.reason)
    sides = ((page, "on the page", _ENOUGH_ON_PAGE), (project, "in the project", _ENOUGH_IN_PROJECT))
    for votes, where, enough in sides:
        if votes.agrees(enough):
            return _verdict(votes.leaning, _count(votes, where))
    if abs(evidence.weight) >= _ENOUGH:
        return _verdict(evidence.weight, evidence.reason)
    for votes, where in ((page, "on the page"), (project, "in the project")):
        if votes.leaning and (votes is page or votes.agrees(_FEW)):
            return _verdict(votes.leaning, _count(votes, where))
    if (entry.sense or _UNTOLD).likely and in_company and evidence.weight >= 0:
        return Verdict(is_ours=True, reason="its usual sense among other terms")
    return Verdict(is_ours=False, reason="nothing tells its sense")


def _verdict(weight: int, reason: str) -> Verdict:
    return Verdict(weight > 0, reason if weight > 0 else f"another sense: {reason}")


def _count(votes: Tally, where: str) -> str:
    return f"{max(votes)} of {sum(votes)} votes {where}"


def _of_explanation(entry: Entry, around: Around, words: str) -> Evidence | None:
    """Look for the long form of an abbreviation, in brackets behind it or before its own brackets."""
    before, after = around.sentence_before.rstrip(), around.sentence_after.lstrip()
    if not is_abbreviation(words):
        return None
    if before.endswith("(") and after.startswith(")"):
        long_form = before[:-1]
    elif after.startswith("(") and ")" in after:
        long_form = after[1 : after.index(")")]
    else:
        return None
    text = " ".join(re.findall(r"\w+", long_form)).casefold()
    forms = (" ".join(re.findall(r"\w+", form)).casefold() for form in surface_forms(entry))
    if any(f" {text}".endswith(f" {form}") for form in forms):
        return Evidence(_SPELLED_OUT, "spelled out beside it")
    if is_long_form(words, long_form):
        return Evidence(-_SPELLED_OUT, "spelled out as something else")
    return None


def _of_neighbours(sense: Sense, around: Around, words: str) -> Evidence | None:
    """Look for the longest of the entry's phrases around the word."""
    signs = _signs(sense)
    before, after = _folded(around.before), _folded(around.after)
    lengths = ((b, a) for b, a in product(range(signs.reach + 1), repeat=2) if b + a)
    for b, a in sorted(lengths, key=sum, reverse=True):
        sign = signs.phrases.get((before[:b], after[:a])) if b <= len(before) and a <= len(after) else None
        if sign:
            phrase = " ".join((*reversed(before[:b]), words, *after[:a]))
            return Evidence(sign * _BESIDE, f'"{phrase}"')
    return None


def _of_capitals(entry: Entry, around: Around, words: str) -> Evidence | None:
    """Take shouted words, and the second half of a name such as "Weights and Biases", for something else."""
    last, second = [*around.before, "", ""][:2]
    if words.isupper() and (words not in entry.names or _SHOUTED.fullmatch(last)):
        return Evidence(-_BESIDE, "shouted")
    if words.istitle() and last == "and" and second.istitle() and _has_few_capitals(around):
        return Evidence(-_BESIDE, f'a name with "{second}"')
    return None


def _of_name(sense: Sense, around: Around, words: str) -> Evidence | None:
    """Take a capital beside a capital for a name of something else, such as "Channel Islands"."""
    # The first word of a sentence has its capital for that.
    neighbours = [*around.after[:1], *(around.before[:1] if len(around.before) > 1 else ())]
    for neighbour in neighbours if words.istitle() and _has_few_capitals(around) else ():
        if neighbour.istitle() and _signs(sense).cues.get(neighbour.lower(), (0,))[0] <= 0:
            return Evidence(-_BESIDE, f'a name with "{neighbour}"')
    return None


def _has_few_capitals(around: Around) -> bool:
    """Whether capitals mean something: not in titles, and not in languages that give one to every noun."""
    words = [word for word in (*around.before, *around.after) if word.isalpha()]
    return sum(word[0].isupper() for word in words) * 2 <= len(words)


def _of_context(sense: Sense, layers: Iterable[Layer], words: str) -> Evidence:
    """Weigh the cues around the word, each in the layer that is nearest to it."""
    cues = _signs(sense).cues
    # The word is no cue to itself, as "training set" would be to "train".
    seen = {cues[word][1] for word in words_of(words) if word in cues}
    total, reasons = 0, list[tuple[int, str]]()
    for layer, (weight, most) in zip(layers, _WEIGHTS, strict=True):
        found = {cue: sign for sign, cue in (cues[word] for word in cues.keys() & layer.words)}
        new = {cue: sign for cue, sign in found.items() if cue not in seen}
        seen |= new.keys()
        net = max(-most, min(most, sum(new.values())))
        total += weight * net
        shown = sorted(cue for cue, sign in new.items() if sign * net > 0)[:_SHOWN_WORDS]
        if shown:
            reasons.append((net, " ".join([", ".join(f'"{cue}"' for cue in shown), layer.name])))
    return Evidence(total, next((reason for net, reason in reasons if net * total > 0), ""))


class _Signs(NamedTuple):
    """A sense made ready for look-up: phrases as (words before, words after), the nearest first."""

    phrases: Mapping[tuple[tuple[str, ...], tuple[str, ...]], int]
    cues: Mapping[str, tuple[int, str]]  # by inflected form: the sign, and the cue as it is listed
    reach: int


@lru_cache(maxsize=1024)
def _signs(sense: Sense) -> _Signs:
    listed = [(phrase, 1) for phrase in sense.phrases] + [(phrase, -1) for phrase in sense.against]
    phrases = {key: sign for phrase, sign in listed for key in _inflected_phrases(phrase)}
    cues = {
        form: (sign, cue)
        for sign, words in ((1, sense.cues), (-1, sense.cues_against))
        for cue in words
        for form in _inflected(words_of(cue))
    }
    reach = max((len(side) for key in phrases for side in key), default=0)
    return _Signs(phrases, {" ".join(form): value for form, value in cues.items()}, reach)


def _inflected_phrases(phrase: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    before, _, after = phrase.partition("~")
    for left in _inflected(_folded(tokens(before))):
        for right in _inflected(_folded(tokens(after))):
            yield left[::-1], right


def _inflected(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield ``words`` with all their endings, as text is looked up much more often than it is prepared."""
    return product(*map(inflections, words))


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)
