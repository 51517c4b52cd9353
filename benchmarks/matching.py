"""Compare the run time of the matcher with other methods, for increasing numbers of terms."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from common import median

from sphinx_bioglossary.glossary.matcher import Matcher
from sphinx_bioglossary.glossary.model import Entry, SourceLocation

try:
    import ahocorasick
except ImportError:
    ahocorasick = None

RUNS = 7
PAGES = 20
WORDS_OF_A_PAGE = 600
_SYLLABLES = ["ka", "lo", "mi", "ne", "ru", "ta", "vi", "so", "pe", "du", "ga", "hi", "jo", "ze", "fu", "ba"]


def main() -> None:
    chance = random.Random(1)
    names = [f"{_word(chance)} {_word(chance)}" for _ in range(10_000)]
    for count in (100, 1_000, 10_000):
        terms = names[:count]
        pages = [_page(chance, terms) for _ in range(PAGES)]
        print(f"\n{count} terms, a page of {WORDS_OF_A_PAGE} words with 20 of them")
        for name, make in _FINDERS.items():
            made = [_timed(make, terms) for _ in range(RUNS)]
            found = [_timed(_on_all, make(terms), pages) / PAGES for _ in range(RUNS)]
            print(f"  {name:18} setup {median(made, 's')}, per page {median(found, 'ms', 1_000)}")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


def _page(chance: random.Random, terms: list[str]) -> str:
    words = [_word(chance) for _ in range(WORDS_OF_A_PAGE)] + chance.choices(terms, k=20)
    chance.shuffle(words)
    return " ".join(words)


def _on_all(find: Callable[[str], object], pages: list[str]) -> None:
    for page in pages:
        find(page)


def _timed(work: Callable[..., object], *arguments: object) -> float:
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


def _ours(terms: Iterable[str]) -> Callable[[str], object]:
    place = SourceLocation(Path("terms.yaml"), 1)
    return Matcher(Entry(f"t{i}", term, "", place, "") for i, term in enumerate(terms)).find


def _flat_alternation(terms: Iterable[str]) -> Callable[[str], object]:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, terms))})s?\b", re.IGNORECASE)
    return lambda page: [match.span() for match in pattern.finditer(page)]


def _find_each(terms: Iterable[str]) -> Callable[[str], object]:
    lowered = [term.lower() for term in terms]

    def find(page: str) -> list[str]:
        text = page.lower()
        return [term for term in lowered if text.find(term) >= 0]

    return find


def _aho_corasick(terms: Iterable[str]) -> Callable[[str], object]:
    automaton = ahocorasick.Automaton()
    for term in terms:
        automaton.add_word(term.lower(), term)
    automaton.make_automaton()
    return lambda page: list(automaton.iter(page.lower()))


_FINDERS = {"ours": _ours, "flat alternation": _flat_alternation, "str.find for each": _find_each}
if ahocorasick:
    _FINDERS["Aho-Corasick"] = _aho_corasick

if __name__ == "__main__":
    main()
