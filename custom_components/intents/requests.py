"""Two requests in one message: « je n'ai plus de courant et combien je vous dois »."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from custom_components.intents.clauses import Clause, clauses

Ranking = Sequence[tuple[str, float]]

# Acts of conversation (architecture, contracts) and what is nobody's request.
NO_REQUESTS = frozenset(
    {
        *("affirmer", "refuser", "remercier", "corriger", "annuler", "insulter", "reponse_libre", "reprendre"),
        *("en_securite", "salutations", "conclusion", "aide", "informations_systeme", "aucun"),
    }
)
SURE = 0.6  # of 300 pairs of sentences joined by hand 64 % are then seen, 2 % of single requests are taken for two
MARGIN = 0.2


@dataclass(frozen=True)
class Request:
    """One of several requests of a message, with the words that make it."""

    intent: str
    confidence: float
    text: str


def several_requests(text: str, rank: Callable[[str], Ranking]) -> tuple[Request, ...]:
    """Return the different requests of a message in their order, none when there are fewer than two.

    Args:
        text: the message.
        rank: recognises the intent of a piece of text, best first.
    """
    pieces = clauses(text)
    if len(pieces) < 2:
        return ()
    found: dict[str, Request] = {}
    for piece in pieces:
        request = _request(piece, rank(piece.text))
        if request is not None:
            found.setdefault(request.intent, request)
    return tuple(found.values()) if len(found) > 1 else ()


def _request(piece: Clause, ranking: Ranking) -> Request | None:
    (intent, confidence), second = ranking[0], ranking[1][1] if len(ranking) > 1 else 0.0
    if intent in NO_REQUESTS or confidence < SURE or confidence - second < MARGIN:
        return None
    return Request(intent, confidence, piece.text)


def put_first(ranking: Ranking, requests: Sequence[Request]) -> tuple[tuple[str, float], ...]:
    """Return the ranking of the whole message, led by one of its requests.

    The message as a whole is doubtful because it says two things: the request that leads it is as sure as its own
    words are. When the whole looks like none of them, the first one leads.
    """
    confidences = {one.intent: one.confidence for one in requests}
    leader = ranking[0][0] if ranking[0][0] in confidences else requests[0].intent
    sure = max(confidences[leader], ranking[0][1])
    return ((leader, sure), *((name, min(value, sure)) for name, value in ranking if name != leader))
