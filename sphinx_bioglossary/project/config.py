"""The options of ``conf.py``, each declared once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from .warnings import Warn, warn

# Folders and a name, none of which begins with a dot.
_DOCNAME = re.compile(r"[^\s/\\.][^/\\]*(?:/[^\s/\\.][^/\\]*)*")


@dataclass(frozen=True, slots=True)
class Kind:
    """The valid values of an option: a description, and a check."""

    text: str
    accepts: Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Option:
    """An option ``bioglossary_<name>``.

    Changing an option does not make Sphinx read pages again; fingerprints find the pages to write (see
    ``output.outdated``).
    """

    name: str
    kind: Kind
    default: object
    help: str

    @property
    def key(self) -> str:
        """The name in ``conf.py``."""
        return f"bioglossary_{self.name}"


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple | set) and all(isinstance(item, str) for item in value)


def _is_page(value: object) -> bool:
    return value is None or (isinstance(value, str) and bool(_DOCNAME.fullmatch(value)))


def _one_of(*choices: str) -> Kind:
    return Kind(" or ".join(f'"{choice}"' for choice in choices), lambda value: value in choices)


_TEXTS = Kind("a list of texts", _is_texts)
_FLAG = Kind("True or False", lambda value: isinstance(value, bool))
_PAGE = Kind("the name of a page without suffix, such as 'help/words', or None", _is_page)
_OWN_TERMS = Kind("True, False or a list of texts", lambda value: isinstance(value, bool) or _is_texts(value))
_JARGON = Kind('"acronyms", "all" or False', lambda value: value in ("acronyms", "all") or value is False)

OPTIONS = (
    Option(
        "sources",
        _TEXTS,
        ["bioimage"],
        "Names of bundled glossaries, and paths or globs of your own YAML files, relative to `conf.py`; "
        "a later source replaces entries of an earlier one by id.",
    ),
    Option(
        "page",
        _PAGE,
        "bioglossary",
        "Name of the page that is generated if no page holds the directive `bioglossary`; `None`: none.",
    ),
    Option(
        "used_only",
        _FLAG,
        True,  # noqa: FBT003
        "Whether the generated page lists only the entries that pages link to or name by `:term:`.",
    ),
    Option(
        "scope",
        _one_of("section", "page", "project", "all", "none"),
        "page",
        "Which occurrences are linked: the first of each term in a section, on a page or in the project (in "
        "toctree order), all of them, or none.",
    ),
    Option(
        "own_terms",
        _OWN_TERMS,
        True,  # noqa: FBT003
        "Whether the terms of your own `glossary` directives are linked too: names of two or more words, "
        "abbreviations, and the single words in a list given here; `False`: none.",
    ),
    Option(
        "exclude_terms",
        _TEXTS,
        [],
        "Ids or names of entries, or of your own terms, that are never linked automatically; "
        '`"everyday"` stands for the entries that many readers know, such as metadata and Fiji.',
    ),
    Option("exclude_pages", _TEXTS, [], "Globs of pages on which nothing is linked automatically."),
    Option("tooltips", _FLAG, True, "Whether links to glossary entries show the definition."),  # noqa: FBT003
    Option(
        "touch",
        _one_of("tooltip", "link"),
        "tooltip",
        "Effect of the first tap on such a link: show the definition, or follow the link.",
    ),
    Option(
        "jargon",
        _JARGON,
        "acronyms",
        "Acronyms that cause a warning if no page explains them: those of the bundled lexicon, or "
        '`"all"`; `False`: none.',
    ),
    Option("jargon_allow", _TEXTS, [], "Acronyms that need no explanation in your docs."),
    Option(
        "jargon_exclude_pages",
        _TEXTS,
        [],
        "Globs of pages whose acronyms need no explanation; release notes and lists of publications are "
        "always excluded.",
    ),
)


def add_options(app: Sphinx) -> None:
    """Register the options with Sphinx."""
    _declare(app.add_config_value)


def read_options(folder: Path) -> Config:
    """Return the configuration in ``folder`` with our options, without loading any extension.

    Args:
        folder: the folder of ``conf.py``; if that cannot be read, all options have their defaults.
    """
    try:
        config = Config.read(folder, overrides={}, tags=Tags())
    except ConfigError:
        config = Config()
    _declare(config.add)
    return config


def _declare(add: Callable[..., None]) -> None:
    for option in OPTIONS:
        # Sphinx cannot check for a list of strings, so check_options checks all options.
        add(option.key, option.default, "", frozenset({Any}))


def check_options(_app: Sphinx, config: Config) -> None:
    """Warn about invalid values and replace them by the defaults."""
    for option in OPTIONS:
        value = config[option.key]
        if not option.kind.accepts(value):
            expected = f"{option.key} must be {option.kind.text}, not {value!r}"
            warn(Warn.CONFIG, f"{expected}; {option.default!r} is used")
            config[option.key] = option.default
