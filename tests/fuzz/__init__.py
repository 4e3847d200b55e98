"""Made-up requests by the thousand, each held to the OpenAPI document: `python -m tests.fuzz`, and fewer of them in the tests."""
