"""Templates: the only messages that may open a conversation; their words are those that Meta approved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from channels.whatsapp.outgoing import Json
from courant.packs.placeholders import names_in, worded

# What a customer's touch on a template's button brings back: nothing to understand, the window is open again.
READ_PAYLOAD = "courant:lire"
CATEGORIES = ("utility", "authentication", "marketing")
VERSION = 1
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_LONGEST_TEXT, _LONGEST_BUTTON, _MOST_BUTTONS = 1024, 25, 10


class TemplateError(ValueError):
    """A template is written wrongly, or filled in with other values than it names."""


@dataclass(frozen=True)
class Template:
    """One approved message.

    Attributes:
        name: its name at Meta.
        language: its language there (`fr`).
        category: `utility`, `authentication` or `marketing`.
        text: its words, the brand's filled in; `{prenom}` stands for the named parameter `{{prenom}}`.
        buttons: words on its quick replies.
    """

    name: str
    language: str
    category: str
    text: str
    buttons: tuple[str, ...] = ()

    def message(self, values: Mapping[str, str], payload: str = READ_PAYLOAD) -> Json:
        """Return the message, with exactly the values that the template names.

        Raises:
            TemplateError: a value is missing, empty or not asked for.
        """
        wanted = tuple(dict.fromkeys(names_in(self.text)))
        if set(wanted) != set(values) or not all(values.values()):
            raise TemplateError(f"{self.name}: {', '.join(wanted) or 'no value'} expected")
        body = [{"type": "text", "parameter_name": name, "text": values[name]} for name in wanted]
        components = [{"type": "body", "parameters": body}] if body else []
        components += [self._quick_reply(index, payload) for index in range(len(self.buttons))]
        template: Json = {"name": self.name, "language": {"code": self.language}}
        return {"type": "template", "template": {**template, **({"components": components} if components else {})}}

    @staticmethod
    def _quick_reply(index: int, payload: str) -> Json:
        parameters = [{"type": "payload", "payload": payload}]
        return {"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": parameters}


@dataclass(frozen=True)
class Templates:
    """All templates, and the one that tells of an answer that waits; None when there is none."""

    known: Mapping[str, Template]
    waiting: Template | None = None


def read_templates(path: Path, brand_texts: Mapping[str, str]) -> Templates:
    """Read the file of templates; an absent file holds none.

    Raises:
        TemplateError: it is written wrongly; the message names the template.
    """
    if not path.is_file():
        return Templates({})
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise TemplateError(f"{path.name}: expected 'version: {VERSION}'")
    raw: Mapping[str, Any] = content.get("modeles") or {}
    known = {name: _template(name, values or {}, brand_texts) for name, values in raw.items()}
    waiting = content.get("fenetre_fermee")
    if waiting and waiting not in known:
        raise TemplateError(f"{path.name}: 'fenetre_fermee' names {waiting}, which is not there")
    if waiting and names_in(known[waiting].text):
        raise TemplateError(f"{waiting}: the template of 'fenetre_fermee' takes no value")
    return Templates(known, known.get(waiting or ""))


def _template(name: str, values: Mapping[str, Any], brand_texts: Mapping[str, str]) -> Template:
    text = worded(str(values.get("texte") or ""), brand_texts)
    buttons = tuple(str(one) for one in values.get("boutons") or ())
    category = str(values.get("categorie") or "")
    for problem in _problems(name, text, buttons, category):
        raise TemplateError(f"{name}: {problem}")
    return Template(name, str(values.get("langue") or "fr"), category, text, buttons)


def _problems(name: str, text: str, buttons: Sequence[str], category: str) -> list[str]:
    checks = {
        "a name has small letters, digits and _ only": _NAME.fullmatch(name) is not None,
        f"its category is one of {', '.join(CATEGORIES)}": category in CATEGORIES,
        f"its text has 1 to {_LONGEST_TEXT} characters": 0 < len(text) <= _LONGEST_TEXT,
        "its text neither begins nor ends with a value": not (text.startswith("{") or text.endswith("}")),
        f"at most {_MOST_BUTTONS} buttons of {_LONGEST_BUTTON} characters": len(buttons) <= _MOST_BUTTONS
        and all(0 < len(one) <= _LONGEST_BUTTON for one in buttons),
    }
    return [problem for problem, holds in checks.items() if not holds]
