"""A Chromium for the browser tests: the one on PATH, else the packaged one that npm fetches once into .cache/."""

import fcntl
import hashlib
import io
import os
import platform
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tests" / "chromium"  # package.json and its lock, which fixes the version and its checksum
CACHE = ROOT / ".cache"
ON_PATH = ("chromium", "chromium-browser", "google-chrome")
# The sandbox wants rights that containers and root do not have; the tests open pages of our own only.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]


class NoBrowserError(Exception):
    """No browser is to be had here; the message says why."""


@dataclass(frozen=True)
class Chromium:
    executable: Path
    arguments: list[str] = field(default_factory=lambda: ARGUMENTS)
    environment: dict[str, str] = field(default_factory=dict)

    def launch(self, playwright: Playwright) -> Browser:
        return playwright.chromium.launch(
            executable_path=self.executable, args=self.arguments, env={**os.environ, **self.environment}
        )


def find_chromium() -> Chromium:
    """Raises NoBrowserError with the reason when there is none."""
    for name in ON_PATH:
        if found := shutil.which(name):
            return Chromium(Path(found))
    return packaged_chromium()


def packaged_chromium() -> Chromium:
    lock = (PACKAGE / "package-lock.json").read_bytes()
    home = CACHE / f"chromium-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not home.exists():
        with one_at_a_time():
            if not home.exists():
                fetch(home)
    return Chromium(
        home / "chromium",
        [*ARGUMENTS, "--headless=shell"],
        {"LD_LIBRARY_PATH": str(home / "al2023/lib"), "FONTCONFIG_PATH": str(home / "fonts")},
    )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Several test workers may want it at once; one fetches, the others wait."""
    try:
        CACHE.mkdir(exist_ok=True)
        with (CACHE / "chromium.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        raise NoBrowserError(f"no chromium on PATH, and {error.filename} is not writable") from error


def fetch(home: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NoBrowserError("no chromium on PATH, and no npm to fetch the packaged one")
    if platform.machine() != "x86_64":
        raise NoBrowserError(
            f"no chromium on PATH, and the packaged one is not made for {platform.machine()}"
        )
    workshop = home.with_suffix(".part")
    shutil.rmtree(workshop, ignore_errors=True)
    shutil.copytree(PACKAGE, workshop)
    # `ci` takes exactly what the lock names and compares the checksums.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    result = subprocess.run(command, cwd=workshop, capture_output=True, text=True, check=False)
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no message"])[0]
        raise NoBrowserError(f"no chromium on PATH, and npm could not fetch the packaged one: {reason}")
    unpack(workshop / "node_modules/@sparticuz/chromium/bin", workshop, home)
    shutil.rmtree(workshop / "node_modules")
    workshop.rename(home)


def unpack(source: Path, target: Path, home: Path) -> None:
    executable = target / "chromium"
    executable.write_bytes(brotli.decompress((source / "chromium.br").read_bytes()))
    executable.chmod(0o755)
    for name in ("al2023", "swiftshader", "fonts"):
        packed = brotli.decompress((source / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # not there before 3.11.4
            # swiftshader is looked for beside the executable
            archive.extractall(target if name == "swiftshader" else target / name)
    # As shipped it names folders of another machine, and without any font a page crashes.
    (target / "fonts/fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{home}/fonts/fonts</dir><cachedir>{home}/fontconfig</cachedir></fontconfig>"
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per test worker; without any, its tests are skipped (and fail the run where CI=true)."""
    try:
        chromium = find_chromium()
    except NoBrowserError as reason:
        pytest.skip(f"browser: {reason}")
    with sync_playwright() as playwright:
        opened = chromium.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor with no past, German, at a desk; every page of it in `context.pages`."""
    opened = browser.new_context(
        locale="de-DE", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 900}
    )
    opened.set_default_timeout(5000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
