"""Names of persons: behind what announces them, with a known given name, or as a signature."""

from __future__ import annotations

import re

from courant.french.communes import population_rank
from courant.french.values.found import Found
from courant.french.values.person_words import Word, announced, lists, words_of
from courant.french.values.reading import Reading

ANNOUNCED, WITH_GIVEN_NAME, SIGNED, HINTED, ALONE = 0.87, 0.84, 0.82, 0.72, 0.62
_MOST_WORDS = 4
_SHORTEST = 2
_LARGE_TOWN = 300
_JOINED = re.compile(r"[\s'-]?\s?|\.\s?")
_BESIDE = re.compile(r"\s*,?\s*")
_COLON = re.compile(r"\s*[:=]\s*")
_SHORT_TITLES = frozenset({"m", "me", "mm"})  # also « m'ont », « me rappeler » and « même », typed in lower case
# « Saint-Martin », « dans l'Aude »
_NO_PERSON = frozenset({"saint", "st", "sainte", "ste", "l'", "la", "le", "les", "dans", "en"})
_OPPOSING = frozenset({"pas", "non"})  # « c'est Lefebvre, pas Lefèvre »
_AT_THE_PHONE = re.compile(r"\s(?:a l'appareil|a l appareil)")
_LOOSE = re.compile(r"[\s,:.!=-]*")


def find_names(reading: Reading) -> list[Found]:
    """Return names of persons as typed, without their title.

    Behind « je m'appelle », « au nom de », « Mme », « nom : » in any case of letters; elsewhere where a known given
    name stands beside another name; one given name alone where a person is spoken of (« ma fille Élodie »), or with a
    capital amid a sentence; at the end of a message as a signature.
    """
    words = words_of(reading.source)
    found: list[Found] = []
    index = 0
    while index < len(words):
        size, confidence = _name_at(reading, words, index)
        if size and not _is_a_brand(reading, words[index : index + size]):
            start, end = reading.span(words[index].start, words[index + size - 1].end)
            found.append(Found("nom", reading.source[start:end], start, end, confidence))
        index += size or 1
    return found


def _is_a_brand(reading: Reading, run: tuple[Word, ...]) -> bool:
    """« Leroy Merlin »: two surnames that are a shop together."""
    return len(run) > 1 and reading.text[run[0].start : run[-1].end] in lists().never


def _name_at(reading: Reading, words: tuple[Word, ...], index: int) -> tuple[int, float]:
    """Return how many words the name that begins at a word has, and how sure it is; 0 when none does."""
    word = words[index]
    titled = index > 0 and words[index - 1].text in lists().titles
    opens = (word.particle and (word.capital or titled)) or _initial(word, reading)  # « Mme de La Tour », « J. Petit »
    if (word.never and not opens) or word.text in lists().titles | lists().places or of_a_place(words, index, reading):
        return 0, 0.0
    size = _run(reading, words, index)
    if not size or words[index + size - 1].end - word.start < _SHORTEST:
        return 0, 0.0
    if _behind_title(reading, words, index):
        return size, ANNOUNCED
    if announced(words, index, lists().announcing, reading, _BESIDE):
        return size, ANNOUNCED
    if announced(words, index, lists().headings, reading, _COLON):
        return size, ANNOUNCED
    known = word.capital or word.given or _surname(word)
    if known and announced(words, index, lists().bare_headings, reading, _BESIDE):
        return size, ANNOUNCED
    if _AT_THE_PHONE.match(reading.text, words[index + size - 1].end):
        return size, ANNOUNCED
    return _unannounced(reading, words, index, size)


def _unannounced(reading: Reading, words: tuple[Word, ...], index: int, size: int) -> tuple[int, float]:
    run = words[index : index + size]
    word, several = words[index], sum(not one.particle for one in run) > 1
    if several and _has_given_name(run[0], run[-1]):
        return size, WITH_GIVEN_NAME
    hinted = announced(words, index, lists().hinting, reading, _LOOSE)
    if word.capital and not any(map(_common, run)) and announced(words, index, lists().relating, reading, _BESIDE):
        return size, HINTED
    if hinted and several and all(one.capital or one.particle for one in run) and not any(map(_common, run)):
        return size, HINTED
    if hinted and (word.surely_given or (word.given and word.capital) or (word.capital and _surname(word))):
        return size, HINTED
    if _initial(word, reading) and several and _fits_capitals(run[-1]):
        return size, HINTED
    if _is_the_subject(reading, words, index) or announced(words, index, lists().naming, reading, _BESIDE):
        return (size, ALONE) if all(may_be_name(one) or one.particle for one in run) else (0, 0.0)
    if _signs(reading, words, index, size):
        return size, SIGNED
    return (1, ALONE) if size == 1 and _stands_alone(words, index) else (0, 0.0)


def _has_given_name(first: Word, last: Word) -> bool:
    if any(one.surely_given or (one.given and one.capital) for one in (first, last)):
        return True
    return (first.given and _surname(last)) or (last.given and _surname(first))


def _run(reading: Reading, words: tuple[Word, ...], index: int) -> int:
    """Return how many words from here on can be one name: all with capitals, or all without."""
    capitals = next((one for one in words[index:] if not one.particle), words[index]).capital
    size, last = 0, index
    for at in range(index, len(words)):
        word = words[at]
        if at > index and _JOINED.fullmatch(reading.text[words[at - 1].end : word.start]) is None:
            break
        if (word.particle if capitals else word.small_particle) and (at > index or at + 1 < len(words)):
            continue
        fits = (_fits_capitals(word) or _initial(word, reading)) if capitals else _fits_lower(words, index, at)
        if not fits or at - index >= _MOST_WORDS + 2 or size >= _MOST_WORDS:
            break
        size, last = size + 1, at
    if size > 1 and _large_town(words[last]):
        last -= 1  # « Nadège Roussel Strasbourg »
    return last - index + 1 if size else 0


def _large_town(word: Word) -> bool:
    return not (_surname(word) or word.given) and (population_rank(word.text) or _LARGE_TOWN + 1) <= _LARGE_TOWN


def _fits_capitals(word: Word) -> bool:
    return word.capital and not word.never and word.text not in lists().titles


def _fits_lower(words: tuple[Word, ...], index: int, at: int) -> bool:
    """Tell whether a word can go on a name typed without capitals: not a common one, and two in all.

    A third one when the first two are given names (« jean pierre dupont »).
    """
    word = words[at]
    count = sum(not one.particle for one in words[index:at])
    if word.never or (word.ordinary and not _surname(word) and not word.surely_given):
        return False
    if word.capital and at > index and not words[index].given:
        return False
    return count < 2 or (count == 2 and words[index].given and words[index + 1].given)


def _initial(word: Word, reading: Reading) -> bool:
    return len(word.text) == 1 and word.capital and reading.text[word.end : word.end + 1] == "."


def _is_the_subject(reading: Reading, words: tuple[Word, ...], index: int) -> bool:
    """Tell an unknown word with a capital in a message about names: « Boisseau et pas Boiseau »."""
    if words[index].first or not words[index].capital or population_rank(words[index].text):
        return False
    if any(word.text in lists().places for word in words):
        return False
    if any(word.text in lists().subjects for word in words):
        return True
    opposed = words[index - 1].text in _OPPOSING and any(may_be_name(word) for word in words[: index - 1])
    return index > 0 and opposed


def _surname(word: Word) -> bool:
    return word.text in lists().surnames


def _common(word: Word) -> bool:
    """Tell an ordinary word with a capital (« Carte Bancaire ») from a name."""
    return word.ordinary and not (_surname(word) or word.given or word.particle)


def _behind_title(reading: Reading, words: tuple[Word, ...], index: int) -> bool:
    if index == 0 or re.fullmatch(r"\.?\s*", reading.text[words[index - 1].end : words[index].start]) is None:
        return False
    title = words[index - 1]
    if title.text not in lists().titles or title.text not in _SHORT_TITLES:
        return title.text in lists().titles
    dotted = reading.text[title.end : title.end + 1] == "."
    if title.text != "m":
        return words[index].capital and title.capital and (dotted or not title.acronym)
    return title.capital or dotted or (title.first and not words[index].ordinary)


def of_a_place(words: tuple[Word, ...], index: int, reading: Reading) -> bool:
    """Tell the name of a street, a school or a shop (« rue Jean Jaurès », « lycée Jean Moulin »)."""
    for at in range(index - 1, max(-1, index - 4), -1):
        if re.search(r"[.,;:!?\d]", reading.text[words[at].end : words[index].start]):
            return False
        if words[at].text in lists().places:
            return True
        if not (words[at].particle or words[at].capital):
            return False
    return False


def _signs(reading: Reading, words: tuple[Word, ...], index: int, size: int) -> bool:
    """Tell whether a name with capitals ends the message behind « cordialement » or « merci »."""
    rest = reading.text[words[index + size - 1].end :].strip(" .,!-")
    if rest or not announced(words, index, lists().closings, reading, _LOOSE):
        return False
    return words[index].capital or words[index].surely_given or _surname(words[index])


def _stands_alone(words: tuple[Word, ...], index: int) -> bool:
    """Tell a given name amid a sentence (« voir avec Julien ») from its first word and from saints."""
    word = words[index]
    thing = index > 0 and words[index - 1].text in _NO_PERSON
    return word.capital and not word.first and word.surely_given and not thing


def may_be_name(word: Word) -> bool:
    """Tell whether a word with a capital may belong to a name: it is no common word and no brand."""
    plain = not (word.never or word.acronym or _common(word)) and len(word.text) > 1
    return word.capital and plain and word.text not in lists().titles
