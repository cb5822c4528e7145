"""What the supervisor decides, concern by concern, on plain turns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from custom_components.supervisor.decide import decide
from custom_components.supervisor.table import Route, Table, Thresholds
from custom_components.supervisor.turn import ABSTAIN, Decision, Turn

TABLE = Table(
    routes={
        "solde": Route("utter_solde", "action_solde", level=2, entities=("date",)),
        "horaires": Route("utter_horaires"),
        "panne": Route("utter_panne", "panne_form", is_form=True),
        "plan": Route("utter_plan", "plan_form", level=2, is_form=True),
        "saluer": Route(None, "action_saluer"),
        "mettre_en_relation_avec_agent": Route("utter_personne", "action_conseiller"),
        "aucun": Route("utter_aucun"),
        "signaler_fuite_gaz": Route("utter_fuite", "alerte_form", is_form=True),
    },
    forms={"identite_form": 0, "panne_form": 0, "plan_form": 2},
    submits={"action_identite_fin": "identite_form", "action_panne_fin": "panne_form", "action_plan_fin": "plan_form"},
    form_fields={"panne_form": {"panne_lieu": "texte", "panne_jour": "date"}, "identite_form": {}, "plan_form": {}},
    thresholds=Thresholds(),
)


def turn(intent: str | None, **known: Any) -> Turn:
    known.setdefault("text", "bonjour")
    return Turn(intent=intent, **known)


def in_form(intent: str | None, form: str = "panne_form", **known: Any) -> Turn:
    return turn(intent, loop=form, loop_before=form, **known)


def test_a_public_question_is_left_to_the_rules() -> None:
    decision = decide(turn("horaires"), TABLE)
    assert decision.action is None
    assert decision.slots["ouverture"]["intent"] == "horaires"


def test_the_general_answer_comes_before_identity() -> None:
    first = decide(turn("solde"), TABLE)
    assert first.action is None and first.slots["sujet"] == "solde"
    second = decide(turn("solde", done=("utter_solde",)), TABLE)
    assert second.action == "identite_form"
    assert second.slots["demande"]["intent"] == "solde"


def test_a_form_that_waits_for_a_higher_level_asks_for_it_and_is_kept() -> None:
    pile, known = {"pile": ["plan_form"]}, {"loop_before": "identite_form", "level": 1}
    served = ("identite_form", "action_identite_fin", "action_lien")
    assert decide(turn("reponse_libre", done=served, slots=pile, **known), TABLE).action == "action_reprise"
    asked = decide(turn("reponse_libre", done=(*served, "action_reprise"), slots=pile, **known), TABLE)
    assert asked.action == "identite_form" and asked.slots["demande"] is None and "pile" not in asked.slots
    known = {**known, "level": 2}
    resumed = decide(turn("reponse_libre", done=(*served[:2], "action_reprise"), slots=pile, **known), TABLE)
    assert resumed.action == "plan_form" and resumed.slots["pile"] == []


@pytest.mark.parametrize(("level", "expected"), [(0, "identite_form"), (1, "identite_form"), (2, None)])
def test_the_level_decides_whether_identity_is_asked(level: int, expected: str | None) -> None:
    decision = decide(turn("solde", done=("utter_solde",), level=level), TABLE)
    assert (decision.action == "identite_form") is bool(expected)


def test_a_general_answer_just_given_is_not_repeated() -> None:
    decision = decide(turn("solde", level=2, slots={"sujet": "solde"}), TABLE)
    assert decision.action == "action_solde"


def test_the_waiting_request_resumes_after_identity() -> None:
    request = {"intent": "solde", "entities": [{"entity": "date", "value": "2026-03-01"}], "text": "solde de mars"}
    decision = decide(
        turn(
            "reponse_libre",
            loop_before="identite_form",
            level=2,
            done=("identite_form", "action_identite_fin"),
            slots={"demande": request},
        ),
        TABLE,
    )
    assert decision.action == "action_solde"
    assert decision.slots["ouverture"] == request and decision.slots["demande"] is None


def test_identity_that_did_not_suffice_resumes_nothing() -> None:
    done = ("identite_form", "action_identite_fin")
    known = {"loop_before": "identite_form", "level": 1, "slots": {"demande": {"intent": "solde"}}}
    assert decide(turn("reponse_libre", done=done, **known), TABLE) == Decision("action_listen", weak=True)


def test_after_a_request_the_interrupted_form_comes_back() -> None:
    known: dict[str, Any] = {"loop_before": "identite_form", "level": 2, "slots": {"pile": ["panne_form"]}}
    done = ("identite_form", "action_identite_fin", "action_solde")
    assert decide(turn("reponse_libre", done=done, **known), TABLE).action == "action_reprise"
    back = decide(turn("reponse_libre", done=(*done, "action_reprise"), **known), TABLE)
    assert back.action == "panne_form" and back.slots["pile"] == []


@pytest.mark.parametrize("form", ["panne_form", "plan_form", "identite_form"])
@pytest.mark.parametrize("intent", [None, "reponse_libre", "solde", "annuler", "mettre_en_relation_avec_agent"])
def test_danger_comes_before_everything(form: str, intent: str | None) -> None:
    danger = in_form(intent, form, urgency="critique", danger_kind="gaz", confidence=0.9)
    first = decide(danger, TABLE)
    assert first.action == "utter_danger_gaz" and not first.weak
    assert first.slots["danger"] == "gaz" and first.slots["numero_urgence_gaz"]


def test_after_a_danger_the_assistant_waits() -> None:
    known: dict[str, Any] = {"urgency": "critique", "danger_kind": "gaz"}
    assert decide(in_form("x", done=("utter_danger_gaz",), **known), TABLE) == Decision("action_listen")


def test_a_danger_button_needs_no_text() -> None:
    assert decide(turn("signaler_fuite_gaz", text="/signaler_fuite_gaz"), TABLE).action == "utter_danger_gaz"
    assert decide(turn("signaler_fuite_gaz", text="urgence gaz ou ça ?"), TABLE).action is None


@pytest.mark.parametrize("asked", ["solde", "panne", "aucun_connu", None])
def test_nothing_is_asked_before_the_customer_is_safe(asked: str | None) -> None:
    waiting = decide(turn(asked, slots={"danger": "gaz"}, confidence=0.9), TABLE)
    assert waiting.action == "utter_attente_securite"
    done = ("utter_attente_securite",)
    assert decide(turn(asked, slots={"danger": "gaz"}, confidence=0.9, done=done), TABLE).action == "action_listen"
    form = decide(in_form("reponse_libre", slots={"danger": "gaz"}), TABLE)
    assert form.action == "utter_attente_securite"


@pytest.mark.parametrize("said", ["reponse_libre", "affirmer", "corriger"])
def test_an_answer_to_nothing_is_not_asked_about_during_a_danger(said: str) -> None:
    """« Position envoyée », « oui »: their plain answers are questions."""
    table = replace(TABLE, routes={**TABLE.routes, said: Route(answer=f"utter_{said}", is_small_talk=True)})
    assert decide(turn(said, slots={"danger": "gaz"}, confidence=0.9), table).action == "utter_attente_securite"


def test_a_request_made_during_a_danger_is_kept() -> None:
    waiting = decide(turn("solde", slots={"danger": "gaz"}, confidence=0.9), TABLE)
    resumed = turn("reprendre", text="/reprendre", level=2, slots={"proposition": waiting.slots["proposition"]})
    assert decide(resumed, TABLE).action == "action_solde"


def alarmed(said: str = "ça sent le gaz", **known: Any) -> Decision:
    return decide(turn("x", text=said, urgency="critique", danger_kind="gaz", **known), TABLE)


def test_after_a_danger_the_report_of_it_is_what_resumes() -> None:
    proposed = alarmed().slots["proposition"]
    assert (proposed["intent"], proposed["text"]) == ("signaler_fuite_gaz", "ça sent le gaz")
    for intent in ("reprendre", "affirmer"):
        decision = decide(turn(intent, slots={"proposition": proposed}), TABLE)
        assert decision.action == "alerte_form" and decision.slots["ouverture"] == proposed


def test_the_place_of_the_report_is_kept_when_the_danger_is_said_again() -> None:
    place = {"entity": "code_postal", "value": "69003", "role": None}
    first = alarmed(entities=(place,)).slots["proposition"]
    energy = {"entity": "energie", "value": "gaz", "role": None}
    known = {"danger": "gaz", "proposition": first}
    again = alarmed("au secours", entities=(energy,), slots=known).slots["proposition"]
    assert (again["text"], again["entities"]) == ("au secours", [energy, place])


def test_a_form_or_a_request_of_the_danger_is_what_resumes_instead() -> None:
    assert "proposition" not in alarmed(loop="panne_form", loop_before="panne_form").slots
    asked = {"intent": "solde", "entities": [], "text": ""}
    assert "proposition" not in alarmed(slots={"danger": "gaz", "proposition": asked}).slots
    assert alarmed(slots={"proposition": asked}).slots["proposition"]["intent"] == "signaler_fuite_gaz"


def test_plain_answers_and_a_person_stay_within_reach_during_a_danger() -> None:
    assert decide(turn("horaires", slots={"danger": "gaz"}, confidence=0.9), TABLE).action == "utter_horaires"
    person = decide(turn("mettre_en_relation_avec_agent", slots={"danger": "gaz"}, confidence=0.9), TABLE)
    assert person.action == "utter_personne"


def test_safe_again_ends_the_danger() -> None:
    first = decide(in_form("en_securite", slots={"danger": "gaz"}), TABLE)
    assert first.action == "utter_danger_en_securite" and not first.slots
    done = ("utter_danger_en_securite",)
    second = decide(in_form("en_securite", slots={"danger": "gaz"}, done=done), TABLE)
    assert second.action == "action_listen" and second.slots["danger"] is None


@pytest.mark.parametrize("intent", ["reponse_libre", "affirmer", "refuser", "corriger", "aucun"])
def test_answers_are_left_to_the_form(intent: str) -> None:
    assert decide(in_form(intent), TABLE) == ABSTAIN


def test_a_question_in_a_form_is_answered_and_the_form_resumes() -> None:
    assert decide(in_form("horaires", confidence=0.9), TABLE).action == "utter_horaires"
    assert decide(in_form("horaires", confidence=0.9, done=("utter_horaires",)), TABLE) == ABSTAIN


def test_a_weak_question_in_a_form_is_an_answer() -> None:
    assert decide(in_form("horaires", confidence=0.4), TABLE) == ABSTAIN


def test_small_talk_is_a_free_text_unless_it_is_a_button() -> None:
    route = Route("utter_fin", "satisfaction_form", is_form=True, is_small_talk=True)
    table = replace(TABLE, routes={**TABLE.routes, "conclusion": route})
    known: dict[str, Any] = {"requested": "panne_lieu", "confidence": 0.95}
    assert decide(in_form("conclusion", text="c'est tout", **known), table) == ABSTAIN
    assert decide(in_form("conclusion", text="/conclusion", **known), table).action == "utter_fin"


def test_a_survey_begins_in_a_form_after_a_clear_goodbye_only() -> None:
    route = Route("utter_fin", "satisfaction_form", is_form=True, is_small_talk=True)
    table = replace(TABLE, routes={**TABLE.routes, "conclusion": route})
    assert decide(in_form("conclusion", requested="panne_jour", confidence=0.6), table) == ABSTAIN
    assert decide(in_form("conclusion", requested="panne_jour", confidence=0.7), table).action == "utter_fin"


def test_free_text_needs_more_certainty() -> None:
    assert decide(in_form("horaires", confidence=0.6, requested="panne_lieu"), TABLE) == ABSTAIN
    assert decide(in_form("horaires", confidence=0.6, requested="panne_jour"), TABLE).action == "utter_horaires"


def test_a_gated_question_in_a_form_stacks_it() -> None:
    first = decide(in_form("solde", confidence=0.9), TABLE)
    assert first.action == "utter_solde"
    assert first.slots["pile"] == ["panne_form"] and first.slots["demande"]["intent"] == "solde"
    assert decide(in_form("solde", confidence=0.9, done=("utter_solde",)), TABLE).action == "identite_form"


def test_a_gated_request_during_identity_replaces_the_waiting_one() -> None:
    first = decide(in_form("solde", "identite_form", confidence=0.9, slots={"demande": {"intent": "plan"}}), TABLE)
    assert first.action == "utter_solde" and first.slots["demande"]["intent"] == "solde"


def test_a_public_question_during_identity_leaves_the_waiting_request_alone() -> None:
    first = decide(in_form("horaires", "identite_form", confidence=0.9, slots={"demande": {"intent": "plan"}}), TABLE)
    assert first.action == "utter_horaires" and "demande" not in first.slots


def test_stop_leaves_the_form() -> None:
    assert decide(in_form("annuler", confidence=0.8), TABLE).action == "action_abandon"
    assert decide(in_form("annuler", confidence=0.3), TABLE) == ABSTAIN


def test_a_person_is_always_reachable() -> None:
    steps = ("utter_personne", "action_conseiller")
    assert decide(in_form("mettre_en_relation_avec_agent", confidence=0.8), TABLE).action == steps[0]
    assert decide(in_form("mettre_en_relation_avec_agent", confidence=0.8, done=steps[:1]), TABLE).action == steps[1]


def test_expired_identity_in_a_form_is_asked_again_and_the_form_kept() -> None:
    first = decide(in_form("reponse_libre", "plan_form", level=0), TABLE)
    assert first.action == "utter_identite_expiree" and first.slots["pile"] == ["plan_form"]
    second = decide(in_form("reponse_libre", "plan_form", level=0, done=("utter_identite_expiree",)), TABLE)
    assert second.action == "identite_form"


def test_a_yes_accepts_what_was_proposed() -> None:
    decision = decide(turn("affirmer", text="oui", level=2, slots={"proposition": {"intent": "solde"}}), TABLE)
    assert decision.action == "action_solde"
    form = decide(turn("affirmer", text="oui", slots={"proposition": {"form": "panne_form"}}), TABLE)
    assert form.action == "panne_form" and form.slots["proposition"] is None


def test_a_no_declines_what_was_proposed() -> None:
    decision = decide(turn("refuser", text="non", slots={"proposition": {"intent": "solde"}}), TABLE)
    assert decision.action == "utter_proposition_refusee" and decision.slots["proposition"] is None


def test_near_ties_are_asked_back() -> None:
    near = turn("solde", confidence=0.41, ranking=(("solde", 0.41), ("plan", 0.38)))
    clear = turn("solde", confidence=0.55, ranking=(("solde", 0.55), ("plan", 0.2)))
    assert decide(near, TABLE).action == "action_clarifier"
    assert decide(clear, TABLE).action is None


UNCLEAR: list[dict[str, Any]] = [{"intent": None}, {"intent": "solde", "confidence": 0.2}, {"intent": "reponse_libre"}]


@pytest.mark.parametrize("known", UNCLEAR)
def test_unclear_messages_are_asked_back(known: dict[str, Any]) -> None:
    assert decide(turn(**known), TABLE).action == "action_clarifier"


def test_a_short_follow_up_keeps_the_subject() -> None:
    march = ({"entity": "date", "value": "2026-03-01", "start": 9, "end": 13},)
    follow_up = turn(
        "horaires", text="et celle de mars ?", confidence=0.4, entities=march, level=2, slots={"sujet": "solde"}
    )
    decision = decide(follow_up, TABLE)
    assert decision.action == "action_solde"
    assert decision.slots["ouverture"]["entities"] == [{"entity": "date", "value": "2026-03-01", "role": None}]


def test_when_nothing_is_left_the_fallback_does_not_undo_the_turn() -> None:
    assert decide(turn("horaires", done=("utter_horaires",)), TABLE) == Decision("action_listen", weak=True)


def further(*intents: str, confidence: float = 0.9) -> tuple[dict[str, Any], ...]:
    return tuple({"intent": one, "confidence": confidence, "entities": [], "text": one} for one in intents)


class TestSeveralRequests:
    """Two requests in one message: the first is served, the others wait, are announced and follow."""

    def test_they_are_noted_beside_the_first_one(self) -> None:
        decision = decide(turn("horaires", confidence=0.9, further=further("solde")), TABLE)
        assert decision.action is None
        assert decision.slots["suite"] == [{"intent": "solde", "entities": [], "text": "solde"}]

    def test_the_same_wish_small_talk_doubts_and_unknown_ones_are_not(self) -> None:
        for others in (further("horaires"), further("aucun_du_tout"), further("solde", confidence=0.3)):
            assert "suite" not in decide(turn("horaires", confidence=0.9, further=others), TABLE).slots
        talk = replace(TABLE, routes={**TABLE.routes, "merci": Route("utter_merci", is_small_talk=True)})
        assert "suite" not in decide(turn("horaires", confidence=0.9, further=further("merci")), talk).slots

    def test_no_more_than_two_wait(self) -> None:
        known = [{"intent": "panne", "entities": [], "text": ""}]
        said = turn("horaires", confidence=0.9, further=further("solde", "plan"), slots={"suite": known})
        assert [one["intent"] for one in decide(said, TABLE).slots["suite"]] == ["panne", "solde"]

    def test_they_are_announced_before_the_personal_part(self) -> None:
        said: dict[str, Any] = {"confidence": 0.9, "further": further("horaires")}
        announced = decide(turn("solde", done=("utter_solde",), **said), TABLE)
        assert announced.action == "action_annonce_demandes"
        done = ("utter_solde", "action_annonce_demandes")
        assert decide(turn("solde", done=done, **said), TABLE).action == "identite_form"
        assert decide(turn("solde", done=done, level=2, **said), TABLE).action == "action_solde"

    def test_the_next_one_begins_when_the_first_is_finished(self) -> None:
        waiting = {"suite": [{"intent": "solde", "entities": [], "text": ""}]}
        next_ = decide(turn("horaires", done=("utter_horaires",), slots=waiting), TABLE)
        assert next_.action == "action_demande_suivante"
        assert next_.slots == {"suite": None, "ouverture": waiting["suite"][0]}
        taken: dict[str, Any] = {"ouverture": waiting["suite"][0]}
        done = ("utter_horaires", "action_demande_suivante")
        assert decide(turn("horaires", done=done, slots=taken), TABLE).action == "utter_solde"
        gate = decide(turn("horaires", done=(*done, "utter_solde"), slots=taken), TABLE)
        assert (gate.action, gate.slots["demande"]) == ("identite_form", taken["ouverture"])
        known = decide(turn("horaires", done=(*done, "utter_solde"), slots=taken, level=2), TABLE)
        assert known.action == "action_solde"

    def test_not_while_something_is_asked(self) -> None:
        waiting: dict[str, Any] = {"suite": [{"intent": "horaires"}], "proposition": {"form": "panne_form"}}
        asked = decide(turn("saluer", done=("action_saluer",), slots=waiting), TABLE)
        assert asked == Decision("action_listen", weak=True)
        form = decide(in_form("reponse_libre", slots={"suite": [{"intent": "horaires"}]}), TABLE)
        assert form == ABSTAIN

    def test_before_an_interrupted_form(self) -> None:
        slots = {"suite": [{"intent": "horaires"}], "pile": ["panne_form"]}
        done = ("plan_form", "action_plan_fin")
        assert decide(turn("reponse_libre", loop_before="plan_form", done=done, slots=slots), TABLE).action == (
            "action_demande_suivante"
        )

    def test_a_person_ends_them(self) -> None:
        slots = {"suite": [{"intent": "horaires"}]}
        asked = decide(turn("mettre_en_relation_avec_agent", confidence=0.9, slots=slots), TABLE)
        assert asked.slots["suite"] is None
        done = ("panne_form", "action_conseiller")
        ended = decide(turn("reponse_libre", loop_before="panne_form", done=done, slots=slots), TABLE)
        assert ended == Decision("action_listen", {"suite": None})

    def test_danger_keeps_one_for_later(self) -> None:
        danger = turn("x", urgency="critique", danger_kind="gaz", further=further("solde"))
        assert decide(danger, TABLE).slots["proposition"]["intent"] == "solde"

    def test_they_fit_into_one_turn(self) -> None:
        """Rasa stops predicting after ten actions: what would not fit waits for the next turn."""
        slots: dict[str, Any] = {"suite": [{"intent": "horaires"}]}
        done = ("a", "b", "c", "d", "e", "f", "action_panne_fin")
        assert decide(turn("reponse_libre", loop_before="panne_form", done=done, slots=slots), TABLE).weak


def test_a_question_in_identity_by_another_form_comes_back_to_it() -> None:
    first = decide(in_form("panne", "identite_form", confidence=0.9), TABLE)
    assert (first.action, first.slots["pile"]) == ("utter_panne", ["identite_form"])


@pytest.mark.parametrize(("intent", "said"), [("remercier", "utter_remerciement"), ("insulter", "utter_insulte")])
def test_small_talk_in_a_form_asks_nothing_of_its_own(intent: str, said: str) -> None:
    table = replace(TABLE, routes={**TABLE.routes, intent: Route(f"utter_{intent}", is_small_talk=True)})
    assert decide(in_form(intent, confidence=0.9), table).action == said


def test_a_form_of_yesterday_needs_identity_first() -> None:
    slots = {"proposition": {"form": "plan_form"}}
    decision = decide(turn("affirmer", text="oui", slots=slots), TABLE)
    assert (decision.action, decision.slots["pile"]) == ("identite_form", ["plan_form"])
    assert decide(turn("affirmer", text="oui", level=2, slots=slots), TABLE).action == "plan_form"


def test_photos_and_places_stay_with_the_request_they_came_with() -> None:
    content = {"location": {"latitude": 45.7, "longitude": 4.8}}
    assert decide(turn("panne", content=content), TABLE).slots["ouverture"]["location"] == content["location"]
