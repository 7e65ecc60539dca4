"""Networks of steps fetched from a hub: the way models come, tried in a process of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photos_ml.encoders.hub import Hub, Repository
from photos_ml.encoders.pulling import SOURCE_FIELD, Progress, WantedFile, already_there, fetch, size_of
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.taking_in import ran_apart
from photos_ml.errors import EncoderError
from photos_ml.vision.networks import Offer, StepNetwork, read_network

TRIAL = "photos_ml.vision.trying"


@dataclass(frozen=True, slots=True)
class NetworkPull:
    """What would be fetched."""

    offer: Offer
    parts: tuple[WantedFile, ...]
    source: str
    """Where it is, as it is said to people."""
    already: int
    """Bytes of it that an earlier attempt left."""

    @property
    def name(self) -> str:
        return self.offer.name

    @property
    def licence(self) -> str:
        return self.offer.licence

    @property
    def size_bytes(self) -> int:
        return size_of(self.parts)

    @property
    def published(self) -> tuple[str, str]:
        """What a gain was, and who says so."""
        return self.offer.gain, self.offer.source


def foresee_network(
    registry: Registry, hub: Hub, wanted: Offer, variant: str = "", revision: str = ""
) -> NetworkPull:
    """What fetching a network would fetch. Asks the hub; fetches nothing yet. Raises EncoderError."""
    if variant:
        raise EncoderError(f"'{wanted.name}' is not published as {variant}", hint="pull it without --variant")
    registry.check_free(wanted.name)
    known: dict[str, Repository] = {}
    parts = []
    for one in wanted.files:
        if one.repository not in known:
            known[one.repository] = hub.repository(one.repository, revision or one.revision)
        repository = known[one.repository]
        if one.path not in repository.files:
            raise EncoderError(
                f"{one.repository} has no {one.path} any more", hint="update the program, or pull another one"
            )
        parts.append(WantedFile(repository, repository.files[one.path], one.name))
    source = " and ".join(f"{hub.host}/{name}" for name in known)
    return NetworkPull(wanted, tuple(parts), source, already_there(registry, wanted.name, parts))


def pull_network(
    registry: Registry, hub: Hub, planned: NetworkPull, progress: Progress = lambda done, total: None
) -> StepNetwork:
    """Fetch it and try it. What is there of an earlier attempt is kept. Raises EncoderError."""
    revisions = {part.repository.name: part.repository.revision for part in planned.parts}

    def finish(folder: Path) -> None:
        request = {
            "folder": str(folder),
            "name": planned.name,
            "step": planned.offer.step,
            "licence": planned.licence,
            "about": dict(planned.offer.about),
            SOURCE_FIELD: {"endpoint": hub.endpoint, "repositories": revisions},
        }
        if not ran_apart(TRIAL, request):
            raise EncoderError("its networks end the runtime that runs them", hint="pull another one")

    fetch(registry, hub, planned.name, planned.parts, finish, progress)
    return read_network(registry.shared / planned.name)
