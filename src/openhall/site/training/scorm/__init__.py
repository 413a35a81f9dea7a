"""Packages made for SCORM 1.2 and 2004, read without being run.

A SCORM package is a web site whose scripts look for an object in their host's page (`window.API`), so that page has to
be of the same origin: they would act with the session of whoever learns. So they are never run here. What is taken is
the structure that the manifest gives and the text of the pages; the package itself can be downloaded.
"""
