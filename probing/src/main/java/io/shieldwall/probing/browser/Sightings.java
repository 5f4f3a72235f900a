package io.shieldwall.probing.browser;

import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Visible;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a developer would look at when a page does not work: complaints of its scripts and requests
/// that failed. The first few of each are kept.
final class Sightings {

  private static final int MOST = 10;
  private static final int LONGEST = 240;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int requests;
  private int popups;
  private int dialogs;
  private int downloads;

  void exception(JsonNode details) {
    String text = details.at("/exception/description").asString(details.path("text").asString(""));
    add(
        complaints,
        "uncaught: " + text + at(details.path("url").asString(""), details.path("lineNumber")));
  }

  void console(JsonNode call) {
    if (!call.path("type").asString("").equals("error")) {
      return;
    }
    StringBuilder text = new StringBuilder("console:");
    for (JsonNode argument : call.path("args")) {
      JsonNode value =
          argument.has("value") ? argument.path("value") : argument.path("description");
      text.append(' ').append(value.asString(""));
      if (text.length() > LONGEST) {
        break;
      }
    }
    add(complaints, text.toString());
  }

  private static String at(String address, JsonNode line) {
    return address.isEmpty() ? "" : " (" + address + ":" + (line.asInt(0) + 1) + ")";
  }

  void request() {
    requests++;
  }

  void failed(String address, String why) {
    if (!address.endsWith("/favicon.ico")) {
      add(failed, "request failed: " + address + ": " + why);
    }
  }

  void popup() {
    popups++;
  }

  void download() {
    downloads++;
  }

  /// Counts one more dialog.
  int dialog() {
    return ++dialogs;
  }

  private static void add(List<String> list, String text) {
    if (list.size() < MOST) {
      String line = Visible.line(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
      list.add(line);
    }
  }

  /// Writes all of it down.
  void write(Transcript transcript) {
    failed.forEach(transcript::note);
    complaints.forEach(transcript::note);
    count(transcript, dialogs, "dialogs dismissed");
    count(transcript, popups, "windows closed that the page opened");
    count(transcript, downloads, "downloads denied");
  }

  private static void count(Transcript transcript, int count, String what) {
    if (count > 0) {
      transcript.note(what + ": " + count);
    }
  }

  int requests() {
    return requests;
  }
}
