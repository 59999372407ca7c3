"""Offers are put aside, enquiries are not, and no signal in the text decides alone."""

import time
from typing import Any

import pytest

from app.enquiry import spam
from app.enquiry.spam import THRESHOLD, text
from tests.enquiry.corpora import corpus, form

ONCE = 4
LEARNED = ("wording", "build", "own_wording", "own_build")


def suspects(kind: str) -> tuple[dict[str, tuple[str, ...]], int]:
    """Which entries are put aside and why, and how many there are; none is refused, and every reason has its words."""
    found, refused, count = {}, {}, 0
    for count, (place, typed) in enumerate(corpus(kind), 1):  # noqa: B007
        filled = form(**typed)
        verdict = spam.assess(filled)
        if filled.errors:
            refused[place] = filled.errors
        if verdict.is_suspect:
            found[place] = verdict.reasons
        assert {reason.partition(":")[0] for reason in verdict.reasons} <= set(spam.REASONS)
    assert refused == {}
    assert count >= 200
    return found, count


def test_no_honest_enquiry_is_put_aside() -> None:
    found, _ = suspects("ham")

    assert found == {}


def test_at_least_95_of_100_offers_are_put_aside() -> None:
    found, count = suspects("spam")

    assert len(found) >= 0.95 * count, sorted({place for place, _ in corpus("spam")} - set(found))


@pytest.mark.parametrize(
    ("signal", "typed"),
    [
        ("offer_words:casino, viagra, bitcoin", {"message": "Casino, Viagra, Bitcoin"}),
        ("pitch:we offer", {"message": "We offer"}),
        ("lure:act now", {"message": "Act now"}),
        (
            "links:a.example, b.example",
            {"message": "Was halten Sie von https://a.example und www.b.example/x ?"},
        ),
        (
            "code:<script, document.cookie",
            {"message": "Was heißt <script>alert(document.cookie)</script> im Protokoll?"},
        ),
        ("odd_name", {"name": "<b>Ada</b> & Söhne"}),
        ("random_name", {"name": "xKjhQwePrt"}),
        ("random_name", {"name": "asd"}),
        ("random_name", {"name": "aaaa"}),
        ("random_company", {"company": "bzhqkwrtx"}),
        ("random_text", {"message": "QwHrTplKJhgFdsA"}),
        ("script:cyrillic", {"message": "Здравствуйте, вы говорите по-русски?"}),
        ("gift:kostenlos", {"message": "Ist das kostenlos"}),
        ("price:# €", {"message": "Reichen 500 €"}),
        ("filler_name:test", {"name": "test"}),
        ("filler_name:4711", {"name": "4711"}),
        ("try", {"message": "Testnachricht"}),
        ("try", {"message": "test test 123"}),
        ("try", {"message": "..."}),
        ("filler_address", {"email": "test@test.example"}),
        ("filler_address", {"email": "jkl@jkl.example"}),
        ("filler_address", {"email": "x@x.example"}),
        ("same_text", {"name": "Jansen", "company": "Jansen", "message": "Jansen"}),
        ("throwaway_address", {"email": "ada@mailinator.com"}),
    ],
)
def test_signal_in_the_text_never_decides_alone(signal: str, typed: dict[str, Any]) -> None:
    verdict = spam.assess(form(**typed))

    assert [reason for reason in verdict.reasons if not reason.startswith(LEARNED)] == [signal]
    assert verdict.score < THRESHOLD


def test_two_signals_decide() -> None:
    verdict = spam.assess(form(message="We offer casinos"))

    assert verdict == spam.Verdict(2 * ONCE, ("offer_words:casino", "pitch:we offer"))
    assert verdict.is_suspect


def test_own_matter_outweighs_a_word_and_stands_beside_it() -> None:
    verdict = spam.assess(form(message="Wir betreiben ein Casino, unsere Server fallen aus."))

    assert verdict == spam.Verdict(
        0,
        (
            "offer_words:casino",
            "own_matter:fallen aus, unsere server, server fallen",
            "own_wording",
            "own_build",
        ),
    )


def test_own_matter_alone_is_no_reason() -> None:
    assert spam.assess(form(message="Unsere Server fallen aus.")) == spam.Verdict()


@pytest.mark.parametrize(
    "typed", [{}, {"message": ""}, {"company": "Casino Viagra Kredit GmbH"}, {"topics": ["other"]}]
)
def test_what_is_missing_and_what_one_trades_in_is_no_reason(typed: dict[str, Any]) -> None:
    assert spam.assess(form(**typed)) == spam.Verdict()


def test_link_to_the_own_site_is_a_signature() -> None:
    by_address = form(email="otto@holzbau.example", message="Siehe www.shop.holzbau.example")
    by_name = form(company="Schreinerei Otto", message="Siehe https://schreinerei-otto.example/")

    assert [spam.assess(found) for found in (by_address, by_name)] == [spam.Verdict()] * 2


def test_long_text_has_some_of_everything() -> None:
    plain = "Gestern war wieder viel zu tun und niemand wusste Bescheid. " * 40

    verdict = spam.assess(form(message=f"{plain} Kredit. {plain} We offer. {plain} Rabatt."))

    assert [reason for reason in verdict.reasons if not reason.startswith(LEARNED)] == []
    assert not verdict.is_suspect


@pytest.mark.parametrize(
    "message",
    [
        "𝗕𝗲𝘀𝘁 𝗦𝗘𝗢 𝗽𝗮𝗰𝗸𝗮𝗴𝗲𝘀, 𝘄𝗲 𝗼𝗳𝗳𝗲𝗿",
        "BEST S\u200bEO, W\u00adE OFFER",
        "Best—SEO…we/offer",
    ],
)
def test_disguised_words_are_read(message: str) -> None:
    assert spam.assess(form(message=message)).is_suspect


def test_few_latin_words_in_another_script_are_not_weighed() -> None:
    verdict = spam.assess(
        form(message="Добрий день! Я адміністратор: Cisco, VMware, Linux, Backup. Чи є вакансія?")
    )

    assert verdict.reasons == ("script:cyrillic",)


@pytest.mark.parametrize("typed", ["iPhone 17", "iphone", "iPhones"])
def test_phrases_are_found_by_the_beginning_of_a_word(typed: str) -> None:
    assert text.Phrases(["iphon, ip., we can"]).found_in(text.folded(f"Now {typed}, ips, we candle")) == [
        "iphon",
        "we can",
    ]


def test_short_beginnings_of_words_are_found() -> None:
    assert text.Phrases(["vr, a b, *zz"]).found_in(text.folded("VRchat a bit, pizza, pizzza")) == [
        "vr",
        "a b",
        "zz",
    ]


@pytest.mark.parametrize(
    "bait",
    [
        "a",
        "a ",
        "jetzt ",
        "test",
        "unser a ",
        "www.",
        "http://",
        "<a",
        "[url",
        "../",
        "xK",
        "\u0301",
        "ж",
        "@.",
        "1a",
        "we could ",
    ],
)
def test_bait_of_100_kilobytes_costs_no_time(bait: str) -> None:
    filled = form()
    filled.message.data = bait * (100_000 // len(bait))
    filled.name.data = filled.message.data
    started = time.process_time()

    spam.assess(filled)

    assert time.process_time() - started < 0.3  # alone some 25 ms; the machine may be busy


def test_reasons_are_told_in_words() -> None:
    assert spam.in_words("lure:act now, click here") == "Lockt, drängt oder droht: „act now“, „click here“"
    assert spam.in_words("odd_name") == "Zeichen, die in keinem Namen stehen"
    assert spam.in_words("of an earlier release") == "of an earlier release"


def test_every_sign_there_is_takes_no_more_room_than_a_few_thousand() -> None:
    for start in range(0x100, 0x20000, 5_000):
        text.folded("".join(map(chr, range(start, start + 5_000))))

    assert len(text.SIGNS) <= text.SIGNS_REMEMBERED
