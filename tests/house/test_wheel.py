"""The built package carries templates, styles and content, and works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SERVE_PAGES = """
from app import create_app
from app.settings import load_settings
client = create_app(load_settings(data_dir="data", content_dir="app/content")).test_client()
print(*(client.get(url).status_code for url in ("/", "/blog/", "/kontakt")))
"""


def test_the_wheel_serves_pages_on_its_own(tmp_path):
    hatchling = Path(sys.executable).with_name("hatchling")
    subprocess.run(
        [hatchling, "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "home")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "home")}

    result = subprocess.run(
        [sys.executable, "-c", SERVE_PAGES],
        cwd=tmp_path / "home",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stdout == "200 200 200\n", result.stderr
