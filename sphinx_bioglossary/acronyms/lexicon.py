"""The bundled lexicon of acronyms: which ones need spelling out, and which never do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

# All values are texts; libyaml's loader is some ten times faster, where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Acronyms by what an author has to do about them; spellings are exact and in the singular.

    ``plain`` have one meaning in the field, ``ambiguous`` several, the field's first; ``cues`` are
    words near an ambiguous one that speak for the field's. ``known`` need no explanation: every reader knows
    them, or their letters are a name. ``acronyms`` are those of all kinds.
    """

    plain: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    cues: Mapping[str, tuple[str, ...]]
    acronyms: frozenset[str]

    def meanings(self, acronym: str) -> tuple[str, ...]:
        """Return what ``acronym`` may stand for, the field's meaning first; nothing if that is not known."""
        if acronym in self.plain:
            return (self.plain[acronym],)
        return self.ambiguous.get(acronym, ())


@cache
def load_lexicon() -> Lexicon:
    """Return the bundled lexicon, read on the first call."""
    path = resources.files("sphinx_bioglossary.glossary_data").joinpath("acronyms.yaml")
    sections = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    plain, known = sections["acronyms"], frozenset(sections["universal"]) | frozenset(sections["names"])
    ambiguous = {acronym: tuple(meanings) for acronym, meanings in sections["ambiguous"].items()}
    return Lexicon(
        plain=plain,
        ambiguous=ambiguous,
        known=known,
        cues={acronym: tuple(words) for acronym, words in sections["cues"].items()},
        acronyms=known.union(plain, ambiguous),
    )
