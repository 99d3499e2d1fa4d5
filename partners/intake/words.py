"""What is said about a file or a cell that cannot be read: what is wrong, and how to mend it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

FILE: Mapping[str, Any] = {
    "too_large": _("The file is larger than 5 MB. Split it into several files, each with the row of column names."),
    "ending": _("Choose a file whose name ends in .csv or .xlsx. Another table can be saved in one of these forms."),
    "named_otherwise": _(
        "The file is an Excel workbook, but its name does not end in .xlsx. Save it again as XLSX and upload that."
    ),
    "empty": _("The file is empty. Check that it was saved, and upload it again."),
    "no_rows": _("The file has column names but no rows below them. Add the people, one to a row."),
    "no_headings": _(
        "The first row must hold the names of the columns, such as Name and E-mail. Add that row and upload the file again."
    ),
    "heading_missing": _("Column {column} has no name in the first row. Give it a name, or delete the column."),
    "heading_twice": _(
        "Columns {first} and {second} are both named “{heading}”. Give each column its own name, or delete one."
    ),
    "too_many_rows": _(
        "The file has more than {most} rows. Split it into several files, each with the row of column names."
    ),
    "too_many_columns": _(
        "Row {line} has more than {most} columns. Delete the columns that have nothing to do with people."
    ),
    "too_much_text": _("The file holds too much text. Delete the columns that are not needed, or split the file."),
    "too_complex": _(
        "The file takes too much work to read. Delete the columns that are not needed, or copy the table into a new "
        "workbook without formats, and upload that."
    ),
    "utf16": _("The file is saved as Unicode text (UTF-16). Save it again as “CSV UTF-8” or as XLSX."),
    "zero_bytes": _(
        "The file holds zero bytes, so it is not a text file. Save the table again as “CSV UTF-8” or XLSX."
    ),
    "broken_characters": _(
        "The file holds halves of characters that cannot be read. Save the table again as “CSV UTF-8” or as XLSX."
    ),
    "mixed_encodings": _(
        "The file mixes two ways of writing accents (UTF-8 and Windows-1252). Open it in a spreadsheet program, correct "
        "the accents and save it as “CSV UTF-8”."
    ),
    "unknown_encoding": _(
        "The accents in the file can be read neither as UTF-8 nor as Windows-1252. Save it again as “CSV UTF-8”."
    ),
    "broken_quotes": _(
        "A quotation mark in or after line {line} is never closed or stands in a wrong place. Correct it, or save the "
        "table again from a spreadsheet program."
    ),
    "field_too_long": _(
        "A cell in or after line {line} is far too long. Look there for a quotation mark that is never closed."
    ),
    "damaged": _("The workbook is damaged. Open it in a spreadsheet program, save it again as XLSX and upload that."),
    "encrypted": _("The file is protected by a password. Save it without a password and upload that."),
    "old_workbook": _("This is a workbook of an older form (XLS). Save it as XLSX or CSV and upload that."),
    "binary_workbook": _("This is a binary workbook (XLSB). Save it as XLSX or CSV and upload that."),
    "open_document": _("This is an OpenDocument file. Save it as XLSX or CSV and upload that."),
    "macros": _("The workbook holds macros. Save it as XLSX, without macros, and upload that."),
    "declares_entities": _(
        "The workbook holds declarations that no spreadsheet program writes. Save it again as XLSX."
    ),
    "unpacks_too_large": _(
        "The workbook becomes far too large when it is unpacked. Copy the table into a new workbook and upload that."
    ),
    "no_sheet": _("The workbook has no visible sheet with a table. Show the sheet and save the workbook again."),
    "not_a_table": _("This is not a table. Choose a CSV file or an Excel workbook (XLSX)."),
}

CELL: Mapping[str, Any] = {
    "too_many_cells": _("The row has more cells than there are column names."),
    "too_long": _("The cell holds more than 1,000 characters."),
    "formula": _("The cell holds a formula. Replace it by its value."),
    "formula_error": _("The cell holds a formula that failed. Replace it by a value."),
    "name_missing": _("There is no name."),
    "name_too_long": _("The name has more than 200 characters."),
    "email_invalid": _("This is not one e-mail address such as name@example.org."),
    "phone_invalid": _("This is not a telephone number such as 613-555-0134."),
    "organization_unknown": _(
        "No organization of this name is in the directory. Add it there first, or correct the name."
    ),
    "organization_ambiguous": _("Several organizations have this name. Enter the full name of one of them."),
    "language_unknown": _("This is not a language we write in. Enter English, French or both."),
    "region_unknown": _("This is not a province or territory. Enter its name or its two letters, such as ON."),
    "role_too_long": _("The role has more than 200 characters."),
    "date_invalid": _("This is not a date. Write it as 2024-03-31 or as March 31, 2024."),
    "date_ambiguous": _(
        "This may be two dates, for the day may come first or the month. Write it as 2024-03-31 or as March 31, 2024."
    ),
    "dates_backwards": _("The last day lies before the first one."),
    "pronouns_too_long": _("The pronouns have more than 40 characters."),
    "no_way_to_reach": _("There is neither an e-mail address, nor a telephone number, nor an organization."),
}


def of_file(code: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence about a file in the language of the reader."""
    from kernel import formats

    shown = {key: formats.number(value) if isinstance(value, int) else value for key, value in facts.items()}
    return str(FILE.get(code, FILE["damaged"])).format(**shown)


def of_cell(code: str) -> str:
    """Return the sentence about a cell in the language of the reader."""
    return str(CELL[code])
