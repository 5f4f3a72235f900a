package io.shieldwall.probing.custom;

import io.shieldwall.probing.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The platform's side of a script's requests: one JSON object `{"action", "param"}` a line, each
/// answered by `{"response": …}` except `LOG`. A message that is none, or of an unknown action, is
/// not answered, as the gameserver does it; its script then hangs until its deadline.
final class FaustTalk implements Order.Dialogue {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST_NOTES = 40;
  private static final int LONGEST_ID = 100;

  private final List<String> notes = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();
  private Keepsake keepsake;
  private Optional<String> result = Optional.empty();
  private Optional<String> defect = Optional.empty();

  FaustTalk(Keepsake keepsake) {
    this.keepsake = keepsake;
  }

  @Override
  public synchronized Optional<String> answer(String line) {
    JsonNode message;
    try {
      message = JSON.readTree(line);
    } catch (JacksonException _) {
      return refused("it sent what is no JSON");
    }
    if (message == null || !message.isObject() || !message.has("action") || !message.has("param")) {
      return refused("it sent a message without action and param");
    }
    JsonNode param = message.get("param");
    return switch (message.get("action").asString("")) {
      case "FLAG" -> response(flag(param));
      case "FLAGID" -> flagId(param);
      case "STORE" -> store(param);
      case "LOAD" -> response(keepsake.entries().get(param.asString("")));
      case "LOG" -> log(param);
      case "RESULT" -> result(param);
      default ->
          refused(
              "it asked for the unknown action "
                  + Verdict.quote(message.get("action").asString("")));
    };
  }

  private @Nullable String flag(JsonNode param) {
    long tick = param.path("tick").asLong(-1);
    if (tick < 1 || tick > keepsake.round()) {
      return null;
    }
    String flag = keepsake.flag(tick);
    if (!flags.contains(flag)) {
      flags.add(flag);
    }
    return flag;
  }

  private Optional<String> flagId(JsonNode param) {
    String id = param.asString("");
    note("flag id " + Verdict.quote(id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id));
    return response(null);
  }

  private Optional<String> store(JsonNode param) {
    Keepsake more = keepsake.with(param.path("key").asString(""), param.path("data").asString(""));
    if (!more.fits()) {
      return refused("it stores more than a check may keep from round to round");
    }
    keepsake = more;
    return response(null);
  }

  private Optional<String> log(JsonNode param) {
    note("log: " + param.path("message").asString(""));
    return Optional.empty();
  }

  /// The first result counts.
  private Optional<String> result(JsonNode param) {
    if (result.isPresent()) {
      note("a second result, " + param + ", does not count");
    } else {
      result =
          Optional.of(
              param.isIntegralNumber() ? param.asString() : Verdict.quote(param.toString()));
    }
    return response(null);
  }

  private Optional<String> refused(String why) {
    note(why);
    defect = defect.or(() -> Optional.of(why));
    return Optional.empty();
  }

  private void note(String text) {
    if (notes.size() < MOST_NOTES) {
      notes.add(text);
    }
  }

  private static Optional<String> response(@Nullable String value) {
    Map<String, @Nullable String> response = new LinkedHashMap<>();
    response.put("response", value);
    return Optional.of(JSON.writeValueAsString(response));
  }

  /// What the script leaves for the next round.
  synchronized Keepsake keepsake() {
    return keepsake;
  }

  /// The result that counts, as written.
  synchronized Optional<String> result() {
    return result;
  }

  /// The first thing that the script did wrong in this talk.
  synchronized Optional<String> defect() {
    return defect;
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  synchronized List<String> flags() {
    return List.copyOf(flags);
  }
}
