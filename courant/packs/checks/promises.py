"""The blocks against `data/packs/intents.tsv`, the list of what the product promises."""

from __future__ import annotations

from collections.abc import Iterator

from courant.data_errors import DataError
from courant.packs.checks.scope import Scope
from courant.packs.formulations import shown_name
from courant.packs.inventory import FILE, Promise
from courant.packs.raw import RawCapability
from courant.packs.theme_reader import CORE_THEMES


def check_promises(scope: Scope) -> Iterator[DataError]:
    """Yield promised intents that no block holds, and blocks that contradict their promise."""
    blocks = {one.capability.id: one for one in scope.capabilities}
    for promise in scope.promises.values():
        if promise.id in blocks:
            yield from _compare(blocks[promise.id], promise)
        else:
            remedy = f"ajoutez-la : courant packs new {promise.id} --theme {promise.skill}"
            problem = f"aucun bloc pour « {promise.title} »"
            yield DataError(shown_name(scope.root / FILE), promise.line, promise.id, problem, remedy)


def _compare(one: RawCapability, promise: Promise) -> Iterator[DataError]:
    block = one.capability
    core = block.skill in CORE_THEMES
    if block.packs != promise.packs and not (core and "packs" not in one.source):
        wanted = ", ".join(sorted(promise.packs))
        yield one.source.error("packs", f"intents.tsv dit « {wanted} »", f"écrivez « packs: [{wanted}] »")
    if block.access != promise.access:
        yield one.source.error("acces", f"intents.tsv dit « {promise.access} »", f"écrivez « {promise.access} »")
    if block.skill != promise.skill and not core:
        remedy = f"déplacez le bloc dans data/packs/{promise.skill}.yml"
        yield one.source.error("id", f"intents.tsv confie « {block.id} » à {promise.skill}", remedy)
    if block.title != promise.title:
        yield one.source.error("titre", f"intents.tsv dit « {promise.title} »", "accordez les deux")
