def test_smoke(engine, desk):
    print(engine.check())
    import datetime as dt
    print(len(desk.ask("countries/status", as_of=dt.date(2011,4,15)).rows))

def test_empty(empty_graph):
    assert empty_graph.read("MATCH (n) RETURN count(n) AS n")[0]["n"] == 0
