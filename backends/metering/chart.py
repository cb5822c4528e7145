"""The chart of a year of use, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from backends.metering.drawing import blank_figure, drawing, words
from backends.metering.model import DeliveryPoint, MonthlyUse
from courant.french import format_number, format_short_date, typeset

# Colour-blind safe and readable on white; last year is hatched so that it shows in grey too.
BLUE, LIGHT_BLUE, GREY = "#0b5c8f", "#7fb2d6", "#c9ced6"
_SIZE, _DPI = (8.0, 4.6), 110


def chart(point: DeliveryPoint, use: Sequence[MonthlyUse], today: date) -> bytes:
    """Return a PNG of the use by month beside last year's, with peak and off-peak where they are known."""
    with drawing:
        figure = blank_figure(_SIZE, _DPI)
        axes = figure.add_subplot()
        _bars(axes, use)
        _dress(axes, figure, point, use, today)
        out = BytesIO()
        figure.savefig(out, format="png", metadata={"Title": words()["titre"][point.energy]})
    return out.getvalue()


def prepare() -> None:
    """Load the drawing library, so that the first customer does not wait for it."""
    with drawing:
        blank_figure(_SIZE, _DPI)


def _bars(axes: Any, use: Sequence[MonthlyUse]) -> None:
    said, places = words(), range(len(use))
    before = [each.last_year_kwh or 0 for each in use]
    style = {"color": GREY, "hatch": "//", "edgecolor": "white", "label": said["annee_precedente"]}
    axes.bar([x - 0.21 for x in places], before, 0.38, **style)
    now = [x + 0.21 for x in places]
    if any(each.hp is not None for each in use):
        low, high = [each.hc or 0 for each in use], [each.hp or 0 for each in use]
        axes.bar(now, low, 0.38, color=LIGHT_BLUE, label=said["heures_creuses"])
        axes.bar(now, high, 0.38, bottom=low, color=BLUE, label=said["heures_pleines"])
    else:
        axes.bar(now, [each.kwh for each in use], 0.38, color=BLUE, label=said["annee"])
    for x, each in zip(now, use, strict=True):
        axes.annotate(format_number(each.kwh), (x, each.kwh), ha="center", va="bottom", fontsize=7)


def _dress(axes: Any, figure: Any, point: DeliveryPoint, use: Sequence[MonthlyUse], today: date) -> None:
    said = words()
    axes.set_title(typeset(said["titre"][point.energy], apostrophes=True), fontsize=13, loc="left", pad=12)
    axes.set_ylabel(said["axe"])
    axes.set_xticks(range(len(use)))
    axes.set_xticklabels([_month_label(each) for each in use], fontsize=8)
    axes.margins(x=0.02, y=0.12)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.yaxis.grid(True, color="#e6e8eb")
    axes.set_axisbelow(True)
    axes.yaxis.set_major_formatter(lambda value, _place: format_number(round(value)))
    axes.legend(frameon=False, fontsize=8, ncol=3, loc="upper center", bbox_to_anchor=(0.5, -0.14))
    foot = said["pied"].format(point=f"•••• {point.id[-4:]}", jour=format_short_date(today))
    figure.text(0.99, 0.012, foot, ha="right", fontsize=7, color="#5b6470")
    figure.subplots_adjust(left=0.09, right=0.965, top=0.89, bottom=0.24)


def _month_label(each: MonthlyUse) -> str:
    said = words()
    label = f"{said['mois_courts'][each.month.month - 1]}\n{each.month.year}"
    return label if each.complete else f"{label}\n({said['en_cours']})"
