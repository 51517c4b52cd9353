"""The data files of tooltips, and the script that shows them.

A page contains one script tag and nothing else. The definitions are in separate files, which the script loads
at the first tooltip. These files are scripts too, because a page opened from ``file://`` can load no other
files.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_bioglossary.project.domain import domain_of
from sphinx_bioglossary.project.output_cache import load_cache, save_cache
from sphinx_bioglossary.project.warnings import Warn, warn
from sphinx_bioglossary.sphinx_compat import builder_for_browsers

from .render import address, render_definitions

_SCRIPT = Path(__file__).parents[1] / "static" / "bioglossary.js"
_FOLDER = "bioglossary"  # below the output's _static
# The greatest size of a data file, so that readers do not wait; single entries may exceed it.
_MAX_BYTES = 12_000
_MAX_PARTS = 256


def copy_script(app: Sphinx) -> None:
    """Copy the script into the output.

    It must exist before the first page is written, because Sphinx then computes its checksum.
    html_static_path would add it to e-books too.
    """
    if _builder_with_tooltips(app):
        _write(_folder(app) / _SCRIPT.name, _SCRIPT.read_text(encoding="utf-8"))


def add_script(
    app: Sphinx, page: str, _template: str, _context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Add the script to a page that has a link with a tooltip."""
    if _builder_with_tooltips(app) and domain_of(app.env).log.term_links.get(page):
        # The script needs this option at the first tap, before it loads any data.
        options: dict[str, Any] = {"data-touch": "link"} if app.config.bioglossary_touch == "link" else {}
        app.add_js_file(f"{_FOLDER}/{_SCRIPT.name}", loading_method="defer", **options)


def write_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the definitions of all linked entries, or remove them if tooltips are off.

    A build that ends with an error has written some pages, which need their definitions too.
    """
    builder = _builder_with_tooltips(app)
    if not builder:
        # Only builders for browsers may remove the data, because other builders may share the output folder.
        if builder_for_browsers(app.builder):
            _remove_data(app)
        return
    before = load_cache(app, "tooltips")
    # Without a written page, no definition has changed.
    if domain_of(app.env).log.written or not before.keys() <= app.env.found_docs:
        _update_data(app, builder, before)
    if not exception:
        # Loaded, because a build that renders no definition must repeat the warnings.
        for docname, term, error in load_cache(app, "failures").values():
            reason = f"its definition cannot be rendered outside its page ({error})"
            warn(Warn.TOOLTIP, f"links to the entry {term!r} have no tooltip, because {reason}", docname)


def _update_data(app: Sphinx, builder: StandaloneHTMLBuilder, before: Mapping[str, list[str]]) -> None:
    links = _update_links(app, builder, before)
    tooltips, failures = render_definitions(builder, {link for page in links.values() for link in page})
    save_cache(app, "failures", failures)
    files = data_files(tooltips)
    for name, text in files.items():
        _write(_folder(app) / name, text)
    for path in _folder(app).glob("data*.js"):
        if path.name not in files:
            path.unlink()


def data_files(entries: Mapping[str, str]) -> dict[str, str]:
    """Return the content of the data files.

    A small glossary is in ``data.js`` alone. Otherwise, ``data.js`` lists the parts ``data-0.js`` and so on,
    among which entries are distributed by a hash of the fragment of their address. The names of parts have a
    checksum, so that no cache returns an old part. ``data.js`` has no checksum, because written pages could
    not know it.

    Args:
        entries: HTML by address.

    Returns:
        The content of each file, by file name.
    """
    if len(whole := _call({"entries": dict(entries)})) <= _MAX_BYTES:
        return {"data.js": whole}
    count = 1
    while count < _MAX_PARTS:
        count *= 2
        parts: list[dict[str, str]] = [{} for _ in range(count)]
        for key, text in entries.items():
            # Without the page, because a page can have several addresses: "docs/" and "docs/index.html".
            parts[_hash(key.rpartition("#")[2]) % count][key] = text
        texts = [_call({"entries": part}) for part in parts]
        if all(len(text) <= _MAX_BYTES for text in texts):
            break
    files = {f"data-{i}.js": text for i, text in enumerate(texts)}
    names = [f"{name}?v={hashlib.sha256(text.encode()).hexdigest()[:8]}" for name, text in files.items()]
    return {"data.js": _call({"parts": names}), **files}


def _call(data: dict[str, Any]) -> str:
    """Return an ASCII script that passes ``data`` to the script of the page."""
    text = json.dumps(data, indent=0, sort_keys=True)
    return f"bioglossary({text})\n".replace("<", r"\u003c")


def _hash(text: str) -> int:
    """Return a hash of an ASCII text; the script must compute the same."""
    value = 0
    for byte in text.encode("ascii"):
        value = (value * 31 + byte) % 65521
    return value


def _builder_with_tooltips(app: Sphinx) -> StandaloneHTMLBuilder | None:
    """Return the builder if it writes pages for browsers and tooltips are on; else ``None``."""
    return builder_for_browsers(app.builder) if app.config.bioglossary_tooltips else None


def _update_links(
    app: Sphinx, builder: StandaloneHTMLBuilder, before: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Return the links to terms on all pages, and save them for builds that write only some pages."""
    links = dict(before)
    for docname, addresses in domain_of(app.env).log.term_links.items():
        links[docname] = sorted({address(builder, docname, uri) for uri in addresses})
    links = {docname: links[docname] for docname in sorted(links) if docname in app.env.found_docs}
    save_cache(app, "tooltips", links)
    return links


def _remove_data(app: Sphinx) -> None:
    """Remove the data files of an earlier build with tooltips, because they would become outdated."""
    save_cache(app, "tooltips", {})
    save_cache(app, "failures", {})
    shutil.rmtree(_folder(app), ignore_errors=True)


def _folder(app: Sphinx) -> Path:
    return Path(app.outdir, "_static", _FOLDER)


def _write(path: Path, text: str) -> None:
    """Write ``text`` if the file differs, so that unchanged files need not be uploaded again."""
    content = text.encode()
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
