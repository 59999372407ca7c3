"""What was learned from the corpora holds for texts it was not learned from, and is the file that is shipped."""

import time

import pytest

from app.enquiry import spam
from app.enquiry.spam import THRESHOLD, content
from app.enquiry.spam.learned import LEAST, MOST, WEIGHTS, Points, limited, read_weights, weigh, words_of
from tests.enquiry.corpora import corpus, form, hand
from tests.enquiry.learn import fingerprint, learn, texts, written

HELD_OUT = ("airline_pilot", "ci_engineer", "foundation", "journalist", "product_owner", "receptionist")
HAM_SUSPECTED, SPAM_FOUND = 0.01, 0.90  # of texts not learned from
OFFER = "Our company sells a service to grow your website traffic, may I send you a free offer today?"


def test_weights_belong_to_the_corpora() -> None:
    first, *_ = WEIGHTS.read_text(encoding="utf-8").splitlines()

    assert fingerprint() in first, "the corpora changed: python -m tests.enquiry.learn"


@pytest.mark.slow
def test_learning_again_writes_the_same_file() -> None:
    assert written(learn(texts("ham"), texts("spam"))) == WEIGHTS.read_text(encoding="utf-8")


def test_weights_are_a_small_file() -> None:
    assert WEIGHTS.stat().st_size < 600_000  # and 6 MB in memory


def test_texts_of_hands_it_was_not_learned_from_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it makes of others who write: a text of the same hand is too much like its neighbours to tell."""
    monkeypatch.setattr(content, "WEIGHTS", learn(texts("ham", HELD_OUT), texts("spam", HELD_OUT)))

    suspected = {
        kind: [
            spam.assess(form(**typed)).is_suspect for place, typed in corpus(kind) if hand(place) in HELD_OUT
        ]
        for kind in ("ham", "spam")
    }

    assert sum(suspected["ham"]) <= HAM_SUSPECTED * len(suspected["ham"])
    assert sum(suspected["spam"]) >= SPAM_FOUND * len(suspected["spam"])


def test_wording_never_decides_alone_and_names_the_telling_words() -> None:
    points = weigh(words_of(OFFER), read_weights())

    assert points.build == MOST < THRESHOLD
    assert points.telling


def test_what_is_beyond_the_limit_answers_what_speaks_against_and_no_more() -> None:
    assert limited(9.0, -3.0) == (MOST, -1)
    assert limited(-3.0, 20.0) == (0, MOST)
    assert limited(20.0, 5.0) == (MOST, 5)
    assert limited(-9.0, -9.0) == (LEAST, LEAST)


def test_wording_of_an_enquiry_only_counts_against_other_signals() -> None:
    message = "Wir hatten gestern einen Ausfall und suchen jemanden, der mit uns die Ursache findet."

    assert weigh(words_of(message), read_weights())[:2] == (LEAST, LEAST)
    assert spam.assess(form(message=message)) == spam.Verdict()
    assert spam.assess(form(message=message, subject="Nice site you have")).is_suspect


@pytest.mark.parametrize(
    "message",
    ["", "Hallo", "Bitte um Rückruf", "🙂 🙂 🙂 🙂 🙂 🙂 🙂", "ж ш щ ю я ы э", "Tel. 0171 5550133 ab 16 h!"],
)
def test_what_says_too_little_is_not_worded_in_any_way(message: str) -> None:
    assert weigh(words_of(message), read_weights()) == Points()


def test_what_says_little_counts_in_proportion() -> None:
    weights = {"_xx_": 100}

    points = [weigh(["xx"] * count, weights).wording for count in (4, 6, 8, 16)]

    assert points == [4, 6, MOST, MOST]


def test_links_and_code_are_no_words() -> None:
    quoted = "Was heißt <script>alert(1)</script> hier, und https://a.example im Protokoll"

    assert words_of(quoted) == words_of("Was heißt hier, und im Protokoll") != []


def test_longest_message_takes_no_time() -> None:
    weights = read_weights()
    message = " ".join(f"wort{number:05}abcdefghijklmnop" for number in range(600))
    started = time.process_time()

    weigh(words_of(message), weights)

    assert time.process_time() - started < 0.1  # alone some 20 ms; the machine may be busy
