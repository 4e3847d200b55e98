"""The API that the pages are part of, as the API's own tests have it."""

from tests.api.conftest import address, api, document, doomed_database

__all__ = ["address", "api", "document", "doomed_database"]
