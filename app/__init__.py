"""The FlightOps site: articles lead to one form, the form to a lead, the lead to a mail and a conversation."""

from flask import Flask

from app import assets, database, desk, errors, health, press, security, templating
from app.enquiry import views as enquiry
from app.leads import phone
from app.mail import channel, presence
from app.pages import views as pages
from app.settings import RESOURCES, Settings, load_settings
from app.staff import views as staff


def create_app(settings: Settings | None = None) -> Flask:
    """The whole house, wired once. Raises ConfigurationError or ContentError with a sentence for the operator."""
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=None, template_folder=str(RESOURCES / "templates"))
    app.extensions["settings"] = settings
    templating.init_app(app)
    security.init_app(app, settings)
    database.init_app(app, settings)
    assets.init_app(app, settings)
    errors.init_app(app)
    health.init_app(app)
    channel.init_app(app, settings)
    presence.init_app(app, settings)
    pages.init_app(app, settings)
    phone.init_app(app)
    enquiry.init_app(app)
    staff.init_app(app, settings)
    desk.init_app(app)
    press.init_app(app)
    return app
