"""Two requests in one message: « je n'ai plus de courant et combien je vous dois »."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from custom_components.intents.clauses import Clause, clauses

Ranking = Sequence[tuple[str, float]]
Rank = Callable[[str], Ranking]

# Acts of conversation (architecture, contracts) and what is nobody's request.
NO_REQUESTS = frozenset(
    {
        *("affirmer", "refuser", "remercier", "corriger", "annuler", "insulter", "reponse_libre", "reprendre"),
        *("en_securite", "salutations", "conclusion", "aide", "informations_systeme", "aucun"),
    }
)
SURE = 0.6  # of 300 pairs of sentences joined by hand 64 % are then seen, 2 % of single requests are taken for two
MARGIN = 0.2
GLANCE = 0.2  # by its words alone, a piece below that is not worth the time of the sentence encoder


@dataclass(frozen=True)
class Request:
    """One of several requests of a message, with the words that make it."""

    intent: str
    confidence: float
    text: str


def several_requests(text: str, glance: Rank, rank: Rank) -> tuple[Request, ...]:
    """Return the different requests of a message in their order, none when there are fewer than two.

    Args:
        text: the message.
        glance: ranks the intents of a piece of text quickly, best first.
        rank: the same, thoroughly; asked only when the pieces may say different things.
    """
    pieces = clauses(text)
    glances = [glance(piece.text)[0] for piece in pieces] if len(pieces) > 1 else []
    likely = [
        piece
        for piece, (intent, sure) in zip(pieces, glances, strict=False)
        if intent not in NO_REQUESTS and sure >= GLANCE
    ]
    if len({intent for intent, sure in glances if sure >= GLANCE} - NO_REQUESTS) < 2:
        return ()
    found: dict[str, Request] = {}
    for piece in likely:
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
