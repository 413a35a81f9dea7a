"""The read part of the CKAN action API (docs.ckan.org, API guide, version 3)."""
