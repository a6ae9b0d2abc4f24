"""What happens to one instance of a shipped process: a start, and how far it goes."""

from collections.abc import Callable
from typing import TypeAlias

from bpm.config.demo.stage import OPERATOR, Scene

Play: TypeAlias = Callable[[Scene], None]
GOOD_IBAN = "DE89 3704 0044 0532 0130 00"

# ---- holidays -------------------------------------------------------------------------------


def enter_holiday(scene: Scene) -> None:
    """Let the clerk enter what was asked for."""
    scene.pass_time(hours=1, minutes=20)
    scene.claim("enter_request", "clerk")
    scene.pass_time(minutes=6)
    scene.complete("enter_request", "clerk")


def approve_holiday(scene: Scene) -> None:
    """Approve it after a day."""
    enter_holiday(scene)
    scene.pass_time(hours=22)
    scene.complete("approve_holiday", "manager", "approve", comment="Have a good time")


def approve_holiday_late(scene: Scene) -> None:
    """Approve it after the reminder, and talk about it before."""
    enter_holiday(scene)
    scene.pass_time(days=1)
    scene.claim("approve_holiday", "manager")
    scene.comment("approve_holiday", "manager", "I ask the team first.")
    scene.pass_time(days=1, hours=5)
    scene.complete("approve_holiday", "manager", "approve", comment="The team agrees")


def decline_holiday(scene: Scene) -> None:
    """Decline it."""
    enter_holiday(scene)
    scene.pass_time(hours=7)
    scene.complete("approve_holiday", "manager", "decline", comment="We count the stock then")


def change_holiday(scene: Scene) -> None:
    """Ask the clerk to change it."""
    enter_holiday(scene)
    scene.pass_time(hours=5)
    scene.complete("approve_holiday", "manager", "change", comment="A week, please")


def change_and_approve_holiday(scene: Scene) -> None:
    """Ask the clerk to change it, and approve what comes back."""
    change_holiday(scene)
    scene.pass_time(hours=3)
    scene.complete("enter_request", "clerk", days=5)
    scene.pass_time(hours=18)
    scene.complete("approve_holiday", "manager", "approve", comment="")


def withdraw_holiday(scene: Scene) -> None:
    """Let the clerk withdraw it."""
    enter_holiday(scene)
    scene.pass_time(hours=9)
    scene.withdraw("clerk", "I found another week")


def ask_about_holiday(scene: Scene) -> None:
    """Let the clerk have it, with a question to him."""
    scene.pass_time(minutes=30)
    scene.claim("enter_request", "clerk")
    scene.comment("enter_request", "admin", "@clerk is this the week of the fair?")


def begin_holiday(scene: Scene) -> None:
    """Let the clerk have it, half typed."""
    scene.claim("enter_request", "clerk")
    scene.draft("enter_request", "clerk", reason="To the sea, if the car", substitute="Paul Meier")


def put_off_holiday(scene: Scene) -> None:
    """Let the clerk have it later."""
    scene.claim("enter_request", "clerk")
    scene.put_off("enter_request", "clerk", days=4)


def cancel(scene: Scene) -> None:
    """End it as the operator does."""
    scene.pass_time(hours=20)
    scene.cancel("Entered twice")


def suspend(scene: Scene) -> None:
    """Let it stand still."""
    scene.pass_time(hours=2)
    scene.suspend()


def wait(_scene: Scene) -> None:
    """Let it wait for whoever is next."""


# ---- invoices -------------------------------------------------------------------------------


def approve_invoice(scene: Scene) -> None:
    """Approve it once; a large one then waits for the second."""
    scene.pass_time(hours=16)
    scene.complete("approve_first", "manager", "approve", comment="As ordered")


def approve_invoice_twice(scene: Scene) -> None:
    """Approve it by two people."""
    approve_invoice(scene)
    scene.pass_time(hours=20)
    scene.claim("approve_second", "director")
    scene.comment("approve_second", "director", "@manager has all of it come?")
    scene.pass_time(hours=3)
    scene.comment("approve_second", "manager", "@director yes, on Monday.")
    scene.pass_time(minutes=20)
    scene.complete("approve_second", "director", "approve", comment="Then pay it")


def ask_about_invoice(scene: Scene) -> None:
    """Approve it once, and let the second ask."""
    approve_invoice(scene)
    scene.claim("approve_second", "director")
    scene.comment("approve_second", "director", "@manager has all of it come?")


def reject_invoice(scene: Scene) -> None:
    """Reject it."""
    scene.pass_time(hours=8)
    scene.complete("approve_first", "manager", "reject", comment="Never delivered")


def begin_invoice(scene: Scene) -> None:
    """Let the manager have it, half typed."""
    scene.pass_time(hours=2)
    scene.claim("approve_first", "manager")
    scene.draft("approve_first", "manager", comment="The price is not that of")


def put_off_invoice(scene: Scene) -> None:
    """Let the manager have it later."""
    scene.pass_time(hours=1)
    scene.claim("approve_first", "manager")
    scene.put_off("approve_first", "manager", days=3)


def mend_invoice(scene: Scene) -> None:
    """Correct the IBAN that the bank refused."""
    scene.pass_time(hours=3)
    scene.own_incident("The supplier was asked for the IBAN.")
    scene.pass_time(hours=4)
    scene.mend(iban=GOOD_IBAN)


def own_invoice(scene: Scene) -> None:
    """Look after the payment that the bank refused."""
    scene.pass_time(hours=1)
    scene.own_incident("The supplier was asked for the IBAN.")


# ---- loans ----------------------------------------------------------------------------------


def grant_loan(scene: Scene) -> None:
    """Grant it after a review."""
    scene.pass_time(days=1, hours=3)
    scene.complete("review", "manager", "grant", comment="Customer for ten years")


def refuse_loan(scene: Scene) -> None:
    """Refuse it after a review."""
    scene.pass_time(hours=27)
    scene.complete("review", "manager", "decline", comment="Two open reminders")


# ---- people who come ------------------------------------------------------------------------


def prepare_halfway(scene: Scene) -> None:
    """Do a part of what is prepared side by side."""
    scene.pass_time(hours=4)
    scene.complete("sign_contract", "clerk", contract_signed=True)
    scene.pass_time(hours=3)
    scene.complete("hand_out", OPERATOR, serial_number="LT-2041")


def prepare(scene: Scene) -> None:
    """Do all that is prepared side by side."""
    prepare_halfway(scene)
    scene.pass_time(hours=18)
    scene.complete("choose_mentor", "manager", mentor="Jonas Berg")
    scene.complete("hand_out", OPERATOR, serial_number="AC-118")
    scene.pass_time(hours=2)
    scene.complete("create_account", OPERATOR)


def welcome(scene: Scene) -> None:
    """Do all of it."""
    prepare(scene)
    scene.pass_time(days=6)
    scene.complete("welcome", "manager", arrived=True)


def create_account(scene: Scene) -> None:
    """Create an account that was asked for by itself."""
    scene.pass_time(hours=2)
    scene.complete("create_account", OPERATOR)
