"""The lives of outages and tickets: possible moves, and how tickets follow."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from backends.kernel.problems import Problem
from backends.outages.lifecycle import (
    OUTAGE_MOVES,
    TICKET_MOVES,
    check_outage_move,
    check_ticket_move,
    path_to_follow,
)
from backends.outages.model import OutageStatus, TicketStatus

TICKETS, OUTAGES = get_args(TicketStatus), get_args(OutageStatus)


@pytest.mark.parametrize("ticket", TICKETS)
@pytest.mark.parametrize("outage", OUTAGES)
def test_a_ticket_follows_by_possible_moves_only(ticket: TicketStatus, outage: OutageStatus) -> None:
    path = path_to_follow(ticket, outage)
    for before, after in pairwise((ticket, *path)):
        assert after in TICKET_MOVES[before]


@pytest.mark.parametrize(
    ("ticket", "outage", "path"),
    [
        ("recu", "equipe_sur_place", ("transmis", "technicien_sur_place")),
        ("transmis", "equipe_sur_place", ("technicien_sur_place",)),
        ("transmis", "retablie", ("retabli",)),
        ("retabli", "equipe_sur_place", ("transmis", "technicien_sur_place")),
        ("retabli", "close", ("clos",)),
        ("clos", "confirmee", ()),
        ("transmis", "signalee", ()),
        ("technicien_sur_place", "equipe_sur_place", ()),
    ],
)
def test_where_a_ticket_goes(ticket: TicketStatus, outage: OutageStatus, path: tuple[TicketStatus, ...]) -> None:
    assert path_to_follow(ticket, outage) == path


def test_what_is_closed_stays_closed_and_everything_can_be_closed() -> None:
    assert TICKET_MOVES["clos"] == OUTAGE_MOVES["close"] == ()
    for status in TICKETS[:-1]:
        check_ticket_move(status, "clos")
    for known in OUTAGES[:-1]:
        check_outage_move(known, "close")
        check_outage_move(known, known)


def test_an_impossible_move_says_which_are_possible() -> None:
    with pytest.raises(Problem) as refused:
        check_ticket_move("recu", "technicien_sur_place")
    assert (refused.value.status, refused.value.code) == (409, "illegal_move")
    assert refused.value.extra["allowed"] == ["transmis", "retabli", "clos"]
