package io.shieldwall.probing.custom;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request to a checker service.
///
/// @param method `putflag`, `getflag`, `putnoise`, `getnoise` or `havoc`
/// @param round the one that the chain of put and get began in
/// @param variant which of the service's ways to do it
/// @param flag what is put or got; empty for noise and havoc
record EnoTask(Setting setting, String method, long round, long variant, Optional<String> flag) {

  /// What the tasks of a round have in common.
  ///
  /// @param address real address of the service under test
  /// @param round the present one
  record Setting(long service, String address, long team, String teamName, long round) {}

  static EnoTask of(Setting setting, String method, long round, long variants, Keepsake keepsake) {
    Optional<String> flag =
        method.endsWith("flag") ? Optional.of(keepsake.flag(round)) : Optional.empty();
    return new EnoTask(setting, method, round, Math.floorMod(round, variants), flag);
  }

  /// `flag`, `noise` or `havoc`.
  String kind() {
    return method.startsWith("put") || method.startsWith("get") ? method.substring(3) : method;
  }

  /// What the checker service keeps its notes under; the same for put and get.
  String chain() {
    return "%s_s%d_r%d_t%d_i%d"
        .formatted(kind(), setting.service(), round, setting.team(), variant);
  }

  Map<String, @Nullable Object> body(long id, Duration timeout, Duration roundLength) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("taskId", id);
    body.put("method", method);
    body.put("address", setting.address());
    body.put("teamId", setting.team());
    body.put("teamName", setting.teamName());
    body.put("currentRoundId", setting.round());
    body.put("relatedRoundId", round);
    body.put("flag", flag.orElse(null));
    body.put("variantId", variant);
    body.put("timeout", timeout.toMillis());
    body.put("roundLength", roundLength.toMillis());
    body.put("taskChainId", chain());
    body.put("flagRegex", null);
    body.put("flagHash", null);
    body.put("attackInfo", null);
    return body;
  }
}
