"""French."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, folded, words_in
from photos_ml.planner.lang.french.small import PHOTOS, SMALL

_MARKERS = """
    a affiche anciennes annee annees anniversaire aout apres arbre archivees archives armistice assomption au
    aujourd'hui automne automnes autoportrait autoportraits aux avant avec avent avril bapteme bateau bebe
    bleu bougies c' campagne capture captures ce cet cette chandeleur chat chats cherche cheval cheveux chez
    chien chiens ciel clair colline copains couchant cour crepes d' dans danse de decembre demain depuis
    dernier derniere dernieres derniers derriere des deux devant dimanche dimanches dois dormir dossier du
    début eau ecole ecran eglise egoportrait egoportraits elle en enfance enfant enfants entre epiphanie est
    et etait ete etes etoiles famille favori favoris femme femmes ferme fete fetes fevrier fille filles fils
    fleurs foret frere garcon gateau gens grosse herbe heureux hier hiver hivers homme hommes ici il j'
    jamais janvier jardin jaune jeu jeudi jeudis jeune jouant joue jouent jour jours juillet juin l' la le
    les lumiere lundi lundis lunettes ma mai mais maison mamie manger mardi mardis mariage mars matin mer
    mercredi mercredis mes milieu minuit mis moins mois mon montagne montagnes montre mur n' nager neige noel
    noire nos notees notre notées nous novembre nuage nuit octobre oiseau oiseaux ou où panoramique
    panoramiques papi paques pas paysage pendant pentecote pere personne personnes petit photo photos plage
    pluie plus poisson pont porte pouvait preferees preferes premieres printemps pâques qu' quand que qui
    rameaux randonnee recentes refusees rejetees remise repas reveillon riviere réveillon s' samedi samedis
    sans sauf semaine septembre sera ses seul seule seulement sieste soeur soir soleil sommet souriant sous
    sur tante tete toit toujours tous toussaint tout toutes tres trois trouve un une vacances velo velos
    vendredi vendredis vert verte videos vieille vieux ville visage visages voile voir voiture voyage y yeux
    à
"""
"""None of them is also an English word, but for 'photos', which tells of both."""


def _tables() -> Tables:
    from photos_ml.planner.lang.french import frame, time

    return {**frame.tables(), **time.tables()}


_PLACE_WORDS = """
    algerien allen ames amis angers ann assis atlantique australien bain baise bar barry batman bay bois
    bosse brest bush campana canton capital carrefour cela celle central centrale centre cesar charlotte chat
    chateau chelsea chien collines confederation date david davis derby dominique eglise elizabeth ete eugene
    famille federal fete fiche fleur fleurs foret garcia gare gary george gilbert golfe guarda indien
    interior italien jackson jardin jette jordan julia lac leo lit littoral loja main maison male man mao
    marche mariage maritime martin mary mascara massa maurice medias mer mercedes meres mesa metro michael
    mission mobile mono montagne montagnes musee nan neige nelson nice nord normal oral orange ouest pain
    palmares parc pare patrick pau paul peste piscine plage plateau plateaux pont port prato principe racine
    repas reservoir reunion riviere roles roman rue saga saint sale san serra soleil sud surprise table
    taylor temple terre tete tome tour tours union van ville vin voiture wayne west
"""
"""Place names that are also plain words, or names of people."""


_COMMON_WORDS = """
    amis annee carte carton chat chien eglise famille fete fleurs francais francis janvier jolie lisa lois
    lutte magie maire mairie mariage mariee marin marine maths matin meteo montagne neige plage preter roman
    saine sinon sofa soie table villa voila
"""
"""Plain words a small typo must not turn into a name."""


def _is_plural(word: str) -> bool:
    return word.endswith(("s", "x")) and len(word) > 3


LANGUAGE = Language(
    code="fr",
    name="Français",
    countries=words_in("FR BE CH LU MC CA SN CI CM MA TN DZ MG HT RE GP MQ GF NC PF"),
    tables=_tables,
    markers=words_in(_MARKERS),
    elided={
        "l": "le",
        "d": "de",
        "j": "je",
        "m": "me",
        "n": "ne",
        "s": "se",
        "t": "te",
        "c": "ce",
        "qu": "que",
        "jusqu": "jusque",
        "lorsqu": "lorsque",
    },
    endings=Endings(ordinal=("er", "ere", "e", "eme", "nd")),
    day_first=True,
    is_plural=_is_plural,
    name_words=words_in(
        "rose marguerite violette iris lilas aurore aube ange clement clemence felicite constance prudence "
        "pierre olive anemone cerise celeste claire blanche fleur perle luce marine melodie soleil victoire"
    ),
    place_words=words_in(_PLACE_WORDS),
    common_words=words_in(_COMMON_WORDS),
    stop_words=folded(SMALL, PHOTOS),
    unseen_words=words_in(
        "voyage voyages vacances excursion visite week end weekend jour jours journee temps ensemble sejour"
    ),
    ideas=("l'été dernier", "à noël", "coucher de soleil", "favoris"),
    times=tuple(
        "aujourd'hui,hier,la semaine dernière,le week-end dernier,le mois dernier,l'année dernière,cette "
        "année,"
        "il y a deux ans,il y a cinq ans,l'été dernier,en été,en hiver,à noël,au nouvel an".split(",")
    ),
)
