"""Spanish words around what the picture shows, and those of its filters."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each
from photos_ml.planner.lang.spanish.small import PHOTOS, SMALL


def tables() -> Tables:
    """Kinds of the other grammars."""
    return {**_frame(), **_people(), **_places(), **_negation(), **_media(), **_order()}


def _frame() -> Tables:
    return {
        "stop": each(SMALL),
        "filler": each(
            "muéstrame,muestrame,muestra,mostrar,mostrarme,enséñame,enseña,busca,búscame,buscar,busco,"
            "encuentra,"
            "encuéntrame,encontrar,quiero ver,quisiera ver,me gustaría ver,quiero,quisiera,dame,ver,"
            "estoy buscando,necesito,puedes mostrarme,puedes buscar,puedes enseñarme,por favor,todas las,"
            "todos los,todas mis,todos mis,todas,todos,dónde están,dónde está,tengo,tenemos,hay,hola,oye,"
            "sácame"
        ),
        "filler anywhere": each(
            "por favor,tomadas,hechas,que hice,que hicimos,que saqué,que sacamos,que tomé,que tomamos,"
            "sacadas,"
            "gracias,en las que sale,en la que sale,en las que salen,donde sale,donde salen,en las que "
            "aparece,"
            "donde aparece,en los que sale"
        ),
        "whole library": each("todo,todas,todos"),
        "photo noun": each(PHOTOS),
        "photo singular": each("foto,imagen,fotografía"),
        "photo compound": each("de carné,de carnet,en la pared"),
        "photo holder": each("marco de,álbum de,haciendo una,sacando una"),
        "joining": each("a,al,con,de,del,el,en,la,las,los,o,para,por,sin,sobre,un,una,y"),
        "asks": each("qué,quién,cuándo,dónde,cómo,cuál,cuáles"),
        "exact cue": each("que dice,que pone,con el texto,titulado,titulada,llamado,llamada"),
        "tag cue": each("etiquetadas con,etiquetado con,con la etiqueta,etiqueta,palabra clave"),
        "folder noun": each("carpeta,álbum,álbumes"),
        "folder cue": each("en,de,dentro de"),
        "folder called": each(
            "carpeta,la carpeta,en la carpeta,de la carpeta,álbum,el álbum,en el álbum,del álbum"
        ),
        "camera cue": each(
            "con,hechas con,tomadas con,sacadas con,hecha con,tomada con,de,del,con la cámara,desde"
        ),
        "camera owner": each("mi,la,el,nuestra,su"),
        "camera noun": each("cámara,móvil,celular,teléfono"),
    }


def _people() -> Tables:
    return {
        "title": each("abuela,abuelo,tía,tío,yaya,yayo,señor,señora,don,doña,dr,dra,primo,prima"),
        "person lead": each("con,de,y,e,o,sin,para,solo,sólo,solamente,excepto,menos"),
        "only before": each("solo,sólo,solamente,únicamente,solo con,a solas con,nadie más que,solo de"),
        "only after": each("solo,sola,solos,solas,a solas,y nadie más,sin nadie más"),
        "oneself": each("yo,mí,conmigo"),
        "beside names": each("ambos,ambas,juntos,juntas"),
        "group of people": each("foto de grupo,fotos de grupo,fotos en grupo,foto en grupo,foto grupal", 4),
        "people noun": each(
            "personas,persona,gente,caras,cara,rostros,rostro,niños,niñas,amigos,amigas,hombres,mujeres"
        ),
        "how many lead": {
            **each("exactamente,solo,sólo", 0),
            **each("al menos,como mínimo,por lo menos", 1),
            **each("más de", 2),
            **each("como mucho,como máximo,hasta,máximo", -1),
            **each("menos de", -2),
        },
        "age lead": each(
            "cumple,cumplió,cuando tenía,cuando tenía solo,con,a los,de,cuando era,de pequeño con,"
            "a la edad de,cuando "
            "cumplió"
        ),
        "age opener": each("cuando"),
        "age verb": each("tenía,tenía solo,cumplió,era,era un,era una"),
        "age range": each("entre,entre los,de"),
        "parts of a year of age": {
            **each("meses,mes,meses de edad", 12),
            **each("semanas,semanas de edad", 52),
            **each("días", 365),
        },
        "years of age": each("años,año,añitos,años de edad"),
        "stage of life behind": each("bebé,de bebé,cuando era bebé", (0, 1)),
        "stage of life": {
            **each("bebé,un bebé,recién nacido,recién nacida", (0, 1)),
            **each("niño,niña,pequeño,pequeña,chico,chica", (3, 11)),
            **each("adolescente", (13, 19)),
        },
    }


def _places() -> Tables:
    return {
        "in place": each("en,a,de,desde,por,cerca de,alrededor de,hacia,para"),
        "bound for": each("a,hacia,para"),
        "place lead": each(
            "en,a,de,del,desde,por,cerca de,alrededor de,hacia,para,en la,en el,por la,por el,a la,al,de la,"
            "visita a,viaje a,cerca del"
        ),
        "at home said": each("en casa,en mi casa,en nuestra casa,casa nuestra"),
        "place alias": each("eeuu,ee . uu .,usa"),
        "place name": {
            **each("creta", "Crete"),
            **each("baviera", "Bavaria"),
            **each("cerdeña", "Sardinia"),
            **each("córcega", "Corsica"),
            **each("bretaña", "Brittany"),
            **each("normandía", "Normandy"),
            **each("provenza", "Provence-Alpes-Côte d'Azur"),
            **each("inglaterra", "England"),
            **each("escocia", "Scotland"),
            **each("gales", "Wales"),
            **each("la toscana,toscana", "Tuscany"),
            **each("sicilia", "Sicily"),
            **each("lombardía", "Lombardy"),
            **each("piamonte", "Piedmont"),
            **each("cataluña", "Catalonia"),
            **each("andalucía", "Andalusia"),
            **each("país vasco,euskadi", "Basque Country"),
            **each("islas canarias,canarias", "Canary Islands"),
            **each("islas baleares,baleares", "Balearic Islands"),
            **each("sajonia", "Saxony"),
            **each("tirol", "Tyrol"),
            **each("flandes", "Flanders"),
            **each("california", "California"),
            **each("eeuu,estados unidos", "United States"),
            **each("reino unido", "United Kingdom"),
            **each("países bajos,holanda", "The Netherlands"),
        },
    }


def _negation() -> Tables:
    return {
        "not trap": each("city,bin,eater"),
        "but": each("pero,aunque"),
        "not last": each("no,nunca,jamás"),
        "not": each(
            "no quiero fotos de,no quiero ver,sin,sin la,sin el,sin los,sin las,sin ningún,sin ninguna,"
            "pero sin,y sin,ni,ni la,ni el,pero no,y no,no,jamás,nunca,excepto,"
            "menos,salvo,exceptuando,que no sea,que no sean,que no tenga,que no tengan,no quiero,ningún,"
            "ninguna,"
            "nada de,excluyendo,en vez de,todo menos,todas menos,todos menos"
        ),
        "elsewhere": each(
            "pero no en,pero no de,y no en,fuera de,fuera del,lejos de,no en,no de,excepto en,menos en,"
            "salvo en,que "
            "no sea en,que no sean de,"
            "que no sean en,en cualquier sitio menos,en todas partes menos"
        ),
        "nobody": each(
            "sin gente,sin personas,sin nadie,nadie,sin gente alguna,ninguna persona,sin ninguna persona",
            "personas",
        ),
        "and nobody": each("y nadie más,sin nadie más"),
        "not end": each(
            "pero,en,a,al,con,desde,hasta,antes,después,durante,entre,por,del,que,cuando,donde,hace,solo"
        ),
        "not keep": each("en la foto,en el fondo,al fondo,en la imagen"),
        "not fluff": each("un,una,unos,unas,el,la,los,las,de,con,ningún,ninguna,a,que salga,que salgan"),
        "negative": each("no,sin,ni,nunca,nada,nadie,ningún,ninguno,ninguna,excepto,menos,salvo,fuera,lejos"),
        "lacking": {
            **each("sin fecha,sin fechas,que no tienen fecha,fecha desconocida", "date"),
            **each(
                "sin ubicación,sin localización,sin lugar,sin gps,sin coordenadas,sin geolocalizar,"
                "sin geoetiqueta,ubicación desconocida",
                "place",
            ),
            **each(
                "sin nombres,sin personas etiquetadas,sin etiquetar personas,personas sin nombre", "people"
            ),
            **each(
                "sin valorar,sin valoración,sin puntuar,sin puntuación,sin calificar,sin estrellas", "rating"
            ),
            **each("sin descripción,sin título,sin pie de foto,sin leyenda", "caption"),
        },
    }


def _media() -> Tables:
    return {
        "media": {
            **each("video,videos,vídeo,vídeos,clip,clips,grabaciones,películas caseras", "video"),
            **each(
                "captura de pantalla,capturas de pantalla,pantallazo,pantallazos,captura,capturas,"
                "screenshot,screenshots",
                "screenshot",
            ),
            **each("selfie,selfies,selfi,selfis,autofoto,autofotos,autorretrato,autorretratos", "selfie"),
            **each("panorámica,panorámicas,panorama,panoramas,fotos panorámicas", "panorama"),
            **each("live photo,live photos,foto en vivo,fotos en vivo,fotos live", "live"),
            **each("raw,archivos raw,fotos raw,fotos en raw,en raw,imágenes raw", "raw"),
            **each("archivadas,fotos archivadas,archivados", "archived"),
            **each("rechazadas,fotos rechazadas,descartadas,fotos descartadas", "rejected"),
        },
        "still only": each(
            "solo fotos,sólo fotos,fotos no videos,sin videos,sin vídeos,fotos sin videos,pero no videos,"
            "no videos,nada de videos",
            "photo",
        ),
        "look": {
            **each("documentos,escaneos,papeles", "document"),
            **each("recibos,tickets,tiques,facturas", "receipt"),
            **each("notas manuscritas,notas a mano", "handwriting"),
            **each("pizarras", "whiteboard"),
            **each("memes", "meme"),
            **each("dibujos,bocetos", "drawing"),
            **each("mapas", "map"),
            **each("fotos en blanco,fotos vacías", "blank"),
        },
        "look of a thing": each("en,sobre,bajo,encima de,en la,en el"),
        "media compound": each("juego,juegos"),
        "star": each("estrella,estrellas,estrellas o más,estrellas o mejor"),
        "rating lead": each(
            "con,de,al menos,con al menos,mínimo,valoradas con,puntuadas con,con una puntuación de,"
            "con una valoración de"
        ),
        "rating needs no star": each(
            "valoradas con,puntuadas con,con una puntuación de,con una valoración de"
        ),
        "star compound": each("de mar,fugaz,fugaces,de cine"),
        "favorite": each(
            "favoritas,favoritos,mis favoritas,mis favoritos,preferidas,preferidos,marcadas como favoritas,"
            "que me gustan,marcadas como favorita,foto favorita,fotos favoritas,fotos preferidas"
        ),
    }


def _order() -> Tables:
    return {
        "order": {
            **each(
                "más recientes,más reciente,más nuevas,más nuevos,más nueva,recientes,las últimas,"
                "más nuevas primero,más recientes primero,primero las más nuevas,primero las más recientes,"
                "recientemente,últimamente,la última vez,la última vez que,últimas,últimos",
                "newest",
            ),
            **each(
                "más antiguas,más antiguos,más antigua,más viejas,más viejos,primeras,más antiguas primero,"
                "primero las más antiguas,por orden cronológico,en orden cronológico,ordenadas por fecha,"
                "cronológicamente,por fecha",
                "oldest",
            ),
        },
        "limit lead": {
            **each("solo,sólo,máximo,como máximo,hasta,top,las mejores,mejores", ""),
            **each("últimas,últimos,las últimas,los últimos", "newest"),
            **each("primeras,primeros,las primeras,los primeros", "oldest"),
        },
        "limit alone": each("top"),
        "limit adjective": each("mejores"),
        "one photo": {
            **each("la última,última,el último,último,la más reciente", "newest"),
            **each("la primera,primera,el primer,primer,la más antigua", "oldest"),
        },
        "limit noun": each(f"{PHOTOS},videos,vídeos,selfies,resultados,capturas"),
    }
