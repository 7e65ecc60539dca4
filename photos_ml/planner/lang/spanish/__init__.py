"""Spanish."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, folded, words_in
from photos_ml.planner.lang.spanish.small import PHOTOS, SMALL

_MARKERS = """
    a abril abuela abuelo adviento agosto agua al amarilla amigo amigos aniversario ano anoche anos anteayer
    antes antier arbol archivadas archivados asi atardecer autofoto autofotos autorretrato autorretratos ayer
    azul bailando banandose bautizo bebe blanca blanco boca boda bonita bonito bosque busca buscar caballo
    calle cama camino campo captura capturas carnaval carnavales carpeta carro carta casa cena cenando cerca
    cielo ciudad coche cocina colegio comida comiendo comienzos como con corpus corriendo cosas cuadro cuando
    cumple cumpleanos de del delante descartadas desde despues detras dia dias diciembre domingo domingos
    donde dormir dos durmiendo edificio el ellas ellos en encuentra enero ensename entre era eran es escuela
    esta estaba este estrellas estuvimos excepto familia favoritas favoritos febrero feliz fiesta finales
    finde findes flores foto fotos fue fuera fuimos gafas gato gente grabaciones graduacion guapa ha
    habitacion hace hasta hermana hermano hija hijo hijos hombre hombres hoy iglesia imagen imagenes
    inmaculada invierno inviernos jardin jueves jugando julio junio juntos la lago las lejos llorando los
    lunes luz madre madrugada manana mar marco martes marzo mas matrimonio mayo me mediados menos mes meses
    mi miercoles mis montana muestra muestrame mujer mujeres mundo muro nadando navidad navidades negra nieve
    nino ninos no noche nochebuena nochevieja nos nosotros noviembre nube nubes nuestra nuestro nunca o
    octubre otono otonos padre padres paisaje panoramica panoramicas pantalla pantallazo pantallazos para
    parque pasada pasado pascua pascuas pelo pentecostes pequena pequeno pero perro perros persona personas
    pez piscina playa por preferidas preferidos primavera primaveras primera primeras principios proximo
    puente puerta puesta que quiero rechazadas reyes roja rojo ropa rostro rostros sabado sabados segunda
    selfi selfis semana septiembre setiembre siempre sin sobre solo sonriendo su suelo tambien tarde tia tio
    todas todo todos tren tres ultima ultimas ultimo ultimos un una unos vacaciones valentin ventana verano
    veranos verde verte vestido viaje video videos vieja viejo viernes y
"""
"""None of them is also an English word: 'come', 'once' and 'pan' are not here."""


def _tables() -> Tables:
    from photos_ml.planner.lang.spanish import frame, time

    return {**frame.tables(), **time.tables()}


_PLACE_WORDS = """
    alicia ama amarillo amigos amparo angeles apartado arroyo atlantico azul banda bando bar batman bella
    bello boda bono bosque bush caen campana campo capas capital carolina casa castillo castro cena central
    centro cerro cesar chico chino coche colina colon colorado comida concepcion constancia cordillera coro
    corona coronel corrientes cortes culebra damas date david davis delgado delta diana dorado duarte
    elizabeth encanto ende escondido esperanza estancia extrema familia federal fiesta flor flores fria
    frontera fundacion garcia gato george goma gracia granada granja guadalajara guadalupe guarda guerrero
    gutierrez habra herrera hidalgo horizonte iglesia independencia indio interior isabel jackson jardin
    jersey juarez julia kennedy lago lagos largo latina leo leon libertad limon limpio litros magdalena
    maldonado man manos mar mariana mariano martin mary mascara medias mercedes merida mesa metro michael
    milagro miranda misiones mito mono montana montanas monte morelos morena moreno munoz museo nacional nada
    natal nelson nevada nieve normal obra oral oriental paco palma palmas paraiso pare paro parque pasto
    patrick paul paz pelotas perro pila pilar piscina plano playa poblacion principe prosperidad pueblo
    puente registro republica resistencia retiro reunion rio rivera rodriguez roles rosa rubio saga sal sale
    salinas salta salto san santos sofa sol soledad tabaco tamano tanta taylor taza tema tome union valentia
    valle van vargas ventas verano victoria victorias vista
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
        "nieves perla rocio violeta clara consuelo dolores mercedes pilar soledad angel domingo"
    ),
    place_words=words_in(_PLACE_WORDS),
    common_words=words_in(_COMMON_WORDS),
    stop_words=folded(SMALL, PHOTOS),
    unseen_words=words_in(
        "viaje viajes vacaciones excursion visita semana dia dias tiempo juntos estancia escapada"
    ),
    ideas=("el verano pasado", "en navidad", "puesta de sol", "favoritas"),
    times=tuple(
        "hoy,ayer,la semana pasada,el fin de semana pasado,el mes pasado,el año pasado,este año,hace dos "
        "años,hace cinco años,el verano pasado,en verano,en invierno,en navidad,en nochevieja".split(",")
    ),
)
