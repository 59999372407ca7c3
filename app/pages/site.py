"""content/site.toml: everything a person words or decides, as checked values."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from holidays.countries.germany import Germany
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

LANDS = tuple(code for code in Germany.subdivisions if len(code) == 2)  # noqa: PLR2004 - no single towns


class Part(BaseModel):
    """Frozen; a key nobody knows is an error, since it is most likely a slip."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def owner_fact(label: str, *, required: bool = True) -> Any:
    """A fact only the owner knows. Empty, it is shown as a placeholder; required ones keep production from starting."""
    return Field("", title=label, json_schema_extra={"owner": "required" if required else "optional"})


class Company(Part):
    name: str
    street: str = owner_fact("Straße und Hausnummer")
    postcode: str = owner_fact("Postleitzahl")
    city: str = owner_fact("Ort")
    managing_directors: tuple[str, ...] = ()
    register_court: str = owner_fact("Registergericht")
    register_number: str = owner_fact("Handelsregisternummer")
    vat_id: str = owner_fact("Umsatzsteuer-Identifikationsnummer", required=False)
    phone: str = owner_fact("Telefon")
    email: str = owner_fact("E-Mail-Adresse der Firma")
    editor: str = owner_fact("Verantwortlich für den Inhalt (§ 18 Abs. 2 MStV)")


class Product(Part):
    name: str
    claim: str


class CallToAction(Part):
    label: str
    heading: str
    text: str


class Promise(Part):
    """When an answer is due. Counted whether it is shown to visitors or not; working days are Monday to Friday."""

    enabled: bool = False
    text: str = ""
    hours: int = Field(8, ge=1, le=80)  # of open time
    opens: time = time(9)
    closes: time = time(17)
    land: str = ""  # whose public holidays count, as the package `holidays` abbreviates it

    @field_validator("opens", "closes", mode="before")
    @classmethod
    def is_time_of_day(cls, value: Any) -> time:
        try:
            return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
        except (TypeError, ValueError) as error:
            raise ValueError("Eine Uhrzeit steht in Anführungszeichen, zum Beispiel: 09:00.") from error

    @field_validator("closes")
    @classmethod
    def is_after_opening(cls, value: time, others: ValidationInfo) -> time:
        if value <= others.data.get("opens", time.min):
            raise ValueError("Das Ende muss nach dem Beginn (opens) liegen.")
        return value

    @field_validator("land")
    @classmethod
    def is_a_land(cls, value: str) -> str:
        if value and value not in LANDS:
            raise ValueError(f"Das Bundesland „{value}“ gibt es nicht. Bekannt sind: {', '.join(LANDS)}.")
        return value


class Receipt(Part):
    enabled: bool = False


class Retention(Part):
    lead_months: int = Field(6, ge=1, le=36)
    quarantine_days: int = Field(30, ge=1, le=365)


class Privacy(Part):
    hosting: str = owner_fact("Hosting-Anbieter")
    mail_service: str = owner_fact("E-Mail-Dienstleister")
    authority: str = owner_fact("Zuständige Datenschutz-Aufsichtsbehörde")


class Link(Part):
    label: str
    url: str


class LinkGroup(Part):
    title: str
    links: tuple[Link, ...]


class Site(Part):
    company: Company
    product: Product
    call_to_action: CallToAction
    promise: Promise = Promise()
    receipt: Receipt = Receipt()
    retention: Retention = Retention()
    privacy: Privacy
    navigation: tuple[Link, ...]
    footer: tuple[LinkGroup, ...]
    topics: dict[str, str]
    redirects: dict[str, str] = {}

    def missing_facts(self) -> Iterator[tuple[str, str]]:
        """Key in site.toml and German label of every required fact the owner has not supplied."""
        for section, part in (("company", self.company), ("privacy", self.privacy)):
            for name, field in type(part).model_fields.items():
                extra = field.json_schema_extra
                if isinstance(extra, dict) and extra.get("owner") == "required" and not getattr(part, name):
                    yield f"{section}.{name}", field.title or name
