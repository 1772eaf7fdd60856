"""How a place's name is compared: without case, accents, punctuation and, at need, without words like "province"."""

import re
import unicodedata

# Letters that Unicode does not decompose, and the marks which transliterations put in place of a letter.
_MARKS = (
    "'`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER PRIME}"
    "\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER APOSTROPHE}\N{MODIFIER LETTER REVERSED COMMA}"
    "\N{MODIFIER LETTER RIGHT HALF RING}\N{MODIFIER LETTER LEFT HALF RING}"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
    | dict.fromkeys(_MARKS, "")
)
_ACCENTS = re.compile("[" + "".join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.combining(c)) + "]")
_BETWEEN_WORDS = re.compile(r"(?:[^\w\n]|_)+")
_SAINT = re.compile(r"\bst(e?)(?= )")  # not at the end, where a person may be about to type "United States"

_WORDS = """
the of de del di da do la le el al du des e y et i and
amanat apskritis atoll autonomous canton capital changwat city comarca community comunidad county departamento
department departement district division dzongkhag emirate estado federal federale federation fylke fylki
gouvernorat governorate il ili island islands judet judetul kanton ken krai kray kraj krajina kunta lan land
maakond megye metropolitan mintaqat muhafaza muhafazat municipality obcina obl oblast oblys oblysy okrug opcina
ostan parish parroquia periphery prefecture principality provincia province raion rajons rayon region regional
regione republic respublika savivaldybe shahrestan sheng shi special state territory unit vilayet viloyati
voivodeship wilaya wilayat zone zupanija
"""
_KINDS_OF_REGION = frozenset(_WORDS.split())


def fold(name: str) -> str:
    """Return the words of a name in lower case, without accents and punctuation, one space between them.

    Several names, one a line, stay so: a list is folded faster at once than one by one.
    """
    if name.isascii():
        plain = name.lower().replace("'", "").replace("`", "")
    else:
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", name).casefold()).translate(_LETTERS)
    words = _BETWEEN_WORDS.sub(" ", plain)
    return "\n".join(map(str.strip, _SAINT.sub(r"saint\1", words).split("\n")))


def core(folded: str) -> str:
    """Return the telling words of a folded region name, sorted; '' if it is nothing but words like "province"."""
    return " ".join(sorted(word for word in folded.split() if word not in _KINDS_OF_REGION))
