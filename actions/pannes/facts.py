"""What a source says of an outage, line by line: nothing that it does not say, everything with its time stamp."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from actions.core.turn import ActionTurn
from actions.pannes.moments import moment, stamped
from courant.clients import Outage, Storm
from courant.french.amounts import format_number
from courant.french.typography import join_list

MOST_STREETS = 6
RUNNING = ("signalee", "confirmee", "equipe_sur_place")
UNKNOWN_CAUSE = "inconnue"


def is_running(outage: Outage) -> bool:
    """Whether the power is out now, as far as the source says."""
    return outage.status in RUNNING


def touching(outages: Iterable[Outage], *covers: str) -> list[Outage]:
    """Return the outages that fit a place this well."""
    return [outage for outage in outages if outage.cover in covers]


def sheet(turn: ActionTurn, outage: Outage) -> str:
    """Return an outage as a short list that ends with its source."""
    return "\n".join([*_lines(turn, outage), stamped(turn, outage.source, outage.source_at)])


def short_line(turn: ActionTurn, outage: Outage) -> str:
    """Return an outage in one line, for a list."""
    status = turn.wording(f"panne_etat_{outage.status}")
    return turn.wording("panne_ligne", etat=status, ou=where(turn, outage))


def where(turn: ActionTurn, outage: Outage) -> str:
    """Return the streets that the source names, else the communes."""
    streets = list(dict.fromkeys(area.street for area in outage.areas if area.street))
    towns = list(dict.fromkeys(_town(area.postcode, area.commune) for area in outage.areas if area.commune))
    named = [*streets[:MOST_STREETS], *([turn.wording("autres_rues")] if len(streets) > MOST_STREETS else [])]
    place = join_list(towns)
    if not named:
        return place or turn.wording("secteur_non_precise")
    return turn.wording("rues_de", rues=join_list(named), commune=place) if place else join_list(named)


def _town(postcode: str | None, commune: str | None) -> str:
    return " ".join(filter(None, (postcode, commune)))


def _lines(turn: ActionTurn, outage: Outage) -> Iterator[str]:
    yield turn.wording("fait_lieu", lieu=where(turn, outage))
    yield turn.wording("fait_etat", etat=turn.wording(f"panne_etat_{outage.status}"))
    if outage.cause != UNKNOWN_CAUSE:
        yield turn.wording("fait_cause", cause=turn.wording(f"panne_cause_{outage.cause}"))
    if outage.customers is not None:
        yield turn.wording("fait_clients", nombre=format_number(outage.customers))
    yield turn.wording(
        "fait_prevue" if outage.status == "annoncee" else "fait_debut", moment=moment(turn, outage.started_at)
    )
    yield from back(turn, outage)


def back(turn: ActionTurn, outage: Outage) -> Sequence[str]:
    """Return when the power came back, or when the source expects it; that it says no hour is said too."""
    if outage.restored_at is not None:
        return (turn.wording("fait_retabli", moment=moment(turn, outage.restored_at)),)
    if outage.estimated_restoration is None:
        return (turn.wording("fait_sans_heure"),)
    name = "fait_heure_depassee" if outage.estimated_restoration < turn.at else "fait_heure"
    return (turn.wording(name, moment=moment(turn, outage.estimated_restoration)),)


def storm_sheet(turn: ActionTurn, storm: Storm) -> str:
    """Return a weather warning as a short list that ends with its source."""
    lines = [
        turn.wording("tempete_titre", nom=storm.name, niveau=turn.wording(f"vigilance_{storm.level}")),
        turn.wording("tempete_phenomene", phenomene=turn.wording(f"phenomene_{storm.phenomenon}")),
        turn.wording("tempete_debut", moment=moment(turn, storm.begins_at)),
    ]
    if storm.ends_at is not None:
        lines.append(turn.wording("tempete_fin", moment=moment(turn, storm.ends_at)))
    return "\n".join([*lines, stamped(turn, storm.source, storm.source_at)])
