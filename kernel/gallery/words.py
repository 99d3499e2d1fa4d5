"""Sample words in the language of the page; samples are no messages and stay out of the catalogue."""

from kernel.bilingual import Language, current


def two(english: str, french: str) -> str:
    """Return the sample words in the language of the page."""
    return french if current() == Language.FR else english
