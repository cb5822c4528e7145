"""Which sites may use the web chat, and the file that they load."""

from __future__ import annotations

import base64
import hashlib

import pytest

from channels.webchat.config import WebchatConfig
from channels.webchat.files import WidgetFile
from tests.channels.visitor import SITE, open_session


class TestOrigins:
    async def test_a_named_site_is_let_in(self, client):
        answer = await client.post("/session")
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", SITE + ".evil.example", SITE.upper()])
    async def test_other_sites_are_refused(self, client, origin):
        answer = await client.post("/session", headers={"origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers

    @pytest.mark.parametrize("path", ["/session", "/messages", "/stream", "/history"])
    async def test_browsers_may_ask_first(self, client, path):
        answer = await client.options(path)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "authorization" in answer.headers["access-control-allow-headers"]
        assert int(answer.headers["access-control-max-age"]) > 600
        refused = await client.options(path, headers={"origin": "https://evil.example"})
        assert refused.status_code == 403

    async def test_answers_carry_security_headers(self, client):
        await open_session(client)
        for answer in (await client.get("/history"), await client.get("/history", headers={"authorization": ""})):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]

    def test_sites_come_from_the_environment_first(self, monkeypatch):
        monkeypatch.setenv("WEBCHAT_ORIGINS", "https://a.example, https://b.example/")
        config = WebchatConfig.from_credentials({"origins": ["https://c.example"], "retention_months": 6})
        assert config.origins == {"https://a.example", "https://b.example"}
        assert config.retention_months == 6


class TestFile:
    async def test_the_plain_name_is_kept_for_minutes_and_the_versioned_one_for_a_year(self, client):
        manifest = (await client.get("/widget.json")).json()
        plain, versioned = await client.get("/widget.js"), await client.get(f"/{manifest['file']}")
        assert plain.content == versioned.content == WidgetFile.read().content
        assert "max-age=300" in plain.headers["cache-control"]
        assert "immutable" in versioned.headers["cache-control"]
        assert plain.headers["content-encoding"] == "gzip"
        assert plain.headers["content-type"].startswith("text/javascript")

    async def test_the_integrity_hash_is_the_file_s(self, client):
        manifest = (await client.get("/widget.json")).json()
        digest = base64.b64encode(hashlib.sha384(WidgetFile.read().content).digest()).decode()
        assert manifest["integrity"] == f"sha384-{digest}"
        answer = await client.get("/widget.js")
        assert answer.headers["access-control-allow-origin"] == "*"

    async def test_a_browser_that_has_it_does_not_load_it_again(self, client):
        tag = (await client.get("/widget.js")).headers["etag"]
        answer = await client.get("/widget.js", headers={"if-none-match": tag})
        assert answer.status_code == 304
        assert answer.content == b""

    async def test_another_version_is_not_found(self, client):
        assert (await client.get("/widget-000000000000.js")).status_code == 404
