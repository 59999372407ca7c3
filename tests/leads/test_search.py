"""Search over all fields and notes, by parts of words, however they were typed."""

import pytest

from app.database import session, utc_now, writing
from app.leads import inbox, notes, search, service
from app.leads.fields import Source
from app.leads.models import Lead
from app.leads.search import haystack, words
from app.leads.selection import Selection, Tab
from app.leads.status import Status
from tests.factories import enquiry, keep_lead, lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def hits(query: str) -> list[str]:
    """Names, the newest first; the way through the index finds the same as the one through the recent leads."""
    session().rollback()
    found = inbox.page(Selection(tab=Tab.ALL, words=words(query))).leads
    by_index = inbox.by_ids(inbox.first_ids(Selection(tab=Tab.ALL, words=words(query)), 9))
    assert by_index == found
    return [kept.name for kept in found]


@pytest.mark.parametrize("typed", ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller"])
@pytest.mark.parametrize("query", ["Müller", "Mueller", "muller", "üller", "uell"])
def test_umlauts_are_found_however_they_are_written(typed: str, query: str) -> None:
    keep_lead(name=typed, company="")
    keep_lead(name="Anders", company="", message="nichts davon")

    assert hits(query) == [typed]


@pytest.mark.parametrize(
    "query",
    [
        "großmann", "GROSSMANN", "größm", "küche", "sohne", "j.groess", "muster.example", "drei ausfälle quartal",
        "ausfall", "einzelnen", "101–500", "vormittag", "03023125014", "23125-014", "030 23125", "+49 (30) 23125",
        "🛠", "wer jürgen müller",
    ],
)  # fmt: skip
def test_every_field_is_found_by_a_part_of_a_word(query: str) -> None:
    keep_lead()
    keep_lead(
        name="Anders",
        email="x@y.example",
        company="",
        phone="",
        topics=(),
        seats="",
        best_time="",
        message="x",
    )

    assert hits(query) == ["Jürgen Größmann"]


@pytest.mark.parametrize(
    "query", ["Meier", "jürgen meier", "100%", "j_groessmann", "g%n", "\\", '" OR "1"="1', "*", "ou"]
)
def test_what_is_not_there_is_not_found(query: str) -> None:
    keep_lead()

    assert hits(query) == []


def test_signs_of_the_pattern_mean_themselves() -> None:
    keep_lead(name="Rabatt", message="100% und a_b")

    assert (hits("100%"), hits("a_b"), hits("a%b")) == (["Rabatt"], ["Rabatt"], [])


def test_part_of_a_word_that_begins_within_two_letters_for_one_is_found() -> None:
    keep_lead(message="Steuerung der Quellen")

    assert (hits("erung"), hits("ellen"), hits("teuer")) == (["Jürgen Größmann"],) * 3


def test_reference_and_source_are_found() -> None:
    kept = keep_lead(source=Source("checklisten-artikel", "ende", "herbst", "suche.example"))

    found = [
        hits(query)
        for query in (kept.reference, kept.reference[3:7].lower(), "checklist", "herbst", "suche.ex")
    ]

    assert found == [["Jürgen Größmann"]] * 5


def test_reference_of_the_same_enquiry_sent_again_is_found() -> None:
    keep_lead()
    keep_lead(name="Anders", message="x")
    service.keep(enquiry(), reference="FR-7K2M-4QXP", received_at=utc_now(), status=Status.NEW)

    assert (hits("FR-7K2M-4QXP"), hits("k2m-4q"), hits("quartal")) == (["Jürgen Größmann"],) * 3


def test_only_the_latest_of_very_many_references_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "REFERENCES", 2)
    kept = keep_lead()
    for number in range(4):
        service.keep(enquiry(), reference=f"FR-AAAA-000{number}", received_at=utc_now(), status=Status.NEW)

    found = haystack(lead(kept.reference))

    assert [number for number in range(4) if f"fr-aaaa-000{number}" in found] == [2, 3]


def test_note_is_found_as_soon_as_it_is_written() -> None:
    kept = keep_lead()
    assert hits("Zahnärzte") == []

    notes.add_note(kept.reference, "Kennt auch die Zahnaerzte im Haus.", by="Kim")

    assert hits("zahnärzte") == ["Jürgen Größmann"]
    assert hits("Ausfälle") == ["Jürgen Größmann"]


def test_erased_lead_is_found_no_more() -> None:
    kept = keep_lead()
    with writing() as opened:
        opened.delete(opened.get(Lead, kept.id))

    assert hits("müller") == []


def test_text_for_the_search_holds_no_word_twice() -> None:
    kept = keep_lead(message="Ausfall Ausfall AUSFALL")

    assert haystack(lead(kept.reference)).split().count("ausfall") == 1


def test_no_word_narrows_nothing() -> None:
    assert words("  „ “ !  ") == ()
