"""Contact point embassies: the seat that NATO keeps in a partner's capital through an Ally's embassy (paragraph 14)."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "contact_point_embassies",
    "One row for each host country that is known to have had a contact point embassy. Which Ally held it, and when,"
    " is in `contact_point_leads.csv` and `contact_point_supports.csv`.",
    (
        node_id("`CPE:` and the host's code, such as `CPE:ARM`."),
        Column("name", "English name.", required=True),
        NOTE,
        SOURCES,
    ),
    node=NodeType(
        "ContactPointEmbassy",
        "The contact point in one host country, held by one Ally's embassy after another's.",
        (ENTITY,),
    ),
)
