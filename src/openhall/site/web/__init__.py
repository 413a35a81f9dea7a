"""The shell of the site: settings, addresses, base templates, look, security headers and error pages."""
