"""Portuguese, as in Portugal and as in Brazil."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, folded, words_in
from photos_ml.planner.lang.portuguese.small import PHOTOS, SMALL

_MARKERS = """
    a à abril advento agosto agua almoco amanha amarela amarelas amigo amigos aniversario ano anos anteontem
    antes antigas ao aos arquivadas arquivados arvore arvores às assuncao ate atras autorretrato
    autorretratos avo avos azul bacalhau batizado bebe bicicleta bicicletas boca bonita bonito branca branco
    brincando brincar busca buscar cabelo cachorro cachorros cama caminho campo cao capturas carnaval carro
    carta casa casamento cavalo cena cerca ceu chapeu chuva cidade clipe clipes com comboio comida comigo
    como consoada cozinha crianca criancas da dancar das de dela dele depois descartadas desde dezembro dia
    dias do dois domingo domingos dormindo dormir dos e é ecra eis em entre era escola esta estao este
    estrada estrelas eu exceto familia favoritas favoritos feliz ferias festa fevereiro filha filho filhos
    filmagem filmagens fim finados finais findes flores fora formatura foto fotos futebol gato gatos gente ha
    há hoje homem homens igreja imagem imagens inicio inverno invernos irma irmao janeiro janela jantar
    jardim jogando jogar julho junho juntos la lago luz madrugada mae maio mais manha maos mar marco mas
    meados menos mes meses meu meus minha minhas moca montanha montanhas mostra mulher mulheres mundo na nao
    não nas natal negra neste neta neto netos neve ninguem no noite nos nossa nosso novembro nunca nuvens o
    oculos olhos onde ontem os ou outono outonos outubro padre padrinho pai panoramica para parede parque
    pascoa passada passado passagem passaro passeio pasta peixe pela pelo pentecostes pequena pequeno pessoa
    pessoas piscina ponte por pôr porta pra praia preferidas preferidos primavera primaveras primeira
    primeiras print prints quando que quero ramada ramadao rapaz recentes rejeitadas reveillon réveillon
    rosto rostos rua sabado sabados são segunda sei sem semana sempre setembro sexta só sobre sorrindo
    sorriso sozinha sozinho sua sul tarde telemovel tia tio tios tiradas toalha todas todos trem tres tudo
    ultima ultimas ultimo ultimos um uma uns velha velho vento verao verde vermelha vermelho veroes vestido
    viagem video videos voce voo vovo
"""
"""None of them is also an English word, but for 'video'."""


def _tables() -> Tables:
    from photos_ml.planner.lang.portuguese import frame, time

    return {**frame.tables(), **time.tables()}


_PLACE_WORDS = """
    alicia allen almoco alo ama amazonas americana amigos anderson angeles anjo ann assis atlantico atua
    aurora azul banda bando banho bar barbosa barreiras barry bata batman beira bela bella bosque brava bruna
    bunda bush cacador cair campo cao capital carolina carro casa casamento castelo castro cela central
    centro cesar chama charlotte chico colina contagem coro coronel cortes cruzeiro dali david davis delta
    diana douglas duarte duma east elizabeth escada escondido extrema familia federal feira festa flor flores
    fria garcia gato george golfe graca gracas guarda hino horizonte igreja independencia indio interior
    isabel jackson jantar jardim jersey jordan julia kennedy lago lagos lar lara largo latina leite leo
    liberdade lida limao lincoln litoral litros logan loja longa lorena man mao mar mariana marilia martin
    mary mascara massa matam mau mauricio medias melo mercedes mesa mestre metro michael milton miranda mito
    mobile moca montanha montanhas monte morena moreno moro museu nacional nada nancy natal nelson nevada
    neve neves normal norman obra oral oriental palma palmas pao paraiso pare parque passos patrick
    patrocinio pau paul paulista pec pensa pereira perto piedade pilar pinheiro piscina plano ponte
    portuguesa praca praia prato principe regina registro republica resistencia retiro reuniao ribeirao rio
    rocha rodrigues rosario rua saga saida sal sala salto samba sandy santana santo santos sao serra soja sol
    soma sophia sorriso south store tanta taylor tema tendo terra tome torre tubarao tyler una van vargas
    velho verao viana virar vista vitoria volta wayne west
"""
"""Place names that are also plain words, or names of people."""


_COMMON_WORDS = """
    aberto amigos cala cao cara caro caros carta digo elas familia ferida festa filipe flores francesa fria
    gato links magia maia maio manual marcas marido marinha mata mato mesa montanha morta nada neve praia
    pular serio sofa temas verao vila villa
"""
"""Plain words a small typo must not turn into a name."""


def _is_plural(word: str) -> bool:
    return word.endswith("s") and len(word) > 3


LANGUAGE = Language(
    code="pt",
    name="Português",
    countries=words_in("PT BR AO MZ CV GW ST TL MO"),
    tables=_tables,
    markers=words_in(_MARKERS),
    endings=Endings(ordinal=("o", "a")),
    day_first=True,
    is_plural=_is_plural,
    name_words=words_in(
        "rosa luz estrela flor aurora perola violeta branca clara gloria graca paz pilar dores mercedes iris "
        "lua neve serra vitoria domingos leao"
    ),
    place_words=words_in(_PLACE_WORDS),
    common_words=words_in(_COMMON_WORDS),
    stop_words=folded(SMALL, PHOTOS),
    unseen_words=words_in("viagem viagens ferias passeio visita fim semana dia dias tempo juntos estadia"),
    ideas=("o verão passado", "no natal", "pôr do sol", "favoritas"),
    times=tuple(
        "hoje,ontem,a semana passada,o fim de semana passado,o mês passado,o ano passado,este ano,há dois "
        "anos,"
        "há cinco anos,o verão passado,no verão,no inverno,no natal,na passagem de ano".split(",")
    ),
)
