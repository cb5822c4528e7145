"""The OpenAPI documents: valid, and telling what is enforced."""

from __future__ import annotations

import httpx
import pytest
from openapi_spec_validator import validate_spec

from backends.billing.api import ROUTES as BILLING
from backends.customers.api import ROUTES as CUSTOMERS
from backends.kernel.openapi import openapi
from backends.kernel.routes import Routes
from backends.metering.api import ROUTES as METERING
from tests.backends.servers import running_backends


@pytest.mark.parametrize("name", ["customers", "billing", "metering", "tickets"])
async def test_the_document_is_served_and_valid(name: str) -> None:
    async with running_backends(services=[name], gateway=False) as backends, httpx.AsyncClient() as http:
        document = (await http.get(f"{backends.addresses[name]}/docs/openapi.json")).json()
    validate_spec(document)
    assert document["openapi"].startswith("3.0")
    assert document["paths"]


@pytest.mark.parametrize("routes", [CUSTOMERS, BILLING, METERING])
def test_every_operation_says_who_may_call_and_what_it_answers(routes: Routes) -> None:
    document = openapi(routes, "t", "1")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"] and operation["description"], path
            assert {"200", "201"} & operation["responses"].keys(), path
            keyed = any(p["name"] == "Idempotency-Key" for p in operation["parameters"])
            session = path in ("/identify", "/codes/verification")
            assert keyed == (method != "get" and not session), path


def test_amounts_are_described_as_whole_cents() -> None:
    bill = openapi(BILLING, "t", "1")["components"]["schemas"]["Bill"]["properties"]
    assert bill["total_cents"] == {"type": "integer"}
    assert "total" not in bill
