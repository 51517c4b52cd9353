"""Tell whether a word is meant in an entry's sense, from three layers of evidence.

Collocation: the words right beside it (D. Yarowsky, "One sense per collocation", ARPA Workshop on Human
Language Technology 1993). Context: cue words around it, the nearer the better. Discourse: what the other
occurrences on the page and in the project mean (W. Gale, K. Church and D. Yarowsky, "One sense per
discourse", DARPA Speech and Natural Language Workshop 1992).

What speaks for and against is data of the entry (``Sense``). Each answer bears its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product, takewhile
from typing import NamedTuple, TypeAlias, TypeVar

from . import garbage
from .explanations import is_long_form
from .forms import inflections, is_abbreviation, surface_forms
from .model import Entry, Sense
from .surroundings import Around, Layer, Vocabulary, tokens, words_of

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
    before, after = _folded(around.before), _folded(around.after)
    found = _phrase_beside(_signs(sense), before, after)
    if not found:
        return None
    sign, b, a = found
    phrase = " ".join((*reversed(before[:b]), words, *after[:a]))
    return Evidence(sign * _BESIDE, f'"{phrase}"')


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
    signs = _signs(sense)
    # The word is no cue to itself, as "training set" would be to "train".
    seen = {signs.cues[word][1] for word in words_of(words) if word in signs.cues}
    total, told, before = 0, list[tuple[int, dict[str, int], str]](), None
    for layer, (weight, most) in zip(layers, _WEIGHTS, strict=True):
        if layer.vocabulary is before:
            continue  # as where a paragraph is one sentence
        before = layer.vocabulary
        new = {cue: sign for cue, sign in _cues_in(signs, layer.vocabulary).items() if cue not in seen}
        seen |= new.keys()
        net = max(-most, min(most, sum(new.values())))
        total += weight * net
        told.append((net, new, layer.name))
    return Evidence(total, next((_reason(*facts) for facts in told if facts[0] * total > 0), ""))


def _reason(net: int, cues: Mapping[str, int], place: str) -> str:
    shown = sorted(cue for cue, sign in cues.items() if sign * net > 0)[:_SHOWN_WORDS]
    return " ".join([", ".join(f'"{cue}"' for cue in shown), place])


_Value = TypeVar("_Value")


class _Signs(NamedTuple):
    """A sense made ready for look-up: what is listed, by the inflected forms that texts have."""

    phrases: Mapping[_Sides, int]  # of words as they are listed
    listed: Mapping[str, tuple[str, ...]]  # by form: the words of phrases that it may be
    cues: Mapping[str, tuple[int, str]]  # by form: the sign, and the cue as it is listed
    pairs: Mapping[str, tuple[_Pair, ...]]  # by form of the first word
    of_cues: frozenset[str]  # the forms in both


# The words before and those after, from the nearest on.
_Sides: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
# The forms of the second word, the sign, and the cue.
_Pair: TypeAlias = tuple[frozenset[str], int, str]


@lru_cache(maxsize=1024)
@garbage.left_alone()
def _signs(sense: Sense) -> _Signs:
    signed = [(phrase, 1) for phrase in sense.phrases] + [(phrase, -1) for phrase in sense.against]
    phrases = {_sides(phrase): sign for phrase, sign in signed}
    listed: dict[str, tuple[str, ...]] = {}
    for word in {word for sides in phrases for side in sides for word in side}:
        _add(listed, word, (word,))
    cues: dict[str, tuple[int, str]] = {}
    pairs: dict[str, tuple[_Pair, ...]] = {}
    for cue, sign in [(cue, 1) for cue in sense.cues] + [(cue, -1) for cue in sense.cues_against]:
        first, *second = words_of(cue)
        if second:
            _add(pairs, first, ((inflections(second[0]), sign, cue),))
        else:
            cues |= dict.fromkeys(inflections(first), (sign, cue))
    return _Signs(phrases, listed, cues, pairs, frozenset(cues.keys() | pairs.keys()))


def _add(by_form: dict[str, tuple[_Value, ...]], word: str, values: tuple[_Value, ...]) -> None:
    # Most forms are of one word, and then share its tuple.
    for form in inflections(word):
        by_form[form] = by_form[form] + values if form in by_form else values


def _sides(phrase: str) -> _Sides:
    before, _, after = phrase.partition("~")
    return _folded(tokens(before))[::-1], _folded(tokens(after))


def _phrase_beside(signs: _Signs, before: Sequence[str], after: Sequence[str]) -> tuple[int, int, int] | None:
    """Return the sign of the longest phrase, and how many words of it stand on either side."""
    left, right = _listed(signs, before), _listed(signs, after)
    lengths = ((b, a) for b, a in product(range(len(left) + 1), range(len(right) + 1)) if b + a)
    for b, a in sorted(lengths, key=sum, reverse=True):
        keys = product(product(*left[:b]), product(*right[:a]))
        found = [signs.phrases[key] for key in keys if key in signs.phrases]
        if found:
            return min(found), b, a
    return None


def _listed(signs: _Signs, words: Sequence[str]) -> list[Sequence[str]]:
    """Return what the nearest ``words`` may be of a phrase, as far as they may be anything."""
    return list(takewhile(bool, (signs.listed.get(word, ()) for word in words)))


def _cues_in(signs: _Signs, vocabulary: Vocabulary) -> dict[str, int]:
    """Return the sign of each cue that is in ``vocabulary``."""
    found = {}
    for word in signs.of_cues & vocabulary.words:
        if word in signs.cues:
            sign, cue = signs.cues[word]
            found[cue] = sign
        found |= {
            cue: sign
            for seconds, sign, cue in signs.pairs.get(word, ())
            if any(f" {word} {second} " in vocabulary.row for second in seconds)
        }
    return found


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)
