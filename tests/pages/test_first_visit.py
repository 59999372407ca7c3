"""What a first visit costs the reader: bytes as they cross the wire, requests, hosts, cookies."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.served import Served

pytestmark = pytest.mark.browser

ARTICLE = "/blog/meta-umwirbt-ki-forscher"
KB = 1_000  # bytes
MOST_REQUESTS = 7
MOST = {("document", "stylesheet"): 25 * KB, ("font",): 80 * KB, ("script",): 6 * KB}
MOST_IN_ALL = 110 * KB


@pytest.fixture
def answers(page: Page, site: Served) -> list[Response]:
    """Of one visit with an empty cache, until nothing more is asked for."""
    found: list[Response] = []
    page.on("response", lambda answer: found.append(answer))  # noqa: PLW0108 - a builtin cannot be marked
    page.goto(f"{site.url}{ARTICLE}")
    page.wait_for_load_state("networkidle")
    return found


def test_article_costs_little(answers: list[Response]) -> None:
    sizes = Counter[str]()
    for answer in answers:
        sizes[answer.request.resource_type] += answer.request.sizes()["responseBodySize"]

    assert {kind for kinds in MOST for kind in kinds} <= set(sizes)
    for kinds, most in MOST.items():
        assert sum(sizes[kind] for kind in kinds) <= most, kinds
    assert sizes.total() <= MOST_IN_ALL
    assert len(answers) <= MOST_REQUESTS


def test_article_asks_no_other_host_and_leaves_nothing(
    page: Page, site: Served, answers: list[Response]
) -> None:
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(site.url).netloc}
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
