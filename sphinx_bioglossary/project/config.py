"""The options of ``conf.py``, each declared once."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.matching import Matcher
from sphinx.util.tags import Tags

from sphinx_bioglossary.sphinx_compat import names_in_conf

from .warnings import Warn, warn

_PREFIX = "bioglossary_"
# Words that switch something off, on a page and on the command line.
OFF_WORDS = frozenset({"off", "no", "false", "0", "disabled"})
# Pages without automatic links by default; these patterns match in any case, unlike those of authors.
RELEASE_NOTES = [
    "**/changelog*",
    "**/changelog*/**",
    "**/changes*",
    "**/changes*/**",
    "**/release*notes*",
    "**/releases/**",
    "**/release/**",
    "**/whats*new*",
    "**/whats*new*/**",
]
_ON_WORDS = frozenset({"on", "yes", "true", "1", "enabled"})

# Folders and a name, none of which begins with a dot.
_DOCNAME = re.compile(r"[^\s/\\.][^/\\]*(?:/[^\s/\\.][^/\\]*)*")


@dataclass(frozen=True, slots=True)
class Kind:
    """The valid values of an option.

    Attributes:
        text: a description.
        accepts: returns whether a value is valid.
        read: returns the value of a text on the command line, as in ``-D bioglossary_scope=all``.
    """

    text: str
    accepts: Callable[[object], bool]
    read: Callable[[str], object] = str


@dataclass(frozen=True, slots=True)
class Option:
    """An option ``bioglossary_<name>``.

    Changing an option does not make Sphinx read pages again; fingerprints find the pages to write (see
    ``output.outdated``).
    """

    name: str
    kind: Kind
    default: Any
    help: str

    @property
    def key(self) -> str:
        """The name in ``conf.py``."""
        return f"{_PREFIX}{self.name}"


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple | set) and all(isinstance(item, str) for item in value)


def _is_page(value: object) -> bool:
    return value is None or (isinstance(value, str) and bool(_DOCNAME.fullmatch(value)))


def _one_of(*choices: str) -> Kind:
    return Kind(" or ".join(f'"{choice}"' for choice in choices), lambda value: value in choices)


def _are_patterns(value: object) -> bool:
    try:
        return _is_texts(value) and bool(Matcher(value))  # type: ignore[arg-type]
    except re.error:  # a range such as "[z-a]"
        return False


def _read_texts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read_flag(text: str) -> bool | str:
    """Return whether ``text`` means on or off; ``text`` itself if it means neither."""
    word = text.strip().lower()
    return word in _ON_WORDS if word in _ON_WORDS | OFF_WORDS | {"", "none"} else text


def _read_own_terms(text: str) -> bool | list[str]:
    flag = _read_flag(text)
    return flag if isinstance(flag, bool) else _read_texts(text)


_TEXTS = Kind("a list of texts", _is_texts, _read_texts)
PAGE_PATTERNS = Kind("a list of patterns of pages", _are_patterns, _read_texts)
_NUMBER = Kind(
    "a number, 0 or more",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    lambda text: int(text) if text.strip().isdecimal() else text,
)
_FLAG = Kind("True or False", lambda value: isinstance(value, bool), _read_flag)
_PAGE = Kind(
    "the name of a page without suffix, such as 'help/words', or None",
    _is_page,
    lambda text: text if _read_flag(text) else None,
)
_OWN_TERMS = Kind(
    "True, False or a list of texts",
    lambda value: isinstance(value, bool) or _is_texts(value),
    _read_own_terms,
)
_JARGON = Kind(
    '"acronyms", "all" or False',
    lambda value: value in ("acronyms", "all") or value is False,
    _read_flag,
)

OPTIONS = (
    Option(
        "sources",
        _TEXTS,
        ["bioimage"],
        "Names of bundled glossaries, and paths or globs of your own YAML files, relative to `conf.py`; "
        "a later source replaces entries of an earlier one by id. `[]`: no entries, and no generated page.",
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
        "most_links",
        _NUMBER,
        3,
        "Most links in one paragraph, yours included, which always stay. The terms of most words get them; "
        "another one is linked where it occurs next.",
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
    Option(
        "exclude_pages",
        PAGE_PATTERNS,
        RELEASE_NOTES,
        "Pages without automatic links: names, source files or folders, or patterns of these, as in "
        "`exclude_patterns`. The default, release notes in any case, is not added to yours; `[]`: none.",
    ),
    Option(
        "trust_sources",
        _FLAG,
        False,  # noqa: FBT003
        "Whether definitions in your own YAML files may contain any directive and role, raw HTML, files and "
        "images from elsewhere.",
    ),
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
        PAGE_PATTERNS,
        [],
        "Pages whose acronyms need no explanation, given in the same way; release notes and lists of "
        "publications are always excluded.",
    ),
)


def add_options(app: Sphinx) -> None:
    """Register the options with Sphinx."""
    _declare(app.add_config_value)


def read_options(folder: Path) -> Config:
    """Return the configuration in ``folder`` with our options, without loading any extension.

    A fault in it causes a warning; if ``conf.py`` cannot be read, all options have their defaults.

    Args:
        folder: the folder of ``conf.py``.
    """
    try:
        config = Config.read(folder, overrides={}, tags=Tags())
    except ConfigError as error:
        location, reason = _fault(folder / "conf.py", error)
        warn(Warn.CONFIG, f"conf.py cannot be read, so all options have their defaults: {reason}", location)
        config = Config()
    _declare(config.add)
    check_options(None, config)
    return config


def _fault(path: Path, error: ConfigError) -> tuple[str, str]:
    """Return the location and the text of an error in the configuration file ``path``."""
    cause = error.__cause__
    if cause is None:
        return str(path), str(error)
    frames = traceback.extract_tb(cause.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    if isinstance(cause, SyntaxError) and cause.filename == str(path):
        lines.append(cause.lineno)
    reason = traceback.format_exception_only(cause)[-1].strip()
    return f"{path}:{lines[-1]}" if lines else str(path), reason


def _declare(add: Callable[..., None]) -> None:
    for option in OPTIONS:
        # Sphinx cannot check for a list of strings, so check_options checks all options.
        add(option.key, option.default, "", frozenset({Any}))


def check_options(_app: Sphinx | None, config: Config) -> None:
    """Warn about unknown options and about invalid values, and replace these by the defaults."""
    known = [option.name for option in OPTIONS]
    for name in sorted(names_in_conf(config) | config.overrides.keys()):
        # Other extensions, and conf.py itself, may add options with our prefix.
        if name.startswith(_PREFIX) and name not in config:
            similar = get_close_matches(name.removeprefix(_PREFIX), known, 1)
            remedy = f"; did you mean {_PREFIX}{similar[0]}?" if similar else ""
            warn(Warn.CONFIG, f"there is no option {name}{remedy}")
    for option in OPTIONS:
        text = config.overrides.get(option.key)
        # Not converted by Sphinx, whose versions differ in it; some refuse a list for a flag.
        value = option.kind.read(text) if isinstance(text, str) else config[option.key]
        if not option.kind.accepts(value):
            expected = f"{option.key} must be {option.kind.text}, not {value!r}"
            warn(Warn.CONFIG, f"{expected}; {option.default!r} is used")
            value = option.default
        config[option.key] = value
