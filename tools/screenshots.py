"""Take the screenshots of a tooltip for the README from the example docs.

Run ``python tools/screenshots.py``. This needs the extra ``browser``, furo, and Chromium on PATH.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
PAGE, TERM = "index", "instance segmentation"
SIZE, SCALE = {"width": 1000, "height": 525}, 1.6


def take(page: Page, address: str, path: Path) -> None:
    """Open the page at ``address``, hover over the term, and save a screenshot to ``path``."""
    page.goto(address)
    link = page.locator("a.bioglossary", has_text=TERM).first
    # Scroll the link to just below the header of the theme, which leaves the most space for the tooltip.
    link.evaluate("(link) => scrollBy(0, link.getBoundingClientRect().top - 106)")
    link.hover()
    page.locator("#bioglossary-tooltip:popover-open").wait_for()
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize().save(path, optimize=True)


def main() -> None:
    """Build the example docs and take a screenshot in each color scheme."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        subprocess.run([sys.executable, "-m", "sphinx", "-q", ROOT / "example_docs", folder], check=True)
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            context = chromium.new_context(
                color_scheme=scheme, device_scale_factor=SCALE, reduced_motion="reduce", viewport=SIZE
            )
            # MathJax is not needed, because the screenshot shows no formulas.
            context.route("https://**", lambda route: route.abort())
            address = f"{Path(folder).as_uri()}/{PAGE}.html"
            take(context.new_page(), address, ROOT / "docs" / f"tooltip-{scheme}.png")
        chromium.close()


if __name__ == "__main__":
    main()
