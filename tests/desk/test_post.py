"""The post: what did not arrive, what can be done about it, and a banner on every screen while something is wrong."""

from datetime import timedelta

import pytest

from app.database import utc_now, writing
from app.desk.post import DEAD_ON_A_PAGE
from app.mail import outbox
from app.mail.models import MailAttempt, MailChannel, OutboxMail, State
from tests.factories import keep_lead, mails
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases

WORDS = "550 5.1.1 kennen wir nicht"


# A request must not find the test's app context: it would share its login.
def kept(desk: HouseClient) -> list[OutboxMail]:
    with desk.app.app_context():
        return mails()


def dead_letter(desk: HouseClient, number: int = 0) -> OutboxMail:
    with desk.app.app_context():
        keep_lead(message=f"Frage {number}")
    mail = kept(desk)[-1]
    with desk.app.app_context(), writing() as session:
        session.add(MailAttempt(mail_id=mail.id, at=utc_now(), outcome="refused", words=WORDS))
        session.get_one(OutboxMail, mail.id).state = State.DEAD
    return mail


def channel_down(desk: HouseClient, **since: float) -> None:
    now = utc_now()
    row = MailChannel(
        id=1,
        down_since=now - timedelta(**since),
        probe_at=now + timedelta(minutes=5),
        words="421 gleich wieder da",
    )
    with desk.app.app_context(), writing() as session:
        session.add(row)


def make_older(desk: HouseClient, **age: float) -> None:
    with desk.app.app_context(), writing() as session:
        for mail in session.query(OutboxMail):
            mail.created_at -= timedelta(**age)


def post(desk: HouseClient) -> Page:
    return desk.get("/leitstand/post")


def banner(desk: HouseClient) -> list[str]:
    return desk.get("/leitstand/inhalte").texts(".notice--warn .notice__title")


def badge(desk: HouseClient) -> list[str]:
    return desk.get("/leitstand/inhalte").texts("a[href='/leitstand/post'] .bar__count")


def test_nothing_wrong_is_quiet_and_explains_itself(desk: HouseClient) -> None:
    page = post(desk)

    assert page.heading == "Post"
    assert "Alles zugestellt" in page.text
    assert (banner(desk), badge(desk)) == ([], [])


def test_dead_letter_shows_whom_it_concerns_and_what_the_relay_said(desk: HouseClient) -> None:
    mail = dead_letter(desk)

    page = post(desk)

    assert [
        word
        for word in ("Benachrichtigung", mail.recipient, WORDS, "Empfänger abgelehnt")
        if word not in page.text
    ] == []
    assert page.soup.select_one(f"main a[href='/leitstand/anfragen/{mail.about}']") is not None
    assert banner(desk) == ["1 Mail ist nicht zustellbar"]
    assert page.texts(".notice__text") == ["Die Anfragen sind gesichert."]
    assert desk.get("/leitstand/inhalte").texts(".notice__text") == ["Die Anfragen sind gesichert. Zur Post"]
    assert badge(desk) == ["1 nicht zustellbar"]


def test_retry_makes_it_due_again(desk: HouseClient) -> None:
    mail = dead_letter(desk)

    page = desk.follow(desk.submit(post(desk), f"/{mail.id}/versuchen"))

    assert kept(desk)[0].state == State.OWED
    assert page.texts("h2") == ["Wird noch zugestellt"]


def test_retry_all_takes_every_dead_letter(desk: HouseClient) -> None:
    dead_letter(desk, 1)
    dead_letter(desk, 2)

    desk.submit(post(desk), "/post/alle")

    assert [mail.state for mail in kept(desk)] == [State.OWED, State.OWED]


def test_handled_letter_is_filed_with_the_name_of_the_colleague(desk: HouseClient) -> None:
    mail = dead_letter(desk)

    page = desk.follow(desk.submit(post(desk), f"/{mail.id}/erledigt"))

    assert kept(desk)[0].state == State.HANDLED
    assert "als erledigt vermerkt von Kim Editor" in page.text
    assert banner(desk) == []


def test_letter_goes_to_another_address(desk: HouseClient) -> None:
    mail = dead_letter(desk)

    desk.submit(post(desk), f"/{mail.id}/adresse", recipient=" vertretung@beispiel.example ")

    assert [(found.recipient, found.state) for found in kept(desk)] == [
        (mail.recipient, State.HANDLED),
        ("vertretung@beispiel.example", State.OWED),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" ", "Nennen Sie die Adresse, an die diese Mail gehen soll."),
        (
            "kein @ weit",
            "An diese Adresse lässt sich keine Mail schicken. Prüfen Sie bitte die Schreibweise.",
        ),
        (
            "a\r\nBcc: x@y.example",
            "An diese Adresse lässt sich keine Mail schicken. Prüfen Sie bitte die Schreibweise.",
        ),
        ("x" * 300, "Diese Adresse ist zu lang. Prüfen Sie bitte die Schreibweise."),
    ],
)
def test_what_is_no_address_is_told_at_the_field_and_kept(
    desk: HouseClient, typed: str, sentence: str
) -> None:
    other, mail = dead_letter(desk, 1), dead_letter(desk, 2)

    page = desk.submit(post(desk), f"/{mail.id}/adresse", status=422, recipient=typed)

    assert page.texts(f"#adresse-{mail.id}-error") == [sentence]
    assert page.soup.select_one(f"#adresse-{other.id}-error") is None
    assert page.soup.select_one(f"#adresse-{mail.id}")["value"].split() == typed.split()
    assert [found.state for found in kept(desk)] == [State.DEAD, State.DEAD]


@pytest.mark.parametrize("action", ["versuchen", "erledigt", "adresse"])
@pytest.mark.parametrize("number", [4711, 2**31 - 1])
def test_unknown_mail_is_a_404_that_says_what_to_do(desk: HouseClient, action: str, number: int) -> None:
    token = post_token(desk)

    page = desk.post(
        f"/leitstand/post/{number}/{action}", {"csrf_token": token, "recipient": "a@beispiel.example"}, 404
    )

    assert "Diese Mail gibt es nicht mehr." in page.text


def post_token(desk: HouseClient) -> str:
    dead_letter(desk)
    return str(post(desk).soup.select_one("main input[name=csrf_token]")["value"])


def test_number_beyond_every_mail_is_a_404(desk: HouseClient) -> None:
    desk.post(f"/leitstand/post/{2**70}/versuchen", status=404)


def test_mail_that_has_arrived_meanwhile_is_told(desk: HouseClient) -> None:
    mail = dead_letter(desk)
    page = post(desk)
    with desk.app.app_context(), writing() as session:
        session.get_one(OutboxMail, mail.id).state = State.SENT

    refused = desk.submit(page, f"/{mail.id}/versuchen", status=422)

    assert "Diese Mail ist inzwischen zugestellt." in refused.text


def test_list_of_dead_letters_has_pages(desk: HouseClient) -> None:
    with desk.app.app_context(), writing() as session:
        letters = [outbox.write("test", "a@beispiel.example") for _ in range(DEAD_ON_A_PAGE + 1)]
        for mail in letters:
            mail.state = State.DEAD
        session.add_all(letters)

    first, second = post(desk), desk.get("/leitstand/post?seite=2")

    assert len(first.soup.select("form[action$='/erledigt']")) == DEAD_ON_A_PAGE
    assert len(second.soup.select("form[action$='/erledigt?seite=2']")) == 1
    assert "Ältere" in first.texts("nav[aria-label=Seiten] a")
    assert second.texts("nav[aria-label=Seiten] a") == ["Zum Anfang"]
    assert "Hier endet die Liste." in desk.get("/leitstand/post?seite=99").text


@pytest.mark.parametrize("number", ["-3", "x", str(10**30), ""])
def test_odd_page_numbers_lead_to_a_page(desk: HouseClient, number: str) -> None:
    desk.get(f"/leitstand/post?seite={number}")


def test_relay_that_is_away_is_shown_with_its_words_and_asked_at_a_press(desk: HouseClient) -> None:
    channel_down(desk, minutes=3)

    page = post(desk)
    assert "Der Mailserver ist nicht erreichbar, seit" in page.text
    assert "421 gleich wieder da" in page.text
    assert banner(desk) == ["Mails gehen gerade nicht hinaus"]

    again = desk.follow(desk.submit(page, "/post/kanal"))

    assert "Der nächste Versuch läuft gleich." in again.text


def test_relay_that_just_went_away_raises_no_banner_yet(desk: HouseClient) -> None:
    channel_down(desk, seconds=90)

    assert banner(desk) == []


@pytest.mark.parametrize(("age", "titles"), [(14, []), (16, ["Mails kommen verspätet an"])])
def test_mail_that_waits_longer_than_a_quarter_of_an_hour_raises_the_banner(
    desk: HouseClient, age: int, titles: list[str]
) -> None:
    with desk.app.app_context():
        keep_lead()
    make_older(desk, minutes=age)

    assert banner(desk) == titles


def test_subject_and_words_are_shown_as_text(desk: HouseClient) -> None:
    mail = dead_letter(desk)
    with desk.app.app_context(), writing() as session:
        session.add(MailAttempt(mail_id=mail.id, at=utc_now(), outcome="refused", words="550 <b>&</b>"))
    desk.typed.add("550 <b>&</b>")

    assert "550 <b>&</b>" in post(desk).text
