"""The catalogue for other catalogues, in their formats, as `openhall.data.describe` writes them."""
