"""Spanish."""

from __future__ import annotations

from photos_ml.ranker.telling.phrases import Phrases, listed
from photos_ml.types import Place


def at(place: Place) -> str:
    """'en Lisboa', 'en Toscana'."""
    return f"en {place.city or place.region or place.country}"


PHRASES = Phrases(
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre",
    ),
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    seasons=("invierno", "primavera", "verano", "otoño"),
    themes={
        "beach": ("Junto al mar", "una playa"), "lake": ("Junto al agua", "un lago"),
        "mountain": ("Montañas", "montañas"), "snow": ("Días de nieve", "nieve"),
        "forest": ("En el bosque", "un sendero en el bosque"), "desert": ("Desierto", "un desierto"),
        "sunset": ("Luz dorada", "una puesta de sol"), "night": ("De noche", "una ciudad de noche"),
        "city": ("En la ciudad", "una calle de ciudad"),
        "architecture": ("Edificios", "un edificio antiguo"), "flowers": ("En flor", "flores"),
        "food": ("Buena comida", "comida en un plato"), "drinks": ("¡Salud!", "una taza de café"),
        "dogs": ("Perros", "un perro"), "cats": ("Gatos", "un gato"), "birds": ("Pájaros", "un pájaro"),
        "animals": ("Animales", "un animal salvaje"),
        "underwater": ("Bajo el agua", "peces en un acuario"),
        "children": ("Los pequeños", "un niño que juega"), "people": ("Juntos", "un grupo de personas"),
        "party": ("Fiestas", "una fiesta con pastel"), "christmas": ("Navidad", "un árbol de Navidad"),
        "sport": ("Deporte", "gente que hace deporte"),
        "bicycle": ("Sobre dos ruedas", "alguien en bicicleta"), "travel": ("De camino", "un tren"),
        "concert": ("Música en vivo", "un concierto en un escenario"),
    },
    pets={"dogs": "Vida de perro", "cats": "Vida de gato"},
    outings={
        "beach": "Un día junto al mar", "lake": "Un día junto al agua", "mountain": "Un día en la montaña",
        "snow": "Un día en la nieve", "forest": "Un día en el bosque", "desert": "Un día en el desierto",
        "city": "Un día en la ciudad", "flowers": "Un día entre flores", "birds": "Un día con los pájaros",
        "animals": "Un día con los animales", "underwater": "Un día en el acuario",
        "sport": "Un día de deporte", "bicycle": "Un día en bicicleta", "concert": "Un concierto",
        "party": "Una fiesta", "night": "Una noche larga",
    },
    occasions={
        "diwali": "Diwali", "hanukkah": "Janucá", "lunar new year": "Año Nuevo lunar",
        "christmas": "Navidad", "christmas eve": "Nochebuena", "new year": "Año Nuevo",
        "new year's eve": "Nochevieja", "new year's day": "Año Nuevo", "easter": "Pascua",
        "halloween": "Halloween", "thanksgiving": "Acción de Gracias", "valentine's day": "San Valentín",
        "carnival": "Carnaval", "mother's day": "Día de la Madre", "father's day": "Día del Padre",
        "birthday": "Cumpleaños", "wedding": "Boda", "graduation": "Graduación", "christening": "Bautizo",
    },
    learnt={
        "people": "fotos con gente", "from_home_log_km": "fotos de lejos", "appeal": "fotos bonitas",
        "weekend": "fines de semana", "brightness": "fotos luminosas",
        "colourfulness": "fotos llenas de color", "like_favourites": "lo que se parece a tus favoritas",
        "named": "personas con nombre", "evening": "noches", "farthest_log_km": "viajes lejanos",
        "age_years": "lo que pasó hace mucho", "nights": "viajes largos",
        "anniversary": "días que se repiten", "one_event": "un solo acontecimiento",
        "attribute_yearly": "lo que vuelve cada año", "attribute_festive": "fiestas",
        "attribute_across_years": "lo mismo a lo largo de los años", "attribute_compared": "antes y ahora",
        "attribute_people": "personas", "attribute_company": "gente junta", "attribute_travel": "viajes",
        "attribute_place": "lugares", "attribute_occasion": "días y viajes sueltos",
        "attribute_novel": "primeras veces", "attribute_themed": "lo que muestran las fotos",
        "attribute_period": "lo mejor de una época", "attribute_recent": "las últimas semanas",
        "attribute_span": "lo que abarca una vida",
    },
    parts={
        "photos": "lo buenas que son las fotos", "anniversary": "que el día se repite",
        "ago": "cuánto tiempo hace", "away": "lo lejos y lo largo que fue", "people": "quién sale",
        "favorites": "favoritas y fotos parecidas", "variety": "lo variado que es",
        "hours": "la hora y el día de la semana", "kind": "qué clase de recuerdo es",
        "theme": "cuánto trata de «{}»",
    },
    says={
        "about": "{what}: {about}",
        "day": "{n} de {month}", "days": "{first}–{last} de {month}", "date": "{day} de {year}",
        "month": "{month} de {year}", "season": "{season} de {year}", "ago": "hace un año|hace {n} años",
        "today": "Hoy {ago}", "week": "Esta semana {ago}", "on_this_day": "En un día como hoy",
        "through_years": "{name} a lo largo de los años", "of": "{what} de {name}",
        "trip_then": "Viaje en {month}", "weekend_then": "Fin de semana en {month}",
        "weekend": "Un fin de semana {at}, {month}", "count_days": "{n} día|{n} días",
        "day_at": "Un día {at}", "day_out": "Una excursión", "first_time": "Por primera vez {at}",
        "together": "Juntos, {years}", "best_month": "Lo mejor del mes",
        "best_season": "Lo mejor de la estación", "best_year": "Lo mejor de {year}",
        "then_and_now": "Antes y ahora", "day_with": "Un día con {people}",
        "weekday": "Un {weekday} de {month}", "first_years": "Los primeros {n} años de {name}",
        "growing": "{name}, de {first} a {n} años", "aged": "{name} con {n} año|{name} con {n} años",
        "pet": "Vida de mascota", "every": "Cada {month}", "wish": "Como pediste",
        "recent": "Lo mejor de los últimos días", "why.taken_on": "hechas el {day} de {years}",
        "why.earlier_years": "{occasion} de otros años",
        "why.written": "{occasion}, como está escrito junto a las fotos|"
        "{occasion} en {n} años, como está escrito junto a las fotos",
        "why.best_of": "lo mejor de {period}", "why.last_days": "los últimos {n} días",
        "why.days_away": "{n} día lejos de casa|{n} días lejos de casa", "why.km_away": "hasta a {n} km",
        "why.day_out": "una excursión, a {n} km de casa",
        "why.first_photos": "las primeras fotos de {name}",
        "why.same_place": "el mismo lugar, un año después|el mismo lugar, {n} años después",
        "why.photos_of": "{n} fotos de {people}",
        "why.photos_showing": "{n} fotos que muestran {shows} o algo parecido",
        "why.named": "{n} fotos de un mismo momento, que llamaste «{asked}»",
        "why.seen": "{n} fotos de un mismo momento que muestran qué fue", "why.there": "estaban {people}",
        "why.in_years": "{person} en {n} años", "why.pictures_of": "{n} fotos de {name}",
        "why.again": "casi la misma imagen en {month} de {n} años", "why.asked": "pediste «{asked}»",
        "why.this_week": "esta semana hace un año|esta semana hace {n} años",
        "early": "principios de {month}", "middle": "mediados de {month}", "late": "finales de {month}",
        "look_back": "Una mirada atrás",
        "why.stop": "{n} foto de una parada de un viaje|{n} fotos de una parada de un viaje",
        "why.around": "hechas en estos días de {years}",
        "why.photos_from": "{n} foto de {name}|{n} fotos de {name}",
        "why.one_time": "{n} foto de un mismo momento|{n} fotos de un mismo momento",
        "why.favorites": "{n} de las fotos es favorita|{n} de las fotos son favoritas",
    },
    at=at,
    joined=listed("y"),
)  # fmt: skip
