"""Response headers, the content security policy, who may post to the desk, rate limits, sizes of requests."""

import hmac
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask_limiter import Limiter
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import Settings

DESK = "/leitstand"
IPV6 = 6
BODY_LIMIT = 64 * 1024  # bytes; the longest enquiry in UTF-8 needs about 45 KiB
PARTS_LIMIT = 50

# No inline script or style anywhere, so the policy needs no nonce and pages stay cacheable.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=63072000"  # two years; the owner's other sub-domains are not ours to bind


def hashed_address() -> str:
    """A key for counting one visitor's requests that is no longer his address, and another one every day."""
    secret = f"{current_app.secret_key!s}{datetime.now(UTC):%Y-%m-%d}".encode()
    return hmac.digest(secret, network(request.remote_addr or "").encode(), "sha256").hex()


def network(address: str) -> str:
    """What one connection has: an IPv4 address, or the /64 of an IPv6 address, of which it may use any."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == IPV6 else address


def signing_keys() -> list[str]:
    """As itsdangerous takes them: the last one signs, all are read."""
    return [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]


limiter = Limiter(hashed_address)


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SECRET_KEY_FALLBACKS=[key.get_secret_value() for key in settings.secret_key_fallbacks],
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=PARTS_LIMIT,
        RATELIMIT_ENABLED=settings.ratelimit_enabled,
        RATELIMIT_STORAGE_URI=settings.ratelimit_storage_uri,
        # A broken store of counts must cost nobody his enquiry or his login: then each process counts for itself.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    if settings.is_production:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.site_url).hostname, "localhost", "127.0.0.1"]
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    limiter.init_app(app)
    app.before_request(refuse_foreign_posts)
    app.after_request(add_headers)


def refuse_foreign_posts() -> None:
    """Another site must not act with the login of a colleague. The public form is open to anybody."""
    if request.method in ("GET", "HEAD", "OPTIONS") or not request.path.startswith(DESK):
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", request.host_url).partition("://")[2].rstrip("/")
    if site not in ("same-origin", "none") or origin != request.host:
        abort(403)


def add_headers(response: Response) -> Response:
    settings: Settings = current_app.extensions["settings"]
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.is_production:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.path.startswith(DESK):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response
