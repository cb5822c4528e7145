from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courant.danger import CRITICAL, HIGH, NORMAL, assess
from courant.french import fold
from tests.courant.danger.corpus import dangers, lookalikes


def test_there_are_enough_sentences() -> None:
    assert len(dangers()) >= 120
    assert len(lookalikes()) >= 120


@pytest.mark.parametrize(("kind", "text"), dangers())
def test_a_danger_is_critical_and_of_the_right_nature(kind: str, text: str) -> None:
    urgency = assess(text)
    assert (urgency.name, urgency.kind) == (CRITICAL, kind)


@pytest.mark.parametrize("text", lookalikes())
def test_a_lookalike_is_not_critical(text: str) -> None:
    assert assess(text).name != CRITICAL


@pytest.mark.parametrize(
    "change", [str.upper, fold, lambda text: text.replace("'", "’"), lambda text: f"bonjour, {text} merci"]
)
def test_spelling_and_courtesy_hide_no_danger(change: object) -> None:
    missed = [text for _, text in dangers() if assess(change(text)).name != CRITICAL]  # type: ignore[operator]
    assert len(missed) <= len(dangers()) * 0.02, missed


def test_a_danger_is_heard_inside_an_answer_or_an_e_mail() -> None:
    mail = "Madame, Monsieur,\n\nJe vous écris au sujet de ma facture de mars. {}\n\nCordialement,\nCamille Durand"
    missed = [text for _, text in dangers() if assess(mail.format(text + ".")).name != CRITICAL]
    assert len(missed) <= len(dangers()) * 0.03, missed


def test_several_dangers_are_all_told_the_gravest_first() -> None:
    urgency = assess("ça sent le gaz et il y a le feu dans la cuisine")
    assert urgency.kind == "incendie"
    assert {"gaz", "incendie"} <= set(urgency.reasons)


def test_a_lookalike_is_marked_as_one() -> None:
    assert assess("il n'y a pas d'odeur de gaz").lookalike
    assert not assess("je voudrais ma facture").lookalike


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("vulnerabilite", "ma mère âgée n'a plus de chauffage"),
        ("vulnerabilite", "j'ai un bébé et on est sans électricité"),
        ("vulnerabilite", "mon fils est handicapé"),
        ("vulnerabilite", "je suis enceinte et je n'ai plus d'eau chaude"),
        ("vulnerabilite", "mon mari a un respirateur, y a-t-il un tarif ?"),
        ("coupure", "vous allez me couper le courant"),
        ("coupure", "j'ai reçu une mise en demeure"),
        ("coupure", "ne me coupez pas l'électricité"),
        ("coupure", "un huissier est passé"),
        ("juridique", "je vais prendre un avocat"),
        ("juridique", "on se verra au tribunal"),
        ("juridique", "jvai porté plainte"),
        ("juridique", "je saisis le médiateur"),
        ("colere", "c'est inadmissible"),
        ("colere", "bande de voleurs"),
        ("colere", "vous vous foutez de moi"),
        ("colere", "j'en ai marre"),
        ("colere", "REMBOURSEZ MOI TOUT DE SUITE !!!"),
        ("colere", "j'en peux plus"),
        ("colere", "vous vous fichez du monde"),
        ("colere", "allez au diable avec vos papiers"),
        ("juridique", "ma protection juridique va vous écrire"),
        ("coupure", "suspension imminente, que faire ?"),
        ("vulnerabilite", "je suis non-voyant et seul"),
        ("fraude", "est-ce une arnaque ce mail ?"),
        ("fraude", "mon voisin s'est branché sur mon compteur"),
        ("fraude", "un faux technicien voulait entrer"),
        ("fraude", "usurpation d'identité"),
    ],
)
def test_what_deserves_priority(reason: str, text: str) -> None:
    urgency = assess(text)
    assert urgency.name == HIGH
    assert reason in urgency.reasons


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "👍",
        "bonjour",
        "je voudrais ma facture de mars",
        "je suis avocat, quel contrat professionnel ?",
        "coupure planifiée mardi ?",
        "mettez le contrat à mon nom",
        "mon disjoncteur est-il assez puissant ?",
        "10000001",
    ],
)
def test_ordinary_messages_are_ordinary(text: str) -> None:
    urgency = assess(text)
    assert (urgency.name, urgency.kind, urgency.reasons) == (NORMAL, None, ())


def test_the_message_key_carries_what_policies_need() -> None:
    told = assess("fil par terre").as_message()
    assert (told["name"], told["kind"]) == ("critique", "electrique")
    assert 0 < float(str(told["confidence"])) <= 1


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    assert assess(text).name in (CRITICAL, HIGH, NORMAL)


def test_a_very_long_message_is_read_at_both_ends_and_quickly() -> None:
    long = "Je conteste ma facture de gaz. " * 3000
    start = time.process_time()
    assert assess("Ça sent le gaz chez moi. " + long).kind == "gaz"
    assert assess(long + " Ça sent le gaz chez moi.").kind == "gaz"
    assert time.process_time() - start < 2


def test_a_message_is_judged_in_about_a_millisecond() -> None:
    texts = [text for _, text in dangers()] + lookalikes()
    assess("bonjour")
    start = time.process_time()
    for text in texts:
        assess.__wrapped__(text)
    assert (time.process_time() - start) / len(texts) < 0.004
