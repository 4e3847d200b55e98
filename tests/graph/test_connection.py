"""The database behind the graph: what a read may do, what a write leaves behind, and how failures are told."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

import graph.connection
from graph.connection import Graph, Login
from graph.engine import Engine
from graph.errors import (
    DatabaseAccessError,
    DatabaseBusyError,
    DatabaseError,
    DatabaseTooSlowError,
    DatabaseUnavailableError,
    EngineError,
    WriteRefusedError,
)
from graph.neo4j_server import free_ports
from graph.settings import Settings

WRITES = [
    "CREATE (:Intruder {id: 1})",
    "MERGE (:Intruder {id: 1})",
    "MATCH (kept:Kept) MERGE (kept)-[:KNOWS]->(:Intruder)",
    "MATCH (kept:Kept) SET kept.name = 'changed'",
    "MATCH (kept:Kept) SET kept = {}",
    "MATCH (kept:Kept) SET kept:Intruder",
    "MATCH (kept:Kept) REMOVE kept.name",
    "MATCH (lone:Lone) DELETE lone",
    "MATCH (kept:Kept) DETACH DELETE kept",
    "MATCH ()-[edge:NEXT]->() DELETE edge",
    "MATCH ()-[edge:NEXT]->() SET edge.weight = 2",
    "FOREACH (number IN [1, 2] | CREATE (:Intruder {id: number}))",
    "CREATE INDEX intruder FOR (kept:Kept) ON (kept.name)",
    "CREATE CONSTRAINT intruder FOR (kept:Kept) REQUIRE kept.name IS UNIQUE",
    "MATCH (kept:Kept) WITH kept LIMIT 1 CREATE (:Intruder) RETURN kept.name",
]
ALL_NODES = "MATCH (node) RETURN labels(node) AS labels, properties(node) AS held, elementId(node) AS id ORDER BY id"
ALL_EDGES = (
    "MATCH (one)-[edge]->(other) RETURN type(edge) AS type, properties(edge) AS held, elementId(one) AS id ORDER BY id"
)


@pytest.fixture
def three_nodes(empty_graph: Graph) -> Graph:
    with empty_graph.write() as writer:
        writer.run("CREATE (:Kept {name: 'one'})-[:NEXT {weight: 1}]->(:Kept {name: 'two'})")
        writer.run("CREATE (:Lone)")
    return empty_graph


def _whole(graph: Graph) -> list[object]:
    return [graph.read(ALL_NODES), graph.read(ALL_EDGES)]


def _other_login(graph: Graph, login: Login, database: str = "") -> Graph:
    return Graph(graph.address, database or graph.database, login)


@pytest.mark.parametrize("statement", WRITES)
def test_a_read_cannot_write(statement: str, three_nodes: Graph) -> None:
    before = _whole(three_nodes)
    with pytest.raises(WriteRefusedError):
        three_nodes.read(statement)
    assert _whole(three_nodes) == before


def test_a_read_cannot_drop_what_is_defined(three_nodes: Graph) -> None:
    three_nodes.define("CREATE CONSTRAINT kept_name IF NOT EXISTS FOR (kept:Kept) REQUIRE kept.name IS UNIQUE")
    with pytest.raises(DatabaseError):
        three_nodes.read("DROP CONSTRAINT kept_name")
    with pytest.raises(DatabaseError), three_nodes.write() as writer:
        writer.run("CREATE (:Kept {name: 'one'})")
    three_nodes.define("DROP CONSTRAINT kept_name IF EXISTS")


def test_what_a_write_did_is_read_after_it(empty_graph: Graph) -> None:
    with empty_graph.write() as writer:
        assert writer.run("CREATE (node:Kept {name: $name}) RETURN node.name AS name", name="one") == [{"name": "one"}]
    assert empty_graph.read("MATCH (kept:Kept) RETURN kept.name AS name") == [{"name": "one"}]


def test_a_write_is_rolled_back_when_the_block_raises(three_nodes: Graph) -> None:
    before = _whole(three_nodes)

    def spoil() -> None:
        with three_nodes.write() as writer:
            writer.run("MATCH (kept:Kept) SET kept.name = 'changed'")
            writer.run("CREATE (:Intruder)")
            raise KeyError("of the block")

    with pytest.raises(KeyError):
        spoil()
    assert _whole(three_nodes) == before


def test_a_write_is_rolled_back_when_a_later_statement_is_refused(three_nodes: Graph) -> None:
    before = _whole(three_nodes)

    def spoil() -> None:
        with three_nodes.write() as writer:
            writer.run("CREATE (:Intruder)")
            writer.run("THIS IS NO CYPHER")

    with pytest.raises(DatabaseError):
        spoil()
    assert _whole(three_nodes) == before


def test_a_writer_on_the_embedded_engine_waits_for_another_one_but_not_for_ever(
    spare_embedded_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph.connection, "_TURN_SECONDS", 0.2)
    with Graph.open(spare_embedded_settings) as one, Graph.open(spare_embedded_settings) as other:
        with one.write(), pytest.raises(DatabaseUnavailableError, match="another process has been writing") as refused:
            other.write().__enter__()
        assert refused.value.where == other.address
        with other.write() as writer:
            assert writer.run("RETURN 1 AS one") == [{"one": 1}]


def test_a_folder_in_which_no_turn_can_be_taken_is_named(spare_embedded_settings: Settings, tmp_path: Path) -> None:
    state = Engine(spare_embedded_settings).joined()
    login = Login(state.writer, state.writer_password)
    with (
        Graph(state.uri, state.database, login, turns=tmp_path / "nowhere" / "write.lock") as graph,
        pytest.raises(EngineError, match="cannot be written") as refused,
    ):
        graph.write().__enter__()
    assert refused.value.where == str(tmp_path / "nowhere")


def test_a_transaction_that_another_one_overtook_is_told_so(spare_embedded_settings: Settings) -> None:
    state = Engine(spare_embedded_settings).joined()
    login = Login(state.writer, state.writer_password)
    with Graph(state.uri, state.database, login) as one, Graph(state.uri, state.database, login) as other:
        with other.write() as writer:
            writer.run("MERGE (:Race)")
        overtaken = one.write()
        overtaken.__enter__().run("MATCH (race:Race) SET race.number = 1")
        with other.write() as writer:
            writer.run("MATCH (race:Race) SET race.number = 2")
        with pytest.raises(DatabaseUnavailableError, match="nothing was written") as refused:
            overtaken.__exit__(None, None, None)
        assert "Try again" in refused.value.remedy
        assert one.read("MATCH (race:Race) RETURN race.number AS number") == [{"number": 2}]


def test_a_statement_that_is_no_cypher_is_refused_and_says_where(engine: Graph) -> None:
    with pytest.raises(DatabaseError) as refused:
        engine.read("THIS IS NO CYPHER")
    assert refused.value.where == engine.address
    assert not isinstance(refused.value, DatabaseUnavailableError | DatabaseAccessError | WriteRefusedError)


def test_a_value_is_bound_and_never_read_as_cypher(engine: Graph) -> None:
    text = "x'}) DETACH DELETE n //"
    assert engine.read("RETURN $text AS text", {"text": text}) == [{"text": text}]


def test_a_user_whom_the_database_does_not_know_is_refused(engine: Graph) -> None:
    with (
        _other_login(engine, Login("nobody", "wrong-password")) as stranger,
        pytest.raises(DatabaseAccessError) as refused,
    ):
        stranger.check()
    assert "wrong-password" not in str(refused.value)
    assert "NEO4J_PASSWORD" in refused.value.remedy


def test_a_wrong_password_is_refused_and_not_repeated(engine_name: str, empty_graph: Graph) -> None:
    user = {"embedded": "root", "neo4j": "neo4j"}[engine_name]
    with (
        _other_login(empty_graph, Login(user, "wrong-password")) as stranger,
        pytest.raises(DatabaseAccessError) as refused,
    ):
        stranger.read("RETURN 1 AS one")
    assert "wrong-password" not in str(refused.value)


def test_a_login_does_not_print_its_password() -> None:
    assert "secret" not in f"{Login('neo4j', 'secret')!r} {Login('neo4j', 'secret')}"


@pytest.mark.neo4j
def test_a_database_that_is_not_there_is_named(neo4j_settings: Settings) -> None:
    elsewhere = neo4j_settings.model_copy(update={"neo4j_database": "nowhere"})
    with Graph.open(elsewhere) as graph, pytest.raises(DatabaseError) as refused:
        graph.check()
    assert refused.value.where == "NEO4J_DATABASE"


def test_nobody_listening_is_told_as_a_database_that_may_answer_later() -> None:
    address = f"bolt://127.0.0.1:{free_ports(1)[0]}"
    with Graph(address, "neo4j", Login("neo4j", "secret")) as graph, pytest.raises(DatabaseUnavailableError) as refused:
        graph.check()
    assert refused.value.where == address
    assert "NEO4J_URI" in refused.value.remedy
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:7474", "https://127.0.0.1", "localhost:7687", "ftp://host", "", "neo4j", "://"]
)
def test_an_address_that_is_none_of_a_neo4j_is_named(uri: str) -> None:
    with pytest.raises(DatabaseError) as refused:
        Graph(uri, "neo4j", Login("neo4j", "secret"))
    assert refused.value.where == "NEO4J_URI"
    assert "bolt://host:7687" in refused.value.remedy


@pytest.mark.parametrize("agent", ["Neo4j/4.4.30", "Neo4j/5.22.0", "Neo4j/3.5.35", "Memgraph/2.18.0"])
def test_a_database_that_cannot_answer_our_questions_is_named(
    agent: str, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Graph.open(engine_settings) as graph:
        monkeypatch.setattr(graph._reader, "get_server_info", lambda: SimpleNamespace(agent=agent))
        with pytest.raises(DatabaseError, match=r"5\.26") as refused:
            graph.check()
    assert agent in refused.value.what


@pytest.mark.parametrize("agent", ["Neo4j/5.23.0", "Neo4j/5.26.30", "Neo4j/2026.01.0", "Neo4j/5.27-aura"])
def test_a_database_that_can_answer_is_let_through(
    agent: str, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Graph.open(engine_settings) as graph:
        monkeypatch.setattr(graph._reader, "get_server_info", lambda: SimpleNamespace(agent=agent))
        assert graph.check() == agent


def test_both_engines_call_themselves_neo4j(engine: Graph) -> None:
    assert engine.check().startswith("Neo4j/5.26")


ENDLESS = "MATCH (a:Many), (b:Many), (c:Many) WHERE a.id + b.id + c.id = 0 RETURN count(*) AS number"
"""Fifteen million rows to look at: seconds, on a machine of any kind."""


@pytest.mark.neo4j
def test_neo4j_gives_up_on_a_question_that_takes_too_long(spare_neo4j_settings: Settings) -> None:
    _gives_up(spare_neo4j_settings.model_copy(update={"partnerships_query_timeout": 0.5}))


def test_the_embedded_engine_gives_up_on_a_question_that_takes_too_long(home: Settings) -> None:
    settings = home.model_copy(update={"partnerships_query_timeout": 0.5})
    Engine(settings).start(stay=False)
    _gives_up(settings)


def _gives_up(settings: Settings) -> None:
    with Graph.open(settings) as graph:
        with graph.write() as writer:
            writer.run("MATCH (node) DETACH DELETE node")
            writer.run("UNWIND range(1, 250) AS number CREATE (:Many {id: number})")
        with pytest.raises(DatabaseTooSlowError, match="cut off") as refused:
            graph.read(ENDLESS)
        assert "PARTNERSHIPS_QUERY_TIMEOUT" in refused.value.remedy
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]


def test_a_graph_answers_again_by_itself_when_its_database_is_back(home: Settings) -> None:
    engine = Engine(home)
    engine.start(stay=False)
    with Graph.open(home) as graph:
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]
        engine.stop()
        with pytest.raises(DatabaseUnavailableError):
            graph.read("RETURN 1 AS one")
        engine.start(stay=False)
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]


def test_an_engine_that_is_back_on_another_port_is_found(home: Settings) -> None:
    Engine(home).start(stay=False)
    elsewhere = home.model_copy(update={"partnerships_bolt_port": free_ports(1)[0]})
    with Graph.open(home) as graph:
        before = graph.address
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]
        Engine(home).stop()
        assert not graph.answers()
        Engine(elsewhere).start(stay=False)
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]
        assert graph.address == f"bolt://127.0.0.1:{elsewhere.partnerships_bolt_port}" != before
        with graph.write() as writer:
            assert writer.run("RETURN 1 AS one") == [{"one": 1}]
        assert graph.answers()


def test_a_graph_can_be_opened_where_it_was_last_while_its_engine_is_away(home: Settings) -> None:
    """A worker that is started anew must not need the engine for that."""
    Engine(home).start(stay=False)
    with Graph.open(home) as graph:
        place = graph.place
    Engine(home).stop()
    with pytest.raises(EngineError):
        Graph.open(home)
    with Graph.open(home, place) as graph:
        with pytest.raises(DatabaseUnavailableError):
            graph.read("RETURN 1 AS one")
        Engine(home).start(stay=False)
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]


def test_a_place_does_not_print_its_passwords(engine: Graph) -> None:
    assert engine.place.writer.password not in f"{engine.place!r} {engine.place}"


def test_a_pool_that_is_used_up_is_busy_and_not_away(engine: Graph, engine_settings: Settings) -> None:
    with Graph.open(engine_settings.model_copy(update={"partnerships_pool_size": 1})) as graph:
        with graph._reader.session(database=graph.database) as held, held.begin_transaction() as transaction:
            transaction.run("RETURN 1 AS one").consume()
            with pytest.raises(DatabaseBusyError) as refused:
                graph.read("RETURN 1 AS one")
            assert graph.answers()
        assert "PARTNERSHIPS_POOL_SIZE" in refused.value.remedy
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port to which connections are neither made nor refused: whoever listens takes none in, and the queue is full."""
    with socket.socket() as listener, ExitStack() as queue:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            with suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port on which connections are made, and nothing is ever said."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener.getsockname()[1]


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
@pytest.mark.parametrize("kind", ["black_hole", "deaf"])
def test_a_database_that_hangs_when_it_is_called_is_away_within_two_seconds(
    scheme: str, kind: str, request: pytest.FixtureRequest
) -> None:
    port = request.getfixturevalue(kind)
    with Graph(f"{scheme}://127.0.0.1:{port}", "neo4j", Login("neo4j", "secret")) as graph:
        begun = time.monotonic()
        with pytest.raises(DatabaseUnavailableError):
            graph.read("RETURN 1 AS one")
        assert time.monotonic() - begun < 2
        assert not graph.answers()


def test_whether_it_is_there_is_asked_once_for_many(engine_settings: Settings, engine: Graph) -> None:
    with Graph.open(engine_settings) as graph:
        asked = []
        feel = graph._feel

        def counted() -> bool:
            asked.append(1)
            time.sleep(0.1)
            return feel()

        graph._feel = counted  # type: ignore[method-assign]
        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(lambda _: graph.answers(), range(8)))
        assert len(asked) == 1
