"""The words of eligibility criteria and of patient records, and the concepts behind them.

`quantities` are what a number can be compared with; `concepts` are diseases, treatments, tests and states, with what is
a kind of what; `scan` finds both in a text; `units` and what it needs read and convert the units. The tables lie in
`tables/`, each with its source, date and licence.
"""
