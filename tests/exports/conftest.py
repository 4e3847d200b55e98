"""The API that exports are part of, as the API's own tests have it."""

from tests.api.conftest import address, api, document

__all__ = ["address", "api", "document"]
