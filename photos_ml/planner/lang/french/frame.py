"""French words around what the picture shows, and those of its filters."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each
from photos_ml.planner.lang.french.small import PHOTOS, SMALL


def tables() -> Tables:
    """Kinds of the other grammars."""
    return {**_frame(), **_people(), **_places(), **_negation(), **_media(), **_order()}


def _frame() -> Tables:
    return {
        "stop": each(SMALL),
        "filler": each(
            "montre - moi,montre moi,montre,montrez - moi,montrer,affiche,afficher,cherche,chercher,je "
            "cherche,"
            "recherche,rechercher,trouve,trouve - moi,trouve moi,trouver,retrouve,retrouver,je veux voir,"
            "je voudrais voir,je voudrais,je veux,j'aimerais voir,j'aimerais,donne - moi,donne moi,voir,"
            "peux - tu me montrer,peux - tu,tu peux,s'il te plaît,s'il vous plaît,stp,svp,toutes les,tous "
            "les,"
            "toutes mes,tous mes,toutes,tous,où sont,où est,est - ce que,bonjour,salut"
        ),
        "filler anywhere": each(
            "s'il te plaît,s'il vous plaît,stp,svp,prises,prise,faites,que j'ai prises,que nous avons prises,"
            "qu'on a prises,que j'ai faites,merci,où on voit,où l'on voit,sur lesquelles on voit,où apparaît"
        ),
        "whole library": each("tout,toutes,tous"),
        "photo noun": each(PHOTOS),
        "photo singular": each("photo,image,photographie"),
        "photo compound": each("d'identité,au mur"),
        "photo holder": each("cadre de,album de,prend une,prenant une"),
        "joining": each("à,au,aux,avec,de,des,du,en,et,la,le,les,ou,par,pour,sans,sous,sur,un,une"),
        "asks": each("qui,quoi,quand,où,comment,quel,quelle"),
        "exact cue": each("qui dit,avec le texte,intitulé,intitulée,nommé,nommée"),
        "tag cue": each("marquées,taguées,avec le mot - clé,mot - clé,avec l'étiquette,étiquette"),
        "folder noun": each("dossier,album,albums"),
        "folder cue": each("dans,de,du"),
        "folder called": each(
            "dossier,le dossier,dans le dossier,du dossier,album,dans l'album,de l'album,l'album"
        ),
        "camera cue": each("avec,prises avec,faites avec,prise avec,de,du,depuis,au,prises au"),
        "camera owner": each("mon,ma,le,la,notre"),
        "camera noun": each("appareil,caméra,téléphone,portable,smartphone,appareil photo"),
    }


def _people() -> Tables:
    return {
        "title": each(
            "mamie,papi,papy,mémé,pépé,tante,tonton,oncle,monsieur,madame,m,mme,cousin,cousine,tata"
        ),
        "person lead": each("avec,de,et,ou,sans,pour,seulement,sauf,uniquement"),
        "only before": each(
            "seulement,uniquement,rien que,juste,seulement avec,seul avec,seule avec,seulement de,personne "
            "d'autre que"
        ),
        "only after": each(
            "seul,seule,seuls,seules,tout seul,toute seule,tout seuls,toutes seules,et personne d'autre"
        ),
        "oneself": each("moi,nous"),
        "beside names": each("tous les deux,toutes les deux,ensemble"),
        "group of people": each("photo de groupe,photos de groupe,portrait de groupe,photos de groupes", 4),
        "people noun": each("personnes,personne,gens,visages,visage,enfants,amis,amies,hommes,femmes"),
        "how many lead": {
            **each("exactement,seulement", 0),
            **each("au moins,minimum", 1),
            **each("plus de", 2),
            **each("au plus,maximum,au maximum,pas plus de", -1),
            **each("moins de", -2),
        },
        "age lead": each(
            "fête ses,quand il avait,quand elle avait,lorsqu'il avait,lorsqu'elle avait,à l'âge de,"
            "à,âgé de,âgée de,"
            "quand il était,quand elle était,quand il avait seulement,quand elle avait seulement"
        ),
        "age opener": each("quand,lorsque"),
        "age verb": each("avait,était,était un,était une"),
        "age range": each("entre,de"),
        "parts of a year of age": {**each("mois", 12), **each("semaines", 52), **each("jours", 365)},
        "years of age": each("ans,an"),
        "stage of life behind": each("bébé", (0, 1)),
        "stage of life": {
            **each("bébé,un bébé,nouveau - né,nourrisson", (0, 1)),
            **each("enfant,petit,petite,petit garçon,petite fille", (3, 11)),
            **each("ado,adolescent,adolescente", (13, 19)),
        },
    }


def _places() -> Tables:
    return {
        "in place": each("à,en,au,aux,de,du,dans,près de,autour de,vers,depuis"),
        "bound for": each("vers,pour"),
        "place lead": each(
            "à,en,au,aux,de,du,dans,près de,autour de,vers,depuis,à la,dans la,dans le,de la,en région,"
            "visite de,voyage à,voyage en,près du,autour du"
        ),
        "at home said": each("à la maison,chez nous,chez moi"),
        "place alias": each("usa,états - unis"),
        "place name": {
            **each("crète", "Crete"),
            **each("bavière", "Bavaria"),
            **each("toscane,la toscane", "Tuscany"),
            **each("sicile", "Sicily"),
            **each("sardaigne", "Sardinia"),
            **each("lombardie", "Lombardy"),
            **each("piémont", "Piedmont"),
            **each("ombrie", "Umbria"),
            **each("pouilles", "Apulia"),
            **each("corse", "Corsica"),
            **each("bretagne", "Brittany"),
            **each("normandie", "Normandy"),
            **each("angleterre", "England"),
            **each("écosse", "Scotland"),
            **each("pays de galles", "Wales"),
            **each("catalogne", "Catalonia"),
            **each("andalousie", "Andalusia"),
            **each("pays basque", "Basque Country"),
            **each("îles canaries,canaries", "Canary Islands"),
            **each("baléares,îles baléares", "Balearic Islands"),
            **each("tyrol", "Tyrol"),
            **each("flandre,flandres", "Flanders"),
            **each("californie", "California"),
            **each("floride", "Florida"),
            **each("états - unis,etats unis,usa", "United States"),
            **each("royaume - uni", "United Kingdom"),
            **each("pays - bas,hollande", "The Netherlands"),
        },
    }


def _negation() -> Tables:
    return {
        "not trap": each("serif,serifs,souci,souçi"),
        "but": each("mais"),
        "not last": each("non,pas,jamais"),
        "not": each(
            "sans,sans le,sans la,sans les,sans aucun,sans aucune,mais sans,et sans,mais pas,mais pas de,"
            "et pas,"
            "pas de,pas,sauf,excepté,hormis,à part,hors,ni,aucun,aucune,en dehors de,au lieu de,tout sauf,"
            "toutes sauf,tous sauf,je ne veux pas,exclure"
        ),
        "elsewhere": each(
            "mais pas à,mais pas en,mais pas au,mais pas aux,et pas à,en dehors de,en dehors du,hors de,"
            "loin de,pas à,pas en,sauf à,sauf en,sauf au,ailleurs qu'à,"
            "ailleurs qu'en,partout sauf à,partout sauf en"
        ),
        "nobody": each(
            "sans personne,personne,sans gens,sans les gens,sans personnes,aucune personne", "personnes"
        ),
        "and nobody": each("et personne d'autre"),
        "not end": each(
            "mais,en,à,au,aux,avec,depuis,avant,après,pendant,entre,par,du,que,quand,où,dans,sur,prises"
        ),
        "not keep": each("sur la photo,à l'arrière - plan,au fond,sur l'image"),
        "not fluff": each("un,une,des,le,la,les,de,du,avec,aucun,aucune"),
        "negative": each("pas,sans,ni,jamais,rien,personne,aucun,aucune,sauf,hors,hormis,excepté,loin,ne"),
        "lacking": {
            **each("sans date,non datées,date inconnue,non datée,sans dates", "date"),
            **each(
                "sans lieu,sans localisation,sans position,sans gps,sans coordonnées,non géolocalisées,"
                "lieu inconnu,sans emplacement",
                "place",
            ),
            **each("sans noms,sans nom,personnes non nommées,sans personnes nommées", "people"),
            **each("sans note,non notées,sans notation,sans étoiles,sans évaluation", "rating"),
            **each("sans légende,sans description,sans titre,non légendées", "caption"),
        },
        "lacking adjective": each("non datées,non notées,non légendées,non géolocalisées"),
    }


def _media() -> Tables:
    return {
        "media": {
            **each("vidéo,vidéos,clip,clips,films de famille", "video"),
            **each(
                "capture d'écran,captures d'écran,capture,captures,screenshot,screenshots,copie d'écran,"
                "copies d'écran,capture écran,captures écran",
                "screenshot",
            ),
            **each("selfie,selfies,autoportrait,autoportraits,égoportrait,égoportraits", "selfie"),
            **each("panorama,panoramas,panoramique,panoramiques,photos panoramiques", "panorama"),
            **each("live photo,live photos,photo live,photos live,photos animées", "live"),
            **each("raw,fichiers raw,photos raw,en raw,photos en raw,images raw", "raw"),
            **each("archivées,photos archivées,archivés", "archived"),
            **each("rejetées,photos rejetées,refusées", "rejected"),
        },
        "still only": each(
            "seulement les photos,que les photos,photos seulement,uniquement les photos,sans vidéos,"
            "sans les vidéos,pas de vidéos,pas les vidéos,photos sans vidéos,mais pas les vidéos",
            "photo",
        ),
        "look": {
            **each("documents,scans,papiers", "document"),
            **each("reçus,tickets de caisse,factures", "receipt"),
            **each("notes manuscrites", "handwriting"),
            **each("tableaux blancs", "whiteboard"),
            **each("mèmes,memes", "meme"),
            **each("dessins,croquis", "drawing"),
            **each("cartes,plans", "map"),
            **each("photos vides,photos blanches", "blank"),
        },
        "look of a thing": each("sur,sous,dans,au - dessus de"),
        "media compound": each("jeu,jeux"),
        "star": each("étoile,étoiles,étoiles ou plus,étoiles et plus"),
        "rating lead": each("avec,à,au moins,avec au moins,minimum,notées,notées au moins,de"),
        "rating needs no star": each("notées,notées au moins"),
        "star compound": each("de mer,filante,filantes"),
        "favorite": each(
            "favoris,favorites,favori,mes favoris,mes favorites,préférées,préférés,mes préférées,que j'aime,"
            "photos favorites,photos préférées,coups de cœur,marquées comme favorites"
        ),
    }


def _order() -> Tables:
    return {
        "order": {
            **each(
                "les plus récentes,plus récentes,plus récents,plus récente,récentes,récemment,dernières,"
                "derniers,les plus récentes d'abord,plus récentes d'abord,dernièrement,la dernière fois,"
                "la dernière fois que",
                "newest",
            ),
            **each(
                "les plus anciennes,plus anciennes,plus anciens,plus ancienne,plus vieilles,premières,"
                "plus anciennes d'abord,les plus anciennes d'abord,dans l'ordre chronologique,"
                "par ordre chronologique,chronologique,triées par date,par date",
                "oldest",
            ),
        },
        "limit lead": {
            **each("seulement,maximum,au maximum,au plus,top,les meilleures", ""),
            **each("dernières,derniers,les dernières", "newest"),
            **each("premières,premiers,les premières", "oldest"),
        },
        "limit alone": each("top"),
        "limit adjective": each("meilleures,plus belles"),
        "one photo": {
            **each("la dernière,dernière,la plus récente", "newest"),
            **each("la première,première,la plus ancienne", "oldest"),
        },
        "limit noun": each(f"{PHOTOS},vidéos,selfies,résultats,captures"),
    }
