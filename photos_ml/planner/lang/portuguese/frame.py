"""Portuguese words around what the picture shows, and those of its filters."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each
from photos_ml.planner.lang.portuguese.small import PHOTOS, SMALL


def tables() -> Tables:
    """Kinds of the other grammars."""
    return {**_frame(), **_people(), **_places(), **_negation(), **_media(), **_order()}


def _frame() -> Tables:
    return {
        "stop": each(SMALL),
        "thing with small words": each("pôr do sol,pôr - do - sol"),
        "filler": each(
            "mostra - me,mostre - me,me mostra,me mostre,mostra,mostre,mostrar,procura,procurar,procuro,"
            "busca,buscar,"
            "encontra,encontrar,encontre,acha,achar,quero ver,queria ver,gostaria de ver,gostava de ver,"
            "quero,queria,"
            "dá - me,me dá,ver,estou procurando,estou à procura de,preciso,podes mostrar,pode mostrar,por "
            "favor,"
            "todas as,todos os,todas as minhas,todos os meus,todas,todos,onde estão,onde está,tenho,temos,"
            "olá,oi"
        ),
        "filler anywhere": each(
            "por favor,tiradas,feitas,que tirei,que tirámos,que tiramos,que fiz,obrigado,obrigada,onde "
            "aparece,"
            "em que aparece,onde se vê,onde está,em que está"
        ),
        "whole library": each("tudo,todas,todos"),
        "photo noun": each(PHOTOS),
        "photo singular": each("foto,imagem,fotografia"),
        "photo compound": each("tipo passe,na parede,de perfil,3x4"),
        "photo holder": each("moldura de,álbum de,tirando uma,a tirar uma"),
        "joining": each("a,ao,com,da,de,do,e,em,na,no,o,ou,para,por,sem,sobre,um,uma"),
        "asks": each("que,quem,quando,onde,como,qual,quais"),
        "exact cue": each("que diz,com o texto,intitulado,intitulada,chamado,chamada"),
        "tag cue": each("etiquetadas com,marcadas com,com a etiqueta,etiqueta,palavra - chave,com a tag"),
        "folder noun": each("pasta,álbum,álbuns"),
        "folder cue": each("em,na,no,da,do,de,dentro de"),
        "folder called": each("pasta,a pasta,na pasta,da pasta,álbum,o álbum,no álbum,do álbum"),
        "camera cue": each("com,tiradas com,feitas com,tirada com,feita com,de,do,da,pelo,pela"),
        "camera owner": each("meu,minha,o,a,o meu,a minha,nossa"),
        "camera noun": each("câmara,câmera,máquina,telemóvel,celular,telefone,telemovel"),
    }


def _people() -> Tables:
    return {
        "title": each("avó,avô,vovó,vovô,tia,tio,senhor,senhora,sr,sra,dr,dra,dona,primo,prima"),
        "person lead": each("com,de,do,da,e,ou,sem,para,só,apenas,exceto,menos,somente"),
        "only before": each(
            "só,só o,só a,só com,apenas,apenas o,apenas a,somente,somente o,somente a,unicamente,sozinho com"
        ),
        "only after": each("sozinho,sozinha,sozinhos,sozinhas,e mais ninguém,sem mais ninguém"),
        "oneself": each("eu,mim"),
        "beside names": each("ambos,ambas,juntos,juntas,os dois,as duas"),
        "group of people": each(
            "foto de grupo,fotos de grupo,fotos em grupo,foto em grupo,retrato de grupo", 4
        ),
        "people noun": each("pessoas,pessoa,rostos,rosto,caras,crianças,amigos,amigas,homens,mulheres"),
        "how many lead": {
            **each("exatamente,só,apenas", 0),
            **each("pelo menos,no mínimo", 1),
            **each("mais de,mais do que", 2),
            **each("no máximo,até", -1),
            **each("menos de", -2),
        },
        "age lead": each(
            "faz,fazendo,quando tinha,quando tinha só,com,aos,quando era,na idade de,"
            "quando ele tinha,quando ela tinha,"
            "quando fez"
        ),
        "age opener": each("quando,quando o,quando a"),
        "age verb": each("tinha,era,fez,era um,era uma"),
        "age range": each("entre,entre os,dos"),
        "parts of a year of age": {**each("meses,mês", 12), **each("semanas", 52), **each("dias", 365)},
        "years of age": each("anos,ano,aninhos,anos de idade"),
        "stage of life behind": each("bebé,bebê,em bebé", (0, 1)),
        "stage of life": {
            **each("bebé,bebê,recém - nascido,recém - nascida,um bebé,um bebê", (0, 1)),
            **each("criança,pequeno,pequena,menino,menina", (3, 11)),
            **each("adolescente", (13, 19)),
        },
    }


def _places() -> Tables:
    return {
        "in place": each("em,a,de,no,na,perto de,à volta de,para"),
        "bound for": each("para,rumo a"),
        "place lead": each(
            "em,no,na,nos,nas,a,ao,à,aos,às,de,do,da,dos,das,desde,por,pelo,pela,perto de,perto do,perto "
            "da,para,"
            "à volta de,viagem a,viagem para,visita a"
        ),
        "at home said": each("em casa,em minha casa,na minha casa,na nossa casa,em nossa casa"),
        "place alias": each("eua,usa"),
        "place name": {
            **each("creta", "Crete"),
            **each("baviera", "Bavaria"),
            **each("toscana", "Tuscany"),
            **each("sicília", "Sicily"),
            **each("sardenha", "Sardinia"),
            **each("lombardia", "Lombardy"),
            **each("córsega", "Corsica"),
            **each("bretanha", "Brittany"),
            **each("normandia", "Normandy"),
            **each("provença", "Provence-Alpes-Côte d'Azur"),
            **each("inglaterra", "England"),
            **each("escócia", "Scotland"),
            **each("país de gales", "Wales"),
            **each("catalunha", "Catalonia"),
            **each("andaluzia", "Andalusia"),
            **each("país basco", "Basque Country"),
            **each("galiza", "Galicia"),
            **each("ilhas canárias,canárias", "Canary Islands"),
            **each("ilhas baleares,baleares", "Balearic Islands"),
            **each("tirol", "Tyrol"),
            **each("flandres", "Flanders"),
            **each("califórnia", "California"),
            **each("açores", "Azores"),
            **each("estados unidos,eua", "United States"),
            **each("reino unido", "United Kingdom"),
            **each("países baixos,holanda", "The Netherlands"),
        },
    }


def _negation() -> Tables:
    return {
        "but": each("mas"),
        "not last": each("não,nunca,jamais"),
        "not": each(
            "sem,sem o,sem a,sem os,sem as,sem nenhum,sem nenhuma,mas sem,e sem,mas não,e não,não,exceto,"
            "excepto,"
            "menos,salvo,tirando,fora,nenhum,nenhuma,nada de,nem,tudo menos,todas menos,todos menos,em vez "
            "de,"
            "não quero,que não seja,que não tenha,que não tenham"
        ),
        "elsewhere": each(
            "mas não em,mas não no,mas não na,e não em,fora de,fora do,fora da,"
            "fora dos,fora das,longe de,não em,não no,não na,"
            "exceto em,exceto no,menos em,em qualquer lugar "
            "menos em,"
            "que não seja em"
        ),
        "nobody": each(
            "sem pessoas,sem gente,sem ninguém,ninguém,nenhuma pessoa,sem nenhuma pessoa,sem as pessoas",
            "pessoas",
        ),
        "and nobody": each("e mais ninguém,sem mais ninguém"),
        "not end": each(
            "mas,em,no,na,a,ao,com,desde,até,antes,depois,durante,entre,por,de,do,da,que,quando,onde,há"
        ),
        "not keep": each("na foto,ao fundo,no fundo,na imagem"),
        "not fluff": each("um,uma,uns,umas,o,a,os,as,de,com,nenhum,nenhuma"),
        "negative": each(
            "não,sem,nem,nunca,nada,ninguém,nenhum,nenhuma,exceto,excepto,menos,salvo,fora,longe"
        ),
        "lacking": {
            **each("sem data,sem datas,data desconhecida", "date"),
            **each("sem local,sem localização,sem lugar,sem gps,sem coordenadas,local desconhecido", "place"),
            **each("sem nomes,sem nome,pessoas sem nome", "people"),
            **each("sem classificação,sem avaliação,não avaliadas,sem nota,sem estrelas", "rating"),
            **each("sem descrição,sem legenda,sem título", "caption"),
        },
        "lacking adjective": each("não avaliadas"),
    }


def _media() -> Tables:
    return {
        "media": {
            **each("vídeo,vídeos,clipe,clipes,clip,clips,filmagem,filmagens,filmes caseiros", "video"),
            **each(
                "captura de ecrã,capturas de ecrã,captura de tela,capturas de tela,print,prints,print de "
                "tela,"
                "prints de tela,screenshot,screenshots,capturas,captura",
                "screenshot",
            ),
            **each("selfie,selfies,autorretrato,autorretratos", "selfie"),
            **each("panorâmica,panorâmicas,panorama,panoramas,fotos panorâmicas", "panorama"),
            **each("live photo,live photos,fotos live,fotos ao vivo", "live"),
            **each("raw,ficheiros raw,arquivos raw,fotos raw,em raw,fotos em raw", "raw"),
            **each("arquivadas,fotos arquivadas,arquivados", "archived"),
            **each("rejeitadas,fotos rejeitadas,descartadas", "rejected"),
        },
        "still only": each(
            "só fotos,só as fotos,apenas fotos,somente fotos,sem vídeos,sem os vídeos,fotos sem vídeos,"
            "mas não vídeos,não vídeos",
            "photo",
        ),
        "look": {
            **each("documentos,digitalizações", "document"),
            **each("recibos,talões,faturas", "receipt"),
            **each("notas manuscritas,notas escritas à mão", "handwriting"),
            **each("quadros brancos", "whiteboard"),
            **each("memes", "meme"),
            **each("desenhos,esboços", "drawing"),
            **each("mapas", "map"),
            **each("fotos vazias,fotos em branco", "blank"),
        },
        "look of a thing": each("em,no,na,sobre,sob,em cima"),
        "media compound": each("jogo,jogos,game,games"),
        "star": each("estrela,estrelas,estrelas ou mais,estrelas ou melhor"),
        "rating lead": each("com,de,pelo menos,com pelo menos,no mínimo,classificadas com,avaliadas com"),
        "rating needs no star": each("classificadas com,avaliadas com"),
        "star compound": each("do mar,cadente,cadentes,de cinema"),
        "favorite": each(
            "favoritas,favoritos,minhas favoritas,meus favoritos,as minhas favoritas,preferidas,preferidos,"
            "que gosto,fotos favoritas,foto favorita,fotos preferidas,marcadas como favoritas"
        ),
    }


def _order() -> Tables:
    return {
        "order": {
            **each(
                "mais recentes,mais recente,mais novas,recentes,últimas,últimos,mais recentes primeiro,"
                "primeiro as mais recentes,recentemente,ultimamente,a última vez,a última vez que",
                "newest",
            ),
            **each(
                "mais antigas,mais antigos,mais antiga,mais velhas,primeiras,mais antigas primeiro,"
                "primeiro as mais antigas,por ordem cronológica,em ordem cronológica,por data,ordenadas "
                "por data",
                "oldest",
            ),
        },
        "limit lead": {
            **each("só,apenas,somente,máximo,no máximo,top,as melhores,melhores", ""),
            **each("últimas,últimos,as últimas,os últimos", "newest"),
            **each("primeiras,primeiros,as primeiras,os primeiros", "oldest"),
        },
        "limit alone": each("top"),
        "limit adjective": each("melhores"),
        "one photo": {
            **each("a última,última,o último,último,a mais recente", "newest"),
            **each("a primeira,primeira,o primeiro,primeiro,a mais antiga", "oldest"),
        },
        "limit noun": each(f"{PHOTOS},vídeos,selfies,resultados,capturas,prints"),
    }
