"""Abbreviations that ``sentencex`` lacks."""

from __future__ import annotations

# The languages whose abbreviations sentencex knows; it treats others as English.
KNOWN = frozenset(
    language
    for group in (
        "am ar bg bn ca cs da de el en es fi fr gl gu hi hy it ja kk",
        "kn ml mr my nl pa pl pt ru sk ta te uk",
    )
    for language in group.split()
)

# sentencex compiles a regular expression at every boundary for some languages. The
# rules of a related language, with the abbreviations below, take a hundredth of the time.
RELATIVES = {"da": "de", "no": "de", "nb": "de", "nn": "de", "ca": "es"}

# Abbreviations before a name or a number that sentencex lacks.
ABBREVIATIONS = {
    language: frozenset(words.split())
    for language, words in {
        "ca": "pàg pàgs núm art fig av vol cap ex Sra Dra Sta",
        "cs": "č",
        "da": "f.eks bl.a dvs ca kl nr hr fr mht jf hhv evt pga ift iflg stk tlf mio mia",
        "de": "inkl Abs Jh",
        "el": "κκ κ.ά αρ σελ",
        "en": "Ms Ft Eq Ch approx est Atty Ald ed eds vol",
        "es": "D Dña St",
        "fi": "klo nro tri ns",
        "fr": "M MM Mme Mmes Mlle Mlles Me Mes Dr Pr Prof Mgr St Ste n° J.-C",
        "hu": "ifj kb",
        "it": "dott.ssa pag",
        "nl": "mevr Mevr mw Mw",
        "no": "f.eks bl.a dvs ca kl nr hr fr jf evt pga iht ifm mill tlf",
        "pl": "dr hab mgr inż godz św tzw im ks tj nr str pkt mln mld",
        "pt": "Srta Profa Av pág nº",
        "ru": "им гл ред т.е млн млрд рис св",
        "uk": "рис",
    }.items()
}
# Abbreviations after which sentencex continues an English sentence although no name
# follows: here a capital begins a sentence.
FINAL = frozenset(
    word
    for group in (
        "jan feb mar apr may jun jul aug sep sept oct nov dec",
        "mon tue tues wed thu thur thurs fri sat sun etc art",
    )
    for word in group.split()
)
# English words with a full stop that a word in lower case may follow in a sentence.
SHORTENED = FINAL | frozenset(
    word
    for group in (
        "mr mrs ms dr st jr sr inc ltd co no am pm vs fig figs vol sec par ch ed eds al",
        "approx dept govt univ corp incl excl misc resp natl intl assn bros max min avg est",
        "temp prof capt tel ref refs orig esp appt apt attn abbr adj hosp mfg pres dist",
    )
    for word in group.split()
)
