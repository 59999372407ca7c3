"""What only the owner can tell keeps production from starting, too."""

import subprocess
from pathlib import Path

from tests.served import COMMAND, Served

OPERATOR = {
    "APP_ENV": "production",
    "SITE_URL": "https://www.firma.example",
    "SECRET_KEY": "k" * 48,
    "MAIL_SERVER": "mail.firma.example",
    "MAIL_DEFAULT_SENDER": "FlightOps <leitstand@firma.example>",
    "LEADS_MAIL_TO": "anfragen@firma.example",
}


def test_production_does_not_start_without_the_facts_of_the_owner(tmp_path: Path) -> None:
    server = Served(tmp_path, OPERATOR)

    refused = subprocess.run(
        [COMMAND, "serve"], env=server.variables, capture_output=True, text=True, check=False, timeout=60
    )

    assert refused.returncode == 78  # EX_CONFIG: starting again would not help
    assert "Das brauchen wir von Ihnen:" in refused.stderr
    assert "In der Umgebung fehlt:" not in refused.stderr
