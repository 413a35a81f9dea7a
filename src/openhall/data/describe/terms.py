"""Names of RDF vocabularies, and of things in the lists that European catalogues point to.

Sources: DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), DCAT-AP 3.0 (https://semiceu.github.io/DCAT-AP/releases/3.0.0/),
and the authority tables of the Publications Office of the EU.
"""

from __future__ import annotations

import re

from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD

from openhall.data.vocabulary import AUTHORITY, Theme

__all__ = ["DCAT", "DCTERMS", "FOAF", "OWL", "PROV", "RDF", "RDFS", "SKOS", "XSD"]

DCAT = Namespace("http://www.w3.org/ns/dcat#")
"""Of version 3, which rdflib's own does not know."""
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
SCHEMA = Namespace("http://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
XML = Namespace("http://www.w3.org/XML/1998/namespace")

SHA256 = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
"""As the official shape for controlled vocabularies asks for it, with https."""
PUBLISHER_KINDS = "http://purl.org/adms/publishertype/1.0"
HIGH_VALUE_LIST = "http://data.europa.eu/bna/asd487ae75"
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
LANGUAGES = f"{AUTHORITY}language/"
FILE_TYPES = f"{AUTHORITY}file-type/"

PREFIXES = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dct": DCTERMS,
    "eli": ELI,
    "foaf": FOAF,
    "geo": GEO,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}


def new_graph() -> Graph:
    """An empty graph with the prefixes that readers expect."""
    graph = Graph(bind_namespaces="none")
    for prefix, space in PREFIXES.items():
        graph.bind(prefix, space)
    # Without it, texts with a language cannot be written as RDF/XML.
    graph.bind("xml", XML)
    return graph


THEME_TITLES = {
    Theme.AGRICULTURE: "Agriculture, fisheries, forestry and food",
    Theme.ECONOMY: "Economy and finance",
    Theme.EDUCATION: "Education, culture and sport",
    Theme.ENERGY: "Energy",
    Theme.ENVIRONMENT: "Environment",
    Theme.GOVERNMENT: "Government and public sector",
    Theme.HEALTH: "Health",
    Theme.INTERNATIONAL: "International issues",
    Theme.JUSTICE: "Justice, legal system and public safety",
    Theme.PROVISIONAL: "Provisional data",
    Theme.REGIONS: "Regions and cities",
    Theme.POPULATION: "Population and society",
    Theme.TECHNOLOGY: "Science and technology",
    Theme.TRANSPORT: "Transport",
}

_LANGUAGES = (
    "aa AAR,ab ABK,af AFR,am AMH,ar ARA,as ASM,az AZE,be BEL,bg BUL,bn BEN,bo BOD,br BRE,bs BOS,ca CAT,co COS,cs CES,"
    "cy CYM,da DAN,de DEU,dv DIV,el ELL,en ENG,eo EPO,es SPA,et EST,eu EUS,fa FAS,fi FIN,fo FAO,fr FRA,fy FRY,ga GLE,"
    "gd GLA,gl GLG,gu GUJ,ha HAU,he HEB,hi HIN,hr HRV,ht HAT,hu HUN,hy HYE,id IND,ig IBO,is ISL,it ITA,ja JPN,ka KAT,"
    "kk KAZ,kl KAL,km KHM,kn KAN,ko KOR,ku KUR,ky KIR,la LAT,lb LTZ,lo LAO,lt LIT,lv LAV,mg MLG,mi MRI,mk MKD,ml MAL,"
    "mn MON,mr MAR,ms MSA,mt MLT,my MYA,nb NOB,ne NEP,nl NLD,nn NNO,no NOR,oc OCI,pa PAN,pl POL,ps PUS,pt POR,rm ROH,"
    "ro RON,ru RUS,rw KIN,sa SAN,sc SRD,sd SND,se SME,si SIN,sk SLK,sl SLV,so SOM,sq SQI,sr SRP,sv SWE,sw SWA,ta TAM,"
    "te TEL,tg TGK,th THA,ti TIR,tk TUK,tl TGL,tr TUR,tt TAT,ug UIG,uk UKR,ur URD,uz UZB,vi VIE,wo WOL,xh XHO,yi YID,"
    "yo YOR,zh ZHO,zu ZUL"
)
_TO_EU = dict(pair.split() for pair in _LANGUAGES.split(","))
_FROM_EU = {code: tag for tag, code in _TO_EU.items()}


def language_uri(tag: str) -> str:
    """The EU's address of a language by its BCP 47 tag; Lexvo's where the EU's list is not known to have it."""
    short = tag.casefold().partition("-")[0]
    if short in _TO_EU:
        return LANGUAGES + _TO_EU[short]
    return f"http://lexvo.org/id/iso639-3/{short}"


def language_tag(uri: str) -> str:
    """The tag of a language by its address, of the EU's list, Lexvo's or the Library of Congress's; "" else."""
    code = uri.rstrip("/").rpartition("/")[2]
    if code.upper() in _FROM_EU:
        return _FROM_EU[code.upper()]
    if code.casefold() in _TO_EU or (len(code) == 3 and code.isalpha()):
        return code.casefold()
    return ""


_KNOWN = re.compile(
    "CSV|TSV|JSON|GEOJSON|PARQUET|XLSX?|ODS|XML|RDF_XML|RDF_TURTLE|JSON_LD|HTML|PDF|ZIP|KML|KMZ|GML|SHP|GPKG|TXT|DOCX"
    "|GEOTIFF|ATOM|RSS|WMS_SRVC|WFS_SRVC|REST|OCTET|NETCDF|N3|RDF_N_TRIPLES|SPARQLQ|GZIP|TAR|JPEG|PNG|TIFF"
)


def file_type_uri(name: str) -> str:
    """The EU's address of a file type by its short name; "" where the list has none."""
    code = name.strip().upper().replace(" ", "_").replace("-", "_").replace("/", "_")
    return FILE_TYPES + code if _KNOWN.fullmatch(code) else ""
