"""The first start on a machine that lacks something ends in one sentence that says what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def project(tmp_path):
    """A checkout in which nothing is installed yet, in a folder whose name has a space."""
    folder = tmp_path / "ein Ordner"
    for name in ("bin", "requirements"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def set_up(project: Path, **environment: str) -> tuple[int, str]:
    command = ["sh", "bin/setup", "run"]
    result = subprocess.run(
        command, cwd=project, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return result.returncode, result.stdout + result.stderr


def make_program(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("#!/bin/sh", *lines)))
    path.chmod(0o755)
    return path


def test_an_old_python_is_named_with_the_way_out(project):
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(sys.argv[2])"
    old = make_program(
        project / "python3.9",
        '[ "$1" = --version ] && echo Python 3.9.2 && exit',
        f"exec {sys.executable} -c '{pretend}' \"$@\"",
    )

    answer = set_up(project, PYTHON=str(old))

    assert answer == (
        1,
        (
            f"PYTHON={old}: Das ist kein Python ab 3.11 (Python 3.9.2); nennen Sie ein neueres,"
            " zum Beispiel: make run PYTHON=python3.11\n"
        ),
    )


def test_a_python_that_is_not_there_is_named(project):
    answer = set_up(project, PYTHON="python-gibt-es-nicht")

    assert answer == (
        1,
        (
            "PYTHON=python-gibt-es-nicht: Dieses Programm gibt es hier nicht; nennen Sie ein Python ab 3.11,"
            " zum Beispiel: make run PYTHON=python3.11\n"
        ),
    )


def test_a_missing_venv_module_names_the_package(project):
    (project / "broken").mkdir()
    (project / "broken" / "ensurepip.py").write_text("raise ImportError")
    python = make_program(project / "python3", f'PYTHONPATH="{project}/broken" exec {sys.executable} "$@"')

    answer = set_up(project, PYTHON=str(python))

    assert answer == (
        1,
        (
            f"Diesem Python ({python}) fehlt das Modul venv: Installieren Sie es"
            " (Debian, Ubuntu: apt install python3-venv) und starten Sie noch einmal.\n"
        ),
    )


def test_a_folder_that_takes_nothing_is_named(project):
    (project / ".venv").write_text("a file where the folder should be, which stops root as well")

    answer = set_up(project)

    assert answer == (
        1,
        (
            f"In diesem Ordner darf nicht geschrieben werden ({project}): Starten Sie als sein Besitzer"
            " oder kopieren Sie ihn an einen eigenen Platz.\n"
        ),
    )


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES",
            "Die Prüfsummen in requirements/run.txt passen nicht zu den geladenen Paketen",
        ),
        ("(from versions: none)", "Die Pakete ließen sich nicht laden: Prüfen Sie die Verbindung ins Netz"),
        ("No space left on device", "Auf der Platte ist kein Platz mehr"),
        ("something else", "Die Pakete ließen sich nicht installieren."),
    ],
)
def test_a_failed_installation_is_explained(project, pip_says, sentence):
    make_program(project / ".venv/bin/python", f'[ "$1" = -c ] && exit 0; echo "{pip_says}"; exit 1')

    code, told = set_up(project)

    assert (code, told.splitlines()[1].startswith(sentence)) == (1, True), told
    assert not list((project / ".venv").glob(".installed*"))


def test_what_is_installed_is_not_installed_again_until_its_list_changes(project):
    make_program(project / ".venv/bin/python", '[ "$1" = -c ] || echo "$@" >>installed')
    make_program(project / ".venv/bin/flightops")
    runs = []

    for change in ("", "", "# another list\n"):
        with (project / "requirements/run.txt").open("a") as requirements:
            requirements.write(change)
        set_up(project)
        runs.append(len((project / "installed").read_text().splitlines()))

    assert runs == [2, 2, 4]
