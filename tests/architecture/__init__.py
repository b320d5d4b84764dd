"""The rules of the house, as tests: each fails when someone breaks the rule it is named after."""
