"""When something was handed in, how late that is, and what it costs.

The time is the platform's: that of the submission in a downloaded zip, or a column of the
class list (Moodle's grading worksheet has it). Times are those of your clock.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_RULE = re.compile(r"(\d+(?:\.\d+)?)\s*%(?:\s*/\s*(day|hour))?(?:\s*(?:up to|max)\s*(\d+)\s*%)?")
_HOURS = {"day": 24.0, "hour": 1.0}
_KOREAN_DAY = re.compile(r"(\d{4})\s*[년.]\s*(\d+)\s*[월.]\s*(\d+)\s*[일.]?")
_KOREAN_HOUR = re.compile(r"(오전|오후)\s*(\d[\d:]*)")
_TWO_WAYS = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d")  # of day and month


@dataclass(frozen=True)
class Penalty:
    """What lateness costs: a share of the assignment's points, as Canvas' own rule counts.

    Args:
        share: of the maximum, 0 to 1, for each started unit; once where there is no unit.
        hours: of a unit; None: the share is taken once.
        most: the largest share.

    Example:

    >>> rule = Penalty.read("10%/day up to 30%")
    >>> [round(rule.points(hours, 20), 2) for hours in (0, 0.1, 25, 1000)]
    [0, 2.0, 4.0, 6.0]
    """

    share: float
    hours: float | None = None
    most: float = 1.0

    @classmethod
    def read(cls, text: str) -> "Penalty":
        """Read a rule such as `10%/day`, `5%/hour up to 50%` or `20%`.

        Raises:
            ValueError: it is no such rule.
        """
        found = _RULE.fullmatch(text.strip().lower())
        if not found or float(found[1]) > 100:
            raise ValueError(
                "the penalty must be like '10%/day', '5%/hour up to 50%' or '20%'. "
                f"Received: {text!r}"
            )
        most = min(float(found[3] or 100), 100) / 100
        return cls(float(found[1]) / 100, _HOURS.get(found[2] or ""), most)

    def points(self, hours_late: float, maximum: float) -> float:
        """What is taken from a submission.

        Args:
            hours_late: 0 for what is in time.
            maximum: the points of the assignment.
        """
        if hours_late <= 0:
            return 0
        units = 1 if self.hours is None else math.ceil(hours_late / self.hours)
        return round(min(self.share * units, self.most) * maximum, 2)


@dataclass(frozen=True)
class Lateness:
    """The deadline of an assignment and its penalty; either may be missing.

    Args:
        due: the deadline, by your clock.
        penalty: what lateness costs.

    Example:

    >>> due = datetime(2026, 11, 20, 23, 59, 59)
    >>> rule = Lateness(due, Penalty.read("10%/day"))
    >>> rule.hours(due.timestamp() + 5400), rule.points(1.5, 20)
    (1.5, 2.0)
    >>> Lateness().hours(due.timestamp(), said_late=True)
    0.01
    """

    due: datetime | None = None
    penalty: Penalty | None = None

    def hours(self, when: float, *, said_late: bool = False) -> float:
        """Hours after the deadline; 0 in time. What the platform calls late is late by some time.

        Args:
            when: seconds since 1970 when it was handed in; 0 where nothing says so.
            said_late: whether the platform says that it is late.
        """
        late = (when - self.due.timestamp()) / 3600 if self.due is not None and when else 0.0
        return max(late, 0.01 if said_late else 0.0)

    def points(self, hours: float, maximum: float) -> float:
        """What is taken from a submission that came so late."""
        return self.penalty.points(hours, maximum) if self.penalty else 0.0


def read_due(text: str) -> datetime:
    """A deadline as one types it; a day lasts to its end, a minute as well.

    Raises:
        ValueError: it is no such time.

    Example:

    >>> print(read_due("2026-11-20"), read_due("2026-11-20 18:00"))
    2026-11-20 23:59:59 2026-11-20 18:00:59
    """
    text = text.strip().replace("T", " ")
    for form, rest in (("%Y-%m-%d", 24 * 3600 - 1), ("%Y-%m-%d %H:%M", 59), ("%Y-%m-%d %X", 0)):
        try:
            return datetime.strptime(text, form) + timedelta(seconds=rest)
        except ValueError:
            continue
    raise ValueError(f"the deadline must be like '2026-11-20 23:59'. Received: {text!r}")


def read_time(text: str) -> datetime | None:
    """A time as Moodle and spreadsheets write it, None for `-` and the like.

    Raises:
        ValueError: there are digits, but no time that can be read, or one in two ways.

    Example:

    >>> read_time("2026년 11월 26일 목요일, 오후 1:05")
    datetime.datetime(2026, 11, 26, 13, 5)
    >>> read_time("Thursday, 26 November 2026, 1:05 PM")
    datetime.datetime(2026, 11, 26, 13, 5)
    """
    if not re.search(r"\d", text):
        return None
    import dateutil.parser  # comes with pandas

    plain = _KOREAN_DAY.sub(
        r"\1-\2-\3 ", re.sub(r"[월화수목금토일]요일|\([월화수목금토일]\)", "", text)
    )
    plain = _KOREAN_HOUR.sub(lambda half: f"{half[2]} {'AP'[half[1] == '오후']}M", plain)
    two = _TWO_WAYS.match(plain)
    unclear = two is not None and two[1] != two[2] and max(int(two[1]), int(two[2])) <= 12
    try:
        # Two defaults show what the text leaves open, such as the month of "2026".
        found, other = (dateutil.parser.parse(plain, default=datetime(n, n, n)) for n in (1, 2))
        if unclear or found != other or not re.search(r"\d{4}", plain):
            raise ValueError
    except (ValueError, OverflowError):
        raise ValueError(
            f"the time {text!r} must be like '2026-11-26 13:05'. Write it so, or give its column "
            "another heading"
        ) from None
    return found.astimezone().replace(tzinfo=None) if found.tzinfo else found
