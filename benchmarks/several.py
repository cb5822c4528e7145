"""Whether two requests in one message are seen, and how often one is taken for two."""

from __future__ import annotations

from benchmarks.accuracy import mean
from benchmarks.corpora import Sentence
from benchmarks.report import Figure, Section, percent
from benchmarks.subject import Subject


def run(subject: Subject) -> Section:
    """Compare what is found with the subjects that the author of a sentence wrote into it."""
    doubles = [one for one in subject.corpora.intents if len(one.topics) > 1]
    # A sentence without declared subjects may hold two all the same when a second label is accepted.
    singles = [one for one in subject.corpora.intents if not one.topics and not one.others]
    seen = [_requests(subject, one) for one in doubles]
    whole = [set(one.topics) <= set(said) for one, said in zip(doubles, seen, strict=True)]
    partly = [bool(set(one.topics) & set(said)) for one, said in zip(doubles, seen, strict=True)]
    wrong = [len(said) > 1 and not set(said) <= set(one.topics) for one, said in zip(doubles, seen, strict=True)]
    false = [len(_requests(subject, one)) > 1 for one in singles]
    figures = (
        Figure("both requests seen", percent(mean(whole)), "%", ">= 60"),
        Figure("at least one of them", percent(mean(partly)), "%", ">= 90"),
        Figure("a request seen that is not there", percent(mean(wrong)), "%"),
        Figure("single requests taken for two", percent(mean(false)), "%", "<= 2"),
    )
    return Section("Two requests in one message", figures, note=f"{len(doubles)} doubles, {len(singles)} singles.")


def _requests(subject: Subject, one: Sentence) -> list[str]:
    parsed = subject.parse(one.text)
    return [parsed["intent"]["name"], *(row["intent"] for row in parsed.get("demandes", ()))]
