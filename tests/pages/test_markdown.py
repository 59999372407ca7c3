"""Markdown in German typography, parted for the call to action."""

import pytest
from markupsafe import Markup

from app.pages import markdown
from app.templating import typo


def test_straight_quotes_become_german_ones() -> None:
    assert markdown.inline("\"Rot heißt 'jetzt'\" -- sofort") == "„Rot heißt ‚jetzt‘“\u00a0– sofort"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("85 % davon", "85\u00a0% davon"),
        ("§ 5 DDG", "§\u00a05 DDG"),
        ("27. März 2024", "27.\u00a0März 2024"),
        ("z. B. so", "z.\u202fB. so"),
        ("10 Stunden", "10\u00a0Stunden"),
        ("7 Tageszeitungen", "7 Tageszeitungen"),
        ("über 120 Beschäftigte", "über 120\u00a0Beschäftigte"),
        ("mit 10 bis 99 Beschäftigten", "mit 10\u00a0bis\u00a099\u00a0Beschäftigten"),
        ("Art. 6 Abs. 1 Buchst. f DSGVO", "Art.\u00a06 Abs.\u00a01\u00a0Buchst. f\u00a0DSGVO"),
        ("nach der DSGVO", "nach der DSGVO"),
        ("Flug United 173", "Flug United\u00a0173"),
        ("per E-Mail", "per E-Mail"),
    ],
)
def test_what_belongs_together_stays_together(typed: str, shown: str) -> None:
    assert typo(typed) == shown


def test_short_beginning_of_a_word_is_not_parted_from_it_and_no_sign_is_added() -> None:
    shown = markdown.inline("[per E-Mail](/it-Betrieb 'IT-Betrieb') an die OP-Ärztin, KI-gestützt")

    assert shown == (
        '<a href="/it-Betrieb" title="IT-Betrieb">per <span class="unbroken">E-M</span>ail</a> an die '
        '<span class="unbroken">OP-Ä</span>rztin, KI-gestützt'
    )
    assert shown.striptags() == "per E-Mail an die OP-Ärztin, KI-gestützt"


def test_typography_makes_no_text_safe_and_no_markup_unsafe() -> None:
    assert isinstance(typo(Markup("<b>5 %</b>")), Markup)
    assert not isinstance(typo("<b>5 %</b>"), Markup)


def test_call_to_action_comes_after_three_fifths_of_the_words() -> None:
    paragraphs = [f"Absatz {number} " + "Wort " * 48 for number in range(1, 11)]

    parted = markdown.document("\n\n".join(paragraphs))

    assert parted.html_before.count("<p>") == 6
    assert parted.html_after.count("<p>") == 4
    assert parted.word_count == 500
    assert parted.reading_minutes == 3


def test_call_to_action_never_stands_between_heading_and_text() -> None:
    parted = markdown.document("Wort " * 59 + "\n\n## Ein Titel von fünf Worten\n\n" + "Wort " * 40)

    assert parted.html_before.endswith("</p>\n")
    assert "<h2" not in parted.html_before or parted.html_before.index("<h2") < parted.html_before.rindex(
        "<p>"
    )


def test_headings_become_contents_with_plain_ids() -> None:
    parted = markdown.document("## Über Größe & Maß\n\nText\n\n### Tiefer\n\nText")

    assert parted.toc == (markdown.Heading("ueber-groesse-mass", "Über Größe & Maß"),)


def test_contents_read_as_the_headings_do() -> None:
    parted = markdown.document('## Der *zweite* "Name" -- was `tun`?[^1]\n\nText\n\n[^1]: Quelle')

    assert [heading.text for heading in parted.toc] == ["Der zweite „Name“\xa0– was tun?"]
