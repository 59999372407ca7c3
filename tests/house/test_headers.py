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


@pytest.mark.parametrize("url", URLS)
def test_answers_are_kept_apart_from_other_sites_and_use_no_devices(client, url):
    headers = client.get(url).headers

    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {entry.partition("=")[2] for entry in headers["Permissions-Policy"].split(", ")} == {"()"}


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


@pytest.mark.settings(app_env="production", site_url="https://www.beispiel.example")
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("www.beispiel.example", 200),
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("evil.example", 400),
    ],
)
def test_production_answers_by_its_own_name_only(client, host, status):
    assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_form_of_too_many_parts_is_refused(client):
    form = {f"field-{number}": "x" for number in range(51)}

    assert client.post("/kontakt", data=form, content_type="multipart/form-data").status_code == 413
