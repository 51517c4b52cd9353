"""The example docs in several themes, served and opened in Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

EXAMPLE = Path(__file__).parents[2] / "example_docs"
# Sources with an entry for intersection over union (IoU) that has a long summary with formulas.
LONG = {"bioglossary_sources": f"bioimage,{Path(__file__).with_name('long.yaml')}"}
THEMES = ["furo", "pydata_sphinx_theme", "sphinx_rtd_theme"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("BIOGLOSSARY_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on PATH; BIOGLOSSARY_BROWSER may name one")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the extra may be missing

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Build the example docs, once for each theme and set of options, and return the output folder."""
    built: dict[str, Path] = {}

    def build(theme: str, *, extension: bool = True, builder: str = "html", **options: str) -> Path:
        key = repr((theme, extension, builder, options))
        if key not in built:
            pytest.importorskip(theme, reason=f"the theme {theme} is not installed")
            extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
            if extension:
                extensions.append("sphinx_bioglossary")
            values = {"html_theme": theme, "extensions": ",".join(extensions), **options}
            settings = [f"-D{name}={value}" for name, value in values.items()]
            built[key] = tmp_path_factory.mktemp("site")
            # In a process of its own: themes change Sphinx for builds that follow. Not where the package's
            # sources lie, which would be imported in place of what is installed.
            command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, *settings, EXAMPLE, built[key]]
            subprocess.run(command, cwd=built[key], check=True)
        return built[key]

    return build


@contextmanager
def served(folder: Path, headers: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """Serve a folder, with additional headers, and give its address."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for header in headers.items():
                self.send_header(*header)
            super().end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Reader:
    """A reader with a browser: pages, and what they ask for and complain about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.foreign: list[str] = []
        self.errors: list[str] = []
        # The theme and MathJax may ask other hosts; none of them is there, and none is missed.
        page.context.route(lambda url: not url.startswith(("http://127.0.0.1", "file:")), self._answer)
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _answer(self, route: Route) -> None:
        self.foreign.append(route.request.url)
        route.fulfill(body="", content_type="text/javascript")

    def open(self, address: str, name: str = "evaluation") -> Page:
        self.page.goto(f"{address}/{name}.html")
        return self.page


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Return a maker of readers, each with a browser as the options say."""
    contexts = []

    def make(**options: Any) -> Reader:
        # Without it, pages scroll smoothly, and pointers wait for them to come to rest.
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **options}))
        return Reader(contexts[-1].new_page())

    yield make
    for context in contexts:
        context.close()
