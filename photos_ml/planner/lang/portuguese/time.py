"""Portuguese words of time."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each, numbered

_WEEKDAYS = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
_FAIR = "- feira"
_MORNING, _AFTERNOON, _EVENING, _NIGHT = (5, 12), (12, 19), (17, 22), (22, 5)


def tables() -> Tables:
    """Kinds of the date grammar."""
    return {**_calendar(), **_holidays(), **_hours(), **_relations(), **_numbers()}


def _calendar() -> Tables:
    fair = {f"{name} {_FAIR}": (day,) for day, name in enumerate(_WEEKDAYS[:5])}
    fair |= {f"{name} feira": (day,) for day, name in enumerate(_WEEKDAYS[:5])}
    return {
        "month": numbered(
            "janeiro,jan",
            "fevereiro,fev",
            "março",
            "abril,abr",
            "maio,mai",
            "junho,jun",
            "julho,jul",
            "agosto,ago",
            "setembro,set",
            "outubro,out",
            "novembro,nov",
            "dezembro,dez",
        ),
        "weak month": each("set,out,mai"),
        "before month": each("em,de,do,desde,até,durante,a,para"),
        "dot": each("."),
        "weekday": {**fair, "sábado": (5,), "domingo": (6,)},
        "weekdays": {
            **{f"{name}s {_FAIR}s": (day,) for day, name in enumerate(_WEEKDAYS[:5])},
            **{f"às {name}s": (day,) for day, name in enumerate(_WEEKDAYS[:5])},
            **{f"às {name}s {_FAIR}s": (day,) for day, name in enumerate(_WEEKDAYS[:5])},
            **each("sábados,aos sábados", (5,)),
            **each("domingos,aos domingos", (6,)),
            **each("fins de semana,fins - de - semana,findes,finais de semana", (5, 6)),
            **each("dias úteis,dias de semana", (0, 1, 2, 3, 4)),
        },
        "season": {
            **each("primavera", "spring"),
            **each("verão", "summer"),
            **each("outono", "autumn"),
            **each("inverno", "winter"),
        },
        "seasons": {
            **each("primaveras", "spring"),
            **each("verões", "summer"),
            **each("outonos", "autumn"),
            **each("invernos", "winter"),
        },
        "thing of a time": each(
            "árvore,árvores,luzes,enfeite,enfeites,mercado,mercados,cartão,cartões,presente,presentes,"
            "presépio,pai,"
            "camisola,gorro,ovo,ovos,coelho,fantasia,fantasias,máscara,máscaras,abóbora,abóboras,vestido,"
            "vestidos,"
            "roupa,chapéu,sapatos,casaco,flores,folhas,prenda,prendas"
        ),
        "unit": {
            **each("dia,dias", "day"),
            **each("semana,semanas", "week"),
            **each("fim de semana,fim - de - semana,final de semana", "weekend"),
            **each("quinzena,quinzenas", "fortnight"),
            **each("mês,meses", "month"),
            **each("trimestre,trimestres", "quarter"),
            **each("semestre,semestres", "half"),
            **each("ano,anos", "year"),
            **each("década,décadas", "decade"),
            **each("século,séculos", "century"),
        },
        "plural unit": each("fins de semana,fins - de - semana,finais de semana"),
        "part code": {"t": 4, "q": 4, "s": 2},
        "decade prefix": each("anos,os anos,década de,a década de,nos anos,dos anos"),
    }


def _holidays() -> Tables:
    return {
        "holiday": {
            **each("natal", "christmas"),
            **each("véspera de natal,consoada,noite de natal", "christmas eve"),
            **each("dia de natal", "christmas day"),
            **each(
                "passagem de ano,réveillon,fim de ano,véspera de ano novo,virada do ano,passagem do ano,"
                "fim do ano,noite de ano novo",
                "new year's eve",
            ),
            **each("ano novo,dia de ano novo", "new year's day"),
            **each("dia de reis,reis,epifania", "epiphany"),
            **each("dia dos namorados,são valentim,dia de são valentim", "lovers' day"),
            **each("carnaval", "carnival"),
            **each("páscoa", "easter"),
            **each("domingo de páscoa", "easter sunday"),
            **each("segunda - feira de páscoa,segunda de páscoa", "easter monday"),
            **each("sexta - feira santa,sexta feira santa,sexta santa", "good friday"),
            **each("semana santa", "holy week"),
            **each("domingo de ramos", "palm sunday"),
            **each("quarta - feira de cinzas,quarta de cinzas", "ash wednesday"),
            **each("pentecostes", "pentecost"),
            **each("corpo de deus,corpus christi", "corpus christi"),
            **each("dia do pai,dia dos pais", "father's day"),
            **each("dia da mãe,dia das mães", "mother's day"),
            **each("dia da mulher", "women's day"),
            **each("25 de abril,dia da liberdade", "portuguese freedom day"),
            **each("dia do trabalhador,dia do trabalho,1º de maio", "may day"),
            **each("dia de portugal,10 de junho", "portugal day"),
            **each("santo antónio,santo antônio,noite de santo antónio", "st anthony's day"),
            **each("são joão,festa junina,noite de são joão", "st john's eve"),
            **each("assunção", "assumption"),
            **each("7 de setembro,dia da independência", "brazilian independence day"),
            **each("dia das crianças", "children's day"),
            **each("halloween,dia das bruxas", "halloween"),
            **each("todos os santos,dia de todos os santos", "all saints"),
            **each("finados,dia de finados", "all souls"),
            **each("são martinho", "st martin's day"),
            **each("imaculada conceição", "immaculate conception"),
            **each("advento", "advent"),
            **each("oktoberfest", "oktoberfest"),
            **each("ano novo chinês", "chinese new year"),
            **each("ramadão,ramadã", "ramadan"),
            **each("ação de graças,dia de ação de graças", "thanksgiving"),
            **each("black friday", "black friday"),
        },
    }


def _hours() -> Tables:
    return {
        "clock word": {
            **each("meia - noite,a meia - noite,meia noite", 24),
            **each("meio - dia,o meio - dia,meio dia", 12),
        },
        "hours said": {
            **each("de manhã,pela manhã,da manhã,às manhãs,na parte da manhã", _MORNING),
            **each("à tarde,de tarde,pela tarde,da tarde", _AFTERNOON),
            **each("ao anoitecer,ao fim da tarde", _EVENING),
            **each("à noite,de noite,pela noite,durante a noite,da noite", _NIGHT),
            **each("de madrugada,na madrugada,depois da meia - noite", (0, 5)),
            **each("à meia - noite", (23, 1)),
            **each("ao meio - dia,ao meio dia,ao almoço", (11, 14)),
            **each("antes do almoço", (5, 12)),
            **each("depois do almoço", (12, 17)),
        },
        "daypart": {**each("manhã", _MORNING), **each("madrugada", (0, 5))},
        "before daypart": each("de,pela"),
        "before the daypart": each("durante,em"),
        "last night": each("ontem à noite,ontem de noite,noite passada,a noite passada"),
        "this daypart": {
            **each("hoje de manhã,esta manhã", _MORNING),
            **each("hoje à tarde,esta tarde", _AFTERNOON),
            **each("hoje à noite,esta noite", (17, 24)),
        },
        "relative day": {
            **each("hoje", 0),
            **each("ontem", -1),
            **each("anteontem,antes de ontem", -2),
            **each("amanhã", 1),
            **each("depois de amanhã", 2),
        },
        "now": each("hoje,agora"),
        "until now": each("até hoje,até agora"),
        "o'clock": each("horas,em ponto"),
        "hour mark": {"am": 0, "pm": 12, "h": None},
        "meridiem": {**each("da manhã", 0), **each("da tarde,da noite", 12)},
        "hours": each("hora,horas"),
        "same day": each("o mesmo dia,mesmo dia,no mesmo dia"),
        "on this day": each("neste dia,num dia como hoje,nesse dia"),
        "this time": each("nesta altura,nesta época"),
        "around this time": each("nesta altura,nesta época"),
        "to the day": each("exatos,exatamente"),
        "measure": each("m,km,metros,euros,reais,pessoas,kg,peças"),
    }


def _relations() -> Tables:
    return {
        "the": each("o,a,os,as"),
        "a": each("um,uma,uns,umas"),
        "owner": each("meu,minha,meus,minhas,teu,tua,seu,sua,nosso,nossa,nossos,nossas"),
        "with": each("com"),
        "in": each(
            "em,no,na,nos,nas,de,do,da,dos,das,durante,a,ao,aos,à,às,por,para,pelo,pela,"
            "pelas,tiradas em,"
            "feitas em,"
            "tiradas no,por volta de,lá por"
        ),
        "about": each("cerca de,mais ou menos,por volta de"),
        "from": each("de,do,da,desde,a partir de"),
        "within": each("dentro de,no espaço de"),
        "to": each("a,ao,à,até,até ao,até à"),
        "hyphen": each("-,–,—"),
        "slash": each("/"),
        "comma": {",": True},
        "genitive": each("de,do,da,dos,das"),
        "of": each("de,do,da,dos,das,em,no,na"),
        "and": each("e,&,bem como"),
        "or": each("ou"),
        "since": each("desde,desde o,desde a,a partir de,a partir do"),
        "after": each(
            "depois de,depois do,depois da,depois das,depois dos,após,posteriores a,mais recentes que,mais "
            "recentes do que"
        ),
        "before": each("antes de,antes do,antes da,antes das,antes dos,anteriores a,anterior a"),
        "until": each("até,até ao,até à,até o"),
        "between": each("entre,entre o"),
        "onward": each("em diante,para a frente,ou depois,e depois,ou mais tarde,pra frente"),
        "backward": each("ou antes,e antes,ou anteriores"),
        "older than": each("mais antigas que,mais antigas do que,mais velhas que,com mais de"),
        "newer than": each("mais novas que,com menos de"),
        "ago prefix": each("há,há cerca de,faz,tem"),
        "ago": each("atrás"),
        "before last": each("retrasado,retrasada,antes do passado"),
        "before last adjective": each("penúltimo,penúltima"),
        "this": each("este,esta,estes,estas,neste,nesta,deste,desta,esse,essa", 0),
        "last": each("último,última,últimos,últimas,passado,passada", -1),
        "next": each("próximo,próxima,próximos,próximas", 1),
        "which behind": {
            **each("passado,passada,passados,passadas,anterior,último,última", -1),
            **each("próximo,próxima,que vem,seguinte", 1),
            **each("atual,corrente", 0),
        },
        "every": each("cada,todos os,todas as"),
        "each one": each("cada"),
        "edge": {
            **each("o fim de,o fim do,fim de,fim do,final de", "end"),
            **each("o início de,o início do,início de,início do,começo de", "start"),
        },
        "part": {
            **each("início,no início,começo,no começo,princípio,princípios", "early"),
            **each("meados,em meados,meio,no meio", "mid"),
            **each("fim,no fim,final,no final,finais", "late"),
        },
        "week of": each("de,do,da", "week of"),
        "some time in": each("em"),
    }


def _numbers() -> Tables:
    return {
        "ordinal": numbered(
            "primeiro,primeira",
            "segundo,segunda",
            "terceiro,terceira",
            "quarto,quarta",
            "quinto,quinta",
            "sexto,sexta",
            "sétimo,sétima",
            "oitavo,oitava",
            "nono,nona",
            "décimo,décima",
        ),
        "number": numbered(
            "um,uma",
            "dois,duas",
            "três",
            "quatro",
            "cinco",
            "seis",
            "sete",
            "oito",
            "nove",
            "dez",
            "onze",
            "doze",
            "treze",
            "catorze,quatorze",
            "quinze",
            "dezasseis,dezesseis",
            "dezassete,dezessete",
            "dezoito",
            "dezanove,dezenove",
        ),
        "tens": {
            "vinte": 20,
            "trinta": 30,
            "quarenta": 40,
            "cinquenta": 50,
            "sessenta": 60,
            "setenta": 70,
            "oitenta": 80,
            "noventa": 90,
        },
        "thousands": {"dois mil": 2000},
        "some": {
            **each("um,uma", 1),
            **each("um par de", 2),
            **each("uns,umas,alguns,algumas,vários,várias,poucos,poucas", "few"),
            **each("uma dúzia de", 12),
        },
    }
