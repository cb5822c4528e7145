"""What a customer can pay now: the bills that are open, without those that a debit will settle by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.core.turn import ActionTurn
from courant.clients import OpenBill, PaymentLink

EVERYTHING = "tout"
RUNNING = ("en_cours", "accepte")


@dataclass(frozen=True)
class Owed:
    """Open bills as billing tells them, oldest first, and the payments by link, newest first."""

    bills: Sequence[OpenBill]
    links: Sequence[PaymentLink] = ()

    @property
    def payable(self) -> Sequence[OpenBill]:
        """Bills that nobody pays unless the customer does."""
        return [bill for bill in self.bills if bill.debit_on is None]

    @property
    def debited(self) -> Sequence[OpenBill]:
        """Bills of which a debit is announced: paying them too would be paying twice."""
        return [bill for bill in self.bills if bill.debit_on is not None]

    @property
    def running(self) -> PaymentLink | None:
        """A payment that is on its way: at the bank, or accepted and not yet on the account."""
        return next((link for link in self.links if link.status in RUNNING), None)

    @property
    def open_link(self) -> PaymentLink | None:
        """The link that can still be paid."""
        return next((link for link in self.links if link.status == "ouvert"), None)

    def bill(self, number: str) -> OpenBill | None:
        """An open bill by its printed number."""
        return next((bill for bill in self.bills if bill.number == number), None)

    def due(self, target: str) -> Decimal:
        """What is left to pay of a bill, or of all that can be paid."""
        if target == EVERYTHING:
            return sum((bill.left for bill in self.payable), Decimal(0))
        bill = self.bill(target)
        return bill.left if bill else Decimal(0)


async def owed(turn: ActionTurn) -> Owed:
    """Ask both systems of record."""
    clients = turn.services.clients
    return Owed(await clients.billing.open_bills(turn.token), await clients.payments.links(turn.token))
