package io.shieldwall.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Makes the published JSON Schema (draft 2020-12) of each file of a scenario from the shapes that
/// the reader checks with.
public final class ScenarioSchema {

  private final Map<String, Object> definitions = new LinkedHashMap<>();

  private ScenarioSchema() {}

  /// Schema text by file name such as `network.schema.json`.
  public static Map<String, String> generate(List<? extends ProbeKind> kinds) {
    Map<String, Shape> shapes = new LinkedHashMap<>(new Shapes(kinds).files());
    shapes.put("rubric.yaml", Shapes.rubric());
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Map<String, String> schemas = new LinkedHashMap<>();
    shapes.forEach((file, shape) ->
        schemas.put(
            file.replace(".yaml", ".schema.json"),
            mapper.writeValueAsString(new ScenarioSchema().document(file, shape)) + "\n"));
    return schemas;
  }

  private Map<String, Object> document(String file, Shape shape) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.put("title", "Shieldwall scenario, format 1: " + file);
    document.putAll(schema(shape));
    if (!definitions.isEmpty()) {
      document.put("$defs", definitions);
    }
    return document;
  }

  private Map<String, Object> schema(Shape shape) {
    return switch (shape) {
      case Shape.Text text ->
          text.pattern().isEmpty()
              ? described(text.summary(), "type", List.of("string", "number", "boolean"))
              : described(
                  text.summary(), "type", "string", "pattern", "^(?:" + text.pattern() + ")$");
      case Shape.Whole whole ->
          described(
              whole.summary(),
              "type",
              "integer",
              "minimum",
              whole.minimum(),
              "maximum",
              whole.maximum());
      case Shape.Decimal decimal ->
          described(
              decimal.summary(),
              "type",
              "number",
              "minimum",
              decimal.minimum(),
              "maximum",
              decimal.maximum());
      case Shape.Flag flag -> described(flag.summary(), "type", "boolean");
      case Shape.Span span ->
          described(span.summary(), "type", "string", "pattern", "^(\\d{1,9}(ms|s|m|h|d)){1,5}$");
      case Shape.Window window ->
          described(
              window.summary(),
              "type",
              "string",
              "pattern",
              "^(\\d{1,9}(ms|s|m|h|d)){1,5} *\\.\\. *(\\d{1,9}(ms|s|m|h|d)){1,5}$");
      case Shape.Moment moment ->
          described(moment.summary(), "type", "string", "format", "date-time");
      case Shape.Choice choice -> described(choice.summary(), "enum", choice.words());
      case Shape.Many many -> many(many);
      case Shape.Table table ->
          described(
              table.summary(),
              "type",
              "object",
              "additionalProperties",
              Map.of("type", List.of("string", "number", "boolean")));
      case Shape.Struct struct -> struct(struct);
      case Shape.Named named -> named(named);
    };
  }

  private Map<String, Object> many(Shape.Many many) {
    Map<String, Object> item = schema(many.item());
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("type", "array");
    list.put("items", item);
    list.put("minItems", many.least());
    return many.orOne() ? Map.of("anyOf", List.of(item, list)) : list;
  }

  private Map<String, Object> struct(Shape.Struct struct) {
    Map<String, Object> properties = new LinkedHashMap<>();
    struct.keys().forEach(key -> properties.put(key.name(), schema(key.shape())));
    List<String> required =
        struct.keys().stream().filter(Shape.Key::required).map(Shape.Key::name).toList();
    Map<String, Object> schema = described(struct.summary(), "type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!struct.exactlyOne().isEmpty()) {
      schema.put(
          "oneOf",
          struct.exactlyOne().stream().map(name -> Map.of("required", List.of(name))).toList());
    }
    return schema;
  }

  private Map<String, Object> named(Shape.Named named) {
    if (!definitions.containsKey(named.name())) {
      definitions.put(named.name(), Map.of());
      definitions.put(named.name(), schema(named.shape().get()));
    }
    return Map.of("$ref", "#/$defs/" + named.name());
  }

  private static Map<String, Object> described(String summary, Object... pairs) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (!summary.isEmpty()) {
      schema.put("description", summary);
    }
    List<Object> list = new ArrayList<>(List.of(pairs));
    for (int index = 0; index < list.size(); index += 2) {
      schema.put((String) list.get(index), list.get(index + 1));
    }
    return schema;
  }
}
