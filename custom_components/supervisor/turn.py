"""What is known about the running turn when the next action is to be predicted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

LISTEN = "action_listen"
FindTask = Callable[[Collection[str], bool], "str | None"]


def no_task(_forms: Collection[str], _declined: bool) -> str | None:
    """No task waits anywhere else."""
    return None


@dataclass(frozen=True)
class Turn:
    """One customer message and what has been done about it so far.

    Attributes:
        intent: best intent of the message, None when there is none.
        confidence: of that intent, 0 to 1.
        ranking: (intent, confidence), best first.
        urgency: `critique`, `haute` or `normale`.
        danger_kind: kind of danger when the urgency is `critique`.
        entities: entity dicts of the message.
        text: the message as the customer typed it (masked).
        done: actions executed since the message, in order.
        loop: form that is active now.
        loop_before: form that was active when the message arrived.
        requested: slot that this form asks.
        slots: current slot values.
        level: access level in force at the time of the message.
        further: requests of the message beyond its first one: {intent, confidence, entities, text}.
        content: attachments and location that came with the message.
        elsewhere: finds the task that the customer left open on another channel and may take up here, given the
            forms there are and whether one that was declined counts; read from the store only when it matters.
    """

    intent: str | None
    confidence: float = 1.0
    ranking: tuple[tuple[str, float], ...] = ()
    urgency: str = "normale"
    danger_kind: str | None = None
    entities: tuple[dict[str, Any], ...] = ()
    text: str = ""
    done: tuple[str, ...] = ()
    loop: str | None = None
    loop_before: str | None = None
    requested: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    level: int = 0
    further: tuple[dict[str, Any], ...] = ()
    content: dict[str, Any] = field(default_factory=dict)
    elsewhere: FindTask = field(default=no_task, compare=False, repr=False)

    @property
    def is_new(self) -> bool:
        """Nothing has been done about the message yet."""
        return not self.done

    @property
    def last(self) -> str | None:
        """Action executed last in this turn."""
        return self.done[-1] if self.done else None

    @property
    def is_button(self) -> bool:
        """The message is a button that the server issued (Rasa receives it as `/intent{...}`)."""
        return self.text.startswith("/")

    def request(self) -> dict[str, Any]:
        """The message as a request that can be kept in a slot and resumed later."""
        kept = [{key: entity.get(key) for key in ("entity", "value", "role")} for entity in self.entities]
        return {"intent": self.intent, "entities": kept, "text": "" if self.is_button else self.text, **self.content}


@dataclass(frozen=True)
class Decision:
    """What the supervisor wants done next.

    Attributes:
        action: the action or form to run, None to abstain.
        slots: slot values to set when this decision is carried out (always, when it abstains).
        weak: an ordinary prediction that any rule beats, instead of one that pre-empts everything.
    """

    action: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    weak: bool = False


ABSTAIN = Decision()


def next_step(turn: Turn, steps: tuple[str, ...], slots: dict[str, Any]) -> Decision | None:
    """The first of `steps` that has not been done in this turn; None when the turn went another way or is over.

    `slots` are set together with the first step.
    """
    count = len(turn.done)
    if turn.done != steps[:count] or count == len(steps):
        return None
    return Decision(steps[count], slots if count == 0 else {})
