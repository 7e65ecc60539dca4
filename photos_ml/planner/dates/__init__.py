"""Words of time to days: values, calendar arithmetic, holidays and the grammar that reads them.

Written here because no kept parser fits. On 565 published English expressions of the past, under this
product's date table: dateparser 13 % (single days only), Recognizers-Text 43 % at 28 ms a query and 2.3 s
before the first one (its own conventions: a year ago is a day, 2018 to 2020 ends in 2017), this grammar 90 %
at 0.4 ms. tests/planner/test_recognizers.py reproduces the last figure. Lunar feasts come from `holidays`.
"""
