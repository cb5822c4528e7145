"""The French language as code: folding, typography, and the values customers write.

Pure: nothing here knows a framework, and nothing is read but the word lists of `data/reference`.
"""

from courant.french.amounts import (
    format_amount,
    format_cents,
    format_change,
    format_number,
    format_percent,
    format_quantity,
    format_unit_price,
)
from courant.french.dates import (
    format_date,
    format_datetime,
    format_duration,
    format_month,
    format_period,
    format_short_date,
    format_time,
    month_name,
    weekday_name,
)
from courant.french.folding import Folded, fold, straighten, unstretch
from courant.french.typography import NBSP, THIN, join_list, typeset

__all__ = [
    "NBSP",
    "THIN",
    "Folded",
    "fold",
    "format_amount",
    "format_cents",
    "format_change",
    "format_date",
    "format_datetime",
    "format_duration",
    "format_month",
    "format_number",
    "format_percent",
    "format_period",
    "format_quantity",
    "format_short_date",
    "format_time",
    "format_unit_price",
    "join_list",
    "month_name",
    "straighten",
    "typeset",
    "unstretch",
    "weekday_name",
]
