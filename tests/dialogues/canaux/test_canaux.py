"""The matrix: every dialogue on every channel, as customers see it, against the golden file of each.

    COURANT_GOLDEN=write .venv/bin/python -m pytest tests/dialogues/canaux -q

writes the golden files (`attendu/<dialogue>.<channel>.txt`) anew: read what `git diff` shows before keeping it.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from tests.dialogues.canaux.conftest import Replayed
from tests.dialogues.canaux.dialogues import DIALOGUES, Dialogue
from tests.dialogues.canaux.replay import CHANNELS
from tests.dialogues.canaux.rules import differences, faults
from tests.dialogues.canaux.shown import shown

pytestmark = pytest.mark.asyncio(loop_scope="session")

GOLDEN = Path(__file__).with_name("attendu")
REWRITE = "COURANT_GOLDEN=write .venv/bin/python -m pytest tests/dialogues/canaux -q"
every_dialogue = pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
every_channel = pytest.mark.parametrize("channel", CHANNELS)


@every_dialogue
@every_channel
async def test_what_the_customer_sees(replayed: Replayed, dialogue: Dialogue, channel: str) -> None:
    seen = shown(dialogue.name, channel, await replayed(dialogue, channel))
    golden = GOLDEN / f"{dialogue.name}.{channel}.txt"
    if os.environ.get("COURANT_GOLDEN") == "write":
        golden.write_text(seen, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    if seen != expected:
        before, now = expected.splitlines(), seen.splitlines()
        changes = difflib.unified_diff(before, now, f"attendu/{golden.name}", "now", n=2, lineterm="")
        pytest.fail("\n".join([*changes, "", f"Is it better so? Then: {REWRITE}"]), pytrace=False)


@every_dialogue
@every_channel
async def test_the_rules_of_the_channel(replayed: Replayed, dialogue: Dialogue, channel: str) -> None:
    turns = await replayed(dialogue, channel)
    assert [f"{turn.step}: {fault}" for turn in turns for fault in faults(channel, turn)] == []


@every_dialogue
async def test_the_same_on_both(replayed: Replayed, dialogue: Dialogue) -> None:
    web, phone = [await replayed(dialogue, channel) for channel in ("webchat", "whatsapp")]
    pairs = zip(web, phone, strict=True)
    assert [f"{one.step}: {change}" for one, other in pairs for change in differences(one, other)] == []


async def test_no_golden_file_is_left_behind() -> None:
    expected = {f"{dialogue.name}.{channel}.txt" for dialogue in DIALOGUES for channel in CHANNELS}
    assert {file.name for file in GOLDEN.iterdir()} == expected
