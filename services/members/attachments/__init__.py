"""Files beside an application: checked by their content, cleaned of what they tell by the way."""
