"""Trial records: the model, the readers of three formats, the writer. `equipoise.study.read` is the door.

What readers remark (the codes of their problems):

    unknown-field     the model has no place for it; it stays in the raw record
    unknown-value     outside its enumeration; kept in the model
    wrong-type        not what the field holds; left out of the model
    missing-field     a part without what it must state; left out of the model
    unreadable-date   no date; left out of the model (so is `unreadable-age`)
    duplicate-key     a JSON key that is written twice; the last one counts
    repeated-field    an XML element that occurs twice; the first one counts
    contradiction     two statements of the record do not agree
    lost-section      of a page's section only the heading is left
    unread-line       nothing tells what a line of a page means
    ambiguous-date    one date where a page has two or three (so is `ambiguous-age`)
    stale-status      a trial that runs although its completion date has passed
    more-problems     more than `remarks.MOST` of them
"""
