"""German, at a smaller scale: the same kinds of phrases as English; the grammar is shared.

Words are compared folded: 'März' is 'marz', 'größte' is 'grosste'.
"""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each, numbered
from photos_ml.planner.lang.german.small import PHOTOS, SMALL

_WEEKDAYS = {
    "montag": 0,
    "dienstag": 1,
    "mittwoch": 2,
    "donnerstag": 3,
    "freitag": 4,
    "samstag": 5,
    "sonnabend": 5,
    "sonntag": 6,
}
_DAYPARTS = {
    "morgen": (5, 12),
    "vormittag": (5, 12),
    "nachmittag": (12, 17),
    "abend": (17, 22),
    "nacht": (22, 5),
}


def _calendar_tables() -> Tables:
    return {
        "month": numbered(
            "januar,jänner,jan",
            "februar,feber,feb",
            "märz,maerz,mrz",
            "april,apr",
            "mai",
            "juni,jun",
            "juli,jul",
            "august,aug",
            "september,sept,sep",
            "oktober,okt",
            "november,nov",
            "dezember,dez",
        ),
        "weak month": each("mai,august,jan"),
        "before month": each("im,in,seit,bis,ab,vom,von,während,aus dem,anfang,ende,mitte"),
        "dot": each("."),
        "ordinal dot": each("."),
        "weekday": {name: (day,) for name, day in _WEEKDAYS.items()},
        "weekdays": {f"{name}s": (day,) for name, day in _WEEKDAYS.items()}
        | {f"{name}{ending}": (day,) for ending in ("e", "en") for name, day in _WEEKDAYS.items()}
        | each("wochenenden,wochenends,wochenende", (5, 6))
        | each("werktagen,werktags,wochentags", (0, 1, 2, 3, 4)),
        "season": {
            **each("frühling,frühjahr,frühlings", "spring"),
            **each("sommer,sommers,sommerzeit", "summer"),
            **each("herbst,herbsts", "autumn"),
            **each("winter,winters", "winter"),
        },
        "seasons": {**each("sommern", "summer"), **each("wintern", "winter")},
        "seasonal thing": each("kleid,kleider,reifen,jacke,mantel,schuhe,garten,haus,zeit"),
        "unit": {
            **each("tag,tage,tagen,tages", "day"),
            **each("woche,wochen", "week"),
            **each("wochenende", "weekend"),
            **each("monat,monate,monaten,monats", "month"),
            **each("quartal,quartals", "quarter"),
            **each("jahr,jahre,jahren,jahres", "year"),
            **each("jahrzehnt,jahrzehnte,jahrzehnten,jahrzehnts", "decade"),
            **each("jahrhundert,jahrhunderts", "century"),
        },
        "holiday": {
            **each("weihnachten,weihnachtszeit,weihnacht,xmas", "christmas"),
            **each("heiligabend,heilig abend,heiliger abend", "christmas eve"),
            **each("silvester,sylvester", "new year's eve"),
            **each("neujahr", "new year's day"),
            **each("ostern,osterzeit,osterwochenende", "easter"),
            **each("ostersonntag", "easter sunday"),
            **each("ostermontag", "easter monday"),
            **each("karfreitag", "good friday"),
            **each("pfingsten", "pentecost"),
            **each("fasching,karneval,fastnacht,fasnacht", "carnival"),
            **each("rosenmontag", "rose monday"),
            **each("halloween", "halloween"),
            **each("nikolaus,nikolaustag", "st nicholas day"),
            **each("advent,adventszeit", "advent"),
            **each("muttertag", "mother's day"),
            **each("vatertag,himmelfahrt,christi himmelfahrt", "ascension"),
            **each("fronleichnam", "corpus christi"),
            **each("tag der deutschen einheit", "german unity day"),
            **each("oktoberfest,wiesn", "oktoberfest"),
            **each("valentinstag", "valentine's day"),
            **each("tag der arbeit,erster mai", "may day"),
            **each("allerheiligen", "all saints"),
            **each("sankt martin,martinstag", "st martin's day"),
            **each("heilige drei könige,dreikönigstag", "epiphany"),
        },
        "daypart": _DAYPARTS | {"mittag": (12, 17)},
        "dayparts": {
            **each("morgens,vormittags", (5, 12)),
            **each("nachmittags,mittags", (12, 17)),
            **each("abends", (17, 22)),
            **each("nachts", (22, 5)),
        },
        "clock word": {**each("mitternacht", 24), **each("mittag,mittags", 12)},
        "hours said": {
            **each("morgens,am morgen,frühmorgens,vormittags,am vormittag,in der früh", (5, 12)),
            **each("nachmittags,am nachmittag", (12, 17)),
            **each("abends,am abend", (17, 22)),
            **each("nachts,in der nacht,bei nacht", (22, 5)),
            **each("nach mitternacht,kurz nach mitternacht,vor sonnenaufgang,vor dem morgengrauen", (0, 5)),
            **each("um mitternacht,gegen mitternacht", (23, 1)),
            **each("vor mitternacht,kurz vor mitternacht", (22, 24)),
            **each("gegen mittag,um die mittagszeit", (11, 14)),
            **each("vor mittag,vor dem mittagessen", (5, 12)),
            **each("nach dem mittagessen", (12, 17)),
        },
        "before the daypart": each("am,in der,an"),
        "before daypart": each("am,in der,an,bei"),
        "last night": each("letzte nacht,gestern nacht"),
        "this daypart": {
            **each("heute morgen,heute früh,heute vormittag", (5, 12)),
            **each("heute nachmittag", (12, 17)),
            **each("heute abend,heute nacht", (17, 24)),
        },
        "relative day": {"heute": 0, "gestern": -1, "vorgestern": -2, "übermorgen": 2},
        "now": each("heute,jetzt"),
        "o'clock": each("uhr"),
        "hour mark": {"am": 0, "pm": 12, "h": None, "uhr": None},
        "part code": {"q": 4, "h": 2},
        "plural unit": each("wochenenden"),
        "same day": each("heute,am selben tag,am gleichen tag"),
        "this time": each("um diese zeit"),
        "around this time": each("um diese zeit"),
        "of the year": each("des jahres"),
        "on this day": each("an diesem tag,heute vor jahren"),
        "measure": each("m,km,meter,euro,leute,menschen,teile,kg"),
    }


def _relation_tables() -> Tables:
    adjective = (
        "letzten,letzte,letzter,letztes,letztem,vergangenen,vergangene,vergangenes,"
        "vergangener,vorigen,voriges,vorige"
    )
    return {
        "the": each("der,die,das,den,dem,des"),
        "a": each("ein,eine,einen,einem,einer,eines"),
        "owner": each("mein,meine,meinen,meinem,meiner,unser,unsere,unseren,unserem,sein,seine,ihr,ihre"),
        "with": each("mit"),
        "in": each(
            "in,im,am,an,zu,zum,zur,vom,von,aus,aus dem,aus den,während,während des,über,um,ums,"
            "beim,bei,in den,in der,in dem"
        ),
        "about": each("etwa,circa,ca,ungefähr"),
        "from": each("von,vom,ab"),
        "to": each("bis,bis zum,bis zu"),
        "hyphen": each("-,–,—"),
        "slash": each("/"),
        "comma": {",": True},
        "of": each("von,vom,des,der,im,in,in dem,letzten"),
        "and": each("und,&,sowie"),
        "or": each("oder"),
        "since": each("seit,seit dem,seit der,ab,ab dem"),
        "after": each("nach,nach dem,nach der,später als"),
        "before": each("vor,vor dem,vor der,früher als"),
        "until": each("bis,bis zum,bis zur,bis ende"),
        "between": each("zwischen"),
        "onward": each("oder später,und später"),
        "backward": each("oder früher,und früher,oder älter"),
        "older than": each("älter als"),
        "newer than": each("neuer als,jünger als"),
        "ago prefix": each("vor"),
        "before last adjective": each("vorletzten,vorletzte,vorletztes,vorletzter,vorletztem"),
        "this": each("dieser,diese,dieses,diesen,diesem,aktuelle,aktuellen,heurigen", 0),
        "last": each(adjective, -1),
        "next": each("nächsten,nächste,nächstes,nächster,kommenden,kommende", 1),
        "every": each("jeden,jedes,jede,jeder"),
        "decade suffix": each("jahre,jahren,jahrzehnt"),
        "part": {
            **each("anfang,beginn,frühen,früher,zu beginn", "early"),
            **each("mitte,mitten", "mid"),
            **each("ende,späten,spät", "late"),
        },
        "week of": each("von,vom,um,nach dem", "week of"),
    }


def _number_tables() -> Tables:
    ordinals = numbered(
        "erste,ersten,erster,erstes",
        "zweite,zweiten,zweiter,zweites",
        "dritte,dritten,dritter,drittes",
        "vierte,vierten",
        "fünfte,fünften",
        "sechste,sechsten",
        "siebte,siebten",
        "achte,achten",
        "neunte,neunten",
        "zehnte,zehnten",
    )
    numbers = numbered(
        "eins",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
        "zwanzig",
    )
    return {
        "ordinal": ordinals,
        "group of people": each("gruppenfoto,gruppenfotos,gruppenbild,gruppenbilder", 4),
        "people noun": each("personen,person,leute,leuten,menschen,gesichter,gesicht,kinder,freunde"),
        "how many lead": {
            **each("genau,nur", 0),
            **each("mindestens", 1),
            **each("mehr als", 2),
            **each("höchstens,maximal", -1),
            **each("weniger als", -2),
        },
        "age lead": each("als sie,als er,mit,im alter von,als,wird,wurde"),
        "age opener": each("als"),
        "age range": each("zwischen,von"),
        "parts of a year of age": {
            **each("monate alt,monat alt,monate,monaten", 12),
            **each("wochen alt,wochen", 52),
            **each("tage alt,tagen", 365),
        },
        "years of age": each("jahre alt,jahren,jahre,war,jahre alt war,jährige,jähriger,- jährige"),
        "stage of life": {
            **each("baby,säugling", (0, 1)),
            **each("kleinkind", (1, 3)),
            **each("kind", (3, 11)),
            **each("teenager,jugendliche,jugendlicher", (13, 19)),
        },
        "number": numbers,
        "thousands": {"zweitausend": 2000},
        "decade": {
            **each("neunziger,neunzigern", 1990),
            **each("achtziger,achtzigern", 1980),
            **each("siebziger,siebzigern", 1970),
        },
        "some": {
            **each("ein,eine,einem,einer,einen", 1),
            **each("ein paar,paar,einigen,einige,wenigen", "few"),
        },
    }


def _frame_tables() -> Tables:
    return {
        "stop": each(SMALL),
        "filler": each(
            "zeig mir,zeige mir,zeig,zeige,finde,finde mir,such,suche,suche nach,ich suche,"
            "ich möchte,ich will,gib mir,bitte,"
            "alle,sämtliche,wo sind,wo ist,hast du,habe ich,haben wir,hallo,hey,kannst du mir,"
            "kannst du,ich hätte gern"
        ),
        "whole library": each("alles,alle,sämtliche"),
        "filler anywhere": each("zeigen,finden,aufgenommen,gemacht,bitte,sehen"),
        "photo noun": each(PHOTOS),
        "home": each("home"),
        "at home said": each("zu hause,zuhause,daheim,bei uns zu hause,bei uns daheim,bei mir zu hause"),
        "place name": {
            **each("kreta", "Crete"),
            **each("rom", "Rome"),
            **each("toskana", "Tuscany"),
            **each("sizilien", "Sicily"),
            **each("sardinien", "Sardinia"),
            **each("lombardei", "Lombardy"),
            **each("piemont", "Piedmont"),
            **each("apulien", "Apulia"),
            **each("korsika", "Corsica"),
            **each("bretagne", "Brittany"),
            **each("normandie", "Normandy"),
            **each("schottland", "Scotland"),
            **each("england", "England"),
            **each("katalonien", "Catalonia"),
            **each("andalusien", "Andalusia"),
            **each("baskenland", "Basque Country"),
            **each("kanaren,kanarische inseln", "Canary Islands"),
            **each("balearen", "Balearic Islands"),
            **each("tirol", "Tyrol"),
            **each("flandern", "Flanders"),
            **each("kalifornien", "California"),
            **each("usa,vereinigte staaten,amerika", "United States"),
            **each("vereinigtes königreich,großbritannien", "United Kingdom"),
            **each("niederlande,niederlanden,holland", "The Netherlands"),
        },
        "joining": each(
            "an,auf,aus,bei,das,der,die,ein,eine,für,im,in,mit,neben,oder,über,und,unter,von,vor,zu"
        ),
        "title": each("oma,opa,tante,onkel,herr,frau,dr"),
        "asks": each("was,wer,wo,wann,wie,welche"),
        "photo compound": each("buch,rahmen,album"),
        "photo holder": each("malt ein,hält ein"),
        "bound for": each("nach,richtung"),
        "place lead": each(
            "in,bei,aus,nahe,nach,durch,in der,rund um,in den,im,aus der,aus den,von,über,in die,reise nach,"
            "urlaub in,besuch in"
        ),
        "place alias": each("usa"),
        "at home": each("von,bei"),
        "person lead": each("mit,von,und,oder,ohne,für,nur"),
        "camera cue": each("mit,aufgenommen mit,gemacht mit,fotografiert mit,vom,von,mit der kamera"),
        "camera owner": each("meiner,meinem,der,dem,unserer,unserem,mein,meine"),
        "camera noun": each("kamera,handy"),
        "folder noun": each("ordner,album,alben"),
        "folder cue": each("in,im,aus"),
        "folder called": each("ordner,album,im ordner,im album,aus dem ordner,aus dem album"),
        "tag cue": each("markiert mit,stichwort,schlagwort"),
        "oneself": each("ich,mir,mich,uns"),
        "only before": each("nur,allein mit"),
        "only after": each("allein,alleine,ganz allein"),
    }


def _filter_tables() -> Tables:
    return {
        "look": {
            **each("dokumente,scans,unterlagen", "document"),
            **each("belege,quittungen,kassenbons,kassenzettel", "receipt"),
            **each("handschriftliches,handschriftliche notizen", "handwriting"),
            **each("whiteboards,tafelbilder", "whiteboard"),
            **each("memes", "meme"),
            **each("zeichnungen,skizzen", "drawing"),
            **each("landkarten,stadtpläne,karten", "map"),
            **each("leere fotos,leere bilder", "blank"),
        },
        "look of a thing": each("auf dem,auf der,an der,unter,über,im,in der"),
        "media": {
            **each("video,videos,filme,clip,clips", "video"),
            **each("screenshot,screenshots,bildschirmfoto,bildschirmfotos", "screenshot"),
            **each("selfie,selfies", "selfie"),
            **each("panorama,panoramen,panoramas,panoramabilder", "panorama"),
            **each("live fotos,live foto,live - fotos,livefotos", "live"),
            **each("raw dateien,raw fotos,raw bilder,raw - dateien", "raw"),
            **each("archiviert,archivierte,archivierte fotos,archivierte bilder", "archived"),
            **each("verworfen,verworfene,verworfene fotos,verworfene bilder,abgelehnte fotos", "rejected"),
        },
        "media compound": each("spiel,spiele"),
        "still only": each("nur fotos,nur bilder,keine videos,ohne videos", "photo"),
        "but": each("aber,doch"),
        "not last": each("nicht,nie,niemals,aber nicht"),
        "not": each(
            "ohne,nicht,kein,keine,keinen,keinem,keiner,außer,aber nicht,aber ohne,aber kein,"
            "aber keine,aber keinen,alles außer,alle außer"
        ),
        "elsewhere": each(
            "aber nicht in,aber nicht aus,und nicht in,außerhalb,außerhalb von,überall außer,überall außer "
            "in,überall nur nicht in,fern von,weg von,"
            "nicht in,nicht aus,alles außer,alles außer in"
        ),
        "nobody": each(
            "niemand,ohne menschen,ohne leute,keine menschen,keine leute,ohne personen", "menschen"
        ),
        "not end": each("aber,in,im,am,an,auf,bei,mit,seit,vor,nach,bis,aus,von,während,zwischen"),
        "not fluff": each(
            "ein,eine,einen,einem,der,die,das,den,dem,am,an,an der,auf,auf dem,auf der,im,in,in der,beim,bei,"
            "vor dem,vor der,unter,unterm,draußen"
        ),
        "order": {
            **each(
                "neueste,neuesten,neuste,neusten,neueste zuerst,letzte bilder,aktuellste,aktuellsten,"
                "neueste zuerst",
                "newest",
            ),
            **each("älteste,ältesten,älteste zuerst,chronologisch,früheste,frühesten", "oldest"),
        },
        "order of many": {**each("letzten,letzte", "newest"), **each("ersten,erste", "oldest")},
        "limit lead": {
            **each("nur,höchstens,maximal,top,die besten", ""),
            **each("letzten,letzte,neuesten,neusten,neueste,neuste", "newest"),
            **each("ersten,erste,ältesten,älteste", "oldest"),
        },
        "limit alone": each("top"),
        "one photo": {
            **each("letztes,das letzte,das neueste,neuestes", "newest"),
            **each("erstes,das erste,das älteste,ältestes", "oldest"),
        },
        "photo singular": each("foto,bild"),
        "limit noun": each("fotos,bilder,bildern,aufnahmen,treffer,videos,selfies"),
        "star": each("sterne,stern,sternen,- sterne,sterne oder mehr"),
        "rating lead": each("mindestens,mit mindestens,bewertet mit"),
        "rating needs no star": each("bewertet mit"),
        "star compound": each("hotel,restaurant"),
        "lacking": {
            **each(
                "ohne datum,undatiert,undatierte,undatierten,kein datum,ohne aufnahmedatum,datum fehlt,"
                "datum unbekannt,mit unbekanntem datum",
                "date",
            ),
            **each(
                "ohne ort,ohne ortsangabe,ohne standort,ohne gps,ohne koordinaten,ohne position,kein ort,"
                "kein standort,ohne geotag,nicht verortet,nicht verortete",
                "place",
            ),
            **each("ohne namen,niemand benannt,ohne benannte personen,unbenannte personen", "people"),
            **each("ohne bewertung,unbewertet,unbewertete,unbewerteten,nicht bewertet", "rating"),
            **each(
                "ohne beschreibung,ohne bildunterschrift,ohne beschriftung,ohne titel,unbeschriftete",
                "caption",
            ),
        },
        "lacking adjective": each(
            "undatierte,undatierten,unbewertete,unbewerteten,unbeschriftete,nicht verortete"
        ),
        "favorite": each("favoriten,lieblingsfotos,lieblingsbilder,favorisierte,favorisierten"),
        "favorite adjective": each("liebste,liebsten"),
    }


def tables() -> Tables:
    """Every kind that German has a phrase of."""
    return {
        **_calendar_tables(),
        **_relation_tables(),
        **_number_tables(),
        **_frame_tables(),
        **_filter_tables(),
    }
