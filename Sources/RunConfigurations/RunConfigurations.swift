// YAML to validated values.
