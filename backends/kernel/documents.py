"""PDF documents on A4 sheets in the supplier's look: fonts, colours, footer, tables; shared by bills and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import yaml
from fpdf import FPDF

from backends.kernel.supplier import Supplier
from courant.french import typeset

INK, SOFT, RULE = (28, 33, 40), (91, 100, 112), (214, 219, 226)
ACCENT, PALE, ALERT = (11, 92, 143), (236, 244, 250), (163, 38, 38)
MARGIN = 15.0
FONT = "DejaVu"
_STYLES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_WORDS = Path(__file__).with_name("documents.yml")


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words


def _word(name: str, **values: str) -> str:
    return typeset(_words()[name].format(**values), apostrophes=True)


@lru_cache(maxsize=1)
def _font_directory() -> Path:
    # The core fonts of PDF have neither the euro sign nor the narrow no-break space. Matplotlib ships free ones;
    # it is found, not imported, which would cost a second.
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        raise RuntimeError("matplotlib, which ships the fonts of bills, is not installed")
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"


class Sheet:
    """A document being written, from top to bottom.

    Args:
        supplier: Identity for header and footer.
        title: Title of the document.
    """

    def __init__(self, supplier: Supplier, title: str) -> None:
        self.pdf = FPDF(format="A4")
        self.supplier = supplier
        for style, name in _STYLES.items():
            self.pdf.add_font(FONT, style, str(_font_directory() / name))
        self.pdf.set_title(title)
        self.pdf.set_author(supplier.name)
        self.pdf.set_lang("fr-FR")
        self.pdf.set_margins(MARGIN, MARGIN, MARGIN)
        self.pdf.set_auto_page_break(False)
        self.pdf.add_page()

    @property
    def width(self) -> float:
        """Usable width in millimetres."""
        return float(self.pdf.epw)

    def font(self, size: float, style: str = "", color: tuple[int, int, int] = INK) -> None:
        """Choose size in points, weight and colour."""
        self.pdf.set_font(FONT, style, size)
        self.pdf.set_text_color(*color)

    def text(self, x: float, y: float, content: str, width: float | None = None, align: str = "L") -> float:
        """Write text at a place, wrapped to a width; returns where it ends."""
        self.pdf.set_xy(x, y)
        height = self.pdf.font_size * 1.42
        self.pdf.multi_cell(width or self.width, height, content, align=align, new_x="LMARGIN", new_y="NEXT")
        return float(self.pdf.get_y())

    def heading(self, y: float, content: str) -> float:
        """Write a section title with its rule; returns where the section begins."""
        self.font(10.5, "B", ACCENT)
        end = self.text(MARGIN, y, content)
        self.rule(end + 0.8)
        return end + 2.4

    def rule(self, y: float, color: tuple[int, int, int] = RULE) -> None:
        """Draw a thin line over the whole width."""
        self.pdf.set_draw_color(*color)
        self.pdf.set_line_width(0.2)
        self.pdf.line(MARGIN, y, MARGIN + self.width, y)

    def box(self, x: float, y: float, width: float, height: float, color: tuple[int, int, int] = PALE) -> None:
        """Fill a rounded box."""
        self.pdf.set_fill_color(*color)
        self.pdf.rect(x, y, width, height, style="F", round_corners=True, corner_radius=2)

    def row(self, y: float, cells: Sequence[str], widths: Sequence[float], aligns: str, height: float = 5.0) -> float:
        """Write one line of a table; ``aligns`` has a letter (L, C, R) a column."""
        x = MARGIN
        for cell, width, align in zip(cells, widths, aligns, strict=True):
            self.pdf.set_xy(x, y)
            self.pdf.cell(width, height, cell, align=align)
            x += width
        return y + height

    def need(self, y: float, height: float, bottom: float = 268.0) -> float:
        """Return where to go on writing: on a new page when what comes does not fit."""
        if y + height <= bottom:
            return y
        self.pdf.add_page()
        return 22.0

    def finish(self) -> bytes:
        """Number the pages, add the legal line and return the document."""
        pages = len(self.pdf.pages)
        legal = typeset(_word("legal", **self.supplier.texts))
        for number in range(1, pages + 1):
            self.pdf.page = number
            self.rule(276.5)
            self.font(6.2, "", SOFT)
            self.text(MARGIN, 278, legal, self.width - 28)
            label = _word("page", page=str(number), pages=str(pages))
            self.text(MARGIN + self.width - 26, 278, label, 26, "R")
        return bytes(self.pdf.output())
