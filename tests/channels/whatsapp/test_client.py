"""The Graph client: what it sends, what it takes for an error, which files it accepts."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest

from channels.whatsapp.client import Graph
from channels.whatsapp.errors import Fault, GraphProblem, MediaRefused, fault_of
from tests.channels.whatsapp.graph_double import JPEG, LOST, NUMBER, PDF, TOKEN, GraphDouble, running_graph

HELLO = {"messaging_product": "whatsapp", "to": "+33639980001", "type": "text", "text": {"body": "Bonjour à tous 💡"}}


@pytest.fixture
async def double() -> AsyncIterator[GraphDouble]:
    async with running_graph() as graph:
        yield graph


@pytest.fixture
async def graph(double: GraphDouble) -> AsyncIterator[Graph]:
    client = Graph(double.url, NUMBER, TOKEN)
    yield client
    await client.aclose()


class TestSending:
    async def test_a_message_gets_its_id(self, graph, double):
        assert await graph.send(HELLO) == "wamid.1"
        assert double.sent == [HELLO]
        assert double.authorisations == {f"Bearer {TOKEN}"}

    async def test_an_address_with_a_version_is_left_alone(self, double):
        client = Graph(f"{double.url}/v23.0/", NUMBER, TOKEN)
        assert await client.send(HELLO) == "wamid.1"
        await client.aclose()

    async def test_read_and_typing(self, graph, double):
        await graph.mark_read("wamid.in")
        await graph.mark_read("wamid.other", typing=False)
        assert double.read[0]["typing_indicator"] == {"type": "text"}
        assert double.read[1] == {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.other"}

    async def test_an_upload_keeps_its_french_name(self, graph, double):
        assert await graph.upload(PDF, "application/pdf", "Facture d'août n° 12.pdf") == "media-1"
        assert double.uploads == [("Facture d'août n° 12.pdf", "application/pdf", PDF)]


class TestErrors:
    async def test_the_code_decides(self, graph, double):
        double.rule = lambda payload: 131047
        with pytest.raises(GraphProblem) as caught:
            await graph.send(HELLO)
        assert (caught.value.code, caught.value.fault, caught.value.lost) == (131047, Fault.WINDOW, False)
        assert TOKEN not in str(caught.value)

    async def test_an_answer_that_never_comes_may_have_been_taken(self, graph, double):
        double.rule = lambda payload: LOST
        with pytest.raises(GraphProblem) as caught:
            await graph.send(HELLO)
        assert caught.value.lost and caught.value.fault is Fault.RETRY

    async def test_a_gateway_error_may_have_been_taken(self, graph, double):
        double.rule = lambda payload: 502
        with pytest.raises(GraphProblem) as caught:
            await graph.send(HELLO)
        assert caught.value.lost

    async def test_without_a_connection_nothing_was_taken(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            client = Graph(f"http://127.0.0.1:{unused.getsockname()[1]}", NUMBER, TOKEN)
            with pytest.raises(GraphProblem) as caught:
                await client.send(HELLO)
        await client.aclose()
        assert caught.value.fault is Fault.RETRY and not caught.value.lost

    @pytest.mark.parametrize(
        ("code", "status", "fault"),
        [
            (131000, 500, Fault.RETRY),
            (2, 500, Fault.RETRY),
            (None, 503, Fault.RETRY),
            (None, 0, Fault.RETRY),
            (130429, 429, Fault.SLOW_NUMBER),
            (80007, 400, Fault.SLOW_NUMBER),
            (None, 429, Fault.SLOW_NUMBER),
            (131056, 400, Fault.SLOW_PERSON),
            (190, 401, Fault.STOP),
            (0, 401, Fault.STOP),
            (200, 403, Fault.STOP),
            (299, 403, Fault.STOP),
            (None, 401, Fault.STOP),
            (131042, 400, Fault.STOP),
            (131047, 400, Fault.WINDOW),
            (131026, 400, Fault.PERSON),
            (131050, 400, Fault.PERSON),
            (100, 400, Fault.BUG),
            (131009, 400, Fault.BUG),
            (131053, 400, Fault.MEDIA),
            (132015, 400, Fault.TEMPLATE),
            (999999, 400, Fault.BUG),
            (999999, 500, Fault.RETRY),
        ],
    )
    def test_classes(self, code, status, fault):
        assert fault_of(code, status) is fault


class TestMedia:
    async def test_bytes_and_real_type(self, graph, double):
        double.offer("m", JPEG, "image/jpeg")
        media = await graph.media("m")
        assert (media.content, media.kind) == (JPEG, "image/jpeg")
        assert double.authorisations == {f"Bearer {TOKEN}"}

    async def test_an_expired_link_is_asked_for_again(self, graph, double):
        double.offer("m", JPEG, "image/jpeg", expired=1)
        assert (await graph.media("m")).content == JPEG

    async def test_two_expired_links_are_a_problem_for_later(self, graph, double):
        double.offer("m", JPEG, "image/jpeg", expired=2)
        with pytest.raises(GraphProblem):
            await graph.media("m")
        assert (await graph.media("m")).content == JPEG

    async def test_an_unknown_file_is_a_problem(self, graph):
        with pytest.raises(GraphProblem):
            await graph.media("nowhere")

    async def test_another_file_than_announced_is_refused(self, graph, double):
        double.offer("m", JPEG, "image/jpeg", sha="0" * 64)
        with pytest.raises(MediaRefused):
            await graph.media("m")

    async def test_the_digest_may_be_base64_as_in_webhooks(self, graph, double):
        import base64
        import hashlib

        double.offer("m", JPEG, "image/jpeg", sha=base64.b64encode(hashlib.sha256(JPEG).digest()).decode())
        assert (await graph.media("m")).content == JPEG

    @pytest.mark.parametrize("announced", [None, 10])
    async def test_too_large_is_refused_announced_or_not(self, graph, double, announced):
        double.offer("m", JPEG + b"x" * 1000, "image/jpeg")
        if announced:
            double.media["m"]["file_size"] = announced
        with pytest.raises(MediaRefused):
            await graph.media("m", largest=500)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"<!DOCTYPE html><p>Bonjour", "application/pdf"),
            (b"<html>", "image/jpeg"),
            (PDF, "image/png"),
            (b"MZ\x90\x00", "image/jpeg"),
            (b"MZ\x90\x00", "application/pdf"),
        ],
    )
    async def test_another_type_than_it_says_is_refused(self, graph, double, content, said):
        double.offer("m", content, said)
        with pytest.raises(MediaRefused):
            await graph.media("m")

    async def test_our_token_goes_to_meta_only(self, graph, double):
        double.offer("m", JPEG, "image/jpeg")
        double.url = "http://evil.example"
        with pytest.raises(MediaRefused):
            await graph.media("m")
