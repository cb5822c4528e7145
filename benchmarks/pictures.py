"""Pictures of the report, as SVG that stands in the page itself."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib

matplotlib.use("svg")

from matplotlib.figure import Figure as Canvas

BLUE, GREY, RED = "#1f5c99", "#8a8a8a", "#a30000"
BINS = 10
WIDE, SQUARE = (7.0, 3.2), (4.2, 4.2)


@dataclass(frozen=True)
class Picture:
    """A drawing and what it shows, for those who do not see it."""

    title: str
    alternative: str
    svg: str


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> Picture:
    """How often the assistant is right, by how sure it says it is: a perfect one stays on the line."""
    canvas, axes = _axes(SQUARE)
    rows = [
        [ok for c, ok in zip(confidences, right, strict=True) if min(int(c * BINS), BINS - 1) == b] for b in range(BINS)
    ]
    bins = [(index, row) for index, row in enumerate(rows) if row]
    middles = [(index + 0.5) / BINS for index, _ in bins]
    rates = [sum(row) / len(row) for _, row in bins]
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    axes.bar(middles, rates, width=0.9 / BINS, color=BLUE)
    for middle, rate, (_, row) in zip(middles, rates, bins, strict=True):
        axes.annotate(str(len(row)), (middle, rate), ha="center", va="bottom", fontsize=7)
    _named(axes, "confidence", "share that is right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.08)
    said = ", ".join(f"{middle:.2f}: {rate:.0%}" for middle, rate in zip(middles, rates, strict=True))
    return Picture("Reliability: how sure, and how often right", f"Share right by confidence. {said}.", _svg(canvas))


def bars(title: str, rows: Sequence[tuple[str, float]], target: float | None = None) -> Picture:
    """One bar a name, in hundredths."""
    canvas, axes = _axes((7.0, 0.9 + 0.27 * len(rows)))
    names, values = [name for name, _ in rows], [value for _, value in rows]
    axes.barh(names, values, color=BLUE)
    axes.invert_yaxis()
    axes.set_xlim(min(60.0, *values) - 2 if values else 0, 100)
    if target is not None:
        axes.axvline(target, color=RED, linewidth=1)
    for place, value in enumerate(values):
        axes.annotate(f" {value:.1f}", (value, place), va="center", fontsize=8)
    return Picture(title, "; ".join(f"{name}: {value:.1f} %" for name, value in rows), _svg(canvas))


def trade(title: str, inside: Sequence[float], outside: Sequence[float]) -> Picture:
    """What is rejected that should be, against what is lost that should not, at each bound of a score."""
    canvas, axes = _axes(SQUARE)
    bounds = sorted({*inside, *outside})[:: max(1, (len(inside) + len(outside)) // 200)]
    lost = [sum(score < bound for score in inside) / len(inside) for bound in bounds]
    caught = [sum(score < bound for score in outside) / len(outside) for bound in bounds]
    axes.plot([100 * value for value in lost], [100 * value for value in caught], color=BLUE)
    axes.axhline(90, color=GREY, linestyle="--", linewidth=1)
    axes.set_xlim(0, 20)
    axes.set_ylim(50, 101)
    _named(axes, "in scope, lost (%)", "out of scope, rejected (%)")
    return Picture(
        title, "Share of out-of-scope messages rejected against share of in-scope messages lost.", _svg(canvas)
    )


def grid(title: str, names: Sequence[str], counts: Sequence[Sequence[int]]) -> Picture:
    """A square of counts, darker where there are more; the diagonal is left out of the shades."""
    canvas, axes = _axes((6.4, 6.0))
    shades = [[0 if i == j else value for j, value in enumerate(row)] for i, row in enumerate(counts)]
    axes.imshow(shades, cmap="Reds")
    axes.set_xticks(range(len(names)))
    axes.set_xticklabels(names, rotation=60, ha="right", fontsize=7)
    axes.set_yticks(range(len(names)))
    axes.set_yticklabels(names, fontsize=7)
    for i, row in enumerate(counts):
        for j, value in enumerate(row):
            if value:
                axes.annotate(
                    str(value), (j, i), ha="center", va="center", fontsize=6, color=GREY if i == j else "black"
                )
    _named(axes, "answer", "true")
    return Picture(title, "Counts of true groups (rows) against answers (columns).", _svg(canvas))


def _axes(size: tuple[float, float]) -> tuple[Canvas, matplotlib.axes.Axes]:
    canvas = Canvas(figsize=size)
    axes = canvas.subplots()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=8)
    return canvas, axes


def _named(axes: matplotlib.axes.Axes, across: str, up: str) -> None:
    axes.set_xlabel(across, fontsize=9)
    axes.set_ylabel(up, fontsize=9)


def _svg(canvas: Canvas) -> str:
    """The drawing alone: without the XML prologue, and without a date, so that two runs compare."""
    buffer = io.StringIO()
    canvas.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = buffer.getvalue()
    return re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
