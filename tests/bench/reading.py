"""A pressed page against nginx serving the same bytes from disk: one core each, slices that take turns."""

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

from tests.relay import HOST, free_port

ARTICLE = "/blog/meta-umwirbt-ki-forscher"
PAGE = Path("/dev/shm/flightops-bench.html")  # noqa: S108 - memory, so that nginx never waits for a disk
ROUNDS, SECONDS, CONNECTIONS = 5, 2, 16
NGINX = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000; types {{ text/html html; }} default_type text/html; sendfile on;
  server {{ listen {host}:{port}; root {folder}; location / {{ try_files /page.html =404; }} }} }}
"""


def compare(folder: Path) -> None:
    missing = [name for name in ("nginx", "wrk", "taskset") if shutil.which(name) is None]
    if missing:
        print(f"  übersprungen: {', '.join(missing)} fehlt (Debian: apt install nginx-light wrk util-linux)")
        return
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(granian("tests.bench.apps:pressed", folder))
        with urlopen(Request(f"{ours}{ARTICLE}")) as answer:
            PAGE.write_bytes(answer.read())
        servers = {
            "nginx, Datei": stack.enter_context(nginx(folder)),
            "Presse": ours,
            "Flask ohne Presse": stack.enter_context(granian("tests.bench.apps:uncached", folder)),
            "Flask wie im Tutorial": stack.enter_context(granian("tests.bench.apps:tutorial", folder)),
        }
        rates: dict[str, list[float]] = {name: [] for name in servers}
        for _ in range(ROUNDS):
            for name, url in servers.items():
                rates[name].append(rate(f"{url}{ARTICLE}"))
    PAGE.unlink()
    for name, found in rates.items():
        shares = [mine / best for mine, best in zip(found, rates["nginx, Datei"], strict=True)]
        spread = f"[{min(shares):.0%}–{max(shares):.0%}]" if name != "nginx, Datei" else ""
        print(f"  {name:<22} {statistics.median(found):9.0f}/s   {statistics.median(shares):5.0%} {spread}")


def rate(url: str) -> float:
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in output, output
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", output)[0])


@contextlib.contextmanager
def granian(target: str, folder: Path) -> Iterator[str]:
    port = free_port()
    options = [
        "--interface",
        "wsgi",
        "--blocking-threads",
        "256",
        "--http",
        "1",
        "--no-ws",
        "--log-level",
        "error",
    ]
    command = [
        "taskset",
        "-c",
        "0",
        Path(sys.executable).with_name("granian"),
        *options,
        "--port",
        str(port),
        target,
    ]
    environment = {**os.environ, "ENV_FILE": os.devnull, "DATA_DIR": str(folder), "PORT": str(port)}
    with running(command, port, environment) as url:
        yield url


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[str]:
    port = free_port()
    shutil.copy(PAGE, folder / "page.html")
    folder.chmod(0o755)  # its worker is somebody else
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, host=HOST, port=port))
    with running(["taskset", "-c", "0", "nginx", "-c", folder / "nginx.conf"], port, dict(os.environ)) as url:
        yield url


@contextlib.contextmanager
def running(command: list[str | Path], port: int, environment: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(command, env=environment)
    url = f"http://{HOST}:{port}"
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urlopen(f"{url}{ARTICLE}").close()
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)
