"""The interfaces of GovStack's building blocks workflow, registration and digital registries."""
