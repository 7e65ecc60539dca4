"""Portuguese, as Brazil writes it."""

from __future__ import annotations

from photos_ml.ranker.telling.phrases import Phrases, listed
from photos_ml.types import Place

MASCULINE_CITIES = frozenset(("Porto", "Rio de Janeiro", "Cairo", "Recife", "Funchal", "Estoril"))
BARE = frozenset("PT AO MZ CU IL MA CV TL ST SG MT CY MC SM AD HN SV".split())
"""Countries without an article."""
PLURAL = {"US": "nos", "NL": "nos", "PH": "nas", "AE": "nos", "MV": "nas", "SC": "nas", "BS": "nas"}


def at(place: Place) -> str:
    """'em Lisboa', 'no Porto', 'na Toscana', 'no Brasil', 'nos Estados Unidos'."""
    if place.city:
        return f"no {place.city}" if place.city in MASCULINE_CITIES else f"em {place.city}"
    name, code = place.region or place.country, "" if place.region else place.country_code
    if code in BARE or (place.region and not name.endswith("a")):
        return f"em {name}"
    return f"{PLURAL.get(code) or ('na' if name.endswith('a') else 'no')} {name}"


PHRASES = Phrases(
    months=(
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
        "outubro", "novembro", "dezembro",
    ),
    weekdays=("Uma segunda-feira", "Uma terça-feira", "Uma quarta-feira", "Uma quinta-feira",
    "Uma sexta-feira", "Um sábado", "Um domingo"),
    seasons=("inverno", "primavera", "verão", "outono"),
    themes={
        "beach": ("À beira-mar", "uma praia"), "lake": ("À beira d’água", "um lago"),
        "mountain": ("Montanhas", "montanhas"), "snow": ("Dias de neve", "neve"),
        "forest": ("Na floresta", "um caminho na floresta"), "desert": ("Deserto", "um deserto"),
        "sunset": ("Luz dourada", "um pôr do sol"), "night": ("À noite", "uma cidade à noite"),
        "city": ("Na cidade", "uma rua da cidade"), "architecture": ("Edifícios", "um edifício antigo"),
        "flowers": ("Em flor", "flores"), "food": ("Boa comida", "comida num prato"),
        "drinks": ("Saúde!", "uma xícara de café"), "dogs": ("Cães", "um cão"),
        "cats": ("Gatos", "um gato"), "birds": ("Pássaros", "um pássaro"),
        "animals": ("Animais", "um animal selvagem"),
        "underwater": ("Debaixo d’água", "peixes num aquário"),
        "children": ("Os pequenos", "uma criança brincando"), "people": ("Juntos", "um grupo de pessoas"),
        "party": ("Festas", "uma festa com bolo"), "christmas": ("Natal", "uma árvore de Natal"),
        "sport": ("Esporte", "pessoas praticando esporte"),
        "bicycle": ("Sobre duas rodas", "alguém de bicicleta"), "travel": ("A caminho", "um trem"),
        "concert": ("Música ao vivo", "um concerto num palco"),
    },
    pets={"dogs": "Vida de cão", "cats": "Vida de gato"},
    outings={
        "beach": "Um dia à beira-mar", "lake": "Um dia à beira d’água", "mountain": "Um dia na montanha",
        "snow": "Um dia na neve", "forest": "Um dia na floresta", "desert": "Um dia no deserto",
        "city": "Um dia na cidade", "flowers": "Um dia entre flores", "birds": "Um dia com os pássaros",
        "animals": "Um dia com os animais", "underwater": "Um dia no aquário",
        "sport": "Um dia de esporte", "bicycle": "Um dia de bicicleta", "concert": "Um concerto",
        "party": "Uma festa", "night": "Uma longa noite",
    },
    occasions={
        "diwali": "Diwali", "hanukkah": "Chanucá", "lunar new year": "Ano Novo Lunar",
        "christmas": "Natal", "christmas eve": "Véspera de Natal", "new year": "Ano Novo",
        "new year's eve": "Réveillon", "new year's day": "Ano Novo", "easter": "Páscoa",
        "halloween": "Halloween", "thanksgiving": "Ação de Graças",
        "valentine's day": "Dia de São Valentim", "carnival": "Carnaval", "mother's day": "Dia das Mães",
        "father's day": "Dia dos Pais", "birthday": "Aniversário", "wedding": "Casamento",
        "graduation": "Formatura", "christening": "Batizado",
    },
    learnt={
        "people": "fotos com pessoas", "from_home_log_km": "fotos de longe", "appeal": "belas fotos",
        "weekend": "fins de semana", "brightness": "fotos claras", "colourfulness": "fotos coloridas",
        "like_favourites": "o que se parece com os seus favoritos", "named": "pessoas com nome",
        "evening": "noites", "farthest_log_km": "viagens distantes",
        "age_years": "o que foi há muito tempo", "nights": "viagens longas",
        "anniversary": "dias que se repetem", "one_event": "um só acontecimento",
        "attribute_yearly": "o que volta todos os anos", "attribute_festive": "festas",
        "attribute_across_years": "o mesmo ao longo dos anos", "attribute_compared": "antes e agora",
        "attribute_people": "pessoas", "attribute_company": "várias pessoas juntas",
        "attribute_travel": "viagens", "attribute_place": "lugares",
        "attribute_occasion": "dias e viagens isolados", "attribute_novel": "primeiras vezes",
        "attribute_themed": "o que as fotos mostram", "attribute_period": "o melhor de uma época",
        "attribute_recent": "as últimas semanas", "attribute_span": "o que abrange uma vida",
    },
    parts={
        "photos": "a qualidade das fotos", "anniversary": "o dia que se repete",
        "ago": "há quanto tempo foi", "away": "a distância e o tempo longe de casa",
        "people": "quem aparece", "favorites": "favoritos e fotos parecidas", "variety": "a variedade",
        "hours": "a hora e o dia da semana", "kind": "que tipo de memória é",
        "theme": "quanto trata de “{}”",
    },
    says={
        "about": "{what}: {about}",
        "day": "{n} de {month}", "days": "{first}–{last} de {month}", "date": "{day} de {year}",
        "month": "{month} de {year}", "season": "{season} de {year}", "ago": "há um ano|há {n} anos",
        "today": "Hoje, {ago}", "week": "Esta semana, {ago}", "on_this_day": "Neste dia",
        "through_years": "{name} ao longo dos anos", "of": "{what} de {name}",
        "trip_then": "Viagem em {month}", "weekend_then": "Fim de semana em {month}",
        "weekend": "Um fim de semana {at}, {month}", "count_days": "{n} dia|{n} dias",
        "day_at": "Um dia {at}", "day_out": "Um passeio", "first_time": "Pela primeira vez {at}",
        "together": "Juntos, {years}", "best_month": "O melhor do mês",
        "best_season": "O melhor da estação", "best_year": "O melhor de {year}",
        "then_and_now": "Antes e agora", "day_with": "Um dia com {people}",
        "weekday": "{weekday} de {month}", "first_years": "Os primeiros {n} anos de {name}",
        "growing": "{name}, dos {first} aos {n} anos", "aged": "{name} com {n} ano|{name} com {n} anos",
        "pet": "Vida de bicho", "every": "Todo mês de {month}", "wish": "Como você pediu",
        "recent": "Os melhores momentos recentes", "why.taken_on": "tiradas em {day} de {years}",
        "why.earlier_years": "{occasion} de outros anos",
        "why.written": "{occasion}, como está escrito com as fotos|"
        "{occasion} em {n} anos, como está escrito com as fotos",
        "why.best_of": "o melhor de {period}", "why.last_days": "os últimos {n} dias",
        "why.days_away": "{n} dia longe de casa|{n} dias longe de casa", "why.km_away": "até {n} km",
        "why.day_out": "um passeio, a {n} km de casa", "why.first_photos": "as primeiras fotos de {name}",
        "why.same_place": "o mesmo lugar, um ano depois|o mesmo lugar, {n} anos depois",
        "why.photos_of": "{n} fotos de {people}",
        "why.photos_showing": "{n} fotos que mostram {shows} ou algo parecido",
        "why.named": "{n} fotos de um mesmo momento, que você chamou de “{asked}”",
        "why.seen": "{n} fotos de um mesmo momento que mostram o que foi", "why.there": "estavam {people}",
        "why.in_years": "{person} em {n} anos", "why.pictures_of": "{n} fotos de {name}",
        "why.again": "quase a mesma imagem em {month} de {n} anos", "why.asked": "você pediu “{asked}”",
        "why.this_week": "esta semana há um ano|esta semana há {n} anos",
        "early": "início de {month}", "middle": "meados de {month}", "late": "fim de {month}",
        "look_back": "Um olhar para trás",
        "why.stop": "{n} foto de uma parada de uma viagem|{n} fotos de uma parada de uma viagem",
        "why.around": "tiradas nestes dias de {years}",
        "why.photos_from": "{n} foto de {name}|{n} fotos de {name}",
        "why.one_time": "{n} foto de um mesmo momento|{n} fotos de um mesmo momento",
        "why.favorites": "{n} das fotos é favorita|{n} das fotos são favoritas",
    },
    at=at,
    joined=listed("e"),
)  # fmt: skip
