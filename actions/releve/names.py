"""Names of the form's slots, and how the indexes of a meter are kept in them."""

from __future__ import annotations

from collections.abc import Iterable

from courant.clients import Register

FORM = "releve_form"
POINT, ANYWAY, DAY = "releve_point", "releve_malgre", "releve_date"
INSISTING, PHOTOS, CONFIRMATION = "releve_maintien", "releve_photo", "releve_confirmation"
INDEXES: dict[Register, str] = {
    "base": "releve_base",
    "hp": "releve_hp",
    "hc": "releve_hc",
    "gaz": "releve_gaz",
}
# Kept beside the answers: the meters to choose from, the chosen one, what was said before it was known which,
# how the indexes were judged, the kind of meter for the wording, and whose picture was shown.
POINTS, METER, SAID, JUDGED, KIND, SHOWN = (
    "releve_points",
    "releve_compteur",
    "releve_dits",
    "releve_jugement",
    "releve_genre",
    "releve_image",
)
BESIDE = (POINTS, METER, SAID, JUDGED, KIND, SHOWN)
# Buttons that stand for no answer in words.
SWAP, WITHOUT_PHOTO = "inverser", "sans"


def index_slots(registers: Iterable[str]) -> list[str]:
    """The slots of a meter's registers, in the order in which they are asked."""
    return [slot for register, slot in INDEXES.items() if register in set(registers)]


def register_of(slot: str) -> Register | None:
    """The register that a slot holds the index of."""
    return next((register for register, name in INDEXES.items() if name == slot), None)
