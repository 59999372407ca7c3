"""The words come first, then the faces; nothing moves when they arrive."""

import pytest
from playwright.sync_api import Browser, Page

from tests.served import Served

pytestmark = pytest.mark.browser

ARTICLE = "/blog/meta-umwirbt-ki-forscher"
FACES = "Array.from(document.fonts).filter(face => face.status === 'loaded').map(face => face.family)"
SHIFT = """() => new Promise(done => new PerformanceObserver((list, watcher) => done(
  list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({type: 'layout-shift', buffered: true})
  || setTimeout(() => done(0), 500))"""
IN_FALLBACK = """Array.from(document.body.querySelectorAll("*")).filter(node =>
  Array.from(node.childNodes).some(child => child.nodeType === 3 && child.data.trim())
  && /^"?(Instrument|B612) Fallback/.test(getComputedStyle(node).fontFamily)).map(node => node.outerHTML.slice(0, 80))"""
LAID_OUT = """Array.from(document.querySelectorAll(".section, .footer")).map(part =>
  getComputedStyle(part).contentVisibility)"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
FIRST_FACE = "performance.getEntriesByType('resource').find(entry => entry.name.includes('.woff2')).startTime"


def read(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


def test_faces_are_asked_for_after_the_words_are_painted(page: Page, site: Served) -> None:
    read(page, f"{site.url}{ARTICLE}")

    assert set(page.evaluate(FACES)) >= {"Instrument Sans", "B612 Mono"}
    assert page.evaluate(FIRST_FACE) > page.evaluate(FIRST_PAINT)
    assert page.evaluate(SHIFT) < 0.01


def test_reader_who_goes_on_has_the_faces_at_once(page: Page, site: Served) -> None:
    read(page, f"{site.url}{ARTICLE}")

    page.get_by_role("link", name="Methode").first.click()

    assert page.locator("html").get_attribute("class") == "has-fonts"


def test_faces_come_without_script(browser: Browser, site: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    faces: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: faces.append(request.url))

    read(page, f"{site.url}{ARTICLE}")

    context.close()
    assert any("instrument-sans" in face for face in faces)
    assert any("b612-mono" in face for face in faces)


@pytest.mark.parametrize("path", ["/", ARTICLE, "/kontakt"])
def test_no_word_keeps_the_fallback(page: Page, site: Served, path: str) -> None:
    read(page, f"{site.url}{path}")

    page.wait_for_selector("footer.has-fonts")

    assert page.evaluate(IN_FALLBACK) == []


def test_sections_are_laid_out_after_the_first_paint_and_all_of_them(page: Page, site: Served) -> None:
    read(page, site.url)
    page.wait_for_selector("footer.has-fonts")
    assert set(page.evaluate(LAID_OUT)) == {"visible"}

    page.add_init_script("window.PerformanceObserver = class { observe() {} }")  # no paint is ever told
    read(page, site.url)
    assert set(page.evaluate(LAID_OUT)) == {"auto"}


@pytest.mark.parametrize("path", ["/#gespraech", "/flightops#glossar"])
def test_place_somebody_was_sent_to_is_held_while_the_page_is_set(
    page: Page, site: Served, path: str
) -> None:
    read(page, f"{site.url}{path}")

    page.wait_for_selector("footer.has-fonts")

    target = page.locator(f"#{path.partition('#')[2]}")
    top = target.evaluate(
        "node => node.getBoundingClientRect().top - parseFloat(getComputedStyle(node).scrollMarginTop)"
    )
    assert abs(top) < 100
