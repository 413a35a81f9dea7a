"""The fields of OCDS 1.1.5: every object, with what each of its fields holds; checks are made from this table.

Source: the release, release package and record package schemas of the Open Contracting Data Standard 1.1.5
(standard.open-contracting.org, Apache-2.0), as a table of our own:

    name! kind? marks      `!` must be there, `?` may be null; kinds are text, whole, number, yes, list, object,
                           one of the objects below, or `[kind]` for a list of them; `text|whole` is either
    @date-time, @uri       how a text is written
    filled                 not empty
    once                   each item once (by its id, where items have one)
    of:list                one of a closed list of codes; `any:list` is an open one
"""

from __future__ import annotations

OBJECTS = {
    "Release": """
        ocid! text filled; id! text filled; date! text @date-time; tag! [text] filled of:releaseTag;
        initiationType! text of:initiationType; parties [Organization] once; buyer OrganizationReference;
        planning Planning; tender Tender; awards [Award] once; contracts [Contract] once; language text?;
        relatedProcesses [RelatedProcess] once""",
    "Planning": """
        rationale text?; budget Budget; documents [Document]; milestones [Milestone]""",
    "Tender": """
        id! text|whole filled; title text?; description text?; status text? of:tenderStatus; procuringEntity
        OrganizationReference; items [Item] once; value Value; minValue Value; procurementMethod text?
        of:method; procurementMethodDetails text?; procurementMethodRationale text?; mainProcurementCategory
        text? of:procurementCategory; additionalProcurementCategories [text]? any:extendedProcurementCategory;
        awardCriteria text? any:awardCriteria; awardCriteriaDetails text?; submissionMethod [text]?
        any:submissionMethod; submissionMethodDetails text?; tenderPeriod Period; enquiryPeriod Period;
        hasEnquiries yes?; eligibilityCriteria text?; awardPeriod Period; contractPeriod Period;
        numberOfTenderers whole?; tenderers [OrganizationReference] once; documents [Document]; milestones
        [Milestone]; amendments [Amendment]; amendment Amendment""",
    "Award": """
        id! text|whole filled; title text?; description text?; status text? of:awardStatus; date text?
        @date-time; value Value; suppliers [OrganizationReference] once; items [Item] filled once;
        contractPeriod Period; documents [Document] once; amendments [Amendment]; amendment Amendment""",
    "Contract": """
        id! text|whole filled; awardID! text|whole filled; title text?; description text?; status text?
        of:contractStatus; period Period; value Value; items [Item] filled once; dateSigned text? @date-time;
        documents [Document] once; implementation Implementation; relatedProcesses [RelatedProcess] once;
        milestones [Milestone]; amendments [Amendment]; amendment Amendment""",
    "Implementation": """
        transactions [Transaction] once; milestones [Milestone] once; documents [Document] once""",
    "Milestone": """
        id! text|whole filled; title text?; type text? any:milestoneType; description text?; code text?; dueDate
        text? @date-time; dateMet text? @date-time; dateModified text? @date-time; status text?
        of:milestoneStatus; documents [Document] once""",
    "Document": """
        id! text|whole filled; documentType text? any:documentType; title text?; description text?; url text?
        @uri; datePublished text? @date-time; dateModified text? @date-time; format text?; language text?""",
    "Budget": """
        id text|whole?; description text?; amount Value; project text?; projectID text|whole?; uri text? @uri;
        source text? @uri""",
    "Transaction": """
        id! text|whole filled; source text? @uri; date text? @date-time; value Value; payer
        OrganizationReference; payee OrganizationReference; uri text? @uri; amount Value; providerOrganization
        Identifier; receiverOrganization Identifier""",
    "OrganizationReference": """
        name text? filled; id text|whole; identifier Identifier; address Address; additionalIdentifiers
        [Identifier] once; contactPoint ContactPoint""",
    "Organization": """
        name text?; id text; identifier Identifier; additionalIdentifiers [Identifier] once; address Address;
        contactPoint ContactPoint; roles [text]? any:partyRole; details object?""",
    "Item": """
        id! text|whole filled; description text?; classification Classification; additionalClassifications
        [Classification] once; quantity number?; unit ItemUnit""",
    "ItemUnit": """
        scheme text? any:unitClassificationScheme; id text?; name text?; value Value; uri text? @uri""",
    "Amendment": """
        date text? @date-time; rationale text?; id text?; description text?; amendsReleaseID text?; releaseID
        text?; changes [AmendmentChanges]""",
    "AmendmentChanges": """
        property text; former_value text|number|whole|list|object?""",
    "Classification": """
        scheme text? any:itemClassificationScheme; id text|whole?; description text?; uri text? @uri""",
    "Identifier": """
        scheme text?; id text|whole?; legalName text?; uri text? @uri""",
    "Address": """
        streetAddress text?; locality text?; region text?; postalCode text?; countryName text?""",
    "ContactPoint": """
        name text?; email text?; telephone text?; faxNumber text?; url text? @uri""",
    "Value": """
        amount number?; currency text? of:currency""",
    "Period": """
        startDate text? @date-time; endDate text? @date-time; maxExtentDate text? @date-time; durationInDays
        whole?""",
    "RelatedProcess": """
        id text; relationship [text]? any:relatedProcess; title text?; scheme text? any:relatedProcessScheme;
        identifier text?; uri text? @uri""",
    "Publisher": """
        name! text; scheme text?; uid text?; uri text? @uri""",
}  # fmt: skip

CODES = {
    "releaseTag": """
        planning planningUpdate tender tenderAmendment tenderUpdate tenderCancellation award awardUpdate
        awardCancellation contract contractUpdate contractAmendment implementation implementationUpdate
        contractTermination compiled""",
    "initiationType": "tender",
    "tenderStatus": "planning planned active cancelled unsuccessful complete withdrawn",
    "method": "open selective limited direct",
    "procurementCategory": "goods works services",
    "awardStatus": "pending active cancelled unsuccessful",
    "contractStatus": "pending active cancelled terminated",
    "milestoneStatus": "scheduled met notMet partiallyMet",
    "currency": """
        ADP AED AFA AFN ALK ALL AMD ANG AOA AOK AON AOR ARA ARP ARS ARY ATS AUD AWG AYM AZM AZN BAD BAM BBD BDT
        BEC BEF BEL BGJ BGK BGL BGN BHD BIF BMD BND BOB BOP BOV BRB BRC BRE BRL BRN BRR BSD BTN BUK BWP BYB BYN
        BYR BZD CAD CDF CHC CHE CHF CHW CLF CLP CNY COP COU CRC CSD CSJ CSK CUC CUP CVE CYP CZK DDM DEM DJF DKK
        DOP DZD ECS ECV EEK EGP ERN ESA ESB ESP ETB EUR FIM FJD FKP FRF GBP GEK GEL GHC GHP GHS GIP GMD GNE GNF
        GNS GQE GRD GTQ GWE GWP GYD HKD HNL HRD HRK HTG HUF IDR IEP ILP ILR ILS INR IQD IRR ISJ ISK ITL JMD JOD
        JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAJ LAK LBP LKR LRD LSL LSM LTL LTT LUC LUF LUL LVL LVR LYD MAD
        MDL MGA MGF MKD MLF MMK MNT MOP MRO MRU MTL MTP MUR MVQ MVR MWK MXN MXP MXV MYR MZE MZM MZN NAD NGN NIC
        NIO NLG NOK NPR NZD OMR PAB PEH PEI PEN PES PGK PHP PKR PLN PLZ PTE PYG QAR RHD ROK ROL RON RSD RUB RUR
        RWF SAR SBD SCR SDD SDG SDP SEK SGD SHP SIT SKK SLL SOS SRD SRG SSP STD STN SUR SVC SYP SZL THB TJR TJS
        TMM TMT TND TOP TPE TRL TRY TTD TWD TZS UAH UAK UGS UGW UGX USD USN USS UYI UYN UYP UYU UYW UZS VEB VEF
        VES VNC VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XDR XEU XFO XFU XOF XPD XPF XPT XRE XSU XTS XUA XXX
        YDD YER YUD YUM YUN ZAL ZAR ZMK ZMW ZRN ZRZ ZWC ZWD ZWL ZWN ZWR""",
}
"""The closed lists of codes, apart by blanks."""
