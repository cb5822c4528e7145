"""The templates that count as approved: those of the project's own file, with the words that Meta would show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from backends.whatsapp.errors import GraphError

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Approved:
    """One template: its language, its words with ``{name}`` for each parameter, the words of its quick replies."""

    language: str
    text: str
    buttons: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """Names of its parameters."""
        return frozenset(_PLACE.findall(self.text))

    def shown(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the phone shows of a template that is sent: its words and its buttons with their payloads.

        Raises:
            GraphError: 132000 other parameters than the template's; 132001 it is not approved in this language.
        """
        if content["language"]["code"] != self.language:
            raise GraphError(132001, f"template name ({content['name']}) does not exist in this language")
        parts = content.get("components", ())
        given = [one for part in parts if part["type"] == "body" for one in part.get("parameters", ())]
        values = {one.get("parameter_name", ""): one.get("text", "") for one in given}
        if set(values) != self.names or len(given) != len(values):
            raise GraphError(132000, f"body: parameters {sorted(self.names)} expected")
        text = _PLACE.sub(lambda found: values[found[1]], self.text)
        return {"text": text, "buttons": [self._button(part) for part in parts if part["type"] == "button"]}

    def _button(self, part: Mapping[str, Any]) -> dict[str, str]:
        try:
            title = self.buttons[int(part["index"])]
            return {"id": part["parameters"][0]["payload"], "title": title}
        except (KeyError, IndexError, ValueError):
            raise GraphError(132012, "button: no such quick reply, or no payload") from None


def approved(file: Path, brand_texts: Mapping[str, str]) -> dict[str, Approved]:
    """Read the project's file of templates; the brand's texts are written out in what Meta approved."""
    content: Any = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {name: _approved(values, brand_texts) for name, values in (content.get("modeles") or {}).items()}


def _approved(values: Mapping[str, Any], brand_texts: Mapping[str, str]) -> Approved:
    text = _PLACE.sub(lambda found: brand_texts.get(found[1], found[0]), str(values.get("texte", "")))
    return Approved(str(values.get("langue", "fr")), text, tuple(values.get("boutons") or ()))
