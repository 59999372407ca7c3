"""`flightops recorder`: what waits in the flight recorder, and its replay by hand."""

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.enquiry import recorder as flight_recorder
from app.errors import DomainError


class DatabaseAway(DomainError):
    message = "Die Datenbank nimmt noch nichts an. Alles bleibt aufgezeichnet; der Mailversand versucht es jede Sekunde erneut."


@click.group(help="Der Flugschreiber: Anfragen, die die Datenbank nicht annahm.")
def recorder() -> None:
    pass


@recorder.command("status", help="Was darin wartet und ob Platz freigehalten ist; 1, wenn etwas zu tun ist.")
def show_recorder() -> None:
    with create_app().app_context():  # not `with_app`: the database may be away
        found = flight_recorder.state()
        click.echo(
            f"Wartend            {found.waiting}\nNicht übernehmbar  {found.stuck}\nUnlesbar           {found.unreadable}\n"
            f"Platz für          {found.places} Anfragen\nOrt                {flight_recorder.journal().folder}"
        )
    sys.exit(0 if found.is_clear else 1)


@recorder.command(
    "replay", help="Jetzt in die Datenbank übernehmen, auch was sich bisher nicht übernehmen ließ."
)
def replay_recorder() -> None:
    with create_app().app_context():
        flight_recorder.take_up_stuck()
        try:
            count = flight_recorder.replay()
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseAway from error
        click.echo(f"{count} {'Anfrage' if count == 1 else 'Anfragen'} übernommen.")
        left = flight_recorder.state()
    if left.stuck:
        click.echo(f"{left.stuck} lassen sich nicht übernehmen; warum, steht oben im Protokoll.", err=True)
    sys.exit(1 if left.stuck or left.waiting else 0)
