"""The words of a statement in the languages of programs."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What a statement says in one language. `span` and the payments have places for values."""

    statement: str
    span: str
    opening: str
    due: str
    owed: str
    settled: str
    closing: str
    lines: str
    partner: str
    reason: str
    times: str
    points: str
    amount: str
    payments: str
    you_pay: str
    pays_you: str
    done: str
    nothing: str
    redemptions: str
    moment: str
    card: str
    more: str
    kinds: Mapping[str, str]


WORDS: Mapping[str, Words] = {
    "en": Words(
        statement="Settlement statement",
        span="Period {number}: {first} until before {last}",
        opening="Open before",
        due="Partners owe you",
        owed="You owe partners",
        settled="Payments recorded",
        closing="Open now",
        lines="Why",
        partner="Partner",
        reason="Reason",
        times="Times",
        points="Points",
        amount="Amount",
        payments="Payments of this period",
        you_pay="You pay {partner}",
        pays_you="{partner} pays you",
        done="done",
        nothing="Nobody pays anything.",
        redemptions="Redemptions",
        moment="When",
        card="Card",
        more="{count} more are in the CSV file.",
        kinds={
            "owes.redemption": "Your points, spent there",
            "owes.reversal": "Came back from there",
            "owes.pack": "Points in advance",
            "gets.redemption": "Their points, spent here",
            "gets.reversal": "Given back here",
            "gets.pack": "Points in advance",
        },
    ),
    "de": Words(
        statement="Abrechnung",
        span="Zeitraum {number}: {first} bis vor {last}",
        opening="Offen zu Beginn",
        due="Forderungen an Partner",
        owed="Verbindlichkeiten bei Partnern",
        settled="Erfasste Zahlungen",
        closing="Offen am Ende",
        lines="Wofür",
        partner="Partner",
        reason="Grund",
        times="Anzahl",
        points="Punkte",
        amount="Betrag",
        payments="Zahlungen dieses Zeitraums",
        you_pay="Zahlung an {partner}",
        pays_you="Zahlung von {partner}",
        done="erledigt",
        nothing="Niemand zahlt etwas.",
        redemptions="Einlösungen",
        moment="Wann",
        card="Karte",
        more="{count} weitere stehen in der CSV-Datei.",
        kinds={
            "owes.redemption": "Eigene Punkte, dort eingelöst",
            "owes.reversal": "Von dort zurück",
            "owes.pack": "Punkte im Voraus",
            "gets.redemption": "Fremde Punkte, hier eingelöst",
            "gets.reversal": "Hier zurückgegeben",
            "gets.pack": "Punkte im Voraus",
        },
    ),
}
