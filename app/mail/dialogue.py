"""`flightops mail test`: one mail to see whether the way is open, the whole dialogue told line by line."""

import sys
from collections.abc import Callable

import click

from app.mail import outbox
from app.mail.addresses import AddressNotUsable
from app.mail.answers import Outcome, Verdict
from app.mail.channel import open_channel

SENTENCES = {
    Verdict.SENT: "Angenommen.",
    Verdict.RETRY: "Vorerst nicht angenommen. Im Betrieb folgt von selbst ein neuer Versuch.",
    Verdict.LOST: "Die Verbindung brach ab, bevor die Mail übergeben war. Im Betrieb folgt ein neuer Versuch.",
    Verdict.UNCERTAIN: "Die Verbindung brach nach der Übergabe ab. Vielleicht ist die Mail angekommen.",
    Verdict.REFUSED: "Diese Adresse nimmt der Mailserver nicht an.",
    Verdict.BLOCKED: "Der Mailserver lehnt den Absender oder die Art der Übergabe ab. Prüfen Sie MAIL_DEFAULT_SENDER und die Anmeldung.",
    Verdict.TOO_BIG: "Die Mail ist dem Mailserver zu groß.",
    Verdict.DOWN: "Kein Weg zum Mailserver. Prüfen Sie MAIL_SERVER, MAIL_PORT, die Verschlüsselung und die Anmeldung.",
}


@click.command(
    "test", help="Eine Prüfnachricht übergeben und den ganzen Dialog zeigen; 0, wenn sie angenommen ist."
)
@click.argument("address")
def try_mail(address: str) -> None:
    outcome = send_test(address, click.echo)
    click.echo(f"{SENTENCES[outcome.verdict]}\n{outcome.words}")
    sys.exit(0 if outcome.verdict is Verdict.SENT else 1)


def send_test(recipient: str, tell: Callable[[str], None]) -> Outcome:
    """Hand over templates/mail/test/ at once, past the outbox. Passwords are masked."""
    try:
        mail = outbox.write("test", recipient)
    except AddressNotUsable as error:
        return Outcome(Verdict.REFUSED, f"Keine Adresse, an die sich eine Mail schicken lässt: {error}")
    with open_channel(tell) as channel:
        return channel.send(mail)
