"""Every form of the packs × every field × everything that may come instead of an answer.

The forms are found in the packs; `paths.py` says how each is reached. Each case asserts what is answered, that the
answers given so far are kept, which question is open next, and that nothing was written.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from courant.brand import load_brand
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT
from tests.dialogues.conftest import World
from tests.dialogues.formes.messages import (
    DANGER,
    GATED_QUESTION,
    GIBBERISH,
    HELLO,
    NO_WORDS,
    PERSON,
    QUESTION,
    SAFE,
    STOP,
    THANKS,
    WRONG,
    YES,
)
from tests.dialogues.formes.paths import PATHS, Path
from tests.dialogues.formes.standing import Standing, complete, path_of, press, stand_at
from tests.dialogues.interventions import NEWS_SAID, end_session, hear_news, restarted

pytestmark = pytest.mark.asyncio(loop_scope="session")

CATALOGUE = load_catalogue(PROJECT_ROOT / "data" / "packs", brand=load_brand(PROJECT_ROOT / "brand.yml"))
IDENTITY = "identite_form"
OTHER_FORM = "satisfaction_form"
ANOTHER_FORM = "factures_papier_form"


def points() -> Iterator[tuple[Path, str]]:
    """Each field of each form, on the first path that asks it."""
    seen: set[tuple[str, str]] = set()
    for path in PATHS:
        for name in path.answers:
            if path.form in CATALOGUE.forms and (path.form, name) not in seen:
                seen.add((path.form, name))
                yield path, name


POINTS = list(points())
at_every_field = pytest.mark.parametrize(
    ("path", "field"), POINTS, ids=[f"{path.form}-{field}" for path, field in POINTS]
)


def bad_input(standing: Standing) -> str:
    """What is no answer here: any words are a free text."""
    return NO_WORDS if standing.kind == "texte" else GIBBERISH


async def test_every_field_of_every_form_has_a_way_to_it() -> None:
    covered = {(path.form, field) for path, field in POINTS}
    excused = {(path.form, field) for path in PATHS for field in path.never_asked}
    wanted = {(form.name, row.name) for form in CATALOGUE.forms.values() for row in form.fields}
    assert wanted - covered - excused == set(), "add a Path to tests/dialogues/formes/paths.py"


@at_every_field
async def test_a_question_is_answered_and_the_form_goes_on(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    answer = await standing.customer.say(QUESTION)
    assert answer.responses[0] == "utter_horaires_magasin"
    await standing.assert_nothing_changed(answer)
    await standing.assert_the_answer_is_taken()


@at_every_field
async def test_a_personal_question_is_answered_and_the_form_goes_on(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    submitted = world.endpoint.calls[standing.form.submit]
    answer = await standing.customer.say(GATED_QUESTION)
    assert answer.responses[0] == "utter_renseignements_sur_solde"
    if path.form != IDENTITY and "utter_ask_identite_reference" in answer.responses:
        assert await standing.slot("pile") == [path.form]
        answer = await standing.customer.verify()
        assert "utter_reprise" in answer.responses
    elif path.form != IDENTITY and "utter_ask_identite_canal" in answer.responses:  # known, and a code is due
        answer = await standing.customer.give_code(answer)
        assert "utter_reprise" in answer.responses
    standing.assert_nothing_written()
    after = await standing.values()
    known_now = {name for name in after if standing.slots[name] is None and after[name] is not None}
    has_ended = world.endpoint.calls[standing.form.submit] > submitted  # nothing else was missing
    if field in known_now | path.on_file or has_ended:  # what an identified customer has on file is not asked
        assert standing.asked() != field
    else:
        assert (answer.responses[-1], standing.asked()) == (standing.question, field)
    assert {**after, **standing.slots} == {**standing.slots, **{n: after[n] for n in known_now}} or known_now


@at_every_field
async def test_another_form_comes_between_and_this_one_resumes(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    other = path_of(OTHER_FORM if path.form != OTHER_FORM else ANOTHER_FORM)
    begun = await press(standing.customer, other.intent)
    if other.identity is not None:
        begun = await standing.customer.verify(*other.identity)
    assert standing.asked() == next(iter(other.answers)), begun.responses
    # One that writes would change the world of the other tests: it is given up.
    ended = await (complete(other, standing.customer) if other.form == OTHER_FORM else standing.customer.say(STOP))
    assert "utter_reprise" in ended.responses
    await standing.assert_nothing_changed(ended)
    await standing.assert_the_answer_is_taken()


@at_every_field
async def test_stop_leaves_the_form_and_forgets_it(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    answer = await standing.customer.say(STOP)
    assert answer.responses[-1] == ("utter_identite_abandon" if path.form == IDENTITY else "utter_abandon")
    assert standing.asked() is None
    assert set((await standing.values()).values()) == {None}
    assert world.store.open_task(standing.customer.conversation) is None
    standing.assert_nothing_written()


@at_every_field
async def test_a_person_is_called_and_the_form_is_left(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    answer = await standing.customer.say(PERSON)
    assert answer.responses[-1].startswith("utter_conseiller_")
    assert standing.asked() is None
    assert set((await standing.values()).values()) == {None}
    standing.assert_nothing_written()


@at_every_field
async def test_danger_comes_first_and_the_form_waits(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    answer = await standing.customer.say(DANGER)
    assert answer.responses == ["utter_danger_gaz"]
    assert await standing.values() == standing.slots
    during = await standing.customer.say(QUESTION)
    assert standing.question not in during.responses
    safe = await standing.customer.say(SAFE)
    assert safe.responses == ["utter_danger_en_securite"]
    back = await standing.customer.press("Reprendre ma demande", safe)
    await standing.assert_nothing_changed(back)
    await standing.assert_the_answer_is_taken()


@at_every_field
async def test_thanks_are_returned_and_the_form_goes_on(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    answer = await standing.customer.say(THANKS)
    if standing.kind == "texte":  # words like any others
        assert THANKS not in answer and standing.asked() != field
        return
    assert answer.responses[0] == "utter_remerciement"
    await standing.assert_nothing_changed(answer)
    await standing.assert_the_answer_is_taken()


@at_every_field
async def test_going_back_opens_the_last_answer_again(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    answer = await standing.customer.say(WRONG)
    standing.assert_nothing_written()
    if not standing.earlier:
        assert answer.responses[0] == f"utter_aide_{field}"
        await standing.assert_nothing_changed(answer)
        return
    if field.endswith("_confirmation"):
        assert answer.responses[0] == "utter_corriger_quoi"
        await standing.assert_nothing_changed(answer)
        return
    assert answer.responses[0] == "utter_correction_demandee"
    reopened = standing.asked()
    assert reopened in standing.earlier
    kept = await standing.values()
    assert kept == {**standing.slots, reopened: None}


@at_every_field
async def test_bad_input_is_helped_twice_then_a_person_comes(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    for help_ in ("aide", "autre"):
        answer = await standing.customer.say(bad_input(standing))
        assert answer.responses[0] == f"utter_{help_}_{field}"
        await standing.assert_nothing_changed(answer)
    last = await standing.customer.say(bad_input(standing))
    assert last.responses[0] == "utter_relais_apres_echecs"
    assert last.responses[-1].startswith("utter_conseiller_")
    assert standing.asked() is None
    assert set((await standing.values()).values()) == {None}
    standing.assert_nothing_written()


@at_every_field
async def test_a_valid_answer_after_bad_input_counts_afresh(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    await standing.customer.say(bad_input(standing))
    await standing.assert_the_answer_is_taken()
    failures = await standing.slot("echecs") or {}
    assert standing.is_last or field not in failures


@at_every_field
async def test_the_next_day_the_task_is_offered_where_it_was(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    end_session(world, standing.customer)
    back = await standing.customer.say(HELLO)
    if world.store.open_task(standing.customer.conversation) is None:  # identity, opinions: not worth resuming
        assert "utter_proposition_reprise" not in back.responses
        assert await standing.slot("requested_slot") is None
        return
    assert back.responses[0] == "utter_proposition_reprise"
    resumed = await standing.customer.say(YES)
    if path.identity is not None:  # whatever the form itself needs: these answers are theirs
        assert resumed.responses[-1] == "utter_ask_identite_reference"
        resumed = await standing.customer.verify(*path.identity)
    await standing.assert_nothing_changed(resumed)
    await standing.assert_the_answer_is_taken()


@at_every_field
async def test_a_restart_of_every_process_is_not_noticed(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    with restarted(world) as door:
        standing.customer.door = door
        answer = await standing.customer.say(QUESTION)
        await standing.assert_nothing_changed(answer)
        await standing.assert_the_answer_is_taken()


@at_every_field
async def test_a_system_event_is_told_and_the_question_stays_open(world: World, path: Path, field: str) -> None:
    standing = await stand_at(world, path, field)
    told = await hear_news(world, standing.customer)
    assert told.responses == [NEWS_SAID]
    assert await standing.values() == standing.slots
    assert standing.asked() == field
    standing.assert_nothing_written()
    await standing.assert_the_answer_is_taken()
