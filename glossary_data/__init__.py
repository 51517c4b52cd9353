"""The bundled glossaries: data only, one folder of YAML files for each."""
