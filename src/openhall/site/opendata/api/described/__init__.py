"""The API described for machines (OpenAPI 3.1): `/api/open-data/openapi.json`. Tests hold it to the code."""
