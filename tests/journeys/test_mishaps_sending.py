"""Mishaps while sending: however it is sent, it is one lead with every typed character."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def double_click(visitor: Visitor) -> None:
    visitor.button.dblclick()


def five_clicks(visitor: Visitor) -> None:
    visitor.button.click(click_count=5)


def enter_and_click(visitor: Visitor) -> None:
    visitor.page.evaluate("""() => {
      const form = document.querySelector("main form");
      form.requestSubmit();
      form.querySelector("button.button").click();
    }""")


def enter_twice(visitor: Visitor) -> None:
    visitor.page.locator("[name=name]").press("Enter")
    visitor.page.keyboard.press("Enter")


def enter_while_a_tile_has_the_focus(visitor: Visitor) -> None:
    visitor.page.locator("[name=topics]").first.press("Enter")


def stopped_and_sent_again(visitor: Visitor) -> None:
    tools = visitor.slow_down()
    visitor.press()
    visitor.page.wait_for_timeout(150)
    tools.send("Page.stopLoading")
    visitor.has_everything_typed()
    visitor.press()


def answer_lost_on_the_way_and_sent_again(visitor: Visitor) -> None:
    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    visitor.page.route("**/kontakt", lose, times=1)
    visitor.button.click()
    visitor.page.wait_for_url("chrome-error://**")
    visitor.page.go_back()
    visitor.has_everything_typed()
    visitor.send()


def offline_then_online(visitor: Visitor) -> None:
    visitor.context.set_offline(True)
    visitor.button.click()
    visitor.page.wait_for_url("chrome-error://**")
    visitor.context.set_offline(False)
    visitor.page.go_back()
    visitor.has_everything_typed()
    visitor.send()


def slow_network_and_impatience(visitor: Visitor) -> None:
    visitor.slow_down()
    visitor.press(times=4)


def slow_machine(visitor: Visitor) -> None:
    visitor.context.new_cdp_session(visitor.page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    visitor.button.dblclick()


def back_after_success_and_sent_again(visitor: Visitor) -> None:
    visitor.send()
    reference = visitor.is_thanked()
    visitor.page.go_back()
    visitor.has_everything_typed()
    visitor.send()
    assert visitor.is_thanked() == reference


def thanks_reloaded(visitor: Visitor) -> None:
    visitor.send()
    reference = visitor.is_thanked()
    visitor.page.reload()
    visitor.page.goto(visitor.page.url)
    assert visitor.is_thanked() == reference


def thanks_left_and_come_back_to(visitor: Visitor) -> None:
    visitor.send()
    visitor.is_thanked()
    visitor.page.locator("aside .action").click()
    visitor.page.go_back()


def back_and_forward_after_success(visitor: Visitor) -> None:
    visitor.send()
    visitor.is_thanked()
    visitor.page.go_back()
    visitor.page.go_forward()


def thanks_asked_for_by_machines(visitor: Visitor) -> None:
    visitor.send()
    visitor.is_thanked()
    for method in ("HEAD", "GET", "GET"):
        answer = visitor.context.request.fetch(
            visitor.page.url, method=method, headers={"Sec-Purpose": "prefetch"}
        )
        assert answer.status == 200


def left_by_a_link_and_come_back_to(visitor: Visitor) -> None:
    visitor.page.locator("main form a").click()
    visitor.page.wait_for_url("**/datenschutz")
    visitor.page.go_back()
    visitor.has_everything_typed()
    visitor.send()


def form_reloaded(visitor: Visitor) -> None:
    visitor.reload()
    visitor.has_everything_typed()
    visitor.send()


def form_reloaded_while_typing(visitor: Visitor) -> None:
    visitor.typed["message"] += "!"
    visitor.page.locator("[name=message]").press("Control+End")
    visitor.page.keyboard.type("!")
    visitor.reload()
    visitor.has_everything_typed()
    visitor.send()


def jumped_within_the_page_and_reloaded(visitor: Visitor) -> None:
    visitor.page.evaluate("location.hash = 'message'")
    visitor.reload()
    visitor.has_everything_typed()
    visitor.send()


def control_enter_in_the_text(visitor: Visitor) -> None:
    visitor.page.locator("[name=message]").press("Control+Enter")
    visitor.has_everything_typed()
    assert visitor.leads() == []
    visitor.send()


def escape_everywhere(visitor: Visitor) -> None:
    for name in ("name", "email", "message"):
        visitor.page.locator(f"[name={name}]").press("Escape")
    visitor.has_everything_typed()
    visitor.send()


WAYS: list[Callable[[Visitor], None]] = [
    double_click,
    five_clicks,
    enter_and_click,
    enter_twice,
    enter_while_a_tile_has_the_focus,
    stopped_and_sent_again,
    answer_lost_on_the_way_and_sent_again,
    offline_then_online,
    slow_network_and_impatience,
    slow_machine,
    back_after_success_and_sent_again,
    thanks_reloaded,
    thanks_left_and_come_back_to,
    back_and_forward_after_success,
    thanks_asked_for_by_machines,
    left_by_a_link_and_come_back_to,
    form_reloaded,
    form_reloaded_while_typing,
    jumped_within_the_page_and_reloaded,
    control_enter_in_the_text,
    escape_everywhere,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_sending_in_an_odd_way_is_one_lead(visitor: Visitor, way: Callable[[Visitor], None]) -> None:
    visitor.open()
    visitor.fill()

    way(visitor)

    visitor.is_thanked()
    visitor.is_one_lead()


def test_same_text_from_three_tabs_is_one_lead(visitor: Visitor) -> None:
    tabs = [visitor.page, visitor.context.new_page(), visitor.context.new_page()]
    for tab in tabs:
        tab.bring_to_front()
        tab.goto(f"{visitor.site.url}/kontakt")
        visitor.fill(tab)

    for tab in tabs:
        tab.locator("main form button.button").click()

    assert len({visitor.is_thanked(tab) for tab in tabs}) == 1
    visitor.is_one_lead()


def test_changed_text_after_success_is_a_second_lead(visitor: Visitor) -> None:
    visitor.open()
    visitor.fill()
    visitor.send()
    first = visitor.is_thanked()

    visitor.page.go_back()
    visitor.change("message", "Und noch etwas: Wer betreut die Sicherung?")
    visitor.send()

    assert visitor.is_thanked() != first
    assert [lead["message"] for lead in visitor.leads()][1:] == [visitor.typed["message"]]


def test_two_tabs_with_different_text_are_two_leads(visitor: Visitor) -> None:
    other = visitor.context.new_page()
    for tab, message in ((visitor.page, "Erster Gedanke"), (other, "Zweiter Gedanke")):
        tab.bring_to_front()
        tab.goto(f"{visitor.site.url}/kontakt")
        visitor.fill(tab, message=message)

    for tab in (visitor.page, other):
        tab.locator("main form button.button").click()
        visitor.is_thanked(tab)

    assert [lead["message"] for lead in visitor.leads()] == ["Erster Gedanke", "Zweiter Gedanke"]
