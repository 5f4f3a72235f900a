package io.shieldwall.scenario;

import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Rules.Growth;
import io.shieldwall.scenario.ScoringRules.Category;
import io.shieldwall.scenario.ScoringRules.Release;
import io.shieldwall.scenario.UserSimulation.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `rules.yaml` and `scoring.yaml`.
final class RulesReader {

  private final Problems problems;

  RulesReader(Problems problems) {
    this.problems = problems;
  }

  Rules rules(Section file) {
    for (String key : List.of("scope", "exclude")) {
      for (Section.Item item : file.items(key)) {
        String first = AddressTemplates.first(item.value());
        if (Cidr.parse(first).isEmpty() && Cidr6.parse(first).isEmpty()) {
          problems.add(
              item.place(),
              "'" + item.value() + "' is no IPv4 or IPv6 network",
              "write one such as 10.{n}.0.0/16, with no bits set behind the prefix");
        }
      }
    }
    Map<ActionKind, ActionTerms> terms = new EnumMap<>(ActionKind.class);
    Section actions = file.section("actions");
    for (String word : actions.names()) {
      Section.constant(word, ActionKind.class)
          .ifPresent(kind -> terms.put(kind, terms(actions.section(word))));
    }
    return new Rules(
        file.texts("scope"),
        file.texts("exclude"),
        file.texts("forbidden"),
        terms,
        file.span("report-window", Duration.ofHours(1)),
        file.sections("holds").stream().map(this::hold).toList());
  }

  private Rules.Hold hold(Section section) {
    Duration from = section.span("from", Duration.ZERO);
    Duration to = section.span("to", Duration.ZERO);
    if (to.compareTo(from) <= 0) {
      problems.add(
          section.place("to"), "the hold ends before it begins", "write a later time than from");
    }
    return new Rules.Hold(from, to, section.texts("checks"), section.text("reason"));
  }

  /// Every check that a hold names must be there.
  void holdsKnown(Section rulesFile, Network network) {
    List<String> known = network.checks().stream().map(Network.Check::id).toList();
    for (Section section : rulesFile.sections("holds")) {
      for (Section.Item item : section.items("checks")) {
        if (!known.contains(item.value())) {
          problems.add(
              item.place(),
              "there is no check " + item.value(),
              Spelling.suggestion(item.value(), known));
        }
      }
    }
  }

  private static ActionTerms terms(Section section) {
    return new ActionTerms(
        section.span("takes", Duration.ZERO),
        section.span("outage", Duration.ZERO),
        (int) section.number("points", 0),
        section.choice("growth", Growth.class, Growth.FLAT));
  }

  /// Every system must lie within the declared scope, or nothing could be measured.
  void scopeCovers(Rules rules, Network network, Section networkFile) {
    List<Section> sections = networkFile.sections("systems");
    for (Section section : sections) {
      Optional<Integer> address = Cidr.address(AddressTemplates.first(section.text("address")));
      if (address.isPresent() && !rules.scope().isEmpty() && !inScope(rules, address.get())) {
        problems.add(
            section.place("address"),
            "address " + section.text("address") + " is not within the rules of engagement",
            "widen scope or narrow exclude in rules.yaml, or move the system");
      }
      Optional<Cidr6.Address> address6 =
          section.scalar("address6").map(AddressTemplates::first).flatMap(Cidr6::address);
      if (address6.isPresent() && !inScope(rules, address6.get())) {
        problems.add(
            section.place("address6"),
            "address " + section.text("address6") + " is not within the rules of engagement",
            "add its network, such as fd00:{n}::/32, to scope in rules.yaml");
      }
    }
  }

  private static boolean inScope(Rules rules, int address) {
    return covers(rules.scope(), address) && !covers(rules.exclusions(), address);
  }

  private static boolean inScope(Rules rules, Cidr6.Address address) {
    return covers(rules.scope(), address) && !covers(rules.exclusions(), address);
  }

  private static boolean covers(List<String> templates, Cidr6.Address address) {
    return templates.stream()
        .flatMap(template -> Cidr6.parse(AddressTemplates.first(template)).stream())
        .anyMatch(cidr -> cidr.contains(address));
  }

  private static boolean covers(List<String> templates, int address) {
    return templates.stream()
        .flatMap(template -> Cidr.parse(AddressTemplates.first(template)).stream())
        .anyMatch(cidr -> cidr.contains(address));
  }

  ScoringRules scoring(Section file) {
    ScoringRules preset =
        Presets.named(file.text("preset"))
            .orElseGet(() -> Presets.named("locked-shields").orElseThrow());
    List<Category> categories =
        file.has("categories") ? categories(file, preset) : preset.categories();
    if (isEachOnce(file.sections("categories"))) {
      shares(file, categories);
    }
    Section falseFix = file.section("false-fix");
    return new ScoringRules(
        preset.preset(),
        (int) file.number("total", preset.total()),
        categories,
        file.choice("curve", ScoringRules.Curve.class, preset.curve()),
        decimals(file.section("attack-outcome"), preset.attackOutcome()),
        file.decimal("report-returns", preset.reportReturns()),
        rates(file.section("ticket-rates"), preset.ticketRates()),
        (int) falseFix.number("minutes", preset.falseFixMinutes()),
        (int) falseFix.number("points", preset.falseFixPoints()),
        file.decimal("penalty-cap", preset.penaltyCap()),
        file.decimal("special-cap", preset.specialCap()),
        decimals(file.section("deadline-factors"), preset.deadlineFactors()));
  }

  /// The categories that stand in the file, and those without a share, which always count.
  private List<Category> categories(Section file, ScoringRules preset) {
    Map<String, Category> categories = new LinkedHashMap<>();
    for (Section section : file.sections("categories")) {
      String id = section.text("id");
      Category category =
          new Category(
              id,
              section.text("title"),
              section.decimal("share", BigDecimal.ZERO),
              section.choice("release", Release.class, Release.LIVE));
      if (categories.put(id, category) != null) {
        problems.add(section.place("id"), "category '" + id + "' stands twice", "keep one of them");
      }
    }
    preset.categories().stream()
        .filter(category -> category.share().signum() == 0)
        .forEach(category -> categories.putIfAbsent(category.id(), category));
    return List.copyOf(categories.values());
  }

  private static boolean isEachOnce(List<Section> sections) {
    return sections.stream().map(section -> section.text("id")).distinct().count()
        == sections.size();
  }

  private void shares(Section file, List<Category> categories) {
    BigDecimal sum =
        categories.stream().map(Category::share).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.compareTo(BigDecimal.valueOf(100)) != 0) {
      problems.add(
          file.keyPlace("categories"),
          "the shares of the categories add up to " + sum.toPlainString(),
          "let them add up to 100");
    }
  }

  private static Map<String, BigDecimal> decimals(Section section, Map<String, BigDecimal> preset) {
    Map<String, BigDecimal> decimals = new HashMap<>(preset);
    decimals.replaceAll((name, value) -> section.decimal(name, value));
    return decimals;
  }

  private static Map<Severity, BigDecimal> rates(
      Section section, Map<Severity, BigDecimal> preset) {
    Map<Severity, BigDecimal> rates = new EnumMap<>(preset);
    rates.replaceAll((severity, value) ->
        section.decimal(severity.name().toLowerCase(java.util.Locale.ROOT), value));
    return rates;
  }
}
