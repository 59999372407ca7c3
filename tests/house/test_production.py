"""What is different in production."""

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.settings(app_env="production", site_url="https://www.firma.example")


def test_other_name_is_refused_without_a_page(client: FlaskClient) -> None:
    for answer in (
        client.get("/vortraege", headers={"Host": "boese.example"}),
        client.post("/kontakt", data={"name": "A"}, headers={"Host": "boese.example"}),
    ):
        assert (answer.status_code, answer.data) == (400, b"")


def test_own_name_is_answered(client: FlaskClient) -> None:
    assert client.get("/vortraege", headers={"Host": "www.firma.example"}).status_code == 200


def test_gallery_of_components_is_for_development(client: FlaskClient) -> None:
    assert client.get("/bausteine", headers={"Host": "www.firma.example"}).status_code == 404


def test_error_page_is_kept_by_nobody(client: FlaskClient) -> None:
    answer = client.get("/blog/gibt-es-nicht", headers={"Host": "www.firma.example"})

    assert (answer.status_code, "public" in answer.headers.get("Cache-Control", "")) == (404, False)
