"""Spanish."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, each, words_in
from photos_ml.planner.lang.spanish.small import PHOTOS, SMALL
from photos_ml.planner.tokens import fold

_MARKERS = """
    a abril abuela abuelo adviento agosto al amigos ano anoche anos anteayer antes antier arbol atardecer
    ayer bebe boda bosque busca buscar calle captura capturas carnaval carnavales carpeta casa coche comida
    como con corpus cuando cumpleanos de del desde despues dia dias diciembre domingo donde dos el en
    encuentra enero ensename entre es esta estaba este estuvimos excepto favoritas favoritos febrero fiesta
    fin finde flores foto fotos fuera gato gente ha hace hasta hay hoy imagen imagenes inmaculada invierno
    jardin jueves julio junio la las lejos los lunes madrugada manana mar martes marzo mas mayo me mes meses
    mi miercoles mis montana muestra muestrame navidad navidades nieve nino ninos no noche nochebuena
    nochevieja noviembre nuestra nuestro octubre otono panoramicas para pasada pasado pascua pascuas
    pentecostes pero perro perros persona personas playa por primavera primera primeras proximo que quiero
    reyes sabado santa semana septiembre setiembre sin sobre solo su tarde tia tio todas todos tres ultima
    ultimas ultimo ultimos un una unos vacaciones valentin verano viaje video videos viernes y
"""
"""None of them is also an English word: 'come', 'once' and 'pan' are not here."""


def _tables() -> Tables:
    from photos_ml.planner.lang.spanish import frame, time

    return {**frame.tables(), **time.tables()}


_PLACE_WORDS = """
    alicia ama amarillo amigos amparo angeles apartado arroyo atlantico azul banda bando bar batman bella
    bello boda bono bosque bush caen campana campo capas capital carolina casa castillo castro cena central
    centro cerro cesar chico chino coche colina colon colorado comida concepcion constancia cordillera coro
    corona coronel corrientes cortes damas date david davis delgado delta diana dorado duarte elizabeth
    encanto ende escondido esperanza estancia extrema familia federal fiesta flor flores fria frontera
    fundacion garcia gato george goma gracia granada granja guadalajara guadalupe guarda guerrero gutierrez
    habra herrera hidalgo horizonte iglesia independencia indio isabel jackson jardin jersey juarez julia
    kennedy lago lagos largo latina leo leon libertad limon limpio litros magdalena maldonado man manos mar
    mariana mariano martin mary mascara medias mercedes merida mesa metro michael milagro miranda misiones
    mito mono montana montanas monte morelos morena moreno munoz museo nacional nada natal nelson nieve
    normal obra oral oriental paco palma palmas paraiso pare paro parque pasto patrick paul paz pelotas
    perro pila pilar piscina plano playa poblacion principe prosperidad pueblo puente registro republica
    resistencia retiro reunion rio rivera rodriguez roles rosa rubio saga sal sale salinas salta salto san
    santa santos sofa sol soledad tabaco tamano tanta taylor taza tema tome union valentia valle van vargas
    ventas verano victoria victorias vista
"""
"""Place names that are also plain words, or names of people."""


_COMMON_WORDS = """
    amigos boda cara caro charla coche comida digo ellas familia fiesta flores fria gato gorda gustado lisa
    luces luchas mafia magia malo manual marcas marido mata mato montana nada nieve palo pedo pero perra
    perro pierde playa polo renta serio sofa temas verano villa
"""
"""Plain words a small typo must not turn into a name."""


def _is_plural(word: str) -> bool:
    return word.endswith("s") and len(word) > 3


LANGUAGE = Language(
    code="es",
    name="Español",
    countries=words_in("ES MX AR CO PE VE CL EC GT CU BO DO HN PY SV NI CR PA UY PR GQ"),
    tables=_tables,
    markers=words_in(_MARKERS),
    endings=Endings(ordinal=("o", "a", "er")),
    day_first=True,
    is_plural=_is_plural,
    name_words=words_in(
        "rosa sol luz mar paz cruz leon paloma alba aurora blanca estrella flor gloria iris lluvia luna "
        "nieves "
        "perla rocio violeta clara consuelo dolores mercedes pilar soledad angel domingo"
    ),
    place_words=words_in(_PLACE_WORDS),
    common_words=words_in(_COMMON_WORDS),
    stop_words=frozenset(fold(word) for word in (*each(SMALL), *each(PHOTOS))),
    unseen_words=words_in(
        "viaje viajes vacaciones excursion visita fin semana dia dias tiempo juntos estancia escapada"
    ),
    times=tuple(
        "hoy,ayer,la semana pasada,el fin de semana pasado,el mes pasado,el año pasado,este año,hace dos "
        "años,"
        "hace cinco años,el verano pasado,en verano,en invierno,en navidad,en nochevieja".split(",")
    ),
)
