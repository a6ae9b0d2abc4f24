"""Which plays are given, how often, and when each begins: the same ones on every machine."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bpm.config.demo import plays
from bpm.config.demo.plays import GOOD_IBAN, Play
from bpm.config.demo.stage import Opening

_BAD_IBAN = "DE89 3704 0044 0532 0130 01"
_PEOPLE = (
    "Maya Lind", "Ines Falk", "Paul Meier", "Noor Haddad", "Jonas Berg", "Lea Brandt", "Omar Said",
    "Petra Kovac", "Tom Reuter", "Eva Lang", "Luis Prado", "Anna Wirth", "Kim Seo", "Ben Adler",
)  # fmt: skip
_SUPPLIERS = (
    "Hofmann Paper", "Nordlicht Energy", "Blue Desk Ltd", "Kern & Sons", "City Cleaning",
    "Feld Catering", "Quick Print", "Albers Lifts", "Vega Software", "Rail Freight East",
)  # fmt: skip
_REASONS = ("Summer", "Sea", "Moving", "Family", "Mountains", "", "Garden")
_DEPARTMENTS = ("sales", "finance", "engineering")
_DAYS_BACK = 27
_WORKDAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """One kind of case: how often it is played, with what.

    Args:
        hours_ago: When the first of them began, and the last; None for any working day of the
            last weeks.
    """

    key: str
    play: Play
    times: int
    kind: str = ""
    hours_ago: tuple[float, float] | None = None


_BILLS: Sequence[Bill] = (
    Bill(key="holiday-request", play=plays.enter_holiday, times=13, kind="short"),
    Bill(key="holiday-request", play=plays.approve_holiday, times=15),
    Bill(key="holiday-request", play=plays.approve_holiday_late, times=4),
    Bill(key="holiday-request", play=plays.decline_holiday, times=5),
    Bill(key="holiday-request", play=plays.change_and_approve_holiday, times=4),
    Bill(key="holiday-request", play=plays.withdraw_holiday, times=3),
    Bill(key="holiday-request", play=plays.cancel, times=2),
    Bill(key="holiday-request", play=plays.suspend, times=1, hours_ago=(30, 30)),
    Bill(key="holiday-request", play=plays.wait, times=4, hours_ago=(26, 1)),
    Bill(key="holiday-request", play=plays.ask_about_holiday, times=2, hours_ago=(8, 3)),
    Bill(key="holiday-request", play=plays.begin_holiday, times=2, hours_ago=(5, 2)),
    Bill(key="holiday-request", play=plays.put_off_holiday, times=1, hours_ago=(20, 20)),
    Bill(key="holiday-request", play=plays.change_holiday, times=2, hours_ago=(12, 9)),
    # Three days for the answer: some are overdue, some due today, some later.
    Bill(key="holiday-request", play=plays.enter_holiday, times=3, hours_ago=(130, 90)),
    Bill(key="holiday-request", play=plays.enter_holiday, times=2, hours_ago=(72.5, 72)),
    Bill(key="holiday-request", play=plays.enter_holiday, times=4, hours_ago=(50, 3)),
    Bill(key="invoice-approval", play=plays.wait, times=14, kind="petty"),
    Bill(key="invoice-approval", play=plays.approve_invoice, times=13),
    Bill(key="invoice-approval", play=plays.approve_invoice_twice, times=6, kind="large"),
    Bill(key="invoice-approval", play=plays.reject_invoice, times=4),
    Bill(key="invoice-approval", play=plays.mend_invoice, times=2, kind="broken"),
    Bill(key="invoice-approval", play=plays.wait, times=4, kind="broken", hours_ago=(60, 2)),
    Bill(key="invoice-approval", play=plays.own_invoice, times=1, kind="broken", hours_ago=(9, 9)),
    Bill(key="invoice-approval", play=plays.wait, times=2, hours_ago=(100, 80)),
    Bill(key="invoice-approval", play=plays.wait, times=2, hours_ago=(71.5, 71)),
    Bill(key="invoice-approval", play=plays.wait, times=3, hours_ago=(40, 1)),
    Bill(key="invoice-approval", play=plays.begin_invoice, times=1, hours_ago=(7, 7)),
    Bill(key="invoice-approval", play=plays.put_off_invoice, times=1, hours_ago=(28, 28)),
    Bill(
        key="invoice-approval",
        play=plays.approve_invoice,
        times=3,
        kind="large",
        hours_ago=(60, 20),
    ),
    Bill(
        key="invoice-approval",
        play=plays.ask_about_invoice,
        times=1,
        kind="large",
        hours_ago=(22, 22),
    ),
    Bill(key="invoice-approval", play=plays.suspend, times=1, hours_ago=(26, 26)),
    Bill(key="loan-application", play=plays.wait, times=11, kind="safe"),
    Bill(key="loan-application", play=plays.wait, times=6, kind="hopeless"),
    Bill(key="loan-application", play=plays.grant_loan, times=7),
    Bill(key="loan-application", play=plays.refuse_loan, times=4),
    Bill(key="loan-application", play=plays.wait, times=3, hours_ago=(600, 130)),
    Bill(key="loan-application", play=plays.wait, times=2, hours_ago=(100, 85)),
    Bill(key="loan-application", play=plays.wait, times=2, hours_ago=(71.5, 71)),
    Bill(key="loan-application", play=plays.wait, times=4, hours_ago=(50, 1)),
    Bill(key="loan-application", play=plays.cancel, times=2),
    Bill(key="employee-onboarding", play=plays.welcome, times=6, hours_ago=(640, 250)),
    Bill(key="employee-onboarding", play=plays.prepare, times=3, hours_ago=(120, 40)),
    Bill(key="employee-onboarding", play=plays.prepare_halfway, times=4, hours_ago=(60, 9)),
    Bill(key="employee-onboarding", play=plays.wait, times=3, hours_ago=(20, 1)),
    Bill(key="employee-onboarding", play=plays.suspend, times=1, hours_ago=(50, 50)),
    Bill(key="employee-onboarding", play=plays.cancel, times=1),
    Bill(key="account-setup", play=plays.create_account, times=3),
    Bill(key="account-setup", play=plays.wait, times=2, hours_ago=(30, 4)),
)
_STARTERS = {"account-setup": "operator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """A play with the opening it is given."""

    opening: Opening
    play: Play


def performances(present: datetime) -> Sequence[Performance]:
    """Return all performances in the order in which they begin."""
    dice = random.Random(7)  # noqa: S311 the same demo on every machine
    found = [item for bill in _BILLS for item in _perform(bill, present, dice)]
    return sorted(found, key=lambda item: item.opening.at)


def _perform(bill: Bill, present: datetime, dice: random.Random) -> Iterator[Performance]:
    for number in range(bill.times):
        variables = _variables(bill, present, dice)
        # By its bill and place in it, so that a start that was cut short knows what it has.
        sequel = _BILLS.index(bill) * 100 + number + 1000
        opening = Opening(
            key=bill.key,
            business_key=f"{bill.key[:3].upper()}-{sequel}",
            by=_STARTERS.get(bill.key, "clerk"),
            at=_begin(bill, number, present, dice),
            variables=variables | _number_of(bill, sequel),
            form=bill.key != "account-setup",
        )
        yield Performance(opening=opening, play=bill.play)


def _number_of(bill: Bill, sequel: int) -> dict[str, object]:
    return {"invoice_number": f"R-{sequel}"} if bill.key == "invoice-approval" else {}


def _begin(bill: Bill, number: int, present: datetime, dice: random.Random) -> datetime:
    if bill.hours_ago is not None:
        first, last = bill.hours_ago
        share = number / max(bill.times - 1, 1)
        return present - timedelta(hours=first + (last - first) * share)
    day = present.date() - timedelta(days=dice.randint(5, _DAYS_BACK))
    while day.weekday() >= _WORKDAYS:
        day -= timedelta(days=1)
    minute = dice.randint(7 * 60, 15 * 60)
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=present.tzinfo)


def _variables(bill: Bill, present: datetime, dice: random.Random) -> dict[str, object]:
    match bill.key:
        case "holiday-request":
            return _holiday(bill, present, dice)
        case "invoice-approval":
            return _invoice(bill, present, dice)
        case "loan-application":
            return _loan(bill, dice)
        case "employee-onboarding":
            return {
                "employee": dice.choice(_PEOPLE),
                "first_day": _day(present, dice.randint(8, 40)),
                "department": dice.choice(_DEPARTMENTS),
                "equipment": ["laptop", "access card"],
            }
        case _:
            return {"employee": dice.choice(_PEOPLE)}


def _holiday(bill: Bill, present: datetime, dice: random.Random) -> dict[str, object]:
    return {
        # Beyond the closing of the year, whose days are never short ones.
        "first_day": _day(present, dice.randint(130, 200)),
        "days": dice.choice((0.5, 1)) if bill.kind == "short" else dice.randint(2, 15),
        "substitute": dice.choice(_PEOPLE),
        "reason": dice.choice(_REASONS),
    }


def _invoice(bill: Bill, present: datetime, dice: random.Random) -> dict[str, object]:
    low, high = {"petty": (20, 250), "broken": (20, 250), "large": (5001, 40000)}.get(
        bill.kind, (251, 5000)
    )
    return {
        "supplier": dice.choice(_SUPPLIERS),
        "amount": dice.randint(low * 100 + 1, high * 100) / 100,
        "iban": _BAD_IBAN if bill.kind == "broken" else GOOD_IBAN,
        "pay_by": _day(present, dice.randint(1, 20)),
    }


def _loan(bill: Bill, dice: random.Random) -> dict[str, object]:
    name = dice.choice(_PEOPLE)
    income, amount = {"safe": (5000, 4000), "hopeless": (1200, 40000)}.get(
        bill.kind, (4000, dice.randrange(8000, 30000, 500))
    )
    return {
        "applicant": name,
        "email": f"{name.split()[0].lower()}@example.org",
        "income": income,
        "amount": amount,
        "months": 36,
    }


def _day(present: datetime, days: int) -> str:
    return (present.date() + timedelta(days=days)).isoformat()
