"""What a plan tells its user, in the language of the app: one table a language, English by the planner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from photos_ml.app.service.language import ENGLISH
from photos_ml.saying import Saying

SAYS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "future": "„{text}“ liegt in der Zukunft", "early": "„{text}“ liegt vor dem ersten Foto",
        "undated": "wann „{text}“ war, ist nicht bekannt: als Worte gelesen",
        "unborn": "wann {name} geboren ist, ist nicht bekannt (photos-ml people birth)",
        "unasked": "nach Fotos, die nicht „{text}“ sind, kann nicht gefragt werden: als Worte gelesen",
        "long": "nur die ersten {n} Zeichen wurden gelesen",
        "stranger": "das sieht nach {what} aus: {read}", "letters": "das sind {what}: {read}",
        "letters_seen": "das sind {what}: was Bilder zeigen, wird verstanden; {read}",
        "read": "Zeiten, Orte, Namen und „ohne“ werden gelesen auf {known}",
    },
    "es": {
        "future": "«{text}» está en el futuro", "early": "«{text}» es anterior a la primera foto",
        "undated": "no se sabe cuándo fue «{text}»: se lee como palabras",
        "unborn": "no se sabe cuándo nació {name} (photos-ml people birth)",
        "unasked": "no se pueden pedir fotos que no sean «{text}»: se lee como palabras",
        "long": "solo se han leído los primeros {n} caracteres",
        "stranger": "esto parece {what}: {read}", "letters": "esto son {what}: {read}",
        "letters_seen": "esto son {what}: lo que muestran las fotos se entiende; {read}",
        "read": "las fechas, los lugares, los nombres y «sin» se leen en {known}",
    },
    "fr": {
        "future": "« {text} » est dans le futur", "early": "« {text} » est avant la première photo",
        "undated": "on ne sait pas quand était « {text} » : lu comme des mots",
        "unborn": "on ne sait pas quand {name} est né(e) (photos-ml people birth)",
        "unasked": "on ne peut pas demander des photos qui ne sont pas « {text} » : lu comme des mots",
        "long": "seuls les {n} premiers caractères ont été lus",
        "stranger": "cela ressemble à du {what} : {read}", "letters": "ce sont des {what} : {read}",
        "letters_seen": "ce sont des {what} : ce que montrent les photos est compris ; {read}",
        "read": "les dates, les lieux, les noms et « sans » sont lus en {known}",
    },
    "it": {
        "future": "«{text}» è nel futuro", "early": "«{text}» è prima della prima foto",
        "undated": "non si sa quando fu «{text}»: letto come parole",
        "unborn": "non si sa quando è nato/a {name} (photos-ml people birth)",
        "unasked": "non si possono chiedere foto che non siano «{text}»: letto come parole",
        "long": "sono stati letti solo i primi {n} caratteri",
        "stranger": "questo sembra {what}: {read}", "letters": "queste sono {what}: {read}",
        "letters_seen": "queste sono {what}: ciò che mostrano le foto si capisce; {read}",
        "read": "date, luoghi, nomi e «senza» si leggono in {known}",
    },
    "pt": {
        "future": "“{text}” está no futuro", "early": "“{text}” é anterior à primeira foto",
        "undated": "não se sabe quando foi “{text}”: lido como palavras",
        "unborn": "não se sabe quando {name} nasceu (photos-ml people birth)",
        "unasked": "não é possível pedir fotos que não sejam “{text}”: lido como palavras",
        "long": "só os primeiros {n} caracteres foram lidos",
        "stranger": "isto parece {what}: {read}", "letters": "isto são {what}: {read}",
        "letters_seen": "isto são {what}: o que as fotos mostram é entendido; {read}",
        "read": "datas, lugares, nomes e “sem” são lidos em {known}",
    },
}  # fmt: skip
"""Language -> which note -> its words; `read` is a part of those about languages."""
READ: Mapping[str, Mapping[str, str]] = {
    code: dict(zip(("en", "de", "es", "fr", "it", "pt"), names.split(), strict=True))
    for code, names in {
        "de": "Englisch Deutsch Spanisch Französisch Italienisch Portugiesisch",
        "es": "inglés alemán español francés italiano portugués",
        "fr": "anglais allemand espagnol français italien portugais",
        "it": "inglese tedesco spagnolo francese italiano portoghese",
        "pt": "inglês alemão espanhol francês italiano português",
    }.items()
}
"""Language -> code of one that queries are read in -> its name."""
_STRANGERS = (
    *("Dutch", "Swedish", "Danish or Norwegian", "Finnish", "Polish", "Czech or Slovak", "Hungarian"),
    *("Romanian", "Turkish", "Indonesian or Malay", "Catalan", "Vietnamese"),
    *("Cyrillic letters", "Greek letters", "Arabic letters", "Hebrew letters", "Devanagari letters"),
    *("Thai letters", "Korean letters", "Japanese letters", "Chinese or Japanese letters", "other letters"),
)
_STRANGE = {
    "de": "Niederländisch, Schwedisch, Dänisch oder Norwegisch, Finnisch, Polnisch, "
    "Tschechisch oder Slowakisch, Ungarisch, Rumänisch, Türkisch, Indonesisch oder Malaiisch, "
    "Katalanisch, Vietnamesisch, kyrillische Buchstaben, griechische Buchstaben, arabische Buchstaben, "
    "hebräische Buchstaben, Devanagari-Buchstaben, thailändische Buchstaben, koreanische Buchstaben, "
    "japanische Schriftzeichen, chinesische oder japanische Schriftzeichen, andere Buchstaben",
    "es": "neerlandés, sueco, danés o noruego, finés, polaco, checo o eslovaco, húngaro, rumano, turco, "
    "indonesio o malayo, catalán, vietnamita, letras cirílicas, letras griegas, letras árabes, "
    "letras hebreas, letras devanagari, letras tailandesas, letras coreanas, letras japonesas, "
    "letras chinas o japonesas, otras letras",
    "fr": "néerlandais, suédois, danois ou norvégien, finnois, polonais, tchèque ou slovaque, hongrois, "
    "roumain, turc, indonésien ou malais, catalan, vietnamien, lettres cyrilliques, lettres grecques, "
    "lettres arabes, lettres hébraïques, lettres devanagari, lettres thaïes, lettres coréennes, "
    "lettres japonaises, lettres chinoises ou japonaises, autres lettres",
    "it": "olandese, svedese, danese o norvegese, finlandese, polacco, ceco o slovacco, ungherese, rumeno, "
    "turco, indonesiano o malese, catalano, vietnamita, lettere cirilliche, lettere greche, lettere arabe, "
    "lettere ebraiche, lettere devanagari, lettere thai, lettere coreane, lettere giapponesi, "
    "lettere cinesi o giapponesi, altre lettere",
    "pt": "holandês, sueco, dinamarquês ou norueguês, finlandês, polonês, tcheco ou eslovaco, húngaro, "
    "romeno, turco, indonésio ou malaio, catalão, vietnamita, letras cirílicas, letras gregas, "
    "letras árabes, letras hebraicas, letras devanágari, letras tailandesas, letras coreanas, "
    "letras japonesas, letras chinesas ou japonesas, outras letras",
}
STRANGE: Mapping[str, Mapping[str, str]] = {
    code: dict(zip(_STRANGERS, names.split(", "), strict=True)) for code, names in _STRANGE.items()
}
"""Language -> what the planner calls a language or letters that it does not read -> its name."""


def notes_in(language: str, notes: Sequence[str]) -> tuple[str, ...]:
    """The notes of a plan; what no table knows, as the terms of a language model, stays as it is."""
    if language == ENGLISH:
        return tuple(notes)
    return tuple(_said(note, language) for note in notes)


def _said(note: str, language: str) -> str:
    if not isinstance(note, Saying):
        return note
    facts, says = dict(note.facts), SAYS[language]
    if known := facts.pop("known", ()):
        facts["what"] = STRANGE[language][facts["what"]]
        facts["read"] = says["read"].format(known=", ".join(READ[language][code] for code in known))
    return says[note.what].format(**facts)
