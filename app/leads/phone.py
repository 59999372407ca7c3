"""Telephone numbers as people write them, made fit for dialling where that is certain."""

import re

import phonenumbers
from flask import Flask
from phonenumbers import Leniency, NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher

from app.leads.fields import MIN_DIGITS

REGION = "DE"
# Words the library does not know for what is dialled after the number.
EXTENSION = re.compile(r"\b(?:durchwahl|dw|apparat|app|nebenstelle|nst)\b[\s.:-]*(?=\d)", re.IGNORECASE)
# A second number: no subscriber's number begins with 0, so after a comma or slash that is an area code.
NEXT_NUMBER = re.compile(r"\s(?:oder|bzw\.?|und)\s|[;|\n]|(?<=\d{3})\s*[,/]\s*(?=0\d|\+)", re.IGNORECASE)
# 23125-014/015 stands for two lines; read as one number it would be nobody's.
TWO_LINES = re.compile(r"-\s*\d{1,4}\s*/\s*-?\s*\d{1,4}\s*$")
# Without 0 or + nobody knows whether the area code is missing; the library would take the first digits for one.
FROM_OUTSIDE = re.compile(r"\D*[0+]")


def init_app(app: Flask) -> None:
    app.jinja_env.filters["dialled"] = dialled


def dialled(typed: str) -> str:
    """What a tel: link to a number of ours takes; its digits as they are where more would be a guess, as in 115."""
    return to_e164(typed) or "".join(re.findall(r"[+\d]", typed))


def to_e164(typed: str) -> str:
    """The first number in E.164, "+493023125;ext=12" with an extension; empty when that would be a guess."""
    first = NEXT_NUMBER.split(with_our_digits(typed), maxsplit=1)[0]
    if TWO_LINES.search(first) or not FROM_OUTSIDE.match(first):
        return ""
    number = parsed(EXTENSION.sub(" ext. ", first))
    if not number or not phonenumbers.is_possible_number(number):
        return ""
    return in_full(number) if len(str(number.national_number)) >= MIN_DIGITS else ""


def with_our_digits(typed: str) -> str:
    """The digits and plus signs of any script as ours."""
    return phonenumbers.normalize_digits_only(typed.replace("\N{FULLWIDTH PLUS SIGN}", "+"), True)  # noqa: FBT003


def parsed(text: str) -> PhoneNumber | None:
    """The whole text, else the first number in it: "030 23125-014 (Frau Maier)"."""
    try:
        return phonenumbers.parse(text, REGION)
    except NumberParseException:
        found = next(iter(PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE)), None)
        return found.number if found else None


def in_full(number: PhoneNumber) -> str:
    extension = f";ext={number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) + extension
