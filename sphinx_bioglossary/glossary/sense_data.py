"""The sense of an entry as its file describes it, with the words of the fields of knowledge that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import product
from typing import Any, TypeAlias

import yaml

from .bundled import bundled_data
from .model import Sense
from .surface_forms import inflections
from .tokens import words_of
from .yaml_file import YamlLoader

FieldWords: TypeAlias = Mapping[str, tuple[str, ...]]


@cache
def field_words() -> FieldWords:
    """Return the words that indicate a text of a field of knowledge, by the name of the field."""
    text = (bundled_data() / "fields.yaml").read_text(encoding="utf-8")
    fields = yaml.load(text, Loader=YamlLoader)  # noqa: S506 - a safe loader
    return {name: tuple(words) for name, words in fields.items()}


def sense_of(values: Mapping[str, Any], of_fields: FieldWords) -> Sense:
    """Return a sense whose cues include the words of its fields.

    A cue of the entry itself overrides a word of a field. A word for and against the sense is omitted.

    Args:
        values: the values of ``sense`` in a glossary file, by name.
        of_fields: the words of all fields.
    """
    cues, not_cues = values.get("cues", ()), values.get("not_cues", ())
    ours, others = (
        [word for field in values.get(name, ()) for word in of_fields[field]]
        for name in ("fields", "not_fields")
    )
    own = _forms((*cues, *not_cues))
    return Sense(
        forms=values.get("forms", ()),
        likely=values.get("likely", False),
        phrases=values.get("phrases", ()),
        cues=(*cues, *_others_than(own | _forms(others), ours)),
        against=values.get("not", ()),
        cues_against=(*not_cues, *_others_than(own | _forms(ours), others)),
    )


def _others_than(known: frozenset[tuple[str, ...]], words: Iterable[str]) -> list[str]:
    """Return the ``words`` that share no inflected form with the ``known`` cues, each once."""
    return [word for word in dict.fromkeys(words) if known.isdisjoint(_forms_of(word))]


def _forms(cues: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset().union(*map(_forms_of, cues))


@lru_cache(maxsize=1 << 14)
def _forms_of(cue: str) -> frozenset[tuple[str, ...]]:
    """Return the inflected forms of a cue of one or two words."""
    return frozenset(product(*map(inflections, words_of(cue))))
