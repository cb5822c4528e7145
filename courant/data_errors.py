"""What is wrong in a data file, said so that a conversation designer can mend it without reading code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class DataError:
    """One mistake in a data file: where it is, what it is, how to mend it (French, for designers)."""

    file: str
    line: int
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: clé « {self.key} » : {self.problem}. Remède : {self.remedy}."


class DataErrors(ValueError):
    """All the mistakes found while reading data files, in file and line order; never the first one only."""

    def __init__(self, errors: Iterable[DataError]) -> None:
        self.errors: tuple[DataError, ...] = tuple(sorted(set(errors)))
        super().__init__("\n".join(str(error) for error in self.errors))
