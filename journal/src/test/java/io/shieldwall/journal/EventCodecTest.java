package io.shieldwall.journal;

import static io.shieldwall.testkit.RandomHistories.forSeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.testkit.Dice;
import io.shieldwall.testkit.RandomHistories;
import io.shieldwall.testkit.TinyScenario;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is remembered comes back as it was.
final class EventCodecTest {

  private static final Instant UTC = Instant.parse("2026-05-05T06:00:00.123Z");

  private final EventCodec codec = new EventCodec();

  private static Recorded recorded(Event event) {
    return new Recorded(7, 1234, UTC, "web-1", Actor.blue("heron", "Ada"), event);
  }

  private String text(Event event) {
    return EventCodec.line(codec.encode(recorded(event)));
  }

  /// Values are made from the components' types, so that a new event is tested from its first day
  /// and a new type of component fails until it is named here.
  @TestFactory
  Stream<DynamicTest> every_event_comes_back_as_it_was() {
    return Arrays.stream(Event.class.getPermittedSubclasses())
        .map(kind ->
            DynamicTest.dynamicTest(
                kind.getSimpleName(),
                () -> {
                  for (long seed = 1; seed <= 50; seed++) {
                    Recorded before = recorded((Event) sample(kind, new Dice(seed)));
                    byte[] entry = codec.encode(before);
                    assertThat(codec.decode(entry)).isEqualTo(before);
                    assertThat(codec.encode(codec.decode(entry))).isEqualTo(entry);
                    assertThat(EventCodec.line(entry))
                        .contains("\"type\":\"" + kind.getSimpleName() + "\"");
                  }
                }));
  }

  private static Object sample(Type type, Dice dice) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic, dice);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new AssertionError("make a sample of " + type);
    }
    if (plain.isEnum()) {
      return dice.among(plain.getEnumConstants());
    }
    if (plain.isRecord()) {
      return recordOf(plain, dice);
    }
    return switch (plain.getName()) {
      case "java.lang.String" -> text(dice);
      case "long" -> dice.among(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, dice.between(0, 99));
      case "int" -> (int) dice.between(-5, 5);
      case "java.lang.Integer" -> (int) dice.between(0, 12);
      case "boolean" -> dice.percent(50);
      case "double" -> dice.among(0.1, 1.0, 3600.0, 1.0 / 3, 1e-300);
      default -> throw new AssertionError("make a sample of " + plain);
    };
  }

  private static Object generic(ParameterizedType type, Dice dice) {
    Type[] arguments = type.getActualTypeArguments();
    return switch (type.getRawType().getTypeName()) {
      case "java.util.List" ->
          Stream.generate(() -> sample(arguments[0], dice)).limit(dice.between(0, 3)).toList();
      case "java.util.Optional" ->
          dice.percent(50) ? Optional.empty() : Optional.of(sample(arguments[0], dice));
      // keys of maps are ids of the scenario
      case "java.util.Map" -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (long size = dice.between(0, 4); size > 0; size--) {
          map.put("criterion-" + size, sample(arguments[1], dice));
        }
        yield map;
      }
      default -> throw new AssertionError("make a sample of " + type);
    };
  }

  private static Object recordOf(Class<?> type, Dice dice) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(component -> sample(component.getGenericType(), dice))
            .toArray();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("cannot make a " + type, impossible);
    }
  }

  private static String text(Dice dice) {
    return dice.among(
        "",
        " ",
        "plain",
        "\"quoted\" \\ and / and <b>",
        "line\nbreak\r\n\tand tab",
        "\u0000\u0001\u001f\u007f",
        "ÄÖÜ ß ą ł ž, Ελλάδα, Україна, 日本",
        "\ud83d\udee1 shield, \u2028 and \u2029",
        "half a pair \ud800",
        "\udc00\ud800 the wrong way round",
        "x".repeat(9000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"half \ud800", "\udfff half", "\ud800\ud800\udc00"})
  void broken_characters_that_somebody_sent_do_not_stop_the_journal(String text) {
    Recorded before = recorded(new Event.Remarked(text));
    assertThat(codec.decode(codec.encode(before))).isEqualTo(before);
  }

  @Test
  void the_remembered_form_is_one_line_of_json_with_known_keys_in_their_order() {
    assertThat(text(new Event.IncidentReported("report-1", "heron", "netbank", "T1078", "seen\n")))
        .isEqualTo(
            "{\"sequence\":7,\"at\":1234,\"recordedAt\":\"2026-05-05T06:00:00.123Z\","
                + "\"command\":\"web-1\","
                + "\"actor\":{\"role\":\"BLUE\",\"team\":\"heron\",\"name\":\"Ada\"},"
                + "\"event\":{\"type\":\"IncidentReported\",\"report\":\"report-1\","
                + "\"team\":\"heron\",\"system\":\"netbank\",\"technique\":\"T1078\","
                + "\"text\":\"seen\\n\"}}");
  }

  @Test
  void grades_stand_in_the_order_of_their_criteria_in_every_process() {
    Map<String, Integer> grades = Map.of("d", 4, "b", 8, "a", 0, "c", 12, "e", 6);
    assertThat(text(new Event.SubmissionGraded("heron", "sitrep-1", grades, "")))
        .contains("{\"a\":0,\"b\":8,\"c\":12,\"d\":4,\"e\":6}");
  }

  @Test
  void an_observation_leaves_out_what_is_empty() {
    Observation seen = new Observation("heron", "a/b", 5, Outcome.OK, Cause.NONE, 0, "", "");
    assertThat(text(new Event.ChecksObserved(List.of(seen))))
        .contains(
            "[{\"team\":\"heron\",\"check\":\"a/b\",\"at\":5,\"outcome\":\"OK\","
                + "\"cause\":\"NONE\",\"latency\":0,\"delay\":0}]");
  }

  @Test
  void the_largest_archive_of_a_scenario_comes_back() {
    String archive = "QUJD".repeat(22_500_000);
    Recorded before =
        recorded(
            new Event.ExerciseCreated(
                "x", "tiny", "Tiny", "71", archive, List.of("heron"), 1, Event.Mode.LIVE));
    Recorded after = codec.decode(codec.encode(before));
    assertThat(after.equals(before)).isTrue();
  }

  @Test
  void random_histories_come_back_and_are_encoded_the_same_way_again() {
    forSeeds(
        20,
        seed -> {
          for (Recorded event : RandomHistories.play(TinyScenario.scenario(), seed, 200).events()) {
            byte[] entry = codec.encode(event);
            assertThat(codec.decode(entry)).isEqualTo(event);
            assertThat(new EventCodec().encode(codec.decode(entry))).isEqualTo(entry);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "no json",
        "{} {}",
        "{\"sequence\":0}",
        "{\"sequence\":0,\"event\":{\"type\":\"NoSuchEvent\"}}",
        "{\"sequence\":0,\"event\":{\"type\":\"java.lang.Runtime\"}}",
        "{\"sequence\":0,\"event\":{\"text\":\"no type\"}}",
        "{\"sequence\":\"x\",\"event\":{\"type\":\"Remarked\",\"text\":\"x\"}}",
        "{\"sequence\":0,\"event\":{\"type\":\"ChecksObserved\"}}"
      })
  void what_is_no_event_is_named_so(String text) {
    assertThatThrownBy(() -> codec.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(EventCodec.UnreadableEvent.class);
  }
}
