"""HTTP face of the metering context."""

from __future__ import annotations

import asyncio

from sanic.response import HTTPResponse, raw
from sqlalchemy.engine import Connection

from backends.kernel.links import opened, signed_name
from backends.kernel.problems import Problem
from backends.kernel.routes import Page, Parameter, Routes
from backends.kernel.service import Access, Call
from backends.metering.chart import chart
from backends.metering.model import DailyUse, DeliveryPoint, DocumentLink, MonthlyUse, Reading
from backends.metering.store import daily, document_of, monthly, point_of, point_of_document, points_of, readings

ROUTES = Routes("metering")
LONGEST_DAYS = 62
CHART = "chart"
_MONTHS = (Parameter("months", "How many months, 12 by default.", "integer"),)
_PERIOD = (
    Parameter("start", "First day.", required=True),
    Parameter("end", f"Day after the last, at most {LONGEST_DAYS} days later.", required=True),
)


@ROUTES.get("/delivery-points", access=Access.IDENTIFIED, answer=DeliveryPoint, paged=True)
async def read_points(call: Call) -> Page:
    """Read the customer's delivery points."""
    limit, offset = call.number("limit", 50, 100), call.number("offset", 0, 10_000, lowest=0)
    points = await call.service.database.read(lambda c: points_of(c, call.caller.customer))
    return Page(points[offset : offset + limit], len(points), limit, offset)


@ROUTES.get(
    "/delivery-points/<point>/consumption",
    access=Access.VERIFIED,
    answer=MonthlyUse,
    paged=True,
    parameters=_MONTHS,
)
async def read_consumption(call: Call, point: str) -> Page:
    """Read the use by month, oldest first, beside last year's."""
    months = call.number("months", 12, 24)

    def _work(connection: Connection) -> list[MonthlyUse]:
        point_of(connection, call.caller.customer, point)
        return monthly(connection, point, months, call.service.today)

    use = await call.service.database.read(_work)
    return Page(use, len(use), months, 0)


@ROUTES.get("/delivery-points/<point>/daily", access=Access.VERIFIED, answer=DailyUse, paged=True, parameters=_PERIOD)
async def read_daily(call: Call, point: str) -> Page:
    """Read the use by day."""
    start, end = call.day("start"), call.day("end")
    if not 0 < (end - start).days <= LONGEST_DAYS:
        raise Problem(422, "invalid_query", f"end: 1 to {LONGEST_DAYS} days after start", {"field": "end"})

    def _work(connection: Connection) -> list[DailyUse]:
        point_of(connection, call.caller.customer, point)
        return daily(connection, point, start, end)

    use = await call.service.database.read(_work)
    return Page(use, len(use), LONGEST_DAYS, 0)


@ROUTES.get("/delivery-points/<point>/readings", access=Access.IDENTIFIED, answer=Reading, paged=True)
async def read_readings(call: Call, point: str) -> Page:
    """Read the latest indexes."""
    limit, offset = call.number("limit", 12, 100), call.number("offset", 0, 10_000, lowest=0)

    def _work(connection: Connection) -> tuple[list[Reading], int]:
        point_of(connection, call.caller.customer, point)
        return readings(connection, point, limit, offset)

    found, total = await call.service.database.read(_work)
    return Page(found, total, limit, offset)


@ROUTES.get("/delivery-points/<point>/chart-link", access=Access.VERIFIED, answer=DocumentLink)
async def link_chart(call: Call, point: str) -> DocumentLink:
    """Sign a link to a chart of the last twelve months."""
    config = call.service.config
    document = await call.service.database.read(lambda c: document_of(c, call.caller.customer, point))
    name = signed_name(CHART, document, call.now, config)
    return DocumentLink(f"{config.public_url}/metering/charts/{name}")


@ROUTES.get("/charts/<name>", access=Access.PUBLIC, answer="image/png", problems=(410,))
async def read_chart(call: Call, name: str) -> HTTPResponse:
    """Open a chart by its signed link."""
    document = opened(CHART, name, call.now, call.service.config)
    today = call.service.today

    def _work(connection: Connection) -> tuple[DeliveryPoint, list[MonthlyUse]]:
        point = point_of_document(connection, document)
        return point, monthly(connection, point.id, 12, today)

    point, use = await call.service.database.read(_work)
    picture = await asyncio.to_thread(chart, point, use, today)
    headers = {"Cache-Control": "private, max-age=600", "Content-Disposition": "inline"}
    return raw(picture, content_type="image/png", headers=headers)
