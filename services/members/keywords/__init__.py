"""The words the directory sorts organisations by: sectors, themes, fields of activity, expertise."""
