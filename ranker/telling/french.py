"""French."""

from __future__ import annotations

from photos_ml.ranker.telling.phrases import Phrases, listed
from photos_ml.types import Place

ARTICLES = (("Le ", "au "), ("Les ", "aux "))
"""How a city's article joins: 'au Caire'; 'à La Haye' stays."""
ISLANDS = frozenset("CU MT CY MG MU SG BH HK MO RE MV".split())
"""Countries that are said as cities are."""
PLURAL = frozenset("US NL PH AE BS SC KY FO FJ SB MH".split())
FEMININE = ("e",)
MASCULINE = frozenset("MX KH MZ ZW SR".split())
"""Countries that end as feminine ones do."""
VOWELS = tuple("aeiouyhâéèêîôAEIOUYHÂÉÈÊÎÔ")


def at(place: Place) -> str:
    """'à Lisbonne', 'au Caire', 'en Toscane', 'au Portugal', 'aux États-Unis'."""
    if place.city:
        joined = (place.city.replace(a, b, 1) for a, b in ARTICLES if place.city.startswith(a))
        return next(joined, f"à {place.city}")
    name, code = place.region or place.country, "" if place.region else place.country_code
    if code in ISLANDS:
        return f"à {name}"
    if code in PLURAL:
        return f"aux {name}"
    feminine = name.endswith(FEMININE) and code not in MASCULINE
    return f"en {name}" if feminine or name.startswith(VOWELS) or not code else f"au {name}"


def of(name: str) -> str:
    """'d’Anna', 'de Léo'."""
    return f"d’{name}" if name.startswith(VOWELS) else f"de {name}"


PHRASES = Phrases(
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    seasons=("hiver", "printemps", "été", "automne"),
    themes={
        "beach": ("Au bord de la mer", "une plage"), "lake": ("Au bord de l’eau", "un lac"),
        "mountain": ("Montagnes", "des montagnes"), "snow": ("Jours de neige", "de la neige"),
        "forest": ("En forêt", "un chemin en forêt"), "desert": ("Désert", "un désert"),
        "sunset": ("Lumière dorée", "un coucher de soleil"), "night": ("La nuit", "une ville la nuit"),
        "city": ("En ville", "une rue en ville"), "architecture": ("Bâtiments", "un vieux bâtiment"),
        "flowers": ("En fleurs", "des fleurs"), "food": ("Bonne table", "un plat dans une assiette"),
        "drinks": ("Santé !", "une tasse de café"), "dogs": ("Chiens", "un chien"),
        "cats": ("Chats", "un chat"), "birds": ("Oiseaux", "un oiseau"),
        "animals": ("Animaux", "un animal sauvage"),
        "underwater": ("Sous l’eau", "des poissons dans un aquarium"),
        "children": ("Les petits", "un enfant qui joue"), "people": ("Ensemble", "un groupe de personnes"),
        "party": ("Fêtes", "une fête avec un gâteau"), "christmas": ("Noël", "un sapin de Noël"),
        "sport": ("Sport", "des gens qui font du sport"),
        "bicycle": ("Sur deux roues", "quelqu’un à vélo"), "travel": ("En chemin", "un train"),
        "concert": ("Musique en direct", "un concert sur scène"),
    },
    pets={"dogs": "Une vie de chien", "cats": "Une vie de chat"},
    outings={
        "beach": "Une journée à la mer", "lake": "Une journée au bord de l’eau",
        "mountain": "Une journée à la montagne", "snow": "Une journée à la neige",
        "forest": "Une journée en forêt", "desert": "Une journée dans le désert",
        "city": "Une journée en ville", "flowers": "Une journée parmi les fleurs",
        "birds": "Une journée avec les oiseaux", "animals": "Une journée avec les animaux",
        "underwater": "Une journée à l’aquarium", "sport": "Une journée de sport",
        "bicycle": "Une journée à vélo", "concert": "Un concert", "party": "Une fête",
        "night": "Une longue nuit",
    },
    occasions={
        "diwali": "Diwali", "hanukkah": "Hanoucca", "lunar new year": "Nouvel An lunaire",
        "christmas": "Noël", "christmas eve": "Réveillon de Noël", "new year": "Nouvel An",
        "new year's eve": "Réveillon du Nouvel An", "new year's day": "Nouvel An", "easter": "Pâques",
        "halloween": "Halloween", "thanksgiving": "Thanksgiving", "valentine's day": "Saint-Valentin",
        "carnival": "Carnaval", "mother's day": "Fête des mères", "father's day": "Fête des pères",
        "birthday": "Anniversaire", "wedding": "Mariage", "graduation": "Remise des diplômes",
        "christening": "Baptême",
    },
    learnt={
        "people": "des photos avec des gens", "from_home_log_km": "des photos prises au loin",
        "appeal": "de belles photos", "weekend": "les week-ends", "brightness": "des photos claires",
        "colourfulness": "des photos colorées", "like_favourites": "ce qui ressemble à vos favoris",
        "named": "les personnes qui ont un nom", "evening": "les soirées",
        "farthest_log_km": "les voyages lointains", "age_years": "ce qui est loin dans le temps",
        "nights": "les longs voyages", "anniversary": "les jours qui reviennent",
        "one_event": "un seul événement", "attribute_yearly": "ce qui revient chaque année",
        "attribute_festive": "les fêtes", "attribute_across_years": "la même chose au fil des ans",
        "attribute_compared": "hier et aujourd’hui", "attribute_people": "les personnes",
        "attribute_company": "plusieurs ensemble", "attribute_travel": "les voyages",
        "attribute_place": "les lieux", "attribute_occasion": "des journées et des voyages",
        "attribute_novel": "les premières fois", "attribute_themed": "ce que montrent les photos",
        "attribute_period": "le meilleur d’une période", "attribute_recent": "les dernières semaines",
        "attribute_span": "ce qui couvre une vie",
    },
    parts={
        "photos": "la qualité des photos", "anniversary": "le jour qui revient", "ago": "le temps écoulé",
        "away": "la distance et la durée loin de la maison", "people": "qui y figure",
        "favorites": "les favoris et ce qui leur ressemble", "variety": "la variété",
        "hours": "l’heure et le jour de la semaine", "kind": "le genre de souvenir",
        "theme": "combien il s’agit de « {} »",
    },
    says={
        "about": "{what} : {about}",
        "day": "1er {month}|{n} {month}", "days": "{first}–{last} {month}", "date": "{day} {year}",
        "month": "{month} {year}", "season": "{season} {year}", "ago": "il y a un an|il y a {n} ans",
        "today": "Aujourd’hui, {ago}", "week": "Cette semaine, {ago}", "on_this_day": "Ce jour-là",
        "through_years": "{name} au fil des ans", "of": "{what} {of_name}",
        "trip_then": "Voyage en {month}", "weekend_then": "Week-end en {month}",
        "weekend": "Un week-end {at}, {month}", "count_days": "{n} jour|{n} jours",
        "day_at": "Une journée {at}", "day_out": "Une sortie", "first_time": "Première fois {at}",
        "together": "Ensemble, {years}", "best_month": "Le meilleur du mois",
        "best_season": "Le meilleur de la saison", "best_year": "Le meilleur de {year}",
        "then_and_now": "Hier et aujourd’hui", "day_with": "Une journée avec {people}",
        "weekday": "Un {weekday} en {month}", "first_years": "Les {n} premières années {of_name}",
        "growing": "{name}, de {first} à {n} ans", "aged": "{name} à {n} an|{name} à {n} ans",
        "pet": "Une vie d’animal", "every": "Chaque mois {of_month}", "wish": "Comme demandé",
        "recent": "Les meilleurs moments récents", "why.taken_on": "prises le {day} {years}",
        "why.earlier_years": "{occasion} des années passées",
        "why.written": "{occasion}, comme il est écrit avec les photos|"
        "{occasion} en {n} années, comme il est écrit avec les photos",
        "why.best_of": "le meilleur : {period}", "why.last_days": "les {n} derniers jours",
        "why.days_away": "{n} jour loin de la maison|{n} jours loin de la maison",
        "why.km_away": "jusqu’à {n} km", "why.day_out": "une sortie, à {n} km de la maison",
        "why.first_photos": "les premières photos : {name}",
        "why.same_place": "le même lieu, un an après|le même lieu, {n} ans après",
        "why.photos_of": "{n} photos : {people}",
        "why.photos_showing": "{n} photos qui montrent {shows} ou quelque chose de semblable",
        "why.named": "{n} photos d’un même moment, que vous appelez « {asked} »",
        "why.seen": "{n} photos d’un même moment qui montrent ce que c’était",
        "why.there": "avec {people}", "why.in_years": "{person} en {n} années",
        "why.pictures_of": "{n} photos : {name}",
        "why.again": "presque la même image en {month}, {n} années",
        "why.asked": "vous avez demandé « {asked} »",
        "why.this_week": "cette semaine, il y a un an|cette semaine, il y a {n} ans",
        "early": "début {month}", "middle": "mi-{month}", "late": "fin {month}",
        "look_back": "Retour en arrière",
        "why.stop": "{n} photo d’une étape d’un voyage|{n} photos d’une étape d’un voyage",
        "why.around": "prises ces jours-ci en {years}",
        "why.photos_from": "{n} photo : {name}|{n} photos : {name}",
        "why.one_time": "{n} photo d’un même moment|{n} photos d’un même moment",
        "why.favorites": "{n} des photos est un favori|{n} des photos sont des favoris",
    },
    at=at,
    joined=listed("et"),
    of=of,
)  # fmt: skip
