"""Spanish words of time."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each, numbered

_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MORNING, _AFTERNOON, _EVENING, _NIGHT = (5, 12), (12, 20), (17, 22), (22, 5)


def tables() -> Tables:
    """Kinds of the date grammar."""
    return {**_calendar(), **_holidays(), **_hours(), **_relations(), **_numbers()}


def _calendar() -> Tables:
    return {
        "month": numbered(
            "enero,ene",
            "febrero,feb",
            "marzo",
            "abril,abr",
            "mayo",
            "junio,jun",
            "julio,jul",
            "agosto,ago",
            "septiembre,setiembre,sept,sep",
            "octubre,oct",
            "noviembre,nov",
            "diciembre,dic",
        ),
        "before month": each("en,de,del,desde,hasta,durante,a,para"),
        "dot": each("."),
        "weekday": {name: (day,) for day, name in enumerate(_WEEKDAYS)},
        "weekdays": {
            **each("los lunes", (0,)),
            **each("los martes", (1,)),
            **each("los miércoles", (2,)),
            **each("los jueves", (3,)),
            **each("los viernes", (4,)),
            **each("sábados", (5,)),
            **each("domingos", (6,)),
            **each("fines de semana,findes", (5, 6)),
            **each("días laborables,días de diario,entre semana", (0, 1, 2, 3, 4)),
        },
        "season": {
            **each("primavera", "spring"),
            **each("verano", "summer"),
            **each("otoño", "autumn"),
            **each("invierno", "winter"),
        },
        "seasons": {
            **each("primaveras", "spring"),
            **each("veranos", "summer"),
            **each("otoños", "autumn"),
            **each("inviernos", "winter"),
        },
        "thing of a time": each(
            "árbol,árboles,luces,adornos,adorno,mercado,mercadillo,mercados,tarjeta,tarjetas,regalo,regalos,"
            "villancicos,belén,calcetín,jersey,gorro,huevo,huevos,conejo,disfraz,disfraces,máscara,máscaras,"
            "calabaza,calabazas,vestido,vestidos,ropa,sombrero,zapatos,abrigo,flores,hojas"
        ),
        "unit": {
            **each("día,días", "day"),
            **each("semana,semanas", "week"),
            **each("fin de semana,finde", "weekend"),
            **each("quincena,quincenas", "fortnight"),
            **each("mes,meses", "month"),
            **each("trimestre,trimestres", "quarter"),
            **each("semestre,semestres", "half"),
            **each("año,años", "year"),
            **each("década,décadas,decenio", "decade"),
            **each("siglo,siglos", "century"),
        },
        "plural unit": each("fines de semana,findes"),
        "part code": {"t": 4, "q": 4, "s": 2},
        "decade prefix": each("años,los años,década de los,década de,la década de,década del,los años de"),
        "decade article": each("los"),
    }


def _holidays() -> Tables:
    return {
        "holiday": {
            **each("navidad,navidades,fiestas navideñas", "christmas"),
            **each("nochebuena,noche buena", "christmas eve"),
            **each("día de navidad", "christmas day"),
            **each("nochevieja,noche vieja,fin de año", "new year's eve"),
            **each("año nuevo,día de año nuevo", "new year's day"),
            **each("reyes,día de reyes,reyes magos,epifanía,los reyes magos", "epiphany"),
            **each("san valentín,día de san valentín,día de los enamorados", "valentine's day"),
            **each("carnaval,carnavales", "carnival"),
            **each("semana santa", "holy week"),
            **each("pascua,pascuas", "easter"),
            **each("domingo de resurrección,domingo de pascua", "easter sunday"),
            **each("lunes de pascua", "easter monday"),
            **each("viernes santo", "good friday"),
            **each("jueves santo", "maundy thursday"),
            **each("domingo de ramos", "palm sunday"),
            **each("miércoles de ceniza", "ash wednesday"),
            **each("pentecostés", "pentecost"),
            **each("corpus,corpus christi", "corpus christi"),
            **each("san josé,día de san josé", "st joseph's day"),
            **each("día del padre", "father's day"),
            **each("día de la madre", "mother's day"),
            **each("día de la mujer", "women's day"),
            **each("día del trabajo,día del trabajador,primero de mayo", "may day"),
            **each("sant jordi,san jorge,día del libro", "st george's day"),
            **each("san juan,noche de san juan,sant joan", "st john's eve"),
            **each("la asunción,día de la asunción,virgen de agosto", "assumption"),
            **each("día de la hispanidad,fiesta nacional,el pilar,día del pilar", "hispanic day"),
            **each("halloween,noche de brujas", "halloween"),
            **each("todos los santos,día de todos los santos", "all saints"),
            **each("día de muertos,día de los muertos", "day of the dead"),
            **each("día de la constitución", "spanish constitution day"),
            **each("la inmaculada,día de la inmaculada,inmaculada", "immaculate conception"),
            **each("adviento", "advent"),
            **each("oktoberfest", "oktoberfest"),
            **each("acción de gracias,día de acción de gracias", "thanksgiving"),
            **each("san patricio", "st patrick's day"),
            **each("año nuevo chino", "chinese new year"),
            **each("ramadán", "ramadan"),
            **each("black friday,viernes negro", "black friday"),
        },
    }


def _hours() -> Tables:
    return {
        "clock word": {**each("medianoche,la medianoche", 24), **each("mediodía,el mediodía", 12)},
        "hours said": {
            **each("por la mañana,por las mañanas,de mañana,de la mañana", _MORNING),
            **each("por la tarde,por las tardes,de la tarde", _AFTERNOON),
            **each("al anochecer", _EVENING),
            **each("por la noche,por las noches,de noche,de la noche,a la noche", _NIGHT),
            **each("de madrugada,por la madrugada,después de medianoche,antes del amanecer", (0, 5)),
            **each("a medianoche", (23, 1)),
            **each("a mediodía,al mediodía", (12, 15)),
            **each("antes de comer,antes de mediodía", (5, 12)),
        },
        "daypart": {**each("madrugada", (0, 5))},
        "before daypart": each("de,por,a"),
        "before the daypart": each("por,en,a,durante"),
        "last night": each("anoche,ayer por la noche,ayer noche"),
        "this daypart": {
            **each("esta mañana,hoy por la mañana", _MORNING),
            **each("esta tarde,hoy por la tarde", _AFTERNOON),
            **each("esta noche,hoy por la noche", (17, 24)),
        },
        "relative day": {
            **each("hoy", 0),
            **each("ayer", -1),
            **each("anteayer,antes de ayer,antier", -2),
            **each("pasado mañana", 2),
        },
        "now": each("hoy,ahora,hoy en día"),
        "until now": each("hasta ahora,hasta hoy"),
        "o'clock": each("horas,en punto"),
        "hour mark": {"am": 0, "pm": 12, "h": None},
        "meridiem": {
            **each("de la mañana,am,a . m .,a . m", 0),
            **each("de la tarde,de la noche,pm,p . m .,p . m", 12),
        },
        "hours": each("hora,horas"),
        "same day": each("el mismo día,mismo día"),
        "on this day": each("tal día como hoy,un día como hoy,en este día,este día"),
        "this time": each("por estas fechas,en estas fechas"),
        "around this time": each("por estas fechas,en estas fechas"),
        "to the day": each("exactos,justos"),
        "measure": each("m,km,metros,euros,personas,kg,pesos,piezas"),
    }


def _relations() -> Tables:
    return {
        "the": each("el,la,los,las"),
        "a": each("un,una,unos,unas"),
        "owner": each("mi,mis,tu,tus,su,sus,nuestro,nuestra,nuestros,nuestras"),
        "with": each("con"),
        "in": each(
            "en,de,del,durante,a,al,por,para,sobre,alrededor de,hacia,hechas en,tomadas en,"
            "hechas el,"
            "tomadas el,allá por"
        ),
        "about": each("aproximadamente,más o menos,alrededor de"),
        "from": each("de,del,desde,desde el"),
        "within": each("dentro de,en"),
        "to": each("a,al,hasta,hasta el"),
        "hyphen": each("-,–,—"),
        "slash": each("/"),
        "comma": {",": True},
        "genitive": each("de,del"),
        "of": each("de,del,en,de el"),
        "and": each("y,e,&,así como"),
        "or": each("o,u"),
        "since": each("desde,desde el,desde la,a partir de,a partir del"),
        "after": each("después de,después del,tras,posterior a,posteriores a,más recientes que,pasado el"),
        "before": each("antes de,antes del,anterior a,anteriores a,previas a"),
        "until": each("hasta,hasta el,hasta la"),
        "between": each("entre,entre el"),
        "onward": each("en adelante,o después,y después,o más tarde"),
        "backward": each("o antes,y antes,o anteriores"),
        "older than": each("más antiguas que,de hace más de,de más de"),
        "newer than": each("más nuevas que,de hace menos de"),
        "ago prefix": each("hace,hace ya,hará"),
        "ago": each("atrás"),
        "before last": each("antepasado,antepasada,anterior al pasado"),
        "before last adjective": each("antepenúltimo,penúltimo,penúltima"),
        "this": each("este,esta,estos,estas,el presente,el actual", 0),
        "last": each("último,última,últimos,últimas,pasado,pasada,pasados,pasadas", -1),
        "next": each("próximo,próxima,próximos,próximas", 1),
        "which behind": {
            **each("pasado,pasada,pasados,pasadas,anterior,último,última", -1),
            **each("próximo,próxima,que viene,siguiente", 1),
            **each("actual,en curso", 0),
        },
        "every": each("cada,todos los,todas las"),
        "each one": each("cada"),
        "edge": {
            **each("el final de,final de,el fin de,finales de", "end"),
            **each("el principio de,principio de,principios de,el comienzo de", "start"),
        },
        "part": {
            **each(
                "principios,a principios,principio,a principio,comienzos,a comienzos,inicios,inicio", "early"
            ),
            **each("mediados,a mediados,mitad,a mitad", "mid"),
            **each("finales,a finales,final,fin,al final", "late"),
        },
        "week of": each("de,del", "week of"),
        "some time in": each("en"),
    }


def _numbers() -> Tables:
    return {
        "ordinal": numbered(
            "primero,primer,primera",
            "segundo,segunda",
            "tercero,tercer,tercera",
            "cuarto,cuarta",
            "quinto,quinta",
            "sexto,sexta",
            "séptimo,séptima",
            "octavo,octava",
            "noveno,novena",
            "décimo,décima",
        ),
        "number": numbered(
            "uno",
            "dos",
            "tres",
            "cuatro",
            "cinco",
            "seis",
            "siete",
            "ocho",
            "nueve",
            "diez",
            "once",
            "doce",
            "trece",
            "catorce",
            "quince",
            "dieciséis",
            "diecisiete",
            "dieciocho",
            "diecinueve",
        ),
        "tens": {
            "veinte": 20,
            "treinta": 30,
            "cuarenta": 40,
            "cincuenta": 50,
            "sesenta": 60,
            "setenta": 70,
            "ochenta": 80,
            "noventa": 90,
        },
        "thousands": {"dos mil": 2000},
        "some": {
            **each("un,una", 1),
            **each("un par de", 2),
            **each("unos,unas,unos pocos,unas pocas,algunos,algunas,varios,varias,pocos,pocas", "few"),
            **each("una docena de", 12),
        },
    }
