"""Italian words around what the picture shows, and those of its filters."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each
from photos_ml.planner.lang.italian.small import PHOTOS, SMALL


def tables() -> Tables:
    """Kinds of the other grammars."""
    return {**_frame(), **_people(), **_places(), **_negation(), **_media(), **_order()}


def _frame() -> Tables:
    return {
        "stop": each(SMALL),
        "filler": each(
            "mostrami,mostra,mostrare,fammi vedere,fai vedere,cerca,cercami,cercare,cerco,sto cercando,trova,"
            "trovami,trovare,voglio vedere,vorrei vedere,vorrei,voglio,mi piacerebbe vedere,dammi,vedere,"
            "puoi mostrarmi,puoi trovare,puoi farmi vedere,per favore,per piacere,tutte le,tutti i,tutte "
            "le mie,"
            "tutti i miei,tutte,tutti,dove sono,dov'è,ho,abbiamo,ci sono,c'è,ciao"
        ),
        "filler anywhere": each(
            "per favore,per piacere,scattate,fatte,che ho fatto,che abbiamo fatto,che ho scattato,grazie,"
            "in cui si vede,dove si vede,dove compare,in cui compare,in cui c'è,dove c'è"
        ),
        "whole library": each("tutto,tutte,tutti"),
        "photo noun": each(PHOTOS),
        "photo singular": each("foto,immagine,fotografia"),
        "photo compound": each("tessera,sul muro,ricordo"),
        "photo holder": each("cornice di,album di,facendo una"),
        "joining": each("a,al,alla,con,da,di,del,della,e,il,in,la,le,nel,o,per,senza,su,sul,un,una"),
        "asks": each("che,chi,quando,dove,come,quale,quali,cosa"),
        "exact cue": each("con scritto,che dice,con il testo,intitolato,intitolata,chiamato,chiamata"),
        "tag cue": each("con il tag,taggate,con etichetta,etichetta,parola chiave"),
        "folder noun": each("cartella,album"),
        "folder cue": each("in,nella,dalla,da,dentro"),
        "folder called": each(
            "cartella,la cartella,nella cartella,dalla cartella,album,nell'album,dall'album"
        ),
        "camera cue": each("con,scattate con,fatte con,scattata con,fatta con,da,di,del,dal"),
        "camera owner": each("mio,mia,il,la,lo,il mio,la mia,nostra"),
        "camera noun": each("fotocamera,macchina fotografica,telefono,cellulare,telefonino"),
    }


def _people() -> Tables:
    return {
        "title": each("nonna,nonno,zia,zio,signor,signora,sig,dott,cugino,cugina,don"),
        "person lead": each("con,di,e,ed,o,senza,per,solo,tranne,soltanto,eccetto"),
        "only before": each(
            "solo,soltanto,solamente,unicamente,solo con,da solo con,da sola con,nessuno tranne"
        ),
        "only after": each("da solo,da sola,da soli,da sole,solo,sola,e nessun altro,e basta"),
        "oneself": each("io,me"),
        "beside names": each("entrambi,entrambe,insieme,tutti e due"),
        "group of people": each("foto di gruppo,foto in gruppo,ritratto di gruppo", 4),
        "people noun": each(
            "persone,persona,gente,volti,volto,facce,faccia,visi,viso,bambini,amici,amiche,uomini,donne"
        ),
        "how many lead": {
            **each("esattamente,solo", 0),
            **each("almeno,minimo", 1),
            **each("più di", 2),
            **each("al massimo,non più di,massimo", -1),
            **each("meno di", -2),
        },
        "age lead": each(
            "compie,quando aveva,quando aveva solo,a,all'età di,di,quando era,quando compì,quando ha compiuto"
        ),
        "age opener": each("quando"),
        "age verb": each("aveva,era,era un,era una"),
        "age range": each("tra,tra i,fra,dai"),
        "parts of a year of age": {**each("mesi,mese", 12), **each("settimane", 52), **each("giorni", 365)},
        "years of age": each("anni,anno"),
        "stage of life behind": each("neonato,neonata,da neonato,da neonata", (0, 1)),
        "stage of life": {
            **each("neonato,neonata,bebè,un neonato,una neonata", (0, 1)),
            **each("bambino,bambina,piccolo,piccola,un bambino,una bambina", (3, 11)),
            **each("adolescente", (13, 19)),
        },
    }


def _places() -> Tables:
    return {
        "in place": each("a,ad,in,da,di,vicino a,intorno a,verso,per"),
        "bound for": each("verso,per"),
        "place lead": each(
            "a,ad,in,da,di,del,nel,nella,nei,negli,nelle,al,alla,dal,dalla,della,vicino a,intorno a,verso,"
            "per,"
            "viaggio a,viaggio in,visita a"
        ),
        "at home said": each("a casa,a casa nostra,a casa mia"),
        "place alias": each("usa"),
        "place name": {
            **each("creta", "Crete"),
            **each("baviera", "Bavaria"),
            **each("toscana", "Tuscany"),
            **each("sicilia", "Sicily"),
            **each("sardegna", "Sardinia"),
            **each("lombardia", "Lombardy"),
            **each("piemonte", "Piedmont"),
            **each("puglia", "Apulia"),
            **each("corsica", "Corsica"),
            **each("bretagna", "Brittany"),
            **each("normandia", "Normandy"),
            **each("provenza", "Provence-Alpes-Côte d'Azur"),
            **each("inghilterra", "England"),
            **each("scozia", "Scotland"),
            **each("galles", "Wales"),
            **each("catalogna", "Catalonia"),
            **each("andalusia", "Andalusia"),
            **each("paesi baschi", "Basque Country"),
            **each("isole canarie,canarie", "Canary Islands"),
            **each("baleari,isole baleari", "Balearic Islands"),
            **each("tirolo", "Tyrol"),
            **each("fiandre", "Flanders"),
            **each("california", "California"),
            **each("stati uniti,usa", "United States"),
            **each("regno unito", "United Kingdom"),
            **each("paesi bassi,olanda", "The Netherlands"),
        },
    }


def _negation() -> Tables:
    return {
        "but": each("ma,però"),
        "not last": each("no,non,mai"),
        "not": each(
            "senza,senza il,senza la,senza i,senza le,senza nessun,senza nessuna,ma senza,e senza,ma non,e "
            "non,non,"
            "tranne,eccetto,escluso,esclusa,a parte,salvo,meno,né,nessun,nessuna,tutte tranne,tutti tranne,"
            "tutto tranne,invece di,non voglio,che non sia"
        ),
        "elsewhere": each(
            "ma non a,ma non in,ma non di,e non a,fuori da,fuori dal,"
            "fuori dalla,fuori dall',fuori dallo,fuori dai,fuori dagli,fuori dalle,"
            "lontano da,non a,non in,non di,tranne a,tranne in,eccetto in,eccetto a,"
            "ovunque tranne in,ovunque tranne a,che non sia in"
        ),
        "nobody": each(
            "senza persone,senza gente,senza nessuno,nessuno,nessuna persona,senza la gente", "persone"
        ),
        "and nobody": each("e nessun altro"),
        "not end": each(
            "ma,in,a,al,alla,con,da,dal,dopo,prima,durante,tra,fra,per,di,del,che,quando,dove,nel,nella,"
            "sul,sulla"
        ),
        "not keep": each("nella foto,sullo sfondo,in sottofondo,nell'immagine"),
        "not fluff": each("un,uno,una,il,lo,la,i,gli,le,di,con,nessun,nessuna"),
        "negative": each(
            "non,senza,né,mai,niente,nulla,nessuno,nessun,nessuna,tranne,eccetto,escluso,fuori,lontano"
        ),
        "lacking": {
            **each("senza data,senza date,data sconosciuta,non datate", "date"),
            **each(
                "senza luogo,senza posizione,senza gps,senza coordinate,senza località,non geolocalizzate,"
                "luogo sconosciuto",
                "place",
            ),
            **each("senza nomi,senza nome,persone senza nome", "people"),
            **each("senza valutazione,senza voto,non valutate,senza stelle", "rating"),
            **each("senza descrizione,senza didascalia,senza titolo", "caption"),
        },
        "lacking adjective": each("non datate,non valutate,non geolocalizzate"),
    }


def _media() -> Tables:
    return {
        "media": {
            **each("video,filmati,filmato,filmini,filmino,clip,riprese", "video"),
            **each(
                "screenshot,screenshots,schermata,schermate,cattura schermo,catture schermo,"
                "catture dello schermo,istantanea schermo",
                "screenshot",
            ),
            **each("selfie,selfies,autoscatto,autoscatti,autoritratto,autoritratti", "selfie"),
            **each("panoramica,panoramiche,panorama,panorami,foto panoramiche", "panorama"),
            **each("live photo,live photos,foto live,foto animate", "live"),
            **each("raw,file raw,foto raw,in raw,foto in raw,immagini raw", "raw"),
            **each("archiviate,foto archiviate,archiviati", "archived"),
            **each("rifiutate,foto rifiutate,scartate,foto scartate", "rejected"),
        },
        "still only": each(
            "solo foto,solo le foto,foto non video,senza video,niente video,foto senza video,ma non i video,"
            "non i video",
            "photo",
        ),
        "look": {
            **each("documenti,scansioni", "document"),
            **each("scontrini,ricevute,fatture", "receipt"),
            **each("note scritte a mano,appunti a mano", "handwriting"),
            **each("lavagne", "whiteboard"),
            **each("meme", "meme"),
            **each("disegni,schizzi", "drawing"),
            **each("mappe,cartine", "map"),
            **each("foto vuote,foto bianche", "blank"),
        },
        "look of a thing": each("su,sul,sulla,sotto,in,nel,nella"),
        "media compound": each("gioco,giochi"),
        "star": each("stella,stelle,stelle o più,stelle o meglio"),
        "rating lead": each("con,a,da,almeno,con almeno,minimo,valutate,valutate almeno"),
        "rating needs no star": each("valutate,valutate almeno"),
        "star compound": each("marina,marine,cadente,cadenti,di mare"),
        "favorite": each(
            "preferite,preferiti,le mie preferite,i miei preferiti,che mi piacciono,foto preferite,foto "
            "preferita,"
            "segnate come preferite,favorite"
        ),
    }


def _order() -> Tables:
    return {
        "order": {
            **each(
                "più recenti,più recente,più nuove,recenti,ultime,prima le più recenti,più recenti prima,"
                "recentemente,ultimamente,l'ultima volta,l'ultima volta che,ultimi",
                "newest",
            ),
            **each(
                "più vecchie,più vecchi,più vecchia,più antiche,prime,meno recenti,prima le più vecchie,"
                "più vecchie prima,in ordine cronologico,cronologico,ordinate per data,per data",
                "oldest",
            ),
        },
        "limit lead": {
            **each("solo,massimo,al massimo,top,le migliori,migliori", ""),
            **each("ultime,ultimi,le ultime,gli ultimi", "newest"),
            **each("prime,primi,le prime,i primi", "oldest"),
        },
        "limit alone": each("top"),
        "limit adjective": each("migliori,più belle"),
        "one photo": {
            **each("l'ultima,ultima,l'ultimo,ultimo,la più recente", "newest"),
            **each("la prima,prima,il primo,primo,la più vecchia", "oldest"),
        },
        "limit noun": each(f"{PHOTOS},video,selfie,risultati,schermate"),
    }
