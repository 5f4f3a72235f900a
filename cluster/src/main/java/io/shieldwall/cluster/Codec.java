package io.shieldwall.cluster;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Records of the topics: one JSON object each, in UTF-8. What is none is no record of ours.
final class Codec {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private Codec() {}

  static byte[] bytes(Record record) {
    return JSON.writeValueAsBytes(record);
  }

  static String text(Record record) {
    return JSON.writeValueAsString(record);
  }

  static <T extends Record> Optional<T> read(byte[] bytes, Class<T> kind) {
    try {
      return Optional.ofNullable(JSON.readValue(bytes, kind));
    } catch (JacksonException | NullPointerException _) {
      return Optional.empty();
    }
  }

  static <T extends Record> Optional<T> read(String text, Class<T> kind) {
    return read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), kind);
  }
}
