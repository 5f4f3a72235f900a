package io.shieldwall.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Recorded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/// The remembered form of an event: one JSON object in UTF-8, keys in alphabetical order, the kind
/// of event under `type` by the name of its record. These bytes are the entry that is hashed.
public final class EventCodec {

  private final ObjectWriter writer;
  private final ObjectReader reader;

  public EventCodec() {
    NamedType[] kinds =
        Arrays.stream(Event.class.getPermittedSubclasses())
            .map(kind -> new NamedType(kind, kind.getSimpleName()))
            .toArray(NamedType[]::new);
    JsonMapper mapper =
        JsonMapper.builder()
            .addMixIn(Event.class, Typed.class)
            .addMixIn(Event.Observation.class, WithoutEmpty.class)
            .registerSubtypes(kinds)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    writer = mapper.writerFor(Recorded.class);
    reader = mapper.readerFor(Recorded.class);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Typed {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private interface WithoutEmpty {}

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
