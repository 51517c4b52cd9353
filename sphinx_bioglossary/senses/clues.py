"""The phrases and cues of a sense, indexed by the forms in which their words occur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias, TypeVar

from sphinx_bioglossary.glossary.model import Sense
from sphinx_bioglossary.glossary.surface_forms import inflections, plural_and_spellings
from sphinx_bioglossary.glossary.tokens import tokens, words_of

from .context import Vocabulary

# The words before and after, nearest first.
_Sides: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
# The side of a phrase, 0 for before and 1 for after, and its word that is nearest to the occurrence.
_Nearest: TypeAlias = tuple[int, str]
_Signed: TypeAlias = tuple[_Sides, int]  # the words of a phrase, and its sign
# The inflected forms of the second word, the sign, and the cue.
_Pair: TypeAlias = tuple[frozenset[str], int, str]
_Value = TypeVar("_Value")


class Phrase(NamedTuple):
    """A phrase around an occurrence: its sign, 1 for the sense of the entry and -1 against, and its words."""

    sign: int
    before: Sequence[str]  # nearest first
    after: Sequence[str]


class Signs(NamedTuple):
    """The phrases and cues of a sense."""

    phrases: Mapping[_Nearest, tuple[_Signed, ...]]  # words as listed in the entry
    listed: Mapping[str, tuple[str, ...]]  # listed words by plural and spelling
    cues: Mapping[str, tuple[int, str]]  # one-word cues by inflected form: the sign, and the cue as listed
    pairs: Mapping[str, tuple[_Pair, ...]]  # two-word cues by inflected form of the first word
    of_cues: frozenset[str]  # the keys of ``cues`` and ``pairs``

    def phrase_beside(self, before: Sequence[str], after: Sequence[str]) -> Phrase | None:
        """Return the longest phrase that matches the neighboring words.

        Args:
            before: the words before the occurrence, nearest first.
            after: the words after the occurrence, nearest first.
        """
        before, after = _folded(before), _folded(after)
        found = [
            (len(left) + len(right), len(right), -sign)
            for side, words in enumerate((before, after))
            for nearest in (self.listed.get(words[0], ()) if words else ())
            for (left, right), sign in self.phrases.get((side, nearest), ())
            if self._match(left, before) and self._match(right, after)
        ]
        if not found:
            return None
        length, behind, sign = max(found)
        return Phrase(-sign, before[: length - behind], after[:behind])

    def _match(self, phrase: Sequence[str], words: Sequence[str]) -> bool:
        """Whether the words of one side of a phrase match the first ``words``."""
        return len(phrase) <= len(words) and all(
            listed in self.listed.get(word, ()) for listed, word in zip(phrase, words, strict=False)
        )

    def cues_in(self, vocabulary: Vocabulary) -> dict[str, int]:
        """Return the sign of each cue in ``vocabulary``, by cue as listed: 1 for the sense, -1 against it."""
        found: dict[str, int] = {}
        for word in self.of_cues & vocabulary.words:
            if word in self.cues:
                sign, cue = self.cues[word]
                found[cue] = sign
            if word in self.pairs:
                found |= self._pairs_in(word, vocabulary)
        return found

    def _pairs_in(self, word: str, vocabulary: Vocabulary) -> dict[str, int]:
        """Return the sign of each two-word cue in ``vocabulary`` whose first word is ``word``."""
        # Keyed by the second word, so that two spellings of a listed cue count once.
        pairs = {
            second: (sign, cue)
            for seconds, sign, cue in self.pairs[word]
            for second in seconds
            if (word, second) in vocabulary.pairs
        }
        return {cue: sign for sign, cue in pairs.values()}


@lru_cache(maxsize=1024)
def signs_of(sense: Sense) -> Signs:
    """Return the phrases and cues of ``sense``."""
    signed = [(phrase, 1) for phrase in sense.phrases] + [(phrase, -1) for phrase in sense.against]
    phrases: dict[_Nearest, tuple[_Signed, ...]] = {}
    listed: dict[str, tuple[str, ...]] = {}
    by_sides = {_sides(phrase): sign for phrase, sign in signed}
    for (left, right), sign in by_sides.items():
        nearest = (0, left[0]) if left else (1, right[0])
        phrases[nearest] = (*phrases.get(nearest, ()), ((left, right), sign))
    for word in {word for sides in by_sides for side in sides for word in side}:
        # A verb form is another phrase: "squared kernel" does not follow from "square ~".
        _add(listed, plural_and_spellings(word), word)
    cues: dict[str, tuple[int, str]] = {}
    pairs: dict[str, tuple[_Pair, ...]] = {}
    for cue, sign in [(cue, 1) for cue in sense.cues] + [(cue, -1) for cue in sense.cues_against]:
        first, *second = words_of(cue)
        if second:
            _add(pairs, inflections(first), (inflections(second[0]), sign, cue))
        else:
            cues |= dict.fromkeys(inflections(first), (sign, cue))
    return Signs(phrases, listed, cues, pairs, frozenset(cues.keys() | pairs.keys()))


def _add(by_form: dict[str, tuple[_Value, ...]], forms: Iterable[str], value: _Value) -> None:
    # Most forms belong to one word only and share its tuple, which saves memory.
    values = (value,)
    for form in forms:
        by_form[form] = by_form[form] + values if form in by_form else values


def _sides(phrase: str) -> _Sides:
    before, _, after = phrase.partition("~")
    return _listed(before)[::-1], _listed(after)


def _listed(words: str) -> tuple[str, ...]:
    # "#x#" is one word, as "3x3" is in a text.
    return _folded(tokens(words.replace("#", "0")))


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(words).lower().split())
