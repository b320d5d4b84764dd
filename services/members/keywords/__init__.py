"""The words of the directory: sectors, themes, fields of activity, target groups, expertise."""
