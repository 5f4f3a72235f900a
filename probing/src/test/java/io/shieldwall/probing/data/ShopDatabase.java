package io.shieldwall.probing.data;

import io.shieldwall.probing.TdsSpeaker;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The database of the `mssql` example, as far as its statements go.
final class ShopDatabase {

  private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9]{20}");

  private final AtomicReference<String> stored = new AtomicReference<>("");

  void serve(Socket caller) throws IOException {
    TdsSpeaker speaker = new TdsSpeaker(caller);
    speaker.welcome(TdsSpeaker.database("shop"));
    speaker.serve(this::answer);
  }

  /// What stands in its table `monitor`.
  String stored() {
    return stored.get();
  }

  void store(String text) {
    stored.set(text);
  }

  private Optional<List<String>> answer(String said) {
    if (said.contains("FROM article")) {
      return Optional.of(List.of("Lamp"));
    }
    if (said.contains("INSERT INTO monitor")) {
      Matcher token = TOKEN.matcher(said);
      stored.set(token.find() ? token.group() : "");
      return Optional.of(List.of());
    }
    if (said.contains("SELECT token")) {
      return Optional.of(stored.get().isEmpty() ? List.of() : List.of(stored.get()));
    }
    return said.contains("elsewhere") ? Optional.empty() : Optional.of(List.of());
  }
}
