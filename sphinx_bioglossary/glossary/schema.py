"""The fields of an entry in a glossary file, with a reader for the values of each.

``glossary_data/schema.json`` describes the same fields for editors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

import yaml

from .model import Link
from .sense_data import field_words
from .tokens import REACH, tokens, words_of
from .yaml_file import UNPRINTABLE

Reader: TypeAlias = Callable[[yaml.Node], Any]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(r"https?://\S+")
_CUE_WORDS = (1, 2)
_SPACE_OR_END = frozenset({" ", ""})
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_MOST_QUOTED = 80
_STRING = "tag:yaml.org,2002:str"


class UnusableError(Exception):
    """A value does not fit its field; the message describes valid values."""


def quoted(text: str) -> str:
    """Return ``text`` in quotes for a message, without most of a long text and without control characters."""
    shown = repr(text)
    return shown if len(shown) <= _MOST_QUOTED else f"{shown[:_MOST_QUOTED]}…{shown[0]}"


def _string(node: yaml.Node) -> str:
    """Read a text unchanged."""
    if not isinstance(node, yaml.ScalarNode) or not node.value or node.value.isspace():
        raise UnusableError("it is a text, and not empty")
    if node.tag != _STRING:
        # schema.json rejects it too.
        raise UnusableError(f"it is a text, for which YAML takes {quoted(node.value)} only in quotes")
    if found := UNPRINTABLE.search(node.value):
        raise UnusableError(f"no page can show its character U+{ord(found[0]):04X}")
    return str(node.value)


def _text(node: yaml.Node) -> str:
    """Read a text of one line; line breaks and indentation become single spaces."""
    return " ".join(_string(node).split())


def _block(node: yaml.Node) -> str:
    """Read a text with its line breaks."""
    return _string(node).rstrip()


def _id(node: yaml.Node) -> str:
    text = _string(node)
    if not _ID.fullmatch(text):
        raise UnusableError(f"an id is of lower-case letters, digits and single hyphens, not {quoted(text)}")
    return text


def _list_of(read: Reader) -> Reader:
    def read_list(node: yaml.Node) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise UnusableError("it is a list, such as [one, two]")
        return tuple([read(item) for item in node.value])

    return read_list


def _link(node: yaml.Node) -> Link:
    rows = node.value if isinstance(node, yaml.MappingNode) else []
    pairs = {key.value: value for key, value in rows if isinstance(key, yaml.ScalarNode)}
    if len(rows) != len(pairs) or set(pairs) != {"title", "url"}:
        raise UnusableError("each link is {title: …, url: …}")
    url = _string(pairs["url"])
    if not _URL.fullmatch(url):
        raise UnusableError(f"an address begins with http:// or https://, not {quoted(url)}")
    return Link(_text(pairs["title"]), url)


def _case(node: yaml.Node) -> bool:
    if _string(node) != "exact":
        raise UnusableError("it is 'exact', or is left out")
    return True


def _flag(node: yaml.Node) -> bool:
    is_flag = isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:bool"
    if not is_flag or node.value.lower() not in _FLAGS:
        raise UnusableError("it is true or false")
    return _FLAGS[node.value.lower()]


def _phrase(node: yaml.Node) -> str:
    text = _text(node)
    before, _, after = text.partition("~")
    if text.count("~") != 1 or before[-1:] not in _SPACE_OR_END or after[:1] not in _SPACE_OR_END:
        raise UnusableError(f"a phrase has '~' once, for the word, as in 'chat ~', not {quoted(text)}")
    left, right = tokens(before), tokens(after)
    if not (left or right) or len(left) > REACH or len(right) > REACH:
        raise UnusableError(
            f"beside '~' a phrase has one to {REACH} words, without articles, not {quoted(text)}"
        )
    return text


def _cue(node: yaml.Node) -> str:
    text = _text(node)
    if len(words_of(text)) not in _CUE_WORDS:
        raise UnusableError(f"a cue is of one word or two, not {quoted(text)}")
    return text


def _field(node: yaml.Node) -> str:
    name, known = _string(node), field_words()
    if name not in known:
        nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
        raise UnusableError(f"no field of knowledge has the name {quoted(name)}; the nearest is {nearest!r}")
    return name


FIELDS: Mapping[str, Reader] = {
    "id": _id,
    "term": _text,
    "definition": _block,
    "abbreviation": _text,
    "aliases": _list_of(_text),
    "category": _text,
    "see_also": _list_of(_id),
    "links": _list_of(_link),
    "auto_link": _flag,
}
MATCH_FIELDS: Mapping[str, Reader] = {"forms": _list_of(_text), "case": _case}
SENSE_FIELDS: Mapping[str, Reader] = {
    "forms": _list_of(_text),
    "likely": _flag,
    "fields": _list_of(_field),
    "not_fields": _list_of(_field),
    "phrases": _list_of(_phrase),
    "cues": _list_of(_cue),
    "not": _list_of(_phrase),
    "not_cues": _list_of(_cue),
}
