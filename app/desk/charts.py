"""The geometry of the charts: what macros/chart.html draws, in percent of the width and pixels of the height."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.leads.figures import Week
from app.leads.inbox import COUNTED

TOP, PLOT = 22, 132  # pixels: room for the figure above the highest column, height of that column
SHARE = 0.62  # of the room of a column that it fills
LEAST = 2  # pixels or percent: one is more than none


@dataclass(frozen=True)
class Column:
    """A week: its columns stand on the baseline, the answered part in front of the whole."""

    week: Week
    x: str  # the middle
    left: str
    width: str
    height: int
    in_time_height: int
    baseline: int

    @property
    def top(self) -> int:
        return self.baseline - self.height

    @property
    def in_time_top(self) -> int:
        return self.baseline - self.in_time_height


@dataclass(frozen=True)
class Columns:
    columns: list[Column]
    baseline: int
    text: str  # for those who do not see it


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    width: str
    url: str = ""  # the leads behind it, where a list of the inbox holds them
    kind: str = ""


def columns(weeks: Sequence[Week]) -> Columns:
    highest = max(week.received for week in weeks) or 1
    room = 100 / len(weeks)
    drawn = [column(week, room * number, room, highest) for number, week in enumerate(weeks)]
    return Columns(drawn, TOP + PLOT, in_words(weeks))


def column(week: Week, left: float, room: float, highest: int) -> Column:
    width = room * SHARE
    return Column(
        week,
        x=percent(left + room / 2),
        left=percent(left + (room - width) / 2),
        width=percent(width),
        height=height(week.received, highest),
        in_time_height=height(week.in_time, highest),
        baseline=TOP + PLOT,
    )


def height(count: int, highest: int) -> int:
    return max(round(PLOT * count / highest), LEAST) if count else 0


def length(count: int, highest: int) -> str:
    """Of a lying bar."""
    return percent(max(100 * count / highest, LEAST) if count else 0)


def percent(value: float) -> str:
    return f"{value:.2f}%"


def in_words(weeks: Sequence[Week]) -> str:
    received, in_time = sum(week.received for week in weeks), sum(week.in_time for week in weeks)
    least = "mindestens " if any(week.received >= COUNTED for week in weeks) else ""
    came = "kam 1 Anfrage" if received == 1 else f"kamen {least}{received} Anfragen"
    most = max(weeks, key=lambda week: week.received)
    peak = f" Die meisten kamen in KW {most.number}." if received else ""
    return f"In {len(weeks)} Wochen {came}, davon rechtzeitig beantwortet: {in_time}.{peak}"
