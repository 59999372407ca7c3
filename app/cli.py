"""The `flightops` command; it speaks German with the operator."""

import logging
import os
import sys
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import click
from flask import Flask

from app import create_app, migrations, preflight, recorder_commands, server, web, worker
from app.demo import fill
from app.enquiry import recorder as flight_recorder
from app.errors import ConfigurationError, DomainError
from app.leads import export, queries
from app.mail.dialogue import try_mail
from app.pages.content import load
from app.settings import Settings, load_settings
from app.staff import service as staff_service
from app.staff.models import Role
from app.staff.views import first_account_link

MISCONFIGURED = 78  # EX_CONFIG of sysexits.h: starting again would not help
EXPORTS = {"json": export.as_json, "csv": export.as_csv}


@click.group(help="FlightOps: Site, Leitstand und was dazugehört.")
def cli() -> None:
    os.umask(0o077)  # whatever is written here concerns nobody else on this machine
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def main() -> None:
    """Faults of the surroundings and of rules end in one sentence, not in a trace."""
    try:
        cli(standalone_mode=False)
    except (ConfigurationError, DomainError) as error:
        click.echo(str(error), err=True)
        sys.exit(MISCONFIGURED if isinstance(error, ConfigurationError) else 1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)


def ready_app() -> Flask:
    """An app whose database is in its newest form."""
    settings = load_settings()
    migrations.upgrade(settings)
    return create_app(settings)


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hands the command a ready app and runs it inside its context."""

    @wraps(command)
    def inside(*args: Any, **values: Any) -> Any:
        app = ready_app()
        with app.app_context():
            return command(app, *args, **values)

    return inside


@cli.command(help="Site und Leitstand starten, mit dem Mailversand daneben.")
def serve() -> None:
    app = ready_app()
    settings: Settings = app.extensions["settings"]
    if settings.is_production and any(missing := preflight.findings(app)):
        raise ConfigurationError(f"So kann die Site nicht in Betrieb gehen.\n{preflight.report(*missing)}")
    web.refuse_taken_port(settings.host, settings.port)
    with app.app_context():
        click.echo(summary(settings))
    # The parts open connections of their own: one must not be shared, and kept here it would stop SQLite from tidying up its log.
    app.extensions["engine"].dispose()
    parts = {"web": partial(web.run, app), "worker": partial(worker.run, app)}
    sys.exit(server.serve(parts, refresh=app.extensions["content"].current))


def summary(settings: Settings) -> str:
    """What was set up and where everything is."""
    url = settings.public_url
    mails = (
        f"über {settings.mail_server}"
        if settings.mail_server
        else f"als Dateien in {settings.data_dir / 'mail'}"
    )
    first = (
        ""
        if staff_service.has_staff()
        else f"\n  Erster Zugang  {first_account_link()}\n                 (einmalig, 24 Stunden gültig)"
    )
    return (
        f"FlightOps startet.\n  Site           {url}/\n  Leitstand      {url}/leitstand/{first}\n"
        f"  Mails          {mails}\n  Daten          {settings.data_dir}\n  Beenden        Strg+C"
    )


@cli.command("worker", help="Nur der Mailversand.")
@click.option("--once", is_flag=True, help="Versenden, was fällig ist, dann enden.")
def run_worker(*, once: bool) -> None:
    app = ready_app()
    if once:
        count = worker.work_once(app)
        click.echo(f"{count} {'Mail' if count == 1 else 'Mails'} übergeben.")
    else:
        worker.run(app)


@cli.group(help="Datenbank.")
def db() -> None:
    pass


@db.command("upgrade", help="Die Datenbank auf den neuesten Stand bringen.")
def upgrade() -> None:
    migrations.upgrade(load_settings())
    click.echo("Die Datenbank ist auf dem neuesten Stand.")


@cli.group(help="Zugänge zum Leitstand.")
def staff() -> None:
    pass


@staff.command("add", help="Einen Zugang anlegen; ohne --password-stdin geht eine Einladung hinaus.")
@click.argument("email")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.EDITOR.value, show_default=True
)
@click.option("--name", default="", help="Wie der Name im Verlauf erscheint.")
@click.option("--password-stdin", is_flag=True, help="Das Passwort von der Standardeingabe lesen.")
@with_app
def add_staff(_: Flask, email: str, role: str, name: str, *, password_stdin: bool) -> None:
    if password_stdin:
        staff_service.add(email, Role(role), password=sys.stdin.readline().rstrip("\n"), name=name)
        click.echo(f"{email} kann sich anmelden.")
    else:
        click.echo(
            f"Einladung an {email} ist unterwegs. Der Link darin: {staff_service.invite(email, Role(role), name=name)}"
        )


@staff.command("reset", help="Alle Anmeldungen beenden und einen Link zu einem neuen Passwort schicken.")
@click.argument("email")
@with_app
def reset_staff(_: Flask, email: str) -> None:
    click.echo(f"Der Link zum neuen Passwort ist unterwegs: {staff_service.reset(email)}")


@cli.group(help="Anfragen.")
def leads() -> None:
    pass


@leads.command("export", help="Alle Anfragen ausgeben.")
@click.option("--format", "form", type=click.Choice(list(EXPORTS)), default="csv", show_default=True)
@with_app
def export_leads(_: Flask, form: str) -> None:
    for part in EXPORTS[form](queries.all_leads()):
        sys.stdout.write(part)


cli.add_command(recorder_commands.recorder)


@cli.group(help="Mailversand.")
def mail() -> None:
    """Not `with_app`: the database has no part in it."""
    click.get_current_context().with_resource(create_app().app_context())


mail.add_command(try_mail)


@cli.group(help="Inhalte.")
def content() -> None:
    pass


@content.command("check", help="Alle Inhalte prüfen; ein Fehler nennt Datei und Zeile.")
def check_content() -> None:
    settings = load_settings()
    found = load(settings.content_dir, release_required=settings.is_production)
    click.echo(f"In Ordnung: {len(found.articles)} Artikel, davon {len(found.published())} veröffentlicht.")


@cli.command(help="Ist diese Installation reif für den Betrieb?")
@with_app
def check(app: Flask) -> None:
    missing = preflight.findings(app)
    click.echo(preflight.report(*missing) or "Alles da: Diese Installation ist bereit für den Betrieb.")
    if not flight_recorder.prepare():
        click.echo(
            "Der Flugschreiber kann hier keinen Platz freihalten: Bei voller Platte bekommen Besucher ihren Text zurück, "
            f"statt dass er aufgezeichnet wird. Legen Sie {flight_recorder.journal().folder} auf ext4, XFS oder tmpfs."
        )
    if waiting := preflight.waiting_for_release(app.extensions["content"]):
        click.echo("Ohne Freigabe (released_by:) bleiben in der Produktion Entwurf:")
        click.echo("\n".join(f"  {title}" for title in waiting))
    sys.exit(1 if any(missing) else 0)


@cli.command(help="Den Leitstand mit erfundenen Anfragen füllen.")
@click.option("--leads", "count", default=40, show_default=True, type=click.IntRange(1, 1_000_000))
@with_app
def demo(app: Flask, count: int) -> None:
    with click.progressbar(length=count, label="Anfragen erfinden") as bar:
        told = fill(app, count, bar.update)
    click.echo(told)


if __name__ == "__main__":
    main()
