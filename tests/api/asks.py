"""Every address that answers a question: the short ones of the contract, and each question's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from queries.catalogue import Catalogue


@dataclass(frozen=True)
class Ask:
    """A request that must be answered. `route` is its path as the OpenAPI document writes it."""

    route: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)


SHORT = (
    Ask("/v1/countries", "/v1/countries"),
    Ask("/v1/countries/{country}", "/v1/countries/SWE"),
    Ask("/v1/countries/{country}", "/v1/countries/IRQ"),
    Ask("/v1/countries/{country}", "/v1/countries/CAN"),
    Ask("/v1/countries/{country}", "/v1/countries/UKR"),
    Ask("/v1/countries/{country}", "/v1/countries/SUN"),
    Ask("/v1/countries/{country}/timeline", "/v1/countries/MLT/timeline"),
    Ask("/v1/frameworks", "/v1/frameworks"),
    Ask("/v1/frameworks/{id}/members", "/v1/frameworks/EAPC/members"),
    Ask("/v1/frameworks/{id}/members", "/v1/frameworks/GLOBAL/members"),
    Ask("/v1/frameworks/{id}/members", "/v1/frameworks/NRC/members"),
    Ask("/v1/organisations", "/v1/organisations"),
    Ask("/v1/organisations/{id}/members", "/v1/organisations/EU/members"),
    Ask("/v1/organisations/{id}/members", "/v1/organisations/NATO/members"),
    Ask("/v1/embassies", "/v1/embassies"),
    Ask("/v1/embassies", "/v1/embassies", {"host": "UKR"}),
    Ask("/v1/paths", "/v1/paths", {"from": "FIN", "to": "UKR"}),
    Ask("/v1/releases", "/v1/releases"),
    Ask("/v1/releases/{number}/changes", "/v1/releases/2/changes", {"actor": "AZE", "tool": "IPAP"}),
    Ask("/v1/feed", "/v1/feed", {"actor": "KWT"}),
    Ask("/v1/diff", "/v1/diff", {"from": "2009-03-31", "to": "2009-04-01"}),
)
OWN = tuple(
    Ask(f"/v1/questions/{question.path}", f"/v1/questions/{question.path}", question.examples)
    for question in Catalogue.read()
)
ASKS = SHORT + OWN


def named(asks: Sequence[Ask]) -> list[str]:
    """Names for them as parameters of a test."""
    return ["&".join([ask.path, *(f"{name}={value}" for name, value in ask.parameters.items())]) for ask in asks]
