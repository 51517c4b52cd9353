"""The appearance of tooltips: position, colors, and accessibility as checked by axe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("axe_playwright_python", reason="the extra 'browser' is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import LONG, THEMES, Reader
from .test_behaviour import LINK, TIP, rest, tooltip

Site = Callable[..., Path]
MakeReader = Callable[..., Reader]
SCHEMES = ["light", "dark"]

# Every text in the tooltip against the box, of which all colors are opaque.
CONTRASTS = """(tip) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const surface = luminance(getComputedStyle(tip.firstElementChild).backgroundColor);
  const against = (element) => {
    const text = luminance(getComputedStyle(element).color);
    return Math.max(text, surface) / Math.min(text, surface);
  };
  const least = (selector) => Math.min(...[...tip.querySelectorAll(selector)].map(against));
  return { text: least("p, math"), links: least("a, a span") };
}"""


def contrasts(page: Page) -> dict[str, float]:
    """Return the least contrasts, which are infinite where there is no such text."""
    return page.locator(TIP).evaluate(CONTRASTS)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_read_well_in_the_colors_of_the_page(
    site: Site, reader: MakeReader, theme: str, scheme: str
) -> None:
    page = reader(color_scheme=scheme).open(site(theme).as_uri())
    rest(page)
    found = contrasts(page)
    assert 7 <= found["text"] <= 21
    assert 7 <= found["links"] <= 21
    is_dark = scheme == "dark" and theme != "sphinx_rtd_theme"
    color = page.locator(f"{TIP} > div").evaluate("(box) => getComputedStyle(box).backgroundColor")
    assert (float(color.split()[1].strip("rgb(,")) < 0.5) == is_dark


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("#888", "#fff"),
        ("#777", "#808080"),
        ("#ccc", "rgb(0 0 0 / .5)"),
        ("oklch(.7 .1 200)", "lch(20% 30 40)"),
    ],
)
def test_colors_that_cannot_be_read_are_not_taken_over(
    site: Site, reader: MakeReader, text: str, background: str
) -> None:
    page = reader().open(site("furo").as_uri())
    page.add_style_tag(content=f"body, [role=main] {{color: {text}; background: {background}}}")
    rest(page)
    found = contrasts(page)
    assert 7 <= found["text"] <= 21
    assert 7 <= found["links"] <= 21


@pytest.mark.parametrize("theme", THEMES)
def test_code_has_the_colors_of_the_text(site: Site, reader: MakeReader, theme: str) -> None:
    page = reader().open(site(theme).as_uri())
    rest(page)
    code = '<code class="docutils literal notranslate"><span class="pre">x</span></code>'
    page.locator(f"{TIP} p").last.evaluate(f"(p) => p.insertAdjacentHTML('beforebegin', '<p>{code}</p>')")
    color = page.locator(f"{TIP} p").first.evaluate("(p) => getComputedStyle(p).color")
    expect(page.locator(f"{TIP} code")).to_have_css("color", color)
    expect(page.locator(f"{TIP} code")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_formulas_in_a_line_are_not_clipped(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo", **LONG).as_uri())
    rest(page)
    formulas = page.locator(f"{TIP} math").all()
    assert formulas
    for formula in formulas:
        expect(formula).to_have_css("overflow", "visible")


def test_no_line_starts_with_the_punctuation_of_a_formula(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo", **LONG).as_uri())
    rest(page)
    looked_at, left_behind = page.locator(f"{TIP} > div").evaluate("""(box) => {
      let lookedAt = 0;
      let leftBehind = 0;
      for (let width = 200; width < 420; width += 5) {
        box.style.width = `${width}px`;
        for (const formula of box.querySelectorAll("math")) {
          const after = formula.nextSibling;
          if (!(after instanceof Text) || !/^[.,:]/.test(after.data)) continue;
          lookedAt += 1;
          const range = new Range();
          range.setStart(after, 0);
          range.setEnd(after, 1);
          if (range.getBoundingClientRect().top > formula.getBoundingClientRect().bottom) leftBehind += 1;
        }
      }
      return [lookedAt, leftBehind];
    }""")
    assert looked_at > 0
    assert left_behind == 0


@pytest.mark.parametrize("theme", THEMES)
def test_a_tooltip_stays_within_a_small_window(site: Site, reader: MakeReader, theme: str) -> None:
    page = reader(viewport={"width": 360, "height": 640}).open(site(theme).as_uri())
    for number in range(4):
        link = rest(page, number)
        line = link.bounding_box()
        box = page.locator(f"{TIP} > div").bounding_box()
        assert line
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
        page.keyboard.press("Escape")
        expect(tooltip(page)).to_have_count(0)


def test_a_tooltip_follows_its_link(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo").as_uri())
    link = page.locator(LINK).nth(1)
    link.focus()
    expect(tooltip(page)).to_be_visible()

    def distance() -> float:
        line, box = link.bounding_box(), tooltip(page).bounding_box()
        assert line
        assert box
        return min(abs(box["y"] - line["y"] - line["height"]), abs(box["y"] + box["height"] - line["y"]))

    assert distance() < 2
    page.evaluate("scrollBy(0, 40)")
    page.wait_for_function("scrollY >= 40")
    assert distance() < 2


def test_what_was_scrolled_to_stays_in_view(site: Site, reader: MakeReader) -> None:
    page = reader(viewport={"width": 900, "height": 300}).open(site("furo", **LONG).as_uri())
    page.locator(LINK).nth(1).focus()
    expect(tooltip(page)).to_be_visible()
    box = page.locator(f"{TIP} > div")
    box.evaluate("(box) => { box.scrollTop = 60; }")
    page.evaluate("window.dispatchEvent(new Event('resize'))")
    assert box.evaluate("(box) => box.scrollTop") == 60


def test_a_tooltip_is_not_printed(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo").as_uri())
    rest(page)
    page.emulate_media(media="print")
    expect(page.locator(TIP)).to_be_hidden()


def test_a_tooltip_has_an_edge_where_colors_are_forced(site: Site, reader: MakeReader) -> None:
    page = reader(forced_colors="active").open(site("furo").as_uri())
    rest(page)
    expect(page.locator(f"{TIP} > div")).to_have_css("border-top-style", "solid")


def violations(page: Page) -> Counter[str]:
    """Return the rules that axe finds broken, and by how many elements."""
    response = Axe().run(page).response
    assert "link-name" in {row["id"] for row in response["passes"]}, "axe has looked at the page"
    return Counter({row["id"]: len(row["nodes"]) for row in response["violations"]})


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_new(site: Site, reader: MakeReader, theme: str, scheme: str) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": 900, "height": 420}}  # where it must scroll
    without = violations(reader(**options).open(site(theme, extension=False).as_uri()))
    page = reader(**options).open(site(theme, **LONG).as_uri())
    page.locator(LINK).nth(1).focus()
    expect(tooltip(page)).to_be_visible()
    opened = violations(page)
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_have_count(0)
    closed = violations(page)
    assert opened - closed == Counter()
    # Themes whose links are too faint have more of them now.
    assert set(closed) <= set(without)
