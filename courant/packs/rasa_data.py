"""The catalogue in Rasa's own data formats, as plain dictionaries: domain, NLU, responses and rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from courant.packs.model import Capability, Catalogue, Field, Form, Response, Slot, Variant

FORMAT_VERSION = "3.1"
# Kinds of answers that a phone or a browser can give by itself: a position, a picture.
GIVEN_BY_DEVICES = ("lieu", "photo")
Data = dict[str, Any]


def domain_data(catalogue: Catalogue) -> Data:
    """Return intents, entities, slots, forms and actions.

    Entities are kept out of the features (`use_entities: []`): a story matches whatever the customer's
    message contains; what matters of it reaches policies through slots.
    """
    return {
        "version": FORMAT_VERSION,
        "intents": [{intent: {"use_entities": []}} for intent in catalogue.capabilities],
        "entities": sorted(_entities(catalogue)),
        "slots": {**_form_slots(catalogue), **{name: _slot(one) for name, one in catalogue.slots.items()}},
        "forms": {
            form.name: {"required_slots": [field.name for field in form.fields]} for form in catalogue.forms.values()
        },
        "actions": list(catalogue.actions),
    }


def response_data(catalogue: Catalogue) -> Data:
    """Return the responses, conditions, buttons and links included; questions say what a channel may help to give."""
    asked = questions(catalogue)
    return {
        "version": FORMAT_VERSION,
        "responses": {one.name: _variants(one, asked.get(one.name)) for one in catalogue.responses()},
    }


def nlu_data(catalogue: Catalogue) -> Data:
    """Return the formulations; an intent without any is left out, as Rasa asks."""
    return {
        "version": FORMAT_VERSION,
        "nlu": [
            {"intent": one.id, "examples": "".join(f"- {text}\n" for text in one.examples)}
            for one in catalogue.capabilities.values()
            if one.examples
        ],
    }


def rule_data(catalogue: Catalogue, replaced: Collection[str] = ()) -> Data:
    """Return one rule an intent and one rule for the end of each form.

    Args:
        catalogue: the packs in use.
        replaced: intents for which designers wrote a rule or a story of their own.
    """
    answered = (one for one in catalogue.capabilities.values() if one.id not in replaced)
    intents = [_intent_rule(catalogue, one) for one in answered if one.answer or one.next_action]
    ends = [_end_rule(form) for form in catalogue.forms.values()]
    return {"version": FORMAT_VERSION, "rules": intents + ends}


def _entities(catalogue: Catalogue) -> set[str]:
    used = {entity for one in catalogue.capabilities.values() for entity in one.entities}
    return used | {slot.entity for slot in catalogue.slots.values() if slot.entity}


def _form_slots(catalogue: Catalogue) -> Data:
    asked: dict[str, list[tuple[Form, Field]]] = defaultdict(list)
    for form in catalogue.forms.values():
        for field in form.fields:
            asked[field.name].append((form, field))
    return {name: _form_slot(uses) for name, uses in asked.items()}


def _form_slot(uses: list[tuple[Form, Field]]) -> Data:
    """Only the form's validator fills it: Rasa's own extraction would take any message for an answer."""
    return {
        "type": "any" if not any(field.influences for _, field in uses) else "text",
        "influence_conversation": any(field.influences for _, field in uses),
        "mappings": [{"type": "custom", "conditions": [{"active_loop": form.name} for form, _ in uses]}],
    }


def _slot(slot: Slot) -> Data:
    mapping = {"type": "from_entity", "entity": slot.entity} if slot.entity else {"type": "custom"}
    data: Data = {"type": slot.type, "influence_conversation": slot.influences, "mappings": [mapping]}
    if slot.values:
        data["values"] = list(slot.values)
    return data


def questions(catalogue: Catalogue) -> dict[str, str]:
    """Return the questions of forms that a channel can help to answer: response name and kind (`lieu`, `photo`)."""
    return {
        f"utter_ask_{name}": field.kind
        for form in catalogue.forms.values()
        for field in form.fields
        if field.kind in GIVEN_BY_DEVICES
        for name in (field.name, f"{form.name}_{field.name}")
    }


def _variants(response: Response, asks: str | None) -> list[Data]:
    return [dict(_variant(variant, asks)) for variant in response.variants]


def _variant(variant: Variant, asks: str | None) -> Iterator[tuple[str, Any]]:
    if variant.condition:
        yield (
            "condition",
            [{"type": "slot", "name": key, "value": value} for key, value in variant.condition.items()],
        )
    yield "text", variant.text
    if variant.buttons:
        yield "buttons", [{"title": button.title, "payload": _literal(button.payload)} for button in variant.buttons]
    if variant.image:
        yield "image", variant.image
    custom: Data = {}
    if variant.links:
        custom["links"] = [{"title": link.title, "url": link.url} for link in variant.links]
    if variant.image_alt:
        custom["image_alt"] = variant.image_alt
    if asks:
        custom["asks"] = asks
    if custom:
        yield "custom", custom


def _literal(payload: str) -> str:
    """Double the outer braces, which Rasa would take for a placeholder; one inside a value is still filled in."""
    start = payload.find("{")
    return payload if start < 0 else f"{payload[:start]}{{{payload[start:]}}}"


def _intent_rule(catalogue: Catalogue, one: Capability) -> Data:
    steps: list[Data] = [{"intent": one.id}]
    if one.answer:
        steps.append({"action": one.answer.name})
    if one.next_action:
        steps.append({"action": one.next_action})
    if one.next_action in catalogue.forms:
        steps.append({"active_loop": one.next_action})
    return {"rule": f"pack {one.skill} : {one.id}", "steps": steps}


def _end_rule(form: Form) -> Data:
    return {
        "rule": f"pack {form.skill} : fin de {form.name}",
        "condition": [{"active_loop": form.name}],
        "steps": [
            {"action": form.name},
            {"active_loop": None},
            {"slot_was_set": [{"requested_slot": None}]},
            {"action": form.submit},
        ],
    }
