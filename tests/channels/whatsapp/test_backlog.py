"""The backlog: whoever tells of a danger is found in the crowd, also by the model alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from channels.whatsapp.backlog import Backlog
from channels.whatsapp.envelope import read
from channels.whatsapp.keeping import to_keep
from courant.conversations import ConversationStore, KeptEvent, paris_now
from courant.danger import CRITICAL, NORMAL, Opinion, register_opinion
from tests.channels.whatsapp.meta import NUMBER, text, webhook


@pytest.fixture
def model() -> Iterator[None]:
    """A model that knows gas and what is strange."""
    calm = Opinion(NORMAL, 0.9, None, "")
    register_opinion(lambda said: Opinion(CRITICAL, 0.9, "gaz", said) if "gaz" in said or "bizarre" in said else calm)
    yield
    register_opinion(None)


def kept(store: ConversationStore, *said: str) -> list[KeptEvent]:
    bodies = [text(words, place, **{"from": f"3360000{place:04d}"}) for place, words in enumerate(said)]
    number = NUMBER.phone_number_id
    parcel = read(json.dumps(webhook(*bodies)).encode(), number, paris_now())
    return store.whatsapp_keep(list(to_keep(parcel, number)))


@pytest.mark.parametrize("danger", ["ça sent le gaz", "un truc bizarre dans la cave"])
def test_a_danger_is_taken_out_before_everybody(store: ConversationStore, model: None, danger: str):
    backlog = Backlog()
    events = kept(store, *["bonjour"] * 20, danger)
    backlog.add(events)
    assert backlog.dangers(len(events)) == [events[-1]]
    assert backlog.messages(len(events)) == events[:-1]
