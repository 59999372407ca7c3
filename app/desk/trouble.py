"""What keeps mail from arriving, in the words of the banner above every screen; silent while all is well."""

from dataclasses import dataclass
from datetime import timedelta

from app.database import utc_now
from app.mail import queries
from app.mail.models import MailChannel
from app.templating import moment

OUTAGE_AFTER = timedelta(minutes=2)  # a relay that restarts is not worth a red banner


@dataclass(frozen=True)
class MailTrouble:
    title: str
    text: str
    mark: str  # beside „Post“ in the navigation
    meaning: str  # the mark in words


def mail_trouble() -> MailTrouble | None:
    """The gravest first: no way to the relay, mails given up, mails that are late."""
    found = queries.trouble()
    if found.channel and utc_now() - found.channel.down_since > OUTAGE_AFTER:
        return of_channel(found.channel)
    if found.dead:
        return of_dead(found.dead)
    if found.oldest_owed:
        return of_late(found.oldest_owed)
    return None


def of_channel(channel: MailChannel) -> MailTrouble:
    since = f"Seit {moment(channel.down_since)} Uhr ist der Mailserver nicht erreichbar."
    return MailTrouble(
        "Mails gehen gerade nicht hinaus",
        f"{since} Anfragen kommen weiter an: Sehen Sie bitte im Eingang nach.",
        "!",
        "Mailserver nicht erreichbar",
    )


def of_dead(count: int) -> MailTrouble:
    shown = f"{count} oder mehr" if count == queries.MOST_COUNTED else str(count)
    title = "1 Mail ist nicht zustellbar" if count == 1 else f"{shown} Mails sind nicht zustellbar"
    return MailTrouble(title, "Die Anfragen sind gesichert.", str(count), "nicht zustellbar")


def of_late(age: timedelta) -> MailTrouble:
    minutes = int(age.total_seconds() // 60)
    text = f"Die älteste wartet seit {minutes} Minuten. Anfragen kommen weiter an: Sehen Sie bitte im Eingang nach."
    return MailTrouble("Mails kommen verspätet an", text, "!", "Mails verspätet")
