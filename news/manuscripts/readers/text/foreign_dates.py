"""Dates with month names in other languages, which English pages may take from their system."""

import re

_MONTHS = {
    "January": "enero janvier januar jänner gennaio janeiro januari",
    "February": "febrero février februar febbraio fevereiro februari",
    "March": "marzo mars märz março maart",
    "April": "abril avril aprile",
    "May": "mayo mai maggio maio mei",
    "June": "junio juin juni giugno junho",
    "July": "julio juillet juli luglio julho",
    "August": "agosto août augustus",
    "September": "septiembre setiembre septembre settembre setembro",
    "October": "octubre octobre oktober ottobre outubro",
    "November": "noviembre novembre",
    "December": "diciembre décembre dezember dicembre dezembro",
}
_ENGLISH = {name: month for month, names in _MONTHS.items() for name in names.split()}
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})\.?\s+(?:de\s+)?(?P<month>{'|'.join(_ENGLISH)})\s+(?:del?\s+)?"
    r"(?P<year>(?:19|20)\d{2})\b",
    re.IGNORECASE,
)


def with_english_months(text: str) -> str:
    """“27 de enero de 2026” as “27 January 2026”."""
    return _DATE.sub(
        lambda date: f"{date['day']} {_ENGLISH[date['month'].lower()]} {date['year']}", text
    )
