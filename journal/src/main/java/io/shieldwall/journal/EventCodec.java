package io.shieldwall.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Recorded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/// The remembered form of an event: one JSON object in UTF-8, keys in the order of the records'
/// components, the event's own behind `type`, the name of its record. These bytes are the entry
/// that is hashed.
public final class EventCodec {

  /// Characters of one text: the largest archive of a scenario in Base64, and some more.
  private static final int LONGEST_TEXT = 100_000_000;

  private final ObjectWriter writer;
  private final ObjectReader reader;

  public EventCodec() {
    NamedType[] kinds =
        Arrays.stream(Event.class.getPermittedSubclasses())
            .map(kind -> new NamedType(kind, kind.getSimpleName()))
            .toArray(NamedType[]::new);
    JsonMapper mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
                    .build())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addMixIn(Event.class, Typed.class)
            .addMixIn(Event.Observation.class, WithoutEmpty.class)
            .registerSubtypes(kinds)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    writer = mapper.writerFor(Recorded.class);
    reader = mapper.readerFor(Recorded.class);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Typed {}

  interface WithoutEmpty {
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    String summary();

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    String evidence();
  }

  public byte[] encode(Recorded recorded) {
    return writer.writeValueAsBytes(recorded);
  }

  /// @throws UnreadableEvent when the bytes are no event
  public Recorded decode(byte[] bytes) {
    try {
      Recorded recorded = reader.readValue(bytes);
      if (recorded == null) {
        throw new UnreadableEvent("the entry is empty", null);
      }
      return recorded;
    } catch (JacksonException | IllegalArgumentException | NullPointerException unreadable) {
      throw new UnreadableEvent("the entry is no event: " + unreadable.getMessage(), unreadable);
    }
  }

  /// The entry as a line of text, for exports.
  public static String line(byte[] entry) {
    return new String(entry, StandardCharsets.UTF_8);
  }

  /// An entry that is no event.
  public static final class UnreadableEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableEvent(String message, @org.jspecify.annotations.Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
