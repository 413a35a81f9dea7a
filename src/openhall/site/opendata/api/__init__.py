"""What programs read of the open data: SODA, the CKAN action API and DCAT, so that existing clients work unmodified."""
