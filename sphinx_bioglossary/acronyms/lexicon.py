"""The bundled lexicon of acronyms: those that need an explanation, and those that do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from sphinx_bioglossary.glossary.bundled import bundled_data

# All values are strings. The loader of libyaml is about ten times faster, if PyYAML was built with it.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The acronyms of the lexicon, in exact spelling and in the singular.

    Attributes:
        plain: long form by acronym, for acronyms with one meaning in the field.
        ambiguous: meanings by acronym, for acronyms with several meanings; the meaning of the field is first.
        known: acronyms that need no explanation, because every reader knows them or they are names.
        cues: words by ambiguous acronym that are evidence for the meaning of the field.
        acronyms: all acronyms of the lexicon.
        most_parts: the largest number of parts that hyphens or slashes join in one of them.
    """

    plain: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    cues: Mapping[str, tuple[str, ...]]
    acronyms: frozenset[str]
    most_parts: int

    def meanings(self, acronym: str) -> tuple[str, ...]:
        """Return the meanings of ``acronym``, that of the field first; empty if the lexicon has none."""
        if acronym in self.plain:
            return (self.plain[acronym],)
        return self.ambiguous.get(acronym, ())


@cache
def load_lexicon() -> Lexicon:
    """Return the bundled lexicon, read on the first call."""
    text = (bundled_data() / "acronyms.yaml").read_text(encoding="utf-8")
    sections = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    plain, known = sections["acronyms"], frozenset(sections["universal"]) | frozenset(sections["names"])
    ambiguous = {acronym: tuple(meanings) for acronym, meanings in sections["ambiguous"].items()}
    acronyms = known.union(plain, ambiguous)
    return Lexicon(
        plain=plain,
        ambiguous=ambiguous,
        known=known,
        cues={acronym: tuple(words) for acronym, words in sections["cues"].items()},
        acronyms=acronyms,
        most_parts=max(1 + acronym.count("-") + acronym.count("/") for acronym in acronyms),
    )
