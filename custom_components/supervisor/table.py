"""The routes, access levels and thresholds that the supervisor needs, as plain data a model can carry."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from courant.packs import Catalogue

SMALL_TALK_SKILLS = ("conversation",)
SMALL_TALK = ("salutations", "conclusion", "aucun")


@dataclass(frozen=True)
class Route:
    """Where an intent leads.

    Attributes:
        answer: response of the general answer, always public; None when the next action says it all.
        next_action: action or form of the personal part, None when the general answer is all.
        level: access level (0 public, 1 identified, 2 verified) that `next_action` needs.
        is_form: whether `next_action` is a form.
        entities: entities that the personal part can use ("et celle de mars ?").
        is_small_talk: whether it is a conversational act (thanks, hello…), which free text may well contain.
    """

    answer: str | None
    next_action: str | None = None
    level: int = 0
    is_form: bool = False
    entities: tuple[str, ...] = ()
    is_small_talk: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """General answer and personal part, those that exist."""
        return tuple(step for step in (self.answer, self.next_action) if step)

    @property
    def general_steps(self) -> tuple[str, ...]:
        """What comes before the personal part."""
        return (self.answer,) if self.answer else ()


@dataclass(frozen=True)
class Thresholds:
    """Confidences from which the supervisor acts; the values in force come from `brand.yml`."""

    understood: float = 0.35
    margin: float = 0.08
    sure: float = 0.6
    interruption: float = 0.5
    interruption_free_text: float = 0.65
    stop: float = 0.6


@dataclass(frozen=True)
class Table:
    """Everything that the packs say and the supervisor uses."""

    routes: dict[str, Route]
    forms: dict[str, int]
    submits: dict[str, str]
    form_fields: dict[str, dict[str, str]]
    thresholds: Thresholds = field(default_factory=Thresholds)

    def as_json(self) -> dict[str, Any]:
        """The table as JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Table:
        """Read back what `as_json` wrote."""
        routes = {name: Route(**{**row, "entities": tuple(row["entities"])}) for name, row in data["routes"].items()}
        return cls(
            routes=routes,
            forms=data["forms"],
            submits=data["submits"],
            form_fields=data["form_fields"],
            thresholds=Thresholds(**data["thresholds"]),
        )

    @classmethod
    def from_catalogue(cls, catalogue: Catalogue, thresholds: Thresholds) -> Table:
        """Read routes and levels from the packs."""
        return cls(
            routes={name: _route(catalogue, name) for name in catalogue.capabilities},
            forms={name: int(form.access) for name, form in catalogue.forms.items()},
            submits={form.submit: name for name, form in catalogue.forms.items()},
            form_fields={name: {fld.name: fld.kind for fld in form.fields} for name, form in catalogue.forms.items()},
            thresholds=thresholds,
        )


def _route(catalogue: Catalogue, intent: str) -> Route:
    capability = catalogue.capabilities[intent]
    action = capability.next_action
    return Route(
        answer=capability.answer.name if capability.answer else None,
        next_action=action,
        level=int(catalogue.access.level_of_action(action)) if action else 0,
        is_form=bool(action) and action in catalogue.forms,
        entities=tuple(capability.entities),
        is_small_talk=capability.skill in SMALL_TALK_SKILLS or intent in SMALL_TALK,
    )
