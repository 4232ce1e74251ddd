"""Columns and words of findings sheets, as auditors use them in Dutch and English (design section 6)."""

import re
from collections.abc import Mapping

_BETWEEN = re.compile(r"[\W_]+")

# The keys that a column may hold, each with the names under which auditors write it.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "nr", "nummer", "no", "number", "ref", "referentie", "reference", "kenmerk", "finding",
           "bevinding id", "bevinding nr", "bevindingnummer", "bevindingsnummer", "afwijking nr",
           "nummer bevinding", "finding id", "finding no", "finding number"),
    "controls": ("norm", "normelement", "normeis", "normparagraaf", "control", "controls", "requirement number",
                 "norm reference", "normverwijzing", "eis of maatregel"),
    "annex": ("beheersmaatregel", "beheersmaatregelen", "maatregelnummer", "annex a", "annex", "bijlage a", "bijlage",
              "annex a control"),
    "clause": ("paragraaf", "clause", "clauses", "hoofdstuk", "eis", "normhoofdstuk"),
    "grade": ("classificatie", "classification", "kritiek niet kritiek", "grade", "gradatie", "categorie", "category",
              "cat", "cat1 cat2", "major minor", "major minor ofi", "type afwijking", "soort", "ernst", "severity",
              "soort bevinding", "type bevinding"),
    "title": ("titel", "title", "onderwerp", "subject", "korte omschrijving", "finding title", "samenvatting"),
    "requirement": ("vereiste", "requirement", "criterium", "wat moet"),
    "statement": ("afwijking", "bevinding", "bevindingen", "omschrijving", "beschrijving", "description", "statement",
                  "nonconformity", "omschrijving bevinding", "statement of the finding", "constatering"),
    "evidence_text": ("bewijs", "onderbouwing", "objectief bewijs", "evidence", "objective evidence"),
    "on": ("datum", "date", "datum bevinding", "vastgesteld op", "found on", "datum vaststelling"),
    "due": ("deadline", "due", "due date", "termijn", "uiterlijk", "vervaldatum", "streefdatum", "oplosdatum"),
    "priority": ("prioriteit", "priority", "prio"),
    "state": ("status", "state", "stand", "voortgang"),
    "state_on": ("datum status", "statusdatum", "status date", "status on"),
    "extent": ("omvang", "extent"),
    "correction": ("correctie", "correction"),
    "cause": ("oorzaak", "oorzaakanalyse", "cause", "root cause", "grondoorzaak", "kernoorzaak"),
    "action": ("maatregel", "action", "corrective action", "corrigerende maatregel", "actie", "verbetermaatregel"),
    "answered_on": ("datum reactie", "reactiedatum", "answered on", "response date"),
    "owner": ("eigenaar", "owner", "verantwoordelijke", "actiehouder", "responsible"),
    "rating": ("oordeel", "rating", "beoordeling", "conformiteit", "score"),
    "note": ("toelichting", "note", "opmerking", "opmerkingen", "remarks", "comment"),
    "depth": ("diepgang", "depth", "opzet bestaan werking"),
}  # fmt: skip

# The words of each choice, the Dutch one that a template offers first.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "grade": {
        "major": ("kritiek", "kritieke afwijking", "major", "major nonconformity", "cat 1", "cat1", "categorie 1",
                  "category 1", "majeur"),
        "minor": ("niet-kritiek", "niet kritieke afwijking", "minor", "minor nonconformity", "cat 2", "cat2",
                  "categorie 2", "category 2"),
        "observation": ("observatie", "observation", "ofi", "opportunity for improvement", "verbeterkans",
                        "verbeterpunt", "kans voor verbetering"),
        "ungraded": ("niet geclassificeerd", "niet ingedeeld", "ungraded"),
    },
    "rating": {
        "meets": ("voldoet", "meets", "conform", "conforming"),
        "largely_meets": ("voldoet grotendeels", "largely meets", "grotendeels"),
        "largely_fails": ("voldoet grotendeels niet", "largely fails", "grotendeels niet"),
        "fails": ("voldoet niet", "fails", "niet conform", "nonconforming"),
        "not_assessed": ("niet beoordeeld", "not assessed"),
    },
    "state": {
        "open": ("open", "nieuw", "new"),
        "planned": ("gepland", "planned"),
        "in_progress": ("in behandeling", "in progress", "in uitvoering", "lopend"),
        "implemented": ("geïmplementeerd", "implemented", "doorgevoerd"),
        "submitted": ("ingediend", "submitted"),
        "disputed": ("betwist", "disputed"),
        "accepted": ("geaccepteerd", "accepted", "aanvaard"),
        "returned": ("teruggestuurd", "returned"),
        "verified": ("geverifieerd", "verified"),
        "reopened": ("heropend", "reopened"),
        "withdrawn": ("ingetrokken", "withdrawn"),
    },
    "depth": {
        "design": ("opzet", "design"),
        "existence": ("bestaan", "existence"),
        "operation": ("werking", "operation"),
    },
}  # fmt: skip

DAYS = frozenset({"on", "due", "state_on", "answered_on"})


def folded(text: str) -> str:
    """A text by which names are compared: small letters, one blank for whatever stands between words."""
    return _BETWEEN.sub(" ", text.casefold()).strip()


_KEYS = {folded(name): key for key, names in NAMES.items() for name in (key, *names)}
_VALUES = {
    key: {folded(word): value for value, words in values.items() for word in (value, *words)}
    for key, values in WORDS.items()
}


def key_of(header: str, mapped: Mapping[str, str]) -> str | None:
    """The key that a column holds by its header; `mapped` are folded headers that the user named a key for."""
    name = folded(header)
    return mapped[name] if name in mapped else _KEYS.get(name)


def word_of(key: str, text: str) -> str:
    """What a word in a column of choices means; the text itself where it is none that is known."""
    return _VALUES[key].get(folded(text), text)
