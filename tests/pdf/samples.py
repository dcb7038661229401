"""A made-up case summary."""

from datetime import UTC, datetime

from caseflow.pdf.content import Document, Facts, Heading, Paragraph, Table, Withheld

NOW = datetime(2026, 11, 23, 15, 47, 5, tzinfo=UTC)


def summary(*blocks, **other):
    given = {
        "title": "Case summary",
        "subtitle": "E123-2026-00045",
        "classification_label": "Strictly confidential",
        "classification_rank": 3,
        "export_number": "X-2026-00017",
        "reader": "Amina Example",
        "made_at": NOW,
        "blocks": blocks,
    }
    return Document(**{**given, **other})


def every_block():
    return (
        Heading("Key facts"),
        Facts([("Reference", "E123-2026-00045"), ("Subject", "Жук Иван")]),
        Heading("Allegations", level=2),
        Table(
            ["Allegation", "Subject", "Finding"],
            [("1. False claims", "محمد علي", "Substantiated"), ("2. Theft", "王小明", "None yet")],
            widths=(3, 2, 2),
            row_heads=True,
        ),
        Paragraph("The staff member was absent for 15 days."),
        Withheld([("Victim", "Held in another compartment.")]),
    )
