"""The demo website: its files only, typed and protected."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from backends.gateway.policy import chat_origins, page_headers
from backends.kernel.config import ConfigError
from tests.backends.tickets.serving import config_for


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    rules = answer.headers["Content-Security-Policy"].split("; ")
    return {rule.split(" ")[0]: rule.split(" ")[1:] for rule in rules}


async def test_the_root_is_the_index_page(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Bienvenue à vous" in answer.text
    assert 'src="http://localhost:5005/w.js"' in answer.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/index.html", "text/html; charset=utf-8"),
        ("/aide/", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/page.js", "text/javascript; charset=utf-8"),
        ("/logo.svg", "image/svg+xml; charset=utf-8"),
        ("/photo.jpg", "image/jpeg"),
        ("/aide/%C3%A9t%C3%A9%201.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_each_file_has_its_type(gateway: httpx.AsyncClient, path: str, kind: str) -> None:
    answer = await gateway.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)


async def test_pages_may_load_and_call_the_chat_and_nothing_else(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/")
    rules = directives(answer)
    for name in ("script-src", "connect-src"):
        assert {"http://localhost:5005", "http://127.0.0.1:5005", "'self'"} <= set(rules[name])
    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["default-src"] == ["'self'"]
    assert rules["object-src"] == rules["frame-ancestors"] == rules["base-uri"] == ["'none'"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


async def test_a_browser_that_has_a_file_is_not_sent_it_again(gateway: httpx.AsyncClient) -> None:
    tag = (await gateway.get("/style.css")).headers["ETag"]
    answer = await gateway.get("/style.css", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_head_request_has_no_body(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.head("/style.css")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("path", ["/absent.html", "/.cache/hidden.txt", "/link.txt", "/%00", "/demo/other"])
async def test_nothing_else_is_served(gateway: httpx.AsyncClient, path: str) -> None:
    answer = await gateway.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/../secret.txt", "/aide/../../secret.txt", "/%2e%2e/secret.txt", "//etc/passwd"])
async def test_no_path_leads_out_of_the_website(gateway: httpx.AsyncClient, path: str) -> None:
    # The client would tidy the path up: what goes over the line is given as it is.
    request = httpx.Request("GET", gateway.base_url, extensions={"target": path.encode()})
    answer = await gateway.send(request)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_chat_may_live_elsewhere(tmp_path: Path) -> None:
    origins = chat_origins({"WEBSITE_CHAT_ORIGINS": "https://chat.example.fr, https://b.example.fr/"})
    assert origins == ("https://chat.example.fr", "https://b.example.fr")
    policy = page_headers(config_for(tmp_path), origins)["Content-Security-Policy"]
    assert "script-src 'self' https://chat.example.fr https://b.example.fr;" in policy
    assert "5005" not in policy


def test_the_port_of_the_chat_is_followed() -> None:
    assert chat_origins({"RASA_PORT": "6005"}) == ("http://localhost:6005", "http://127.0.0.1:6005")


@pytest.mark.parametrize("origin", ["*", "https://a.fr/path", "javascript:x", "'unsafe-inline'", "https://a.fr;x"])
def test_a_malformed_origin_is_refused_at_the_start(origin: str) -> None:
    with pytest.raises(ConfigError, match="WEBSITE_CHAT_ORIGINS"):
        chat_origins({"WEBSITE_CHAT_ORIGINS": origin})
