"""Signs of the bundled senses that no case touches: phrases, cues, words of fields, forms and ``likely``.

A sign is touched if a page in tests/cases/senses is judged differently without it. Prints the untouched signs
and totals, and fails if there are untouched ones.

    python tools/sense_signs.py [--entry ID]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

from sphinx_bioglossary.glossary.loader import everyday_ids, load, source_files
from sphinx_bioglossary.glossary.model import Glossary
from sphinx_bioglossary.glossary.sense_data import FieldWords, field_words, sense_of
from sphinx_bioglossary.glossary.surface_forms import inflections
from sphinx_bioglossary.glossary.tokens import tokens
from sphinx_bioglossary.project.state import Loaded

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from sense_cases import SenseCase, sense_cases

SOURCE = "bioimage"
OF_FIELD = "word"  # the kind of a word in fields.yaml
_OF_WHOLE_PAGES = ("fields", "not_fields", "forms", "likely")  # kinds that may show without their words

Values: TypeAlias = Mapping[str, Any]


class Sign(NamedTuple):
    """One value of the sense of an entry, or one word of a field of knowledge."""

    owner: str  # id of the entry, or name of the field
    kind: str
    text: str

    def taken_out(self, values: Values, of_fields: FieldWords) -> tuple[Values, FieldWords]:
        """Return the values of a sense and the words of fields without this sign."""
        if self.kind == OF_FIELD:
            return values, {**of_fields, self.owner: _without(of_fields[self.owner], self.text)}
        if self.kind == "likely":
            return {**values, "likely": False}, of_fields
        return {**values, self.kind: _without(values[self.kind], self.text)}, of_fields


def _without(texts: Iterable[str], text: str) -> tuple[str, ...]:
    return tuple(other for other in texts if other != text)


def raw_senses() -> dict[str, Values]:
    """Return the values of ``sense`` in the bundled files, by id of the entry."""
    entries = (entry for path in source_files(SOURCE, Path()) for entry in yaml.safe_load(path.read_bytes()))
    return {
        entry["id"]: {
            name: tuple(value) if isinstance(value, list) else value for name, value in entry["sense"].items()
        }
        for entry in entries
        if "sense" in entry
    }


def signs_in(entry_id: str, values: Values) -> Iterator[Sign]:
    """Yield the signs of an entry."""
    for kind, value in values.items():
        for text in value if isinstance(value, tuple) else ("true",) if value else ():
            yield Sign(entry_id, kind, text)


def signs_of_fields(values: Values, of_fields: FieldWords) -> Iterator[Sign]:
    """Yield the words of the fields that an entry names."""
    for field in (*values.get("fields", ()), *values.get("not_fields", ())):
        for word in of_fields[field]:
            yield Sign(field, OF_FIELD, word)


class Page:
    """A case with the entries that occur in it, so that it can be judged often."""

    def __init__(self, case: SenseCase, everything: Loaded) -> None:
        found = {match.entry_id for block in case.blocks for match in everything.matcher.find(block.text)}
        entries = everything.glossary.entries
        self._case = case
        shown = {name: entries[name] for name in found | {case.entry_id}}
        self._loaded = replace(everything, glossary=Glossary(shown))
        self._words = {token.lower() for token in tokens(case.text)}
        self._verdict = case.judged(self._loaded)

    def may_show(self, sign: Sign) -> bool:
        """Whether the page has the words of a sign; without them, a phrase or cue changes nothing."""
        words = (token.lower() for token in tokens(sign.text) if token.isalpha() and len(token) > 1)
        return sign.kind in _OF_WHOLE_PAGES or all(
            not self._words.isdisjoint(inflections(word)) for word in words
        )

    def differs(self, values: Values, of_fields: FieldWords) -> bool:
        """Whether the page is judged differently with another sense."""
        entries, entry_id = self._loaded.glossary.entries, self._case.entry_id
        changed = replace(entries[entry_id], sense=sense_of(values, of_fields))
        glossary = Glossary({**entries, entry_id: changed})
        return self._case.judged(replace(self._loaded, glossary=glossary)) != self._verdict


def untouched_signs(signs: Iterable[Sign], senses: Mapping[str, Values], of_fields: FieldWords) -> list[Sign]:
    """Return those of ``signs`` that no case touches."""
    left = dict.fromkeys(signs)
    everything = Loaded(load([SOURCE], Path())[0], scope="all", everyday=everyday_ids())
    for case in sense_cases():
        values = senses.get(case.entry_id, {})
        candidates = (*signs_in(case.entry_id, values), *signs_of_fields(values, of_fields))
        if todo := [sign for sign in candidates if sign in left]:
            page = Page(case, everything)
            for sign in todo:
                if page.may_show(sign) and page.differs(*sign.taken_out(values, of_fields)):
                    del left[sign]
    return list(left)


def report(signs: Iterable[Sign], untouched: Iterable[Sign]) -> None:
    """Print the untouched signs, and how many signs there are of each kind."""
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sign in untouched:
        lines[sign.owner, sign.kind].append(sign.text)
    for (owner, kind), texts in lines.items():
        print(f"{owner}: {kind}: {', '.join(texts)}")
    all_signs, left = Counter(sign.kind for sign in signs), Counter(sign.kind for sign in untouched)
    for kind, number in [*all_signs.items(), ("all", all_signs.total())]:
        without = left[kind] if kind != "all" else left.total()
        print(f"{kind:10} {number:6}, touched {number - without:6} ({1 - without / number:.1%})")
    print(f"{sum(len(sign.text.encode()) for sign in signs)} bytes")


def main() -> int:
    """Run the command, and return its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    senses, of_fields = raw_senses(), field_words()
    parser.add_argument(
        "--entry", metavar="ID", choices=senses, help="only the signs of this entry, without words of fields"
    )
    only = parser.parse_args().entry
    signs = [
        sign for name, values in senses.items() if only in (None, name) for sign in signs_in(name, values)
    ]
    if not only:
        signs += [Sign(field, OF_FIELD, word) for field, words in of_fields.items() for word in words]
    untouched = untouched_signs(signs, senses, of_fields)
    report(signs, untouched)
    return bool(untouched)


if __name__ == "__main__":
    sys.exit(main())
