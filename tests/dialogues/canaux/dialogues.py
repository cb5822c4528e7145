"""The dialogues of the matrix, each written once for all channels."""

from __future__ import annotations

from dataclasses import dataclass

# Customers of the demo, by number and postcode.
CAMILLE, MOHAMED, BAKERY = ("10000001", "69003"), ("10000002", "31000"), ("10000005", "59000")
IN_ARREARS, KARIM = ("10000020", "33000"), ("10000014", "33000")


# Longer than one message should be on a phone.
LETTER = "\n\n".join(
    f"{number}. J'ai relu vos factures et vos relevés depuis le début du contrat, et voici ce que j'y ai trouvé\u00a0: "
    "la consommation de cet hiver avait été estimée, puis corrigée au printemps. La différence vous a été comptée en "
    "une fois. C'est la raison de la hausse, et non un défaut de votre compteur."
    for number in range(1, 9)
)


@dataclass(frozen=True)
class Say:
    """Words, and the intent that they are understood as; as the model understands them without one."""

    text: str
    means: str = ""


@dataclass(frozen=True)
class Press:
    """A choice of the last answers, by the beginning of its title in the packs."""

    title: str


@dataclass(frozen=True)
class Code:
    """The one-time code that has just been sent."""


@dataclass(frozen=True)
class Photo:
    """A picture."""


@dataclass(frozen=True)
class Place:
    """A shared position, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Adviser:
    """A person of the customer service writes, once the conversation is theirs."""

    name: str
    text: str


Step = Say | Press | Code | Photo | Place | Adviser


@dataclass(frozen=True)
class Dialogue:
    """What a customer does, one step after the other."""

    name: str
    steps: tuple[Step, ...]


def known(customer: tuple[str, str]) -> tuple[Step, ...]:
    """Give the two facts that are asked."""
    return tuple(map(Say, customer))


# Have a code sent to the phone, and give it.
CODE: tuple[Step, ...] = (Press("SMS"), Code())


def verified(customer: tuple[str, str]) -> tuple[Step, ...]:
    """Give the two facts, then the code that arrives by SMS."""
    return (*known(customer), *CODE)


DIALOGUES = (
    Dialogue("accueil", (Say("bonjour", "salutations"), Say("aide", "aide"), Press("Les aides"))),
    Dialogue(
        "facture_expliquee",
        (
            Say("bjr g rien compri a ma derniere facture elle a doublé", "explication_facture"),
            *verified(CAMILLE),
            Say("c'est quoi la cta", "explication_frais_particuliers"),
        ),
    ),
    Dialogue(
        "copie_de_facture",
        (Say("je veux une copie de ma facture d'électricité", "demander_copie_facture"), *verified(CAMILLE)),
    ),
    Dialogue(
        "choix_de_facture",
        (
            Say("je veux une copie de ma facture", "demander_copie_facture"),
            *verified(BAKERY),
            Say("celle de janvier 2012", "demander_copie_facture"),
        ),
    ),
    Dialogue(
        "lien_de_paiement",
        (
            Say("je veux payer ma facture", "effectuer_paiement"),
            *known(MOHAMED),
            Press("Un autre montant"),
            *CODE,
            Say("100 euros"),
            Press("Oui"),
        ),
    ),
    Dialogue(
        "paiement_de_plusieurs_factures",
        (
            Say("je veux payer ma facture", "effectuer_paiement"),
            *known(IN_ARREARS),
            Press("Une seule facture"),
            *CODE,
        ),
    ),
    Dialogue(
        "plan_de_paiement",
        (
            Say("je veux payer ma facture en plusieurs fois", "paiements_echelonnes"),
            *verified(MOHAMED),
            Press("3 fois"),
            Say("le 5"),
            Say("oui"),
            Say("oui"),
        ),
    ),
    Dialogue(
        "releve",
        (
            Say("je veux donner le relevé de mon compteur", "signalement_consommation"),
            *known(KARIM),
            Say("4 640"),
            Press("Oui, c'est bien ça"),
            Photo(),
            Say("oui"),
        ),
    ),
    Dialogue(
        "panne",
        (
            Say("je n'ai plus d'électricité chez moi", "signaler_panne"),
            Press("Non, aucun danger"),
            Place(47.3220, 5.0415),
            Say("12 rue du Test, 21000 Dijon"),
            Press("Chez moi seulement"),
            Press("Il n'avait pas sauté"),
            Photo(),
            Say("06 39 98 12 34"),
            Press("Oui"),
        ),
    ),
    Dialogue(
        "gaz",
        (
            Say("combien je dois", "renseignements_sur_solde"),
            Say("ça sent le gaz dans la cuisine"),
            Place(45.7640, 4.8357),
            Say("oui"),
            Say("on est dehors, en sécurité", "en_securite"),
            Press("Reprendre ma demande"),
        ),
    ),
    Dialogue(
        "conseiller",
        (
            Say("je veux parler à un conseiller", "mettre_en_relation_avec_agent"),
            Adviser("Claire", LETTER),
        ),
    ),
    Dialogue(
        "texte_long",
        (
            Say("bonjour", "salutations"),
            Say("mon respirateur ne marche plus, il n'y a plus de courant"),
            Say("c'est bon, on est en sécurité", "en_securite"),
            Say("quelles aides pour payer ma facture", "aides_energie"),
            Say("mes données sont-elles protégées ?", "garantie_securite"),
        ),
    ),
    Dialogue("stop", (Say("STOP"), Say("bonjour", "salutations"))),
)
