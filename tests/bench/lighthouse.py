"""`make lighthouse`: the mobile preset of Lighthouse against the pages that matter most, median of five runs."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser import CACHE, ON_PATH
from tests.served import Served

PACKAGE = Path(__file__).parent / "lighthouse"  # package.json and its lock
TOOL = CACHE / "lighthouse"
PAGES = ("/", "/blog/meta-umwirbt-ki-forscher", "/flightops", "/kontakt")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = {
    "largest-contentful-paint": "LCP ms",
    "cumulative-layout-shift": "CLS",
    "total-blocking-time": "TBT ms",
    "total-byte-weight": "Bytes",
}
# Lighthouse's own index of the machine. It counts four times what the machine took, which makes a telephone of one with 1,500 to 2,000;
# at 1,000 to 1,500 twice would be right (docs/throttling.md of Lighthouse), below 1,000 it warns.
SPEED = "Rechner"
REPEATS, TRIES = 5, 3
# Chromium's own errands would be refused by many networks and disturb the measurement.
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)


def main() -> None:
    chromium = next((found for name in ON_PATH if (found := shutil.which(name))), None)
    if chromium is None or shutil.which("npm") is None:
        sys.exit("make lighthouse braucht Chromium und npm (Debian: apt install chromium npm).")
    install()
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder) / "data")
        served.start()
        print(f"{'':<34}{'Leist. Zugängl. Praxis SEO':<30}{'  '.join([*FIGURES.values(), SPEED])}")
        for path in PAGES:
            runs = [measure(f"{served.url}{path}", chromium, Path(folder)) for _ in range(REPEATS)]
            print(line(path, runs))
        served.stop()


def install() -> None:
    """What the lock names, once, into .cache/. (`npm ci` stumbles over an optional peer that the lock leaves out.)"""
    if (TOOL / "node_modules/.bin/lighthouse").exists():
        return
    print("Lighthouse wird geholt (einmalig) …")
    shutil.copytree(PACKAGE, TOOL, dirs_exist_ok=True)
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=TOOL, env=environment, check=True)


def measure(url: str, chromium: str, folder: Path) -> dict[str, float]:
    report = folder / "report.json"
    profile = tempfile.mkdtemp(dir=folder)
    command: list[str | Path] = [
        TOOL / "node_modules/.bin/lighthouse",
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
    ]
    command.append(f"--chrome-flags={FLAGS} --user-data-dir={profile}")
    for tries_left in reversed(range(TRIES)):  # now and then the browser's trace fails to start (NO_NAVSTART)
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, check=not tries_left)
        if done.returncode == 0:
            break
    found: dict[str, Any] = json.loads(report.read_text())
    tell_failures(found)
    scores = {name: 100 * (found["categories"][name]["score"] or 0) for name in CATEGORIES}
    figures = {name: found["audits"][name].get("numericValue", 0) for name in FIGURES}
    return scores | figures | {SPEED: found["environment"]["benchmarkIndex"]}


def tell_failures(found: dict[str, Any]) -> None:
    for name, audit in found["audits"].items():
        if audit.get("score") == 0 and audit.get("scoreDisplayMode") == "binary":
            print(f"  nicht bestanden: {name}")


def line(path: str, runs: list[dict[str, float]]) -> str:
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    scores = "".join(f"{middle[name]:<7.0f}" for name in CATEGORIES)
    return f"{path:<34}{scores:<30}{'  '.join(f'{middle[name]:.4g}' for name in [*FIGURES, SPEED])}"


if __name__ == "__main__":
    main()
