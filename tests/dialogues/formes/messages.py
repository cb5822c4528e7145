"""What customers say in the middle of a form, and the intent that the classifier sees in it ("" for none)."""

from __future__ import annotations

QUESTION = "à quelle heure ouvre la boutique de Lyon ?"
GATED_QUESTION = "au fait, combien je vous dois ?"
STOP = "laissez tomber, j'arrête là"
PERSON = "je veux parler à un conseiller"
THANKS = "merci beaucoup"
WRONG = "je me suis trompé"
GIBBERISH = "azertyuiop qsdf"
NO_WORDS = "?!"
SOME_WORDS = "des réponses claires et rapides"
HELLO = "bonjour"
YES = "oui"
NO = "non merci"
DANGER = "ça sent le gaz dans la cuisine"
SAFE = "je suis dehors, en sécurité"
# No danger any more: it opens the report of a leak by its question about safety.
PAST_LEAK = "je voudrais vous dire où était la fuite hier"

UNDERSTOOD = {
    QUESTION: "horaires_magasin",
    GATED_QUESTION: "renseignements_sur_solde",
    STOP: "annuler",
    PERSON: "mettre_en_relation_avec_agent",
    THANKS: "remercier",
    WRONG: "corriger",
    GIBBERISH: "",
    NO_WORDS: "",
    SOME_WORDS: "",
    HELLO: "salutations",
    YES: "affirmer",
    NO: "refuser",
    SAFE: "en_securite",
    PAST_LEAK: "signaler_fuite_gaz",
}
