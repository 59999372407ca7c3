"""What every answer carries, whoever gave it."""

import pytest

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
}
PAGES = (
    "/",
    "/blog/",
    "/frank-roebers",
    "/impressum",
    "/datenschutz",
    "/kontakt",
    "/healthz",
    "/readyz",
    "/fehlt",
)
URLS = (*PAGES, "/leitstand/", "/leitstand/anmelden")


@pytest.mark.parametrize("url", URLS)
def test_policy_allows_our_own_files_and_nothing_else(client, url):
    assert set(client.get(url).headers["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.parametrize("url", URLS)
def test_answers_are_not_sniffed_and_not_framed(client, url):
    headers = client.get(url).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("url", ["/leitstand/", "/leitstand/anmelden"])
def test_the_desk_is_neither_stored_nor_found_by_search_engines(client, url):
    headers = client.get(url).headers

    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize("url", PAGES)
def test_public_answers_set_no_cookie_and_vary_by_none(client, url):
    headers = client.get(url, headers={"Cookie": "leitstand=x"}).headers

    assert headers.getlist("Set-Cookie") == []
    assert "cookie" not in headers.get("Vary", "").lower()


def test_hsts_is_for_production_only(app, client):
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.settings(app_env="production", site_url="https://www.beispiel.example")
def test_production_answers_by_https_only(client):
    headers = client.get("/", base_url="https://www.beispiel.example").headers

    assert headers["Strict-Transport-Security"] == "max-age=63072000"
