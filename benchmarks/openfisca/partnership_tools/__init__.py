"""A country package for OpenFisca, for comparison: who may use an Individual Partnership Action Plan since 15 April 2011.

`benchmarks.peers` serves it in an environment of its own, as nothing of ours needs OpenFisca.
"""

from __future__ import annotations

from typing import Any

from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FRAMEWORKS = ("PFP", "EAPC", "MD", "ICI", "GLOBAL")

_COUNTRY = build_entity(key="country", plural="countries", label="A country", is_person=True)


_USUAL = {"__module__": __name__, "value_type": bool, "entity": _COUNTRY, "definition_period": DateUnit.DAY}
"""Of each variable: something that is so, or not, of a country on a day."""


def _may_use(country: Any, period: Any) -> Any:
    """Paragraph 13: it is open to partners in PfP or the EAPC, and to other partners by decision."""
    return sum(country(f"partner_in_{framework}", period) for framework in FRAMEWORKS) > 0


_VARIABLES = (
    *(
        type(f"partner_in_{framework}", (Variable,), {**_USUAL, "label": f"It is a partner in {framework}."})
        for framework in FRAMEWORKS
    ),
    type(
        "may_use_ipap",
        (Variable,),
        {**_USUAL, "label": "It may have, or ask for, one.", "formula_2011_04_15": _may_use},
    ),
)


class CountryTaxBenefitSystem(TaxBenefitSystem):  # type: ignore[misc]
    """The name by which OpenFisca finds it."""

    def __init__(self) -> None:
        super().__init__([_COUNTRY])
        # Its web API shows an example of one in its document; the formula needs none.
        self.parameters = ParameterNode("", data={"enough": {"values": {"2011-04-15": {"value": 1}}}})
        for variable in _VARIABLES:
            self.add_variable(variable)
