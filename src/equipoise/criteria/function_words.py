"""The closed list of words that may stand beside atoms without being missed: they join, point and address.

A word of a criterion that lies in no atom and is not here counts as not understood (`equipoise.criteria.coverage`). A
word belongs here only if no criterion's truth can hang on it alone, given that the grammar reads the connectives:
"severe", "stable", "recent" or "significant" narrow what is asked for and never belong here.
"""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "determiners and pronouns": """
        a an the this that these those any all each every some both either neither such same own other others
        another one ones it its they them their theirs he she his her him who whom whose which what there here
        itself themselves
    """,
    "prepositions": """
        of in on at by for to from with into onto as than per via about over under between among during upon within
        toward towards against through throughout before after prior since until till following preceding based
        according regard regards regarding concerning respect due
    """,
    "conjunctions and scope, which the logic reads": """
        and or nor but if unless except excepting exception exceptions excluding when whenever while where whether
        provided because so also however then thus therefore e.g i.e eg ie etc example examples namely including
        includes include included not no without never none only least most more less up
        despite plus resulting attributed attributable related associated caused combination addition limited result
    """,
    "auxiliaries": """
        be is are was were been being am has have had having do does did doing done can could may might must shall
        should will would need needs cannot
    """,
    "the people and the study addressed": """
        patient patients subject subjects participant participants individual individuals person persons people
        volunteer volunteers candidate candidates those anyone who study trial protocol research inclusion exclusion
        criterion criteria eligibility eligible ineligible
    """,
    "verbs and nouns that introduce what is asked": """
        meet meets meeting met fulfil fulfill fulfilling fulfils fulfills satisfy satisfies satisfying present
        presents presenting presence having considered deemed defined define defines definition determined
        documented known diagnosed diagnosis evidence evidenced demonstrated shown confirmed noted stated described
        listed specified required requires require requirement requirements requiring allowed permitted acceptable
        accepted excluded exclude excludes enrolled enroll entered enter following follows below above mentioned
        showing show shows showed shown demonstrate demonstrates demonstrated demonstrating identified detected observed
        found seen reported self-reported recorded available equivalent exclusionary prohibited able last there you your
        specific time times period point date otherwise least case cases term terms kind kinds type types form forms
        use used using receive receives received receiving take takes taking taken undergo undergoes undergoing
        undergone suffer suffers suffering experience experienced experiencing affected note performed measured
        assessed obtained made given applied apply applies applicable inclusive respectively see
    """,
}
FUNCTION_WORDS: Final = frozenset(word for words in _WORDS.values() for word in words.split())
