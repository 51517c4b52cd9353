"""Which pages a changed glossary or option concerns, so that an incremental build tells the truth."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .build import Build
from .domain import domain_of

# Kept beside the output, not in the environment: builders that share doctrees have outputs of their own.
_FILE = ".bioglossary-links"


def outdated_glossaries(_app: Sphinx, env: BuildEnvironment, *_changes: set[str]) -> list[str]:
    """Return the pages that hold a glossary, if the entries differ from those that they show."""
    domain = domain_of(env)
    changed = domain.data["fingerprint"] != _fingerprint_of_entries(domain.build)
    return sorted(domain.glossaries) if changed else []


def note_glossaries(_app: Sphinx, env: BuildEnvironment) -> None:
    """Remember which entries the pages show now."""
    domain = domain_of(env)
    domain.data["fingerprint"] = _fingerprint_of_entries(domain.build)


def outdated_links(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return all pages, if anything that decides on links differs from when the output was written."""
    changed = _read(_path(app)) != _fingerprint_of_links(app, domain_of(env).build)
    return sorted(env.found_docs) if changed else []


def note_links(app: Sphinx, exception: Exception | None) -> None:
    """Remember beside the output what decided on its links; a build that failed leaves it to the next."""
    if exception is None and app.outdir.is_dir():
        _path(app).write_text(_fingerprint_of_links(app, domain_of(app.env).build), encoding="utf-8")


def _path(app: Sphinx) -> Path:
    return Path(app.outdir, _FILE)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _fingerprint_of_entries(build: Build) -> str:
    return _fingerprint(*build.glossary)


def _fingerprint_of_links(app: Sphinx, build: Build) -> str:
    forms = [(entry.id, entry.names, entry.forms, entry.exact_case) for entry in build.glossary]
    options = (build.scope, sorted(build.excluded_terms), sorted(app.config.bioglossary_exclude_pages))
    tooltips = (app.config.bioglossary_tooltips, app.config.bioglossary_touch)
    return _fingerprint(forms, options, tooltips, sorted(build.targets.items()))


def _fingerprint(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()
