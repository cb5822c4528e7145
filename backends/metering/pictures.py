"""Where to read each kind of meter: drawings made here, as PNG, so that every channel can show them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from backends.metering.drawing import blank_figure, drawing, words
from backends.metering.model import DeliveryPoint
from courant.french import typeset

# Colours apart in brightness too: what to read is dark on light, what to leave is crossed out.
_CASE, _EDGE, _SCREEN, _INK = "#eef1f4", "#5b6470", "#cfdcc6", "#14202b"
_WHEEL, _RED, _GREEN = "#1b1f24", "#b3261e", "#0b6b3a"
# Upright, as a phone shows it: at 300 pixels wide the smallest words are still about 10 pixels high.
_WIDTH, _HEIGHT, _DPI = 4.6, 5.1, 160
_FOOT = 11  # height left under the meter for what to note
_STEP, _GAP = 3.9, 2.0  # from wheel to wheel, and where the comma stands


def picture_name(point: DeliveryPoint) -> str:
    """Return the name of the picture for a meter: ``linky-base``, ``mecanique-hphc``, ``gazpar``."""
    if point.energy == "gaz":
        return "gazpar" if point.meter_kind == "gazpar" else "mecanique-gaz"
    return f"{point.meter_kind}-{'hphc' if 'hp' in point.registers else 'base'}"


@lru_cache(maxsize=16)
def picture(name: str) -> bytes | None:
    """Return the PNG of a name of :func:`picture_name`; None for any other."""
    draw = _DRAWINGS.get(name)
    if draw is None:
        return None
    with drawing:
        figure = blank_figure((_WIDTH, _HEIGHT), _DPI)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, 46)
        axes.set_ylim(-_FOOT, 40)
        axes.axis("off")
        draw(axes)
        out = BytesIO()
        figure.savefig(out, format="png", metadata={"Title": words()["lire"]["titres"][name]})
    return out.getvalue()


def _screen_meter(name: str, registers: Sequence[str]) -> Callable[[Any], None]:
    """A meter with a screen, one number at a time."""

    def draw(axes: Any) -> None:
        said = words()["lire"]
        _case(axes, said["noms"][name])
        for place, register in enumerate(registers):
            top = 24.5 - place * 11 if len(registers) > 1 else 20.0
            _box(axes, 9, top, 32, 8, _SCREEN)
            axes.text(11, top + 4, said["ecran"][register], fontsize=10, color=_INK, va="center")
            digits = said["exemples"][register]
            axes.text(34, top + 4, digits, fontsize=19, color=_INK, va="center", ha="right", family="monospace")
            axes.text(40.2, top + 4, "kWh", fontsize=10, color=_INK, va="center", ha="right")
            _ring(axes, 16.6, top + 0.9, 18.8, 6.2)
        _keys(axes, "+−" if name == "linky" else "●", 4.4 if len(registers) > 1 else 10)
        _note(axes, said["a_noter"], -2.5)
        _note(axes, said["touche"][name], -7, colour=_EDGE)

    return draw


def _wheel_meter(name: str, registers: Sequence[str], wheels: int, reds: int, unit: str) -> Callable[[Any], None]:
    """A meter with wheels: black ones to read, red ones to leave."""

    def draw(axes: Any) -> None:
        said = words()["lire"]
        _case(axes, said["noms"][name])
        for place, register in enumerate(registers):
            top = 24.0 - place * 11.5 if len(registers) > 1 else 18.5
            axes.text(7, top + 7.6, said["cadran"][register], fontsize=10, color=_INK)
            _wheels(axes, 7, top, said["exemples"][f"roues_{register}"], wheels, reds)
            axes.text(7.6 + (wheels + reds) * _STEP + (_GAP if reds else 0), top + 2.4, unit, fontsize=10, color=_INK)
            _ring(axes, 6.2, top - 0.8, wheels * _STEP + 1.1, 7.2)
        _note(axes, said["a_noter"], -2.5)
        if reds:
            _note(axes, said["a_laisser"], -7, colour=_RED)

    return draw


def _case(axes: Any, title: str) -> None:
    _box(axes, 2, 2, 42, 36, _CASE)
    axes.text(5, 35, title, fontsize=12, color=_INK, va="center", weight="bold")


def _wheels(axes: Any, left: float, bottom: float, digits: str, wheels: int, reds: int) -> None:
    for place, digit in enumerate(digits):
        red = place >= wheels
        x = left + place * _STEP + (_GAP if red else 0)
        _box(axes, x, bottom, 3.4, 5.6, _RED if red else _WHEEL, rounding=0.4)
        axes.text(
            x + 1.7, bottom + 2.7, digit, fontsize=16, color="white", va="center", ha="center", family="monospace"
        )
    if reds:
        start, end = left + wheels * _STEP + _GAP - 0.4, left + (wheels + reds) * _STEP + _GAP - 0.1
        axes.text(start - 0.5, bottom + 0.4, ",", fontsize=18, color=_INK, ha="center", weight="bold")
        for one, other in ((bottom - 0.6, bottom + 6.2), (bottom + 6.2, bottom - 0.6)):
            axes.plot((start, end), (one, other), color=_INK, linewidth=1.6)


def _keys(axes: Any, signs: str, bottom: float) -> None:
    for place, sign in enumerate(signs):
        left = 35.4 - (len(signs) - place - 1) * 5
        _box(axes, left, bottom, 3.6, 3.6, "white", rounding=1.2)
        axes.text(left + 1.8, bottom + 1.75, sign, fontsize=13, color=_INK, va="center", ha="center")


def _ring(axes: Any, left: float, bottom: float, width: float, height: float) -> None:
    from matplotlib.patches import FancyBboxPatch  # type: ignore[import-untyped]

    style = f"round,pad=0,rounding_size={min(width, height) / 3}"
    axes.add_patch(FancyBboxPatch((left, bottom), width, height, boxstyle=style, fill=False, ec=_GREEN, lw=3))


def _note(axes: Any, text: str, y: float, colour: str = _GREEN) -> None:
    note = typeset(text, apostrophes=True)
    axes.text(3, y, note, fontsize=12, color=colour, va="center", weight="bold")


def _box(
    axes: Any, left: float, bottom: float, width: float, height: float, colour: str, rounding: float = 1.0
) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = f"round,pad=0,rounding_size={rounding}"
    axes.add_patch(FancyBboxPatch((left, bottom), width, height, boxstyle=style, fc=colour, ec=_EDGE, lw=1.2))


_DRAWINGS: dict[str, Callable[[Any], None]] = {
    "linky-base": _screen_meter("linky", ("base",)),
    "linky-hphc": _screen_meter("linky", ("hp", "hc")),
    "electronique-base": _screen_meter("electronique", ("base",)),
    "electronique-hphc": _screen_meter("electronique", ("hp", "hc")),
    "mecanique-base": _wheel_meter("mecanique", ("base",), 5, 0, "kWh"),
    "mecanique-hphc": _wheel_meter("mecanique", ("hp", "hc"), 5, 0, "kWh"),
    "gazpar": _wheel_meter("gazpar", ("gaz",), 5, 3, "m³"),
    "mecanique-gaz": _wheel_meter("mecanique-gaz", ("gaz",), 5, 3, "m³"),
}
