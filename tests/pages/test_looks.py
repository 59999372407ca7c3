"""The gallery of all components looks as it did when somebody last judged it; LOOKS=new takes new pictures."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser

from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = Path(__file__).parent / "looks"
SCALE, LEVELS = (
    4,
    16,
)  # a quarter of the size in 16 greys: the rendering of letters does not count, their place does
BLOCK, VISIBLE = 8, 24  # pixels of the small picture; difference of grey, of 255, that an eye would see
TOLERATED = 0.005  # share of blocks


def picture(browser: Browser, url: str, width: int, scheme: str) -> Image.Image:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="de-DE")
    page.goto(url)
    page.wait_for_selector("footer.has-fonts, html.has-fonts")
    page.evaluate("document.fonts.ready")
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
    page.close()
    small = whole.convert("L").reduce(SCALE)
    return small.quantize(LEVELS).convert("L")


def changed_share(before: Image.Image, after: Image.Image) -> float:
    """The share of blocks that look different; all of them when the page has grown or shrunk."""
    if before.size != after.size:
        return 1.0
    blocks = ImageChops.difference(before, after).reduce(BLOCK)
    return sum(count for grey, count in enumerate(blocks.histogram()) if grey > VISIBLE) / (
        blocks.width * blocks.height
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_gallery_looks_as_judged(
    site: Served, browser: Browser, tmp_path: Path, width: int, scheme: str
) -> None:
    judged = FOLDER / f"{width}-{scheme}.png"

    now = picture(browser, f"{site.url}/bausteine", width, scheme)

    if os.environ.get("LOOKS") == "new":
        now.save(judged, optimize=True)
    now.save(tmp_path / judged.name)
    with Image.open(judged) as before:
        share = changed_share(before, now)
    assert share <= TOLERATED, f"{share:.1%} of {judged.name} changed; the new picture: {tmp_path}"
