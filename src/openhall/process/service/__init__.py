"""The service folder: what a service is, how it runs, what it asks and writes, and whether all of that is sound."""
