"""How late, and what it costs."""

import pytest

from wordemb_keras.course.assignments.collect.lateness import Lateness, Penalty, read_due, read_time


@pytest.mark.parametrize(
    "rule, hours, points",
    [
        ("10%/day", 0, 0),
        ("10%/day", 24, 2),
        ("10%/day", 24.01, 4),
        ("10%/day", 1000, 20),
        ("5% / hour up to 50%", 3.5, 4),
        ("5%/hour max 50%", 100, 10),
        ("20%", 0.01, 4),
        ("20%", 999, 4),
    ],
)
def test_penalties_of_twenty_points(rule, hours, points):
    assert Penalty.read(rule).points(hours, 20) == pytest.approx(points)


@pytest.mark.parametrize("rule", ["ten", "10", "120%", "10%/week", "-5%", ""])
def test_what_is_no_rule_is_named(rule):
    with pytest.raises(ValueError, match="10%/day"):
        Penalty.read(rule)


def test_a_deadline_lasts_to_the_end_of_its_minute_or_day():
    assert read_due("2026-11-20 23:59").second == 59
    assert read_due("2026-11-20").hour == 23
    with pytest.raises(ValueError, match="2026-11-20 23:59"):
        read_due("20.11.")


@pytest.mark.parametrize(
    "text",
    [
        "2026년 11월 26일 목요일, 오후 1:05",
        "2026. 11. 26. (목) 오후 1:05:00",  # Google, Korean Excel
        "2026-11-26 오후 1:05",
        "Thursday, 26 November 2026, 1:05 PM",
        "11/26/2026 13:05",
        "2026-11-26T13:05",
    ],
)
def test_times_of_a_class_list(text):
    assert str(read_time(text)) == "2026-11-26 13:05:00"


@pytest.mark.parametrize("text", ["", "-", "No submission"])
def test_no_time(text):
    assert read_time(text) is None


@pytest.mark.parametrize("text", ["05/11/2026 23:50", "2026", "1", "13:05", "26/11/26", "week 3"])
def test_what_may_be_several_times_is_none_of_them(text):
    with pytest.raises(ValueError, match="'2026-11-26 13:05'"):
        read_time(text)


def test_hours():
    due = read_due("2026-11-20 12:00:00")
    lateness = Lateness(due)
    assert lateness.hours(due.timestamp()) == 0
    assert lateness.hours(due.timestamp() + 3600) == 1
    assert lateness.hours(0) == 0  # nothing says when
    assert lateness.hours(due.timestamp() - 5, said_late=True) > 0  # Canvas knows better
