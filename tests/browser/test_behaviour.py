"""When tooltips open and close: with mouse, keyboard and finger."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="the extra 'browser' is not installed")

from playwright.sync_api import Browser, Page, expect

from sphinx_bioglossary.tooltips.data_files import data_files

from .conftest import THEMES, Reader, served

TIP = "#bioglossary-tooltip"
LINK = "a.bioglossary"
ENTRY_LINK = "dd a.internal:has(> .std-term)"  # on the page of the glossary
TOUCH: dict[str, Any] = {"has_touch": True, "is_mobile": True, "viewport": {"width": 360, "height": 640}}

Site = Callable[..., Path]
MakeReader = Callable[..., Reader]


def tooltip(page: Page) -> Any:
    return page.locator(f"{TIP}:popover-open")


def rest(page: Page, number: int = 1) -> Any:
    """Rest the pointer on a link until its tooltip is open, and return the link."""
    link = page.locator(LINK).nth(number)
    link.hover()
    expect(tooltip(page)).to_be_visible()
    return link


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_pointer_opens_enters_and_leaves(site: Site, reader: MakeReader, theme: str, scheme: str) -> None:
    folder = site(theme)
    with served(folder) as address:
        someone = reader()
        page = someone.open(folder.as_uri() if scheme == "file" else address)
        before = list(someone.foreign), list(someone.errors)  # the theme's
        link = rest(page)
        expect(tooltip(page)).to_contain_text("A score for how well two regions match")
        assert link.get_attribute("title") is None
        tooltip(page).hover()
        page.wait_for_timeout(500)  # nothing may happen, which no condition tells
        expect(tooltip(page)).to_be_visible()
        page.mouse.move(1, 1)
        expect(tooltip(page)).to_have_count(0)
        assert link.get_attribute("aria-describedby") is None
        assert (someone.foreign, someone.errors) == before


def test_a_sweep_over_eight_links_opens_nothing_and_loads_nothing(site: Site, reader: MakeReader) -> None:
    someone = reader()
    page = someone.open(site("furo").as_uri(), "training")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    opened = f"new MutationObserver(() => document.querySelector('{TIP}') && (window.opened = true))"
    page.evaluate(f"{opened}.observe(document.body, {{childList: true, subtree: true}})")
    page.set_viewport_size({"width": 1280, "height": 4_000})  # all eight are in view
    boxes = [link.bounding_box() for link in page.locator(LINK).all()[:8]]
    assert len(boxes) == 8
    # On the page's clock, as a slow machine would let the pointer rest.
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    for box in boxes:
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.clock.run_for(60)
    page.mouse.move(1, 1)
    page.clock.run_for(500)
    page.wait_for_timeout(200)  # what would be loaded takes real time
    assert page.evaluate("window.opened") is None
    assert requests == []


@pytest.mark.parametrize("theme", THEMES)
def test_keyboard_focus_opens_and_escape_closes(site: Site, reader: MakeReader, theme: str) -> None:
    page = reader().open(site(theme).as_uri())
    link = page.locator(LINK).nth(1)
    link.focus()
    expect(tooltip(page)).to_be_visible()
    assert tooltip(page).get_attribute("role") == "tooltip"
    assert link.get_attribute("aria-describedby") == tooltip(page).get_attribute("id")
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_have_count(0)
    expect(link).to_be_focused()
    assert link.get_attribute("aria-describedby") is None
    page.keyboard.press("Tab")
    expect(tooltip(page)).to_contain_text("True positive")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bioglossary.html#term-true-positive")


def test_escape_closes_under_the_pointer_too(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo").as_uri())
    rest(page)
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_have_count(0)


def covered_links(page: Page, number: int) -> list[Any]:
    """Return the boxes of the links that the tooltip of a link covers."""
    rest(page, number)
    tip = page.locator(f"{TIP} > div").bounding_box()
    assert tip
    boxes = [link.bounding_box() for link in page.locator(LINK).all()]
    page.keyboard.press("Escape")
    page.mouse.move(1, 1)
    return [
        box
        for box in boxes
        if tip["x"] < box["x"] < tip["x"] + tip["width"] - 20
        and tip["y"] < box["y"] < box["y"] + box["height"] < tip["y"] + tip["height"]
    ]


def test_escape_opens_no_other_tooltip_under_a_pointer_at_rest(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo").as_uri(), "training")
    link, covered = next((link, found) for link in range(20) for found in covered_links(page, link))
    rest(page, link)
    text = tooltip(page).inner_text()
    page.mouse.move(covered["x"] + 10, covered["y"] + 5, steps=8)
    page.wait_for_timeout(400)
    expect(tooltip(page)).to_have_text(text, use_inner_text=True)
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)  # nothing may happen, which no condition tells
    expect(tooltip(page)).to_have_count(0)
    page.mouse.move(covered["x"] + 15, covered["y"] + 5)
    expect(tooltip(page)).to_be_visible()


def test_escape_in_a_tooltip_gives_the_focus_back(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo").as_uri())
    link = page.locator(LINK).nth(1)
    link.focus()
    tooltip(page).get_by_text("Glossary entry").focus()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(tooltip(page)).to_have_count(0)
    page.wait_for_timeout(300)  # the focus that is given back opens none
    expect(tooltip(page)).to_have_count(0)


def test_a_tap_on_a_link_in_a_tooltip_closes_it(site: Site, reader: MakeReader) -> None:
    page = reader(**TOUCH).open(site("furo").as_uri(), "bioglossary")
    page.locator(ENTRY_LINK).nth(1).tap()
    tooltip(page).get_by_text("Glossary entry").tap()
    page.wait_for_url("**/bioglossary.html#term-*")
    expect(page.locator(TIP)).to_have_count(0)


def test_pages_of_folders_have_tooltips_without_a_server(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo", builder="dirhtml").as_uri(), "bioglossary/index")
    page.locator(ENTRY_LINK).nth(1).focus()
    expect(tooltip(page)).to_be_visible()


def test_links_in_a_tooltip_lead_to_the_right_place(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo").as_uri())
    rest(page)
    tooltip(page).get_by_text("Glossary entry").click()
    page.wait_for_url("**/bioglossary.html#term-iou")


@pytest.mark.parametrize("theme", THEMES)
def test_first_tap_shows_and_second_follows(site: Site, reader: MakeReader, theme: str) -> None:
    page = reader(**TOUCH).open(site(theme).as_uri())
    link = page.locator(LINK).nth(2)
    before = page.url
    link.tap()
    expect(tooltip(page)).to_contain_text("True positive")
    assert page.url == before
    page.touchscreen.tap(2, 300)
    expect(tooltip(page)).to_have_count(0)
    page.goto(before)
    link.tap()
    expect(tooltip(page)).to_be_visible()
    link.tap()
    page.wait_for_url("**/bioglossary.html#term-true-positive")


def test_the_first_tap_can_follow(site: Site, reader: MakeReader) -> None:
    page = reader(**TOUCH).open(site("furo", bioglossary_touch="link").as_uri())
    page.locator(LINK).nth(2).tap()
    page.wait_for_url("**/bioglossary.html#term-true-positive")


def test_without_the_data_links_are_links(site: Site, reader: MakeReader) -> None:
    someone = reader(**TOUCH)
    someone.page.route("**/data*.js", lambda route: route.fulfill(status=200, body=""))
    with served(site("furo")) as address:
        page = someone.open(address)
        page.locator(LINK).nth(2).tap()
        page.wait_for_url("**/bioglossary.html#term-true-positive")
    assert someone.errors == []


def test_a_load_that_failed_is_tried_again(site: Site, reader: MakeReader) -> None:
    someone = reader()
    with served(site("furo")) as address:
        page = someone.open(address)
        page.route("**/data*.js*", lambda route: route.abort())
        with page.expect_event("requestfailed", lambda request: request.resource_type == "script"):
            page.locator(LINK).nth(1).hover()
        page.unroute("**/data*.js*")
        page.mouse.move(1, 1)
        rest(page)


def note_other_tooltips(page: Page) -> Callable[[], list[str]]:
    """Listen to links as link previews do, and return a function that tells which events they saw."""
    script = """window.seen = [];
        for (const link of document.querySelectorAll("a")) {
          for (const type of ["mouseenter", "focus", "mouseleave", "blur"]) {
            link.addEventListener(type, () => window.seen.push(type));
          }
        }"""
    page.evaluate(script)
    return lambda: page.evaluate("window.seen.splice(0)")


def test_no_other_tooltip_opens_where_ours_does(site: Site, reader: MakeReader) -> None:
    page = reader().open(site("furo").as_uri(), "bioglossary")
    seen = note_other_tooltips(page)
    by_hand, other = page.locator(ENTRY_LINK).nth(1), page.locator("dd a.external").first
    by_hand.hover()
    expect(tooltip(page)).to_be_visible()
    page.mouse.move(1, 1)
    expect(tooltip(page)).to_have_count(0)
    by_hand.focus()
    expect(tooltip(page)).to_be_visible()
    assert seen() == []
    other.hover()
    other.focus()
    assert seen() == ["mouseenter", "focus"]


def test_other_tooltips_open_where_ours_has_nothing_to_show(site: Site, reader: MakeReader) -> None:
    someone = reader()
    someone.page.route("**/data*.js", lambda route: route.fulfill(status=200, body=""))
    with served(site("furo")) as address:
        page = someone.open(address)
        seen = note_other_tooltips(page)
        with page.expect_response("**/data*.js"):
            page.locator(LINK).nth(1).hover()
        page.wait_for_load_state("networkidle")
        page.mouse.move(1, 1)
        page.locator(LINK).nth(1).hover()
    assert seen()[-1] == "mouseenter"


def test_what_changed_on_the_server_is_shown_though_caches_keep_files(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(site("furo"), folder)
    data = folder / "_static" / "bioglossary" / "data.js"
    page = browser.new_context().new_page()  # with a cache, which those whose requests are watched have not
    with served(folder, {"Cache-Control": "max-age=600"}) as address:
        for day, text in enumerate(("Old", "New")):
            data.write_text(data_files({"bioglossary.html#term-iou": text})["data.js"], encoding="ascii")
            os.utime(data, (day * 86_400, day * 86_400))  # servers and browsers compare full seconds
            page.goto(f"{address}/index.html")
            page.goto(f"{address}/evaluation.html")
            rest(page)
            expect(tooltip(page)).to_have_text(text)
    page.context.close()


def test_without_scripts_links_are_links(site: Site, reader: MakeReader) -> None:
    page = reader(java_script_enabled=False).open(site("furo").as_uri())
    page.locator(LINK).nth(2).click()
    page.wait_for_url("**/bioglossary.html#term-true-positive")


@pytest.mark.parametrize("theme", THEMES)
def test_a_content_security_policy_sees_no_more_violations(
    site: Site, reader: MakeReader, theme: str
) -> None:
    violations = {}
    for extension in (True, False):
        someone = reader()
        with served(
            site(theme, extension=extension), {"Content-Security-Policy": "default-src 'self'"}
        ) as address:
            page = someone.open(address)
            if extension:
                rest(page)
                expect(tooltip(page)).to_have_css("position", "fixed")
            violations[extension] = sorted(error for error in someone.errors if "Policy" in error)
    assert len(violations[True]) == len(violations[False]) > 0


PAYLOADS = """
<p>Shown <a href="java&#9;script:window.ran = 1">link</a> <a id="good" href="index.html#top">good</a></p>
<p onpointerenter="window.ran = 1" onclick="window.ran = 1">text</p>
<img src="none.png" onerror="window.ran = 1"><img src="data:image/png;base64,x" onerror="window.ran = 1">
<script>window.ran = 1</script><iframe srcdoc="<script>parent.ran = 1</script>"></iframe>
<iframe src="javascript:parent.ran = 1"></iframe>
<iframe src="data:text/html,<script>parent.ran = 1</script>"></iframe>
<object data="javascript:parent.ran = 1"></object><embed src="javascript:parent.ran = 1">
<svg onload="window.ran = 1"><a xlink:href="vbscript:x"><text>a</text></a>
<a><animate attributeName="href" values="javascript:window.ran = 1"/><text y="20">b</text></a></svg>
<form action="javascript:window.ran = 1"><button formaction="javascript:window.ran = 1">send</button></form>
<math href="javascript:window.ran = 1"><mi>x</mi></math>
<details ontoggle="window.ran = 1" open>more</details>
"""


def shown(site: Site, reader: MakeReader, folder: Path, html: str) -> Page:
    """Open the tooltip of an entry with this HTML, in a copy of the site."""
    shutil.copytree(site("furo"), folder)
    data = folder / "_static" / "bioglossary" / "data.js"
    data.write_text(data_files({"bioglossary.html#term-iou": html})["data.js"], encoding="ascii")
    page = reader().open(folder.as_uri())
    rest(page)
    return page


def test_a_wrong_address_costs_only_its_link(site: Site, reader: MakeReader, tmp_path: Path) -> None:
    page = shown(site, reader, tmp_path / "site", '<p>Shown <a href="http://[">wrong</a></p>')
    expect(tooltip(page)).to_have_text("Shown wrong")


def test_no_code_in_the_data_runs(site: Site, reader: MakeReader, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    page = shown(site, reader, folder, PAYLOADS)
    expect(tooltip(page)).to_contain_text("Shown")
    for part in tooltip(page).locator("a:not(#good), p, math, text").all():
        # Without bubbling, as the tooltip closes at a click.
        part.evaluate("(part) => part.dispatchEvent(new MouseEvent('click'))")
        part.dispatch_event("pointerenter")
    page.wait_for_timeout(300)  # nothing may happen, which no condition tells
    assert page.evaluate("window.ran") is None
    left = "part => [...part.attributes].map((one) => one.name + one.value)"
    attributes = [text for part in page.locator(f"{TIP} *").all() for text in part.evaluate(left)]
    # The values of an animation remain, without the attribute that they would be for.
    bad = (
        "on",
        "srcdoc",
        "attributeName",
        "hrefjavascript:",
        "hrefjava\t",
        "hrefdata:",
        "xlink:hrefvbscript:",
    )
    bad += ("srcjavascript:", "srcdata:", "datajavascript:", "actionjavascript:", "formactionjavascript:")
    assert not [text for text in attributes if text.startswith(bad)]
    assert page.locator("#good").get_attribute("href") == f"{folder.as_uri()}/index.html#top"
