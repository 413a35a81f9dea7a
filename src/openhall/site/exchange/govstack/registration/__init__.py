"""The interface of the building block registration: services, applications, tasks, documents, statistics."""
