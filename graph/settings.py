"""Settings, all from the environment; every one is listed in `docs/settings.md` and a test holds the two together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a user may set. Names are those of the environment, in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address on which the API listens.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the API; 0 takes any free one.")
    neo4j_uri: str = Field(
        "", description="A Neo4j to use, such as neo4j://localhost:7687. Empty: the embedded engine."
    )
    neo4j_user: str = Field("neo4j", description="User of that Neo4j.")
    neo4j_password: SecretStr = Field(SecretStr(""), description="Password of that user.")
    neo4j_database: str = Field("neo4j", description="Database of that Neo4j.")
    partnerships_home: Path = Field(
        Path(".partnerships"),
        description="Folder of the embedded engine, its data, its log and its passwords.",
    )
    partnerships_bolt_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Bolt port of the embedded engine; 0 takes 7687 if free, else any free one.",
    )
    partnerships_engine_memory: str = Field(
        "1g", pattern=r"^\d+[mg]$", description="Memory of the embedded engine, such as 512m or 2g."
    )
    partnerships_browser_url: str = Field(
        "",
        description="Address of Neo4j Browser, such as http://localhost:7474/browser/; answers then link into it.",
    )
    partnerships_query_timeout: float = Field(
        10.0,
        gt=0,
        description="Seconds after which the database gives up on a question; the embedded engine takes it from whoever starts it.",
    )
    partnerships_answer_timeout: float = Field(
        5.0, gt=0, description="Seconds after which a client is told that no answer will come, and why."
    )

    partnerships_pool_size: int = Field(
        20,
        ge=1,
        le=1000,
        description="Questions that a worker may have with the database at once; whoever finds no connection free is told so.",
    )
    partnerships_remembered_megabytes: int = Field(
        64,
        ge=0,
        le=100_000,
        description="Megabytes of answers that a worker keeps to give them again, and as many of matrices, each of which holds for"
        " several days; 0: none.",
    )
    partnerships_seen_within: float = Field(
        1.0,
        ge=0.1,
        le=3600,
        description="Seconds after which a write by another process is seen in every answer; at once by a client that sends"
        " `Cache-Control: no-cache`.",
    )
    partnerships_workers: int = Field(
        1, ge=1, le=64, description="Processes that serve the API; each has connections of its own."
    )
    partnerships_log: Literal["errors", "json"] = Field(
        "errors",
        description="What goes to standard error while the API is served: `errors` alone, or, as `json`, a line for each request"
        " and each error.",
    )
    partnerships_body_limit: int = Field(
        65_536, ge=0, description="Bytes of a request's body beyond which it is refused."
    )
    partnerships_cors_origins: str = Field(
        "", description="Origins of web pages that may read the API, separated by blanks; * for all. Empty: none."
    )

    partnerships_tls_certificate: Path | None = Field(
        None, description="Certificate (PEM) with which the API serves TLS."
    )
    partnerships_tls_key: Path | None = Field(None, description="The certificate's private key (PEM).")
    partnerships_behind_proxy: Literal["", "tls", "loopback"] = Field(
        "",
        description="What alone can reach the API off loopback: `tls`, a proxy that provides TLS; `loopback`, one that itself"
        " listens on loopback only, such as a published port of a container. Empty: there is none.",
    )
    partnerships_keys_required: bool = Field(
        False, description="true: only holders of a key may read; `partnerships keys` makes and revokes them."
    )
    partnerships_rate_limit: str = Field(
        "",
        pattern=r"^(\d+/(second|minute|hour|day))?$",
        description="Requests that a holder of a key, or an address, may make, such as 600/minute. Empty: any number.",
    )

    @property
    def keys_file(self) -> Path:
        """Where the keys are kept, hashed."""
        return self.partnerships_home / "keys.json"

    @property
    def cors_origins(self) -> list[str]:
        """The origins one by one."""
        return self.partnerships_cors_origins.split()

    @property
    def embedded(self) -> bool:
        """No Neo4j was named, so the embedded engine serves."""
        return not self.neo4j_uri
