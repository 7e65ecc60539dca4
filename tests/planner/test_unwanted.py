"""What a query does not want: nothing it names to be left out may become what is looked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import Days, QueryPlan

Plan = Callable[..., PlannedQuery]


def _days(*pairs: tuple[str | None, str | None]) -> list[dict[str, str | None]]:
    return [{"from": start, "to": end} for start, end in pairs]


QUERIES: dict[str, dict[str, Any]] = {
    "not at night": {"not_recurring": {"hours": [{"from": 22, "to": 5}]}},
    "not in winter": {"not_recurring": {"months": [1, 2, 12]}},
    "summer but not in july": {"recurring": {"months": [6, 7, 8]}, "not_recurring": {"months": [7]}},
    "not on weekends": {"not_recurring": {"weekdays": [5, 6]}},
    "weekends but not at night": {
        "recurring": {"weekdays": [5, 6]},
        "not_recurring": {"hours": [{"from": 22, "to": 5}]},
    },
    "everything before 2015 except christmas": {
        "taken": _days((None, "2014-12-31")),
        "not_recurring": {"days": [{"from": "12-24", "to": "12-26"}]},
    },
    "except 2020": {"not_taken": _days(("2020-01-01", "2020-12-31"))},
    "since 2015 except 2020": {
        "taken": _days(("2015-01-01", None)),
        "not_taken": _days(("2020-01-01", "2020-12-31")),
    },
    "not 2019 or 2020": {"not_taken": _days(("2019-01-01", "2019-12-31"), ("2020-01-01", "2020-12-31"))},
    "not since 2020": {"not_taken": _days(("2020-01-01", None))},
    "nothing from 2020": {"not_taken": _days(("2020-01-01", "2020-12-31"))},
    "nothing with Anna": {"people": {"none": ["Anna"]}},
    "nothing but sky": {"text": "nothing but sky"},
    "nothing in the fridge": {"text": "nothing in the fridge"},
    "anything but selfies": {"without": ["selfies"]},
    "everything except screenshots": {"without": ["screenshots"]},
    "all but videos": {"media": ["photo"]},
    "everyone but mia": {"people": {"none": ["Mia"]}},
    "all of us except ben": {"people": {"none": ["Ben"]}},
    "neither mia nor ben": {"people": {"none": ["Mia", "Ben"]}},
    "no favourites": {"without": ["favourites"]},
    "beach but not favorites": {"text": "beach", "without": ["favorites"]},
    "dogs but not in the Wedding album": {"text": "dogs", "without": ["wedding album"]},
    "no 5 star photos": {"without": ["5 star photos"]},
    "a chapel on the hike, not the one with the tower": {
        "text": "chapel on the hike",
        "without": ["tower"],
    },
    "the boat trip, but not those where i'm seasick": {"text": "boat trip", "without": ["seasick"]},
    "no parking sign": {"text": "no parking sign"},
    "not long ago": {"order": "newest"},
    "not many people": {"text": "not many people"},
    "nicht im Winter": {"not_recurring": {"months": [1, 2, 12]}},
    "im Winter nicht": {"not_recurring": {"months": [1, 2, 12]}},
    "en hiver non": {"not_recurring": {"months": [1, 2, 12]}},
    "la playa pero en verano no": {"text": "playa", "not_recurring": {"months": [6, 7, 8]}},
    "Bilder von Mia, aber Anna nicht": {"people": {"all": ["Mia"], "none": ["Anna"]}},
    "in Paris nicht": {"not_places": ["Paris"]},
    "nicht am Strand": {"without": ["strand"]},
    "solo Mia": {"people": {"all": ["Mia"], "only": True}},
    "sin city": {"text": "sin city"},
    "sans serif": {"text": "sans serif"},
    "outside portugal": {"not_places": ["Portugal"]},
    "anywhere but italy or france": {"not_places": ["Italy", "France"]},
    "mia not in paris": {"people": {"all": ["Mia"]}, "not_places": ["Paris"]},
    "france but not paris": {"places": ["France"], "not_places": ["Paris"]},
    "sunrise outside the tent": {"text": "sunrise outside the tent"},
    "außerhalb von Italien": {"not_places": ["Italy"]},
    "fuori dall'Italia": {"not_places": ["Italy"]},
    "fuori dalla Francia": {"not_places": ["France"]},
    "fora da Itália": {"not_places": ["Italy"]},
    "fora da França": {"not_places": ["France"]},
    "fotos sin Mia ni perro": {"people": {"none": ["Mia"]}, "without": ["perro"]},
    "jamás en verano": {"not_recurring": {"months": [6, 7, 8]}},
    "soltanto Mia": {"people": {"all": ["Mia"], "only": True}},
    "todo menos Paris": {"not_places": ["Paris"]},
    "tudo menos Paris": {"not_places": ["Paris"]},
    "alles außer Paris": {"not_places": ["Paris"]},
    "sans lunettes de soleil": {"without": ["lunettes de soleil"]},
    "letzten Winter": {"taken": _days(("2025-12-01", "2026-02-28"))},
    "capturas de pantalla": {"media": ["screenshot"]},
    "without photos of Anna": {"people": {"none": ["Anna"]}},
    "beach, no pictures with dogs": {"text": "beach", "without": ["dogs"]},
    "no photos from Paris": {"not_places": ["Paris"]},
    "sans photos d'Anna": {"people": {"none": ["Anna"]}},
    "sin fotos de Anna": {"people": {"none": ["Anna"]}},
    "keine Bilder von Anna": {"people": {"none": ["Anna"]}},
    "senza foto di Anna": {"people": {"none": ["Anna"]}},
    "sem fotos da Anna": {"people": {"none": ["Anna"]}},
}


@pytest.mark.parametrize(("query", "wanted"), QUERIES.items())
def test_what_must_not_be(query: str, wanted: dict[str, Any], plan: Plan) -> None:
    found = plan(query).plan
    assert found.same_as(QueryPlan.from_dict(wanted)), found
    assert found.text == wanted.get("text", "")


def test_a_movable_feast_is_left_out_of_every_year(plan: Plan) -> None:
    assert Days(date(2023, 4, 7), date(2023, 4, 10)) in plan("not at easter").plan.not_taken
