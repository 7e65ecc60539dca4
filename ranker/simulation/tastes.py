"""What made-up people like, as a function of what real people wrote: captions and stories, nothing a ranker
sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

FAMILIES = {
    "family": (
        "baby babies toddler child children kid kids boy girl boys girls mother father mom dad parents "
        "family families grandma grandmother grandfather son daughter sister brother cousin cousins "
        "wedding bride groom birthday christening reunion graduation"
    ),
    "nature": (
        "mountain mountains hill hills lake river waterfall ocean sea beach shore forest woods tree "
        "trees field meadow grass sunset sunrise sky cloud clouds snow snowy flower flowers garden "
        "hike hiking trail rock rocks cliff canyon desert view scenery landscape nature valley"
    ),
    "food": (
        "food eat eats eating ate meal dinner lunch breakfast cake cook cooking cooked kitchen "
        "restaurant bake baking bread pizza fruit cheese drink drinks drinking beer wine coffee tea "
        "picnic barbecue bbq grill table dessert delicious candy ice-cream cream sandwich feast"
    ),
    "sport": (
        "ball soccer football basketball baseball tennis volleyball hockey rugby player players team "
        "game match race racing runner runs running skateboard skateboarder skateboarding surf surfer "
        "surfing bike bicycle biker cyclist ski skier skiing snowboard snowboarder climber climbing "
        "swim swimming swimmer jump jumps jumping stadium athlete trick motorcycle"
    ),
    "night life": (
        "night nighttime evening bar club pub party parties concert band stage singer singing sing "
        "sings guitar dance dances dancing dancer dancers crowd lights neon fireworks costume costumes "
        "festival drunk dj beer music musician musicians perform performs performing performance"
    ),
    "animals": (
        "dog dogs puppy puppies cat cats kitten horse horses cow cows sheep goat bird birds duck ducks "
        "animal animals zoo pet pets leash paw paws tail fur furry collar greyhound poodle monkey "
        "elephant fish aquarium"
    ),
}
"""Words of each family of tastes."""
HELD_OUT = "animals"
"""Nobody in training has this taste, not even a little."""
JOY = (
    "smile smiles smiling laugh laughs laughing happy hug hugs hugging kiss kissing celebrate "
    "celebrating cheer"
)
MILESTONE = (
    "birthday wedding graduation anniversary reunion christmas thanksgiving easter halloween vacation "
    "trip honeymoon parade baptism engagement celebration"
)
CAPTION_NOISE = 0.12
"""Standard deviation of what nobody wrote down, a photo; a person's main liking is 1."""
WORD = re.compile(r"[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class Taste:
    """How much a person likes pictures and stories of each family, and which is the main one."""

    main: str
    weights: tuple[tuple[str, float], ...]
    joy: float
    milestones: float

    def of_photo(self, captions: Sequence[str]) -> float:
        """By the share of the captions that speak of what is liked; about -0.5 to 1.5."""
        return sum(w * share(captions, FAMILIES[f]) for f, w in self.weights) + self.joy * share(
            captions, JOY
        )

    def of_story(self, sentences: Sequence[str]) -> float:
        """A story is liked for what it is about, and for the days that everyone keeps."""
        liked = sum(w * min(2.0 * share(sentences, FAMILIES[f]), 1.0) for f, w in self.weights)
        return liked + self.milestones * (share(sentences, MILESTONE) > 0)


def make_taste(rng: Random, main: str) -> Taste:
    """A person who likes `main` most: often something else too, the rest a little or not at all."""
    others = [family for family in FAMILIES if family not in (main, HELD_OUT)]
    weights = {family: rng.gauss(0.0, 0.12) for family in others}
    if rng.random() < 0.6:
        weights[rng.choice(others)] += rng.uniform(0.3, 0.6)
    if rng.random() < 0.5:
        weights[rng.choice(others)] -= rng.uniform(0.3, 0.6)
    weights[main] = rng.uniform(0.8, 1.2)
    return Taste(main, tuple(weights.items()), rng.uniform(0.1, 0.3), rng.uniform(0.1, 0.25))


def share(texts: Sequence[str], words: str) -> float:
    """Share of the texts with at least one of the words."""
    wanted = _set_of(words)
    return sum(not wanted.isdisjoint(words_of(text)) for text in texts) / max(len(texts), 1)


@cache
def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


@cache
def words_of(text: str) -> frozenset[str]:
    """The words of a text, in small letters."""
    return frozenset(WORD.findall(text.lower()))
