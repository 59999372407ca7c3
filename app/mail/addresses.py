"""Where a mail can go: the one form of an address that a relay understands."""

from email_validator import EmailNotValidError, validate_email


class AddressNotUsable(ValueError):
    """No mail can be written to this; nothing of it may reach a header or a relay."""


def envelope_address(text: str) -> str:
    """The address with its domain in ASCII by IDNA 2008: the standard library would turn faß.de into fass.de.

    Its local part may hold other letters than ASCII; only some relays take those. Raises AddressNotUsable.
    """
    try:
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError) as error:
        raise AddressNotUsable(str(error)) from error
    return f"{checked.local_part}@{checked.ascii_domain}"
