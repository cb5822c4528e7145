"""What a benchmark returns, and how it is shown: a table on the terminal, an HTML page, JSON."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.pictures import Picture


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes:
        name: what was measured.
        value: the number, None when it could not be.
        unit: `%`, `ms`, `s`, `MB` or nothing.
        target: what the project aims at, as a sentence such as `<= 5`.
    """

    name: str
    value: float | None
    unit: str = ""
    target: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None without a target or a value."""
        if not self.target or self.value is None:
            return None
        sign, bound = self.target.split()
        return self.value <= float(bound) if sign == "<=" else self.value >= float(bound)

    def shown(self) -> str:
        """The number as it is printed."""
        if self.value is None:
            return "-"
        digits = 0 if self.unit in ("MB", "n") else 3 if not self.unit else 1
        return f"{self.value:.{digits}f}" + (f" {self.unit}" if self.unit not in ("", "n") else "")


@dataclass(frozen=True)
class Table:
    """Details of a section."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """What one benchmark found, or why it was skipped."""

    title: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""
    skipped: str = ""
    pictures: tuple[Picture, ...] = ()


def percent(share: float) -> float:
    """A share between 0 and 1, as hundredths."""
    return 100.0 * share


def as_text(sections: Sequence[Section]) -> str:
    """The report for a terminal."""
    return "\n".join(line for section in sections for line in _section_lines(section))


def _section_lines(section: Section) -> list[str]:
    lines = ["", section.title, "=" * len(section.title)]
    if section.skipped:
        return [*lines, f"skipped: {section.skipped}"]
    for figure in section.figures:
        aim = "" if not figure.target else f"   target {figure.target}" + ("" if figure.reached else "   MISSED")
        lines.append(f"{figure.name:<58}{figure.shown():>12}{aim}")
    if section.note:
        lines.append(section.note)
    for table in section.tables:
        widths = [max(len(str(row[i])) for row in (table.header, *table.rows)) for i in range(len(table.header))]
        rows = (table.header, *table.rows)
        lines += ["", f"  {table.title}"]
        lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return lines


TITLE = "Courant: measures"
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{padding:.25rem .75rem;border-bottom:1px solid #ccc;
text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}.missed{color:#a30000;font-weight:600}
.reached{color:#00602b}caption,figcaption{text-align:left;font-weight:600;padding:.5rem 0}
figure{margin:1rem 0}svg{max-width:100%;height:auto}
"""


def as_html(title: str, facts: dict[str, str], sections: Sequence[Section]) -> str:
    """The report as one page without scripts or outside files."""
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title><style>{STYLE}</style>"
    listed = "".join(f"<li>{html.escape(name)}: {html.escape(value)}</li>" for name, value in facts.items())
    body = "".join(_section_html(section) for section in sections)
    return f"{head}<h1>{html.escape(title)}</h1><ul>{listed}</ul>{body}</html>\n"


def _section_html(section: Section) -> str:
    parts = [f"<h2>{html.escape(section.title)}</h2>"]
    if section.skipped:
        return parts[0] + f"<p>Skipped: {html.escape(section.skipped)}</p>"
    rows = "".join(_figure_html(figure) for figure in section.figures)
    parts.append(f"<table><tr><th>Measure<th>Value<th>Target</tr>{rows}</table>")
    if section.note:
        parts.append(f"<p>{html.escape(section.note)}</p>")
    for picture in section.pictures:
        title, alternative = html.escape(picture.title), html.escape(picture.alternative)
        parts.append(
            f'<figure role=img aria-label="{alternative}">{picture.svg}<figcaption>{title}</figcaption></figure>'
        )
    for table in section.tables:
        head = "".join(f"<th>{html.escape(cell)}" for cell in table.header)
        lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}" for cell in row) for row in table.rows)
        parts.append(f"<table><caption>{html.escape(table.title)}</caption><tr>{head}</tr>{lines}</table>")
    return "".join(parts)


def _figure_html(figure: Figure) -> str:
    status = {None: "", True: "reached", False: "missed"}[figure.reached]
    aim = f"{figure.target} ({status})" if figure.target else ""
    return (
        f"<tr><td>{html.escape(figure.name)}<td class=n>{html.escape(figure.shown())}"
        f'<td class="{status}">{html.escape(aim)}</tr>'
    )


def write(folder: Path, name: str, facts: dict[str, str], sections: Sequence[Section]) -> Path:
    """Write the report as JSON and as a page; return the page."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"facts": facts, "sections": [asdict(replace(section, pictures=())) for section in sections]}
    (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    page = folder / f"{name}.html"
    page.write_text(as_html(TITLE, facts, sections), encoding="utf-8")
    return page
