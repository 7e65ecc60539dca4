"""Italian words of time."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each, numbered

_WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
_MORNING, _AFTERNOON, _EVENING, _NIGHT = (5, 12), (12, 17), (17, 22), (22, 5)


def tables() -> Tables:
    """Kinds of the date grammar."""
    return {**_calendar(), **_holidays(), **_hours(), **_relations(), **_numbers()}


def _calendar() -> Tables:
    return {
        "month": numbered(
            "gennaio,gen",
            "febbraio,feb",
            "marzo,mar",
            "aprile,apr",
            "maggio,mag",
            "giugno,giu",
            "luglio,lug",
            "agosto,ago",
            "settembre,sett,set",
            "ottobre,ott",
            "novembre,nov",
            "dicembre,dic",
        ),
        "weak month": each("mar,set"),
        "before month": each("a,ad,in,di,da,dal,nel,durante,per,fino a,del"),
        "dot": each("."),
        "weekday": {name: (day,) for day, name in enumerate(_WEEKDAYS)},
        "weekdays": {
            **{f"di {name}": (day,) for day, name in enumerate(_WEEKDAYS)},
            **{
                f"{led} {name}": (day,)
                for led in ("il", "la", "del", "della", "al", "alla")
                for day, name in enumerate(_WEEKDAYS)
            },
            **each("sabati", (5,)),
            **each("domeniche", (6,)),
            **each(
                "fine settimana,weekend,week end,week - end,nei fine settimana,dei fine settimana", (5, 6)
            ),
            **each("giorni feriali,nei giorni feriali", (0, 1, 2, 3, 4)),
        },
        "season": {
            **each("primavera", "spring"),
            **each("estate", "summer"),
            **each("autunno", "autumn"),
            **each("inverno", "winter"),
        },
        "seasons": {
            **each("primavere", "spring"),
            **each("estati", "summer"),
            **each("autunni", "autumn"),
            **each("inverni", "winter"),
        },
        "thing of a time": each(
            "albero,alberi,luci,addobbi,addobbo,mercatino,mercatini,mercato,biglietto,biglietti,regalo,"
            "regali,"
            "presepe,babbo,maglione,uovo,uova,coniglio,costume,costumi,maschera,maschere,zucca,zucche,"
            "vestito,vestiti,abito,abiti,cappello,scarpe,cappotto,fiori,foglie,pranzo"
        ),
        "unit": {
            **each("giorno,giorni", "day"),
            **each("settimana,settimane", "week"),
            **each("fine settimana,weekend,week end,week - end", "weekend"),
            **each("mese,mesi", "month"),
            **each("trimestre,trimestri", "quarter"),
            **each("semestre,semestri", "half"),
            **each("anno,anni", "year"),
            **each("decennio,decenni", "decade"),
            **each("secolo,secoli", "century"),
        },
        "part code": {"t": 4, "q": 4, "s": 2},
        "decade prefix": each("anni,gli anni,negli anni,degli anni"),
    }


def _holidays() -> Tables:
    return {
        "holiday": {
            **each("natale,feste di natale,feste natalizie", "christmas"),
            **each("vigilia di natale,vigilia,la vigilia", "christmas eve"),
            **each("giorno di natale", "christmas day"),
            **each("santo stefano", "boxing day"),
            **each("capodanno,san silvestro,notte di capodanno,veglione,ultimo dell'anno", "new year's eve"),
            **each("primo dell'anno", "new year's day"),
            **each("befana,epifania,la befana", "epiphany"),
            **each("san valentino,giorno di san valentino", "valentine's day"),
            **each("carnevale", "carnival"),
            **each("martedì grasso", "mardi gras"),
            **each("pasqua", "easter"),
            **each("domenica di pasqua", "easter sunday"),
            **each("pasquetta,lunedì dell'angelo,lunedì di pasqua", "easter monday"),
            **each("venerdì santo", "good friday"),
            **each("domenica delle palme,palme", "palm sunday"),
            **each("settimana santa", "holy week"),
            **each("mercoledì delle ceneri", "ash wednesday"),
            **each("ascensione", "ascension"),
            **each("pentecoste", "pentecost"),
            **each("corpus domini", "corpus christi"),
            **each("festa del papà,san giuseppe", "father's day"),
            **each("festa della mamma", "mother's day"),
            **each("festa della donna,festa delle donne", "women's day"),
            **each("pesce d'aprile,primo aprile", "april fools"),
            **each("25 aprile,festa della liberazione,liberazione", "italian liberation day"),
            **each("primo maggio,festa del lavoro,festa dei lavoratori", "may day"),
            **each("2 giugno,festa della repubblica", "italian republic day"),
            **each("san giovanni,notte di san giovanni", "st john's eve"),
            **each("ferragosto,assunzione", "assumption"),
            **each("san lorenzo,notte di san lorenzo", "st lawrence's night"),
            **each("halloween", "halloween"),
            **each("ognissanti,tutti i santi", "all saints"),
            **each("immacolata,festa dell'immacolata", "immaculate conception"),
            **each("santa lucia", "st lucia's day"),
            **each("avvento", "advent"),
            **each("oktoberfest", "oktoberfest"),
            **each("capodanno cinese", "chinese new year"),
            **each("ramadan", "ramadan"),
            **each("giorno del ringraziamento,ringraziamento", "thanksgiving"),
        },
    }


def _hours() -> Tables:
    return {
        "clock word": {**each("mezzanotte", 24), **each("mezzogiorno", 12)},
        "hours said": {
            **each("di mattina,la mattina,al mattino,di mattino,in mattinata,nella mattinata", _MORNING),
            **each("di pomeriggio,nel pomeriggio,il pomeriggio,al pomeriggio", _AFTERNOON),
            **each("di sera,la sera,alla sera,in serata,nella serata", _EVENING),
            **each("di notte,la notte,nella notte,durante la notte", _NIGHT),
            **each("dopo mezzanotte,prima dell'alba,all'alba presto", (0, 5)),
            **each("a mezzanotte,verso mezzanotte", (23, 1)),
            **each("a mezzogiorno,verso mezzogiorno", (11, 14)),
            **each("prima di mezzogiorno,prima di pranzo", (5, 12)),
            **each("dopo pranzo", (12, 17)),
        },
        "daypart": {
            **each("mattina,mattino,mattinata", _MORNING),
            **each("pomeriggio", _AFTERNOON),
            **each("sera,serata", _EVENING),
            **each("notte", _NIGHT),
        },
        "before daypart": each("di,in"),
        "before the daypart": each("di,in,nel,nella,durante"),
        "last night": each("ieri notte,la notte scorsa,notte scorsa,la scorsa notte,scorsa notte,stanotte"),
        "this daypart": {
            **each("stamattina,questa mattina,stamani", _MORNING),
            **each("oggi pomeriggio,questo pomeriggio", _AFTERNOON),
            **each("stasera,questa sera", (17, 24)),
        },
        "relative day": {
            **each("oggi", 0),
            **each("ieri", -1),
            **each("l'altro ieri,altro ieri,l'altroieri", -2),
            **each("domani", 1),
            **each("dopodomani", 2),
        },
        "now": each("oggi,adesso,ora"),
        "until now": each("fino ad oggi,fino a oggi,fino ad ora,finora"),
        "o'clock": each("in punto"),
        "hour mark": {"am": 0, "pm": 12, "h": None},
        "meridiem": {**each("di mattina,del mattino", 0), **each("di sera,del pomeriggio,di pomeriggio", 12)},
        "hours": each("ora,ore"),
        "same day": each("lo stesso giorno,stesso giorno"),
        "on this day": each("in questo giorno,un giorno come oggi,accadde oggi"),
        "this time": each("in questo periodo"),
        "around this time": each("in questo periodo"),
        "to the day": each("esatti"),
        "measure": each("m,km,metri,euro,persone,kg,pezzi"),
    }


def _relations() -> Tables:
    return {
        "the": each("il,lo,la,i,gli,le"),
        "a": each("un,uno,una"),
        "owner": each("mio,mia,miei,mie,tuo,tua,suo,sua,suoi,sue,nostro,nostra,nostri,nostre"),
        "with": each("con"),
        "in": each(
            "in,nel,nello,nella,nei,negli,nelle,di,del,dello,della,dei,degli,delle,a,"
            "ad,al,allo,alla,ai,"
            "alle,durante,"
            "per,su,verso,intorno a,intorno al,scattate nel,fatte nel,scattate il,fatte il,da"
        ),
        "about": each("circa,più o meno,intorno al"),
        "from": each("da,dal,dallo,dalla,dai"),
        "within": each("entro,nel giro di"),
        "to": each("a,al,alla,fino a,fino al,fino alla,ad"),
        "hyphen": each("-,–,—"),
        "slash": each("/"),
        "comma": {",": True},
        "genitive": each("di,del,dello,della,dei,degli,delle"),
        "of": each("di,del,dello,della,dei,degli,delle,nel,in"),
        "and": each("e,ed,&,nonché"),
        "or": each("o,oppure"),
        "since": each("da,dal,dallo,dalla,a partire da,a partire dal,sin da,sin dal"),
        "after": each(
            "dopo,dopo il,dopo la,successive a,successive al,più recenti di,più recenti del,posteriori al"
        ),
        "before": each(
            "prima di,prima del,prima dello,prima della,precedenti a,precedenti al,anteriori al,più "
            "vecchie del"
        ),
        "until": each("fino a,fino al,fino alla,sino a,sino al,entro il"),
        "between": each("tra,fra,tra il,fra il"),
        "onward": each("in poi,in avanti,o dopo,e dopo,o più tardi"),
        "backward": each("o prima,e prima,o precedenti"),
        "older than": each("più vecchie di,più di"),
        "newer than": each("più nuove di,meno di"),
        "ago": each("fa,prima,or sono"),
        "before last": each("di due anni fa"),
        "before last adjective": each("penultimo,penultima"),
        "this": each("questo,questa,questi,queste,quest'", 0) | {"quest": 0},
        "last": each("ultimo,ultima,ultimi,ultime,scorso,scorsa,scorsi,scorse", -1),
        "next": each("prossimo,prossima,prossimi,prossime", 1),
        "which behind": {
            **each("scorso,scorsa,passato,passata,precedente,ultimo,ultima", -1),
            **each("prossimo,prossima,seguente", 1),
            **each("corrente,in corso", 0),
        },
        "every": each("ogni,tutti i,tutte le"),
        "each one": each("ogni"),
        "edge": {
            **each("la fine di,la fine del,fine", "end"),
            **each("l'inizio di,l'inizio del,inizio", "start"),
        },
        "part": {
            **each("inizio,inizi,all'inizio,agli inizi,primi,i primi", "early"),
            **each("metà,a metà", "mid"),
            **each("fine,alla fine,a fine", "late"),
        },
        "week of": each("di,del", "week of"),
        "some time in": each("in"),
    }


def _numbers() -> Tables:
    return {
        "ordinal": numbered(
            "primo,prima",
            "secondo,seconda",
            "terzo,terza",
            "quarto,quarta",
            "quinto,quinta",
            "sesto,sesta",
            "settimo,settima",
            "ottavo,ottava",
            "nono,nona",
            "decimo,decima",
        ),
        "number": numbered(
            "uno",
            "due",
            "tre",
            "quattro",
            "cinque",
            "sei",
            "sette",
            "otto",
            "nove",
            "dieci",
            "undici",
            "dodici",
            "tredici",
            "quattordici",
            "quindici",
            "sedici",
            "diciassette",
            "diciotto",
            "diciannove",
        ),
        "tens": {
            "venti": 20,
            "trenta": 30,
            "quaranta": 40,
            "cinquanta": 50,
            "sessanta": 60,
            "settanta": 70,
            "ottanta": 80,
            "novanta": 90,
        },
        "thousands": {"duemila": 2000},
        "some": {
            **each("un,una", 1),
            **each("un paio di", 2),
            **each("alcuni,alcune,qualche,pochi,poche,diversi,diverse", "few"),
            **each("una decina di", 10),
            **each("una dozzina di", 12),
        },
    }
