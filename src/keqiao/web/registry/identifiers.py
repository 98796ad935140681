"""Identifiers: credit and organisation codes, patent application numbers, ORCID, and codes of classifications.

Sources: GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code), ZC 0006-2003 (application
numbers), ISO 7064 (ORCID), GB/T 2260 (divisions), GB/T 4754-2017 (industries), IPC. Registration numbers of technology
contracts have no check digit and, since the rules of 2026, no published form: they are kept as they are written.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

LEGAL_FORM_PREFIXES = {
    "agency": ("11",),
    "public_institution": ("12",),
    "social_group": ("51",),
    "private_non_enterprise": ("52",),
    "foundation": ("53",),
    "company": ("91",),
    "individual": ("92",),
    "cooperative": ("93",),
}
"""Legal form → first two characters of the code (GB 32100-2015: registering authority and class)."""

PATENT_KINDS = {"1": "invention", "2": "utility", "3": "design", "8": "invention", "9": "utility"}
"""Fifth digit of an application number (third before October 2003) → kind; 8 and 9 entered through the PCT."""

CODES = frozenset(
    {
        "application_no",
        "asset_no",
        "code",
        "division",
        "document_no",
        "number",
        "orcid",
        "registration_no",
        "usci",
        "voucher",
    }
)
"""Fields that hold numbers and codes, which nobody writes for their sound: compared by each character."""
_ORCID_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?orcid\.org/|orcid(?:\sid)?[:\s]\s?", re.IGNORECASE)
_DASHES = re.compile(r"[‐‑‒–—−]")
_IDENTITY = re.compile(r"[1-9]\d{5}(?P<born>(?:19|20)\d{6})\d{3}[\dX]", re.ASCII)
"""Division, day of birth, number and check character (GB 11643-1999)."""


def written_code(name: str, text: str) -> str:
    """Return what is typed in the field ``name`` of :data:`CODES` as it is kept, whatever way of writing it has.

    Full width becomes plain, the apostrophe of Excel goes; a patent loses ZL or CN and gets its point, an ORCID iD
    loses its address and gets its hyphens, a credit code its blanks. What is no code is returned for its validator to
    refuse.
    """
    plain = half_width(text).strip().removeprefix("'")
    if name == "application_no":
        try:
            return clean_patent_number(plain)
        except ValidationError:
            return re.sub(r"\s+", "", plain)
    if name == "usci":
        return re.sub(r"\s+", "", plain).upper()
    if name == "orcid":
        bare = _DASHES.sub("-", _ORCID_ADDRESS.sub("", plain)).strip("/ ").upper()
        digits = bare.replace("-", "").replace(" ", "")
        return "-".join(digits[at : at + 4] for at in range(0, 16, 4)) if len(digits) == 16 else bare
    return plain


def half_width(text: str) -> str:
    """A code as it is meant: full-width digits and letters become the plain ones."""
    return unicodedata.normalize("NFKC", text)


def clean_usci(code: str) -> str:
    """Return the unified social credit code without blanks, in capitals. Raises ValidationError with the fault."""
    text = written_usci(code)
    if not has_usci_check(text):
        raise ValidationError(
            _(
                "The check character of the unified social credit code %(code)s is wrong. Where the licence itself "
                "shows this code, write into “ground of an unusual code” who saw it."
            ),
            params={"code": text},
        )
    return text


def has_usci_check(text: str) -> bool:
    """Whether the last character of a written code is the one that GB 32100-2015 computes."""
    return bool(uscc.calc_check_digit(text[:17]) == text[17])


def written_usci(code: str) -> str:
    """Return a code of the right form, whatever its check character: some valid codes of about 2016 have another.

    Raises ValidationError with the fault; a person's identity number is never taken for a code.
    """
    text = re.sub(r"\s+", "", half_width(code)).upper()
    if len(text) != 18:
        raise ValidationError(
            _("A unified social credit code has 18 characters, this one has %(n)d."), params={"n": len(text)}
        )
    wrong = sorted(set(text) - set(uscc._alphabet))
    if wrong:
        raise ValidationError(
            _("A unified social credit code never contains %(letters)s."), params={"letters": " ".join(wrong)}
        )
    # The library takes digits only for the registering authority; the standard also has letters there (N, Y …).
    if not re.fullmatch(r".{2}\d{6}.{10}", text, re.ASCII):
        raise ValidationError(
            _("Characters 3 to 8 of a unified social credit code are a division code; %(part)s is none."),
            params={"part": text[2:8]},
        )
    if is_like_identity_number(text) and not has_usci_check(text):
        raise ValidationError(
            _("This is the identity number of a person; an organisation has a code of its own."),
            code="person",
        )
    return text


def is_like_identity_number(text: str) -> bool:
    """Whether 18 characters are built as a person's identity number: with a day of birth that has been.

    Its check character does not count: a number with a slip is a person's too, and must not be kept or printed.
    """
    match = _IDENTITY.fullmatch(text)
    if match is None:
        return False
    born = match["born"]
    try:
        return date(int(born[:4]), int(born[4:6]), int(born[6:])) <= timezone.localdate()
    except ValueError:
        return False


def validate_usci(code: str) -> None:
    """Validator of a model field: the form only, the row as a whole says whether its check character may differ.

    Raises ValidationError.
    """
    written_usci(code)


def clean_organisation_code(text: str) -> str:
    """Return the nine characters of an organisation code (GB 11714-1997), which stand in a credit code at 9 to 17.

    Raises ValidationError when form or check character are wrong.
    """
    bare = text.strip().upper().replace("-", "")
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", bare, re.ASCII) or organisation_check(bare[:8]) != bare[8]:
        raise ValidationError(_("%(text)s is no organisation code."), params={"text": text[:40]})
    return bare


def organisation_check(body: str) -> str:
    """Return the check character of the eight characters of an organisation code.

    Letters count from A = 10, weights 3 7 9 10 5 8 4 2, 11 less the sum modulo 11; 10 is X, 11 is 0 (GB 11714-1997).
    """
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[-total % 11]


def check_legal_form(code: str, legal_form: str) -> None:
    """Refuse a legal form that contradicts the first two characters of the code. Raises ValidationError."""
    prefixes = LEGAL_FORM_PREFIXES.get(legal_form)
    if code and prefixes and code[:2] not in prefixes:
        raise ValidationError(
            {
                "legal_form": _("A code that begins with %(prefix)s does not belong to this legal form.")
                % {"prefix": code[:2]}
            }
        )


def patent_check_digit(number: str) -> str:
    """Return the check digit of an application number's digits: 12 (since October 2003) or 8 (before).

    Weights 2…9 repeated, sum modulo 11, 10 is written X (ZC 0006-2003). Raises ValueError for other lengths.
    """
    if not number.isascii() or not number.isdigit() or len(number) not in {8, 12}:
        raise ValueError(f"{number!r} is not the 8 or 12 digits of a patent application")
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(number))
    return "X" if total % 11 == 10 else str(total % 11)


def patent_kind(number: str) -> str:
    """Return the kind that a written application number names; empty when it names none."""
    return PATENT_KINDS.get(number[4:5] if len(number) == 14 else number[2:3], "")


def filing_year(number: str) -> int:
    """Return the year in which the application with this number was filed (two digits before October 2003)."""
    if len(number.replace(".", "")) == 13:
        return int(number[:4])
    short = int(number[:2])
    return 1900 + short if short >= 85 else 2000 + short


PCT = {"8", "9"}
PCT_YEARS = 3
"""An application from abroad keeps the day of its filing there; it comes here within 32 months."""


def check_patent_days(number: str, filed: date | None, granted: date | None) -> None:
    """Hold the days of a patent against its number, which begins with the year of filing, and against today.

    Raises ValidationError by field.
    """
    if not re.fullmatch(r"(\d{12}|\d{8})\.[\dX]", number, re.ASCII):
        return
    year, kind = filing_year(number), number[4:5] if len(number) == 14 else number[2:3]
    earliest = year - PCT_YEARS if kind in PCT else year
    errors = {}
    if filed is not None and not earliest <= filed.year <= year:
        errors["filed_on"] = _("The number says that the patent was filed in %(year)d.") % {"year": year}
    if granted is not None and granted.year < year:
        errors["granted_on"] = _("The number says that the patent was filed in %(year)d.") % {"year": year}
    for name, day in (("filed_on", filed), ("granted_on", granted)):
        if day is not None and day > timezone.localdate():
            errors[name] = _("%(day)s has not come yet.") % {"day": day.isoformat()}
    if errors:
        raise ValidationError(errors)


def clean_patent_number(text: str) -> str:
    """Return the application number in its written form, e.g. ``201710601862.3``; a leading ZL or CN is dropped.

    Raises ValidationError when length, kind or check digit are wrong.
    """
    bare = re.sub(r"[\s.]", "", half_width(text)).upper().removeprefix("ZL").removeprefix("CN")
    if not re.fullmatch(r"(\d{12}|\d{8})[\dX]", bare, re.ASCII):
        raise ValidationError(
            _("A patent application number has 12 digits (8 before October 2003) and a check digit.")
        )
    place = 5 if len(bare) == 13 else 3
    if bare[place - 1] not in PATENT_KINDS:
        raise ValidationError(
            _("Digit %(place)d of a patent application number names its kind; %(digit)s names none."),
            params={"place": place, "digit": bare[place - 1]},
        )
    year = filing_year(bare)
    if not (1985 <= year <= 2003 if len(bare) == 9 else 2003 <= year <= timezone.localdate().year):
        raise ValidationError(
            _("%(number)s would have been filed in %(year)d: no application of that year has such a number."),
            params={"number": bare[:-1], "year": year},
        )
    digit = patent_check_digit(bare[:-1])
    if digit != bare[-1]:
        raise ValidationError(
            _("The check digit of patent application %(number)s is wrong: %(given)s instead of %(digit)s."),
            params={"number": bare[:-1], "given": bare[-1], "digit": digit},
        )
    return f"{bare[:-1]}.{bare[-1]}"


def validate_patent_number(text: str) -> None:
    """Validator of a model field: the written form with point and check digit. Raises ValidationError."""
    if clean_patent_number(text) != text:
        raise ValidationError(
            _("Write the patent application number as %(form)s."), params={"form": clean_patent_number(text)}
        )


def validate_orcid(text: str) -> None:
    """Validator of a model field (ISO 7064 MOD 11-2). Raises ValidationError."""
    if not re.fullmatch(r"(\d{4}-){3}\d{3}[\dX]", text, re.ASCII) or not mod_11_2.is_valid(
        text.replace("-", "")
    ):
        raise ValidationError(_("The ORCID iD %(text)s is not valid."), params={"text": text})


SECTIONS = {
    "A": range(1, 6),
    "B": range(6, 13),
    "C": range(13, 44),
    "D": range(44, 47),
    "E": range(47, 51),
    "F": range(51, 53),
    "G": range(53, 61),
    "H": range(61, 63),
    "I": range(63, 66),
    "J": range(66, 70),
    "K": range(70, 71),
    "L": range(71, 73),
    "M": range(73, 76),
    "N": range(76, 80),
    "O": range(80, 83),
    "P": range(83, 84),
    "Q": range(84, 86),
    "R": range(86, 91),
    "S": range(91, 97),
    "T": range(97, 98),
}
"""Sections of GB/T 4754-2017 (门类) → their divisions (大类)."""


def _section_of(digits: str) -> str:
    """Return the section that a division belongs to; empty when there is none."""
    return next((name for name, held in SECTIONS.items() if digits and int(digits[:2]) in held), "")


def validate_division(text: str) -> None:
    """Validator of a division code: 6 digits (GB/T 2260); 9 or 12 with township and village. Raises ValidationError."""
    if not re.fullmatch(r"\d{6}(\d{3}){0,2}", text, re.ASCII):
        raise ValidationError(
            _("A division code has 6, 9 or 12 digits (GB/T 2260), such as 320481; this is %(text)s."),
            params={"text": text},
        )


def validate_industry(text: str) -> None:
    """Validator of an industry code of GB/T 4754-2017: section letter, then up to four digits. Raises ValidationError.

    The divisions of a section are those of the standard, e.g. C: 13 to 43; a group 0 stands for a division that is not
    divided and is not divided itself (B1200).
    """
    match = re.fullmatch(r"([A-T]?)(\d{2}(?:[1-9]\d?|00?)?)?", text, re.ASCII)
    section, digits = (match.group(1), match.group(2) or "") if match and text else ("", "")
    belongs = SECTIONS.get(section or _section_of(digits), range(0))
    if not (section or digits) or (digits and int(digits[:2]) not in belongs):
        raise ValidationError(
            _("%(text)s is no industry code of GB/T 4754-2017, such as C3841."), params={"text": text}
        )


def validate_ipc(text: str) -> None:
    """Validator of a symbol of the international patent classification, e.g. H01M 10/0525. Raises ValidationError."""
    if not re.fullmatch(r"[A-H](?!00)\d{2}[A-Z]( ?[1-9]\d{0,3}/\d{2,6})?", text, re.ASCII):
        raise ValidationError(_("%(text)s is no IPC symbol, such as H01M 10/0525."), params={"text": text})
