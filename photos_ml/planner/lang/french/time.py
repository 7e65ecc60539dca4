"""French words of time."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each, numbered

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MORNING, _AFTERNOON, _EVENING, _NIGHT = (5, 12), (12, 17), (17, 22), (22, 5)


def tables() -> Tables:
    """Kinds of the date grammar."""
    return {**_calendar(), **_holidays(), **_hours(), **_relations(), **_numbers()}


def _calendar() -> Tables:
    return {
        "month": numbered(
            "janvier,janv",
            "février,fév",
            "mars",
            "avril,avr",
            "mai",
            "juin",
            "juillet,juil",
            "août",
            "septembre,sept",
            "octobre,oct",
            "novembre,nov",
            "décembre,déc",
        ),
        "before month": each("en,de,depuis,pendant,à,pour,fin,début,mi"),
        "dot": each("."),
        "weekday": {name: (day,) for day, name in enumerate(_WEEKDAYS)},
        "weekdays": {f"{name}s": (day,) for day, name in enumerate(_WEEKDAYS)}
        | {f"{led} {name}": (day,) for led in ("le", "du") for day, name in enumerate(_WEEKDAYS)}
        | each("week - ends,weekends,week - end,weekend,fins de semaine", (5, 6))
        | each("jours de semaine,en semaine,jours ouvrables", (0, 1, 2, 3, 4)),
        "season": {
            **each("printemps", "spring"),
            **each("été", "summer"),
            **each("automne", "autumn"),
            **each("hiver", "winter"),
        },
        "seasons": {
            **each("étés", "summer"),
            **each("automnes", "autumn"),
            **each("hivers", "winter"),
        },
        "thing of a time": each(
            "sapin,sapins,arbre,lumières,décoration,décorations,marché,marchés,carte,cartes,cadeau,cadeaux,"
            "crèche,père,pull,pulls,bonnet,œuf,œufs,lapin,cloches,déguisement,déguisements,masque,masques,"
            "citrouille,citrouilles,robe,robes,vêtements,chapeau,chaussures,manteau,fleurs,feuilles,bûche"
        ),
        "unit": {
            **each("jour,jours,journée,journées", "day"),
            **each("semaine,semaines", "week"),
            **each("week - end,week - ends,weekend,weekends,fin de semaine", "weekend"),
            **each("quinzaine", "fortnight"),
            **each("mois", "month"),
            **each("trimestre,trimestres", "quarter"),
            **each("semestre,semestres", "half"),
            **each("an,ans,année,années", "year"),
            **each("décennie,décennies", "decade"),
            **each("siècle,siècles", "century"),
        },
        "plural unit": each("week - ends,weekends"),
        "part code": {"t": 4, "q": 4, "s": 2},
        "decade prefix": each("années,les années,décennie"),
    }


def _holidays() -> Tables:
    return {
        "holiday": {
            **each("noël,noêl,fêtes de noël", "christmas"),
            **each("réveillon de noël,veille de noël,soir de noël", "christmas eve"),
            **each("jour de noël", "christmas day"),
            **each("fêtes de fin d'année", "holiday season"),
            **each(
                "réveillon,nouvel an,réveillon du nouvel an,saint - sylvestre,saint sylvestre,"
                "réveillon du jour de l'an,la saint - sylvestre",
                "new year's eve",
            ),
            **each("jour de l'an,premier de l'an,jour de l'année", "new year's day"),
            **each("épiphanie,galette des rois,fête des rois", "epiphany"),
            **each("chandeleur,la chandeleur", "candlemas"),
            **each("saint - valentin,saint valentin,st valentin,st - valentin", "valentine's day"),
            **each("carnaval", "carnival"),
            **each("mardi gras", "mardi gras"),
            **each("pâques,week - end de pâques", "easter"),
            **each("dimanche de pâques", "easter sunday"),
            **each("lundi de pâques", "easter monday"),
            **each("vendredi saint", "good friday"),
            **each("rameaux,dimanche des rameaux", "palm sunday"),
            **each("ascension,jeudi de l'ascension", "ascension"),
            **each("pentecôte", "pentecost"),
            **each("premier mai,fête du travail,1er mai", "may day"),
            **each("8 mai,victoire 1945", "victory day"),
            **each("fête des mères", "mother's day"),
            **each("fête des pères", "father's day"),
            **each("journée des femmes,journée de la femme", "women's day"),
            **each("fête de la musique", "music day"),
            **each("saint - jean,saint jean", "st john's eve"),
            **each("14 juillet,fête nationale,quatorze juillet", "bastille day"),
            **each("15 août,assomption,quinze août", "assumption"),
            **each("halloween", "halloween"),
            **each("toussaint,la toussaint", "all saints"),
            **each("11 novembre,armistice", "veterans day"),
            **each("saint - nicolas,saint nicolas", "st nicholas day"),
            **each("avent,l'avent", "advent"),
            **each("1er avril,poisson d'avril", "april fools"),
            **each("oktoberfest", "oktoberfest"),
            **each("nouvel an chinois", "chinese new year"),
            **each("ramadan", "ramadan"),
            **each("action de grâce,thanksgiving", "thanksgiving"),
        },
    }


def _hours() -> Tables:
    return {
        "clock word": {**each("minuit", 24), **each("midi", 12)},
        "hours said": {
            **each("le matin,au matin,dans la matinée,en matinée,du matin,tous les matins", _MORNING),
            **each("l'après - midi,dans l'après - midi,en après - midi,de l'après - midi", _AFTERNOON),
            **each("le soir,en soirée,au soir,dans la soirée,du soir,tous les soirs", _EVENING),
            **each("la nuit,de nuit,pendant la nuit,dans la nuit", _NIGHT),
            **each("après minuit,avant l'aube,avant le lever du soleil,au petit matin", (0, 5)),
            **each("à minuit,vers minuit", (23, 1)),
            **each("à midi,vers midi,le midi", (11, 14)),
            **each("avant midi,avant le déjeuner", (5, 12)),
        },
        "daypart": {
            **each("matin,matinée", _MORNING),
            **each("après - midi", _AFTERNOON),
            **each("soir,soirée", _EVENING),
            **each("nuit", _NIGHT),
        },
        "before daypart": each("de,ce"),
        "before the daypart": each("de,dans,pendant"),
        "last night": each("la nuit dernière,nuit dernière,cette nuit,hier dans la nuit"),
        "this daypart": {
            **each("ce matin", _MORNING),
            **each("cet après - midi,cette après - midi", _AFTERNOON),
            **each("ce soir", (17, 24)),
        },
        "relative day": {
            **each("aujourd'hui", 0),
            **each("hier", -1),
            **each("avant - hier,avant hier", -2),
            **each("demain", 1),
            **each("après - demain", 2),
        },
        "now": each("aujourd'hui,maintenant"),
        "until now": each("jusqu'à aujourd'hui,jusqu'à maintenant,jusqu'ici"),
        "o'clock": each("heures,heure"),
        "hour mark": {"am": 0, "pm": 12, "h": None},
        "meridiem": {**each("du matin", 0), **each("de l'après - midi,du soir", 12)},
        "hours": each("heure,heures"),
        "same day": each("le même jour,même jour"),
        "on this day": each("ce jour - là,en ce jour,ce jour,un jour comme aujourd'hui"),
        "this time": each("à cette époque,à la même époque"),
        "around this time": each("à cette époque,à la même époque"),
        "to the day": each("jour pour jour"),
        "measure": each("m,km,mètres,euros,personnes,kg,pièces"),
    }


def _relations() -> Tables:
    return {
        "the": each("le,la,les"),
        "a": each("un,une"),
        "owner": each("mon,ma,mes,ton,ta,tes,son,sa,ses,notre,nos,votre,vos,leur,leurs"),
        "with": each("avec"),
        "in": each(
            "le jour de,en,de,du,des,à,au,aux,pendant,durant,lors de,lors du,vers,dans,pour,prises en,"
            "prises le,courant,"
            "au cours de,au cours du,autour de,le temps de"
        ),
        "about": each("environ,à peu près,vers"),
        "from": each("de,du,depuis,à partir de"),
        "within": each("dans,au cours de,au cours des"),
        "to": each("à,au,jusqu'à,jusqu'au,jusqu'en"),
        "hyphen": each("-,–,—"),
        "slash": each("/"),
        "comma": {",": True},
        "genitive": each("de,du,des"),
        "of": each("de,du,des,en,dans"),
        "and": each("et,&,ainsi que"),
        "or": each("ou"),
        "since": each("depuis,à partir de,dès,à partir du"),
        "after": each("après,postérieures à,plus récentes que,plus tard que"),
        "before": each("avant,antérieures à,plus tôt que"),
        "until": each("jusqu'à,jusqu'en,jusqu'au,jusque"),
        "between": each("entre"),
        "onward": each("et après,ou après,et plus tard,ou plus tard"),
        "backward": each("et avant,ou avant,ou plus tôt"),
        "older than": each("plus vieilles que,plus anciennes que,de plus de"),
        "newer than": each("plus récentes que,de moins de"),
        "ago prefix": each("il y a,voici,voilà,ça fait"),
        "ago": each("plus tôt,auparavant"),
        "before last adjective": each("avant - dernier,avant - dernière,avant dernier,avant dernière"),
        "before last": each("d'avant"),
        "this": each("ce,cet,cette,ces", 0),
        "last": each("dernier,dernière,derniers,dernières", -1),
        "next": each("prochain,prochaine,prochains,prochaines", 1),
        "which behind": {
            **each("dernier,dernière,passé,passée,précédent,précédente", -1),
            **each("prochain,prochaine,suivant,suivante", 1),
            **each("- ci,en cours,courant", 0),
        },
        "every": each("chaque,tous les,toutes les"),
        "each one": each("chaque"),
        "edge": {
            **each("la fin de,la fin du,fin", "end"),
            **each("le début de,le début du,début", "start"),
        },
        "part": {
            **each("début,au début,le début,commencement", "early"),
            **each("mi,milieu,au milieu,à la mi", "mid"),
            **each("fin,à la fin,la fin", "late"),
        },
        "week of": each("de,du", "week of"),
        "some time in": each("en"),
    }


def _numbers() -> Tables:
    return {
        "ordinal": numbered(
            "premier,première",
            "deuxième,second,seconde",
            "troisième",
            "quatrième",
            "cinquième",
            "sixième",
            "septième",
            "huitième",
            "neuvième",
            "dixième",
        ),
        "number": numbered(
            "un",
            "deux",
            "trois",
            "quatre",
            "cinq",
            "six",
            "sept",
            "huit",
            "neuf",
            "dix",
            "onze",
            "douze",
            "treize",
            "quatorze",
            "quinze",
            "seize",
            "dix - sept",
            "dix - huit",
            "dix - neuf",
        ),
        "tens": {
            "vingt": 20,
            "trente": 30,
            "quarante": 40,
            "cinquante": 50,
            "soixante": 60,
            "soixante - dix": 70,
            "quatre - vingt": 80,
            "quatre - vingts": 80,
            "quatre - vingt - dix": 90,
            "quatre vingt dix": 90,
        },
        "thousands": {"deux mille": 2000},
        "some": {
            **each("un,une", 1),
            **each("quelques,plusieurs", "few"),
            **each("une dizaine de", 10),
            **each("une douzaine de", 12),
        },
    }
