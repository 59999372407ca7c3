"""The mails a lead owes; their words live in templates/mail/."""

from flask import current_app

from app.leads import fields
from app.leads.models import Lead
from app.links import absolute_url
from app.mail import outbox
from app.mail.models import OutboxMail
from app.settings import Settings


def enquiry_received(lead: Lead) -> list[OutboxMail]:
    """One to each address in LEADS_MAIL_TO; an answer to it goes to the visitor."""
    settings: Settings = current_app.extensions["settings"]
    context = {
        "lead": lead,
        "facts": fields.shown(lead),
        "lead_url": absolute_url("desk.show_lead", reference=lead.reference),
    }
    return [
        outbox.write(
            "enquiry_received", recipient, about=lead.reference, reply_to=(lead.name, lead.email), **context
        )
        for recipient in settings.recipients
    ]
