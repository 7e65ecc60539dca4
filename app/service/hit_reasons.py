"""Why a photo is a hit, in the language of the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from photos_ml.app.service.context import Context
from photos_ml.app.service.language import ENGLISH, region_asked
from photos_ml.app.service.wording import place_namer, tag_namer
from photos_ml.saying import Saying
from photos_ml.search.hits import Hit
from photos_ml.types import DateSource, Place, Precision, Taken

SAYS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "looks": "sieht aus wie „{text}“ ({share})", "has": "enthält „{text}“", "in": "Ort: {place}",
        "no_date": "Datum unbekannt, daher weiter unten",
        "no_place": "Ort unbekannt, daher weiter unten",
        "with": "mit {names}", "by": "Kamera: {name}", "named": "Dateiname",
        "described": "beschrieben als {words}", "path": "im Pfad: {words}", "says": "darin steht {words}",
        "yours": "von dir: {tag}", "tagged": "erkannt: {tag} ({share})", "taken": "aufgenommen: {when}",
        "guessed": "aufgenommen etwa: {when}", "perhaps": "vielleicht {when}: Datum der Datei",
        "in_keywords": "„{text}“ steht in den Stichwörtern",
        "in_caption": "„{text}“ steht in der Beschreibung",
        "in_file_name": "„{text}“ steht im Dateinamen",
        "in_folder": "„{text}“ steht im Namen des Ordners",
    },
    "es": {
        "looks": "se parece a «{text}» ({share})", "has": "contiene «{text}»", "in": "lugar: {place}",
        "no_date": "fecha desconocida, por eso más abajo",
        "no_place": "lugar desconocido, por eso más abajo",
        "with": "con {names}", "by": "cámara: {name}", "named": "nombre del archivo",
        "described": "descrita como {words}", "path": "en la ruta: {words}", "says": "pone {words}",
        "yours": "por ti: {tag}", "tagged": "reconocido: {tag} ({share})", "taken": "fecha: {when}",
        "guessed": "hacia: {when}", "perhaps": "quizá {when}: la fecha del archivo",
        "in_keywords": "«{text}» está en las palabras clave",
        "in_caption": "«{text}» está en la descripción",
        "in_file_name": "«{text}» está en el nombre del archivo",
        "in_folder": "«{text}» está en el nombre de la carpeta",
    },
    "fr": {
        "looks": "ressemble à « {text} » ({share})", "has": "contient « {text} »", "in": "lieu : {place}",
        "no_date": "date inconnue, donc plus bas",
        "no_place": "lieu inconnu, donc plus bas",
        "with": "avec {names}", "by": "appareil : {name}", "named": "nom du fichier",
        "described": "décrite par {words}", "path": "dans le chemin : {words}", "says": "on y lit {words}",
        "yours": "par vous : {tag}", "tagged": "reconnu : {tag} ({share})", "taken": "date : {when}",
        "guessed": "vers : {when}", "perhaps": "peut-être {when} : la date du fichier",
        "in_keywords": "« {text} » est dans les mots-clés",
        "in_caption": "« {text} » est dans la légende",
        "in_file_name": "« {text} » est dans le nom du fichier",
        "in_folder": "« {text} » est dans le nom du dossier",
    },
    "it": {
        "looks": "somiglia a «{text}» ({share})", "has": "contiene «{text}»", "in": "luogo: {place}",
        "no_date": "data sconosciuta, perciò più in basso",
        "no_place": "luogo sconosciuto, perciò più in basso",
        "with": "con {names}", "by": "fotocamera: {name}", "named": "nome del file",
        "described": "descritta come {words}", "path": "nel percorso: {words}", "says": "vi si legge {words}",
        "yours": "da te: {tag}", "tagged": "riconosciuto: {tag} ({share})", "taken": "data: {when}",
        "guessed": "verso: {when}", "perhaps": "forse {when}: la data del file",
        "in_keywords": "«{text}» è nelle parole chiave",
        "in_caption": "«{text}» è nella descrizione",
        "in_file_name": "«{text}» è nel nome del file",
        "in_folder": "«{text}» è nel nome della cartella",
    },
    "pt": {
        "looks": "parece “{text}” ({share})", "has": "contém “{text}”", "in": "lugar: {place}",
        "no_date": "data desconhecida, por isso mais abaixo",
        "no_place": "lugar desconhecido, por isso mais abaixo",
        "with": "com {names}", "by": "câmera: {name}", "named": "nome do arquivo",
        "described": "descrita como {words}", "path": "no caminho: {words}", "says": "nela se lê {words}",
        "yours": "por você: {tag}", "tagged": "reconhecido: {tag} ({share})", "taken": "data: {when}",
        "guessed": "por volta de: {when}", "perhaps": "talvez {when}: a data do arquivo",
        "in_keywords": "“{text}” está nas palavras-chave",
        "in_caption": "“{text}” está na descrição",
        "in_file_name": "“{text}” está no nome do arquivo",
        "in_folder": "“{text}” está no nome da pasta",
    },
}  # fmt: skip
"""Language -> kind of reason -> its words."""


MONTH_FIRST = frozenset(("", "AS", "CA", "GU", "MH", "MP", "PH", "PR", "UM", "US", "VI"))
"""Regions that write 'July 24, 2026' in English, by Unicode CLDR; '': English of no region."""


def hits_in(context: Context, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits, their reasons in the language of the app."""
    language = context.language
    if language == ENGLISH:
        return tuple(map(_month_first, hits)) if region_asked(ENGLISH) in MONTH_FIRST else hits
    named, called = place_namer(context), tag_namer(context)
    return tuple(
        replace(hit, why=tuple(_said(why, language, named, called) for why in hit.why)) for hit in hits
    )


def _month_first(hit: Hit) -> Hit:
    """The days of its reasons as the pages around them have theirs."""
    return replace(hit, why=tuple(map(_day_said, hit.why)))


def _day_said(why: str) -> str:
    if not isinstance(why, Saying) or why.what != "taken":
        return why
    day = why.facts["taken"].local
    words = why.replace(f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}")
    return Saying(why.what, words, **why.facts)


def _said(why: str, language: str, named: Callable[[Place], Place], called: Callable[[str], str]) -> str:
    if not isinstance(why, Saying):
        return why
    what, facts = why.what, dict(why.facts)
    if "place" in facts:
        facts["place"] = named(facts["place"])
    if "tag" in facts:
        facts["tag"] = called(facts["tag"])
    if taken := facts.pop("taken", None):
        what, facts["when"] = _sort(taken), _when(taken, language)
    return SAYS[language][what].format(**facts)


def _sort(taken: Taken) -> str:
    return {DateSource.MTIME: "perhaps", DateSource.GUESS: "guessed"}.get(taken.source, "taken")


def _when(taken: Taken, language: str) -> str:
    if language == ENGLISH:
        return str(taken)
    from photos_ml.ranker.telling.language import phrases

    words, day = phrases(language), taken.local.date()
    if words is None or taken.precision in (Precision.YEAR, Precision.DECADE):
        return str(taken)
    if taken.precision is Precision.MONTH:
        return words.say("month", month=words.months[day.month - 1], year=day.year)
    clock = taken.precision in (Precision.SECOND, Precision.MINUTE)
    return words.when(day, day) + (f", {taken.local:%H:%M}" if clock else "")
