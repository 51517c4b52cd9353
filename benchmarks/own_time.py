"""Measure the time of the extension in a build: imports and handlers, fixed and per page.

Each build runs in a separate process. The fixed time is that of a project with one empty page; the remaining
time of the docs is divided by their number of pages.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from common import median, parser_of_docs, write_conf

RUNS = 5


def main() -> None:
    parser = parser_of_docs(__doc__)
    parser.add_argument("--one-build", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one_build:
        print(json.dumps(_build(options.docs, options.conf or options.docs, options.sources)))
        return
    conf = options.conf or options.docs
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "index.rst").write_text("Empty\n=====\n", encoding="utf-8")
        empty = [_in_a_process(Path(folder), conf, options.sources) for _ in range(RUNS)]
    full = [_in_a_process(options.docs, conf, options.sources) for _ in range(RUNS)]
    pages = full[0]["pages"]
    fixed = [build["seconds"] for build in empty]
    print(f"fixed:    {median(fixed, 's')}")
    rest = [(build["seconds"] - start) / pages for build, start in zip(full, fixed, strict=True)]
    print(f"per page: {median(rest, 'ms', 1_000)}, of {pages} pages")
    for name, seconds in sorted(full[-1]["parts"].items(), key=lambda part: -part[1])[:12]:
        print(f"  {seconds * 1_000:8.1f} ms in {name}")


def _in_a_process(docs: Path, conf: Path, sources: Path | None) -> dict[str, Any]:
    command = [sys.executable, __file__, str(docs), "--conf", str(conf), "--one-build"]
    command += ["--sources", str(sources)] if sources else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _build(docs: Path, conf: Path, sources: Path | None) -> dict[str, Any]:
    """Build ``docs`` in this process and measure the time of our handlers, in seconds."""
    # Import the modules that every build loads, so that their time does not count.
    import sphinx.ext.todo  # noqa: F401
    from sphinx.application import Sphinx, builtin_extensions

    for name in builtin_extensions:
        import_module(name)

    parts: dict[str, float] = {}
    connect = Sphinx.connect

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                parts[name] = parts.get(name, 0) + time.process_time() - start

        return run

    def connect_timed(app: Sphinx, event: Any, callback: Any, priority: int = 500) -> int:
        module = getattr(callback, "__module__", "")
        if module.partition(".")[0] == "sphinx_bioglossary":
            callback = timed(f"{event}: {module.rpartition('.')[2]}.{callback.__name__}", callback)
        return connect(app, event, callback, priority)

    Sphinx.connect = connect_timed  # type: ignore[method-assign]
    import_ours = timed("import", __import__)
    import_ours("sphinx_bioglossary")
    from sphinx_bioglossary.pages.directive import BioglossaryDirective

    BioglossaryDirective.run = timed("directive", BioglossaryDirective.run)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as out, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        write_conf(Path(out), conf, extension=True, sources=sources)
        app = Sphinx(docs, out, f"{out}/html", f"{out}/doctrees", "html", status=None, warning=StringIO())
        app.build()
        pages = len(app.env.found_docs)
    return {"seconds": sum(parts.values()), "pages": pages, "parts": parts}


if __name__ == "__main__":
    main()
