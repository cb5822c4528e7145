"""Training of the model of dangers: the voices of the intents learn natures of danger, one of them being calm."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped, unused-ignore]

from courant.danger import CRITICAL, assess
from courant.encoders import EmbeddingCache, SentenceEncoder, Vectors
from custom_components.dangers.examples import CALM, Example, once
from custom_components.intents.model import WORDS, Facts, IntentModel, company
from custom_components.intents.voices import Codes, MeaningVoice, Tuning, WordsVoice
from custom_components.intents.wording import wording

# Fitted on examples left out of the learning, as for the intents; they moved by a few hundredths as examples came.
_ALONE, _WITH_MEANING = (1.14,), (0.84, 0.34)
_SPREAD, _NEAR = 2000, 2000  # ordinary sentences that are learned: some of each intent, and those nearest to dangers
_TUNING = Tuning()


def train(
    written: Sequence[Example], asked: Sequence[Example], encoder: SentenceEncoder | None, cache: EmbeddingCache
) -> IntentModel:
    """Learn from dangers of several natures and calm sentences.

    Args:
        written: (sentence, nature) pairs that are all learned.
        asked: what customers ask, of which only some calm sentences are learned.
        encoder: None for a model of words alone.
        cache: where vectors of examples are kept.
    """
    examples, own = once([*written, *asked]), {sentence for sentence, _ in written}
    ordinary = np.array([kind == CALM and sentence not in own for sentence, kind in examples])
    read = [wording(sentence) for sentence, _ in examples]
    labels, codes = np.unique([kind for _, kind in examples], return_inverse=True)
    vectors = None if encoder is None else cache.encode(encoder, [one.sentence for one in read])
    with _quiet_thread():
        chosen = _telling(ordinary, codes, vectors, labels.tolist().index(CALM))
        # A danger that another pack holds would teach that it is calm.
        chosen = [i for i in chosen if not ordinary[i] or assess(examples[i][0]).name != CRITICAL]
        facts = _facts(labels.tolist(), encoder, len(chosen))
        meanings = {} if vectors is None else {name: _meaning(vectors, codes, chosen) for name in facts.encoders}
        return IntentModel(facts, WordsVoice.fit([read[i].words for i in chosen], codes[chosen], _TUNING), meanings)


def _telling(ordinary: NDArray[np.bool_], codes: Codes, vectors: Vectors | None, calm: int) -> list[int]:
    """Choose what to learn: of ordinary sentences some of each intent, then those that seem the least calm.

    With these nothing is lost by leaving out the others, which take most of the time.
    """
    free = np.flatnonzero(ordinary)
    some = free[np.arange(_SPREAD) * len(free) // _SPREAD] if len(free) > _SPREAD else free
    first, rest = np.concatenate([np.flatnonzero(~ordinary), some]), np.setdiff1d(free, some)
    if vectors is None or not len(rest):
        return [int(i) for i in first]
    danger = 1.0 - _meaning(vectors, codes, first).probabilities(vectors[rest])[:, calm]
    return [int(i) for i in (*first, *rest[np.argsort(-danger, kind="stable")[:_NEAR]])]


def _meaning(vectors: Vectors, codes: Codes, chosen: Sequence[int] | Codes) -> MeaningVoice:
    return MeaningVoice.fit(vectors[chosen], codes[chosen], _TUNING)


def _facts(labels: Sequence[str], encoder: SentenceEncoder | None, examples: int) -> Facts:
    encoders = {} if encoder is None else {encoder.name: encoder.digest}
    weights = {WORDS: _ALONE, **({company(encoders): _WITH_MEANING} if encoders else {})}
    return Facts(tuple(labels), _TUNING, encoders, weights, examples, held_out={})


@contextmanager
def _quiet_thread() -> Iterator[None]:
    """One thread, so that training gives the same model everywhere; the number of solver steps is chosen."""
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
