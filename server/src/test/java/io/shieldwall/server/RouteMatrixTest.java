package io.shieldwall.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Permission.Audience;
import io.shieldwall.testkit.TinyScenario;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/// Every route, called by everybody. The routes are read from the controllers, so a new one is in
/// the matrix as soon as it exists.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteMatrixTest {

  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("system", "netbank"),
          Map.entry("inject", "sitrep-1"),
          Map.entry("action", "action-1"),
          Map.entry("ticket", "ticket-1"),
          Map.entry("team", TinyScenario.OTTER),
          Map.entry("token", "used"),
          Map.entry("act", "hold"),
          Map.entry("fault", "fault-1"),
          Map.entry("doubt", "doubt-1"),
          Map.entry("hash", "00"),
          Map.entry("attempt", "attempt-1"));

  private RunningServer server;

  private record Route(RequestMethod method, String path, Optional<Audience> audience) {}

  @BeforeAll
  void start() {
    server = new RunningServer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void every_route_says_whom_it_is_for() {
    assertThat(routes()).hasSizeGreaterThan(25).allMatch(route -> route.audience().isPresent());
  }

  @Test
  void nobody_reaches_only_what_is_public() {
    for (Route route : routes()) {
      Browser browser = server.stranger();
      boolean isOpen =
          route.audience().filter(it -> it == Audience.PUBLIC || it == Audience.TOPIC).isPresent();
      verdict(route, browser, isOpen, 401);
    }
  }

  @Test
  void a_blue_team_reaches_what_is_public_and_its_own() {
    for (Route route : routes()) {
      verdict(
          route,
          server.blue(TinyScenario.HERON),
          route.audience().filter(Audience.DIRECTOR::equals).isEmpty(),
          403);
    }
  }

  @Test
  void the_director_reaches_what_is_public_and_the_directors() {
    for (Route route : routes()) {
      verdict(
          route, server.director(), route.audience().filter(Audience.BLUE::equals).isEmpty(), 403);
    }
  }

  private static void verdict(Route route, Browser browser, boolean mayPass, int refusal) {
    HttpResponse<String> answer = call(route, browser);
    if (mayPass) {
      assertThat(answer.statusCode()).as("%s", route).isNotIn(401, 403, 500);
    } else {
      assertThat(answer.statusCode()).as("%s", route).isEqualTo(refusal);
    }
  }

  private static HttpResponse<String> call(Route route, Browser browser) {
    return route.method() == RequestMethod.POST
        ? browser.post(route.path(), Map.of())
        : browser.get(route.path());
  }

  @Test
  void a_team_finds_nothing_of_another_team_or_of_the_organisers_on_any_page() {
    Browser heron = server.blue(TinyScenario.HERON);
    Browser otter = server.blue(TinyScenario.OTTER);
    StringBuilder own = new StringBuilder();
    for (Route route : pages()) {
      assertThat(heron.get(route.path()).body())
          .as("%s", route)
          .doesNotContain(RunningServer.OF_OTTER)
          .doesNotContain(RunningServer.OF_ORGANISERS);
      own.append(otter.get(route.path()).body());
    }
    assertThat(own).contains(RunningServer.OF_OTTER);
    assertThat(own.toString()).doesNotContain(RunningServer.OF_ORGANISERS);
  }

  @Test
  void the_public_finds_nothing_of_any_team_on_any_page() {
    Browser visitor = server.visitor();
    for (Route route : pages()) {
      assertThat(visitor.get(route.path()).body())
          .as("%s", route)
          .doesNotContain(RunningServer.OF_OTTER)
          .doesNotContain(RunningServer.OF_ORGANISERS)
          .doesNotContain("pw-heron");
    }
  }

  @Test
  void looking_changes_nothing() {
    long before = server.journal.size();
    for (Browser browser : List.of(server.director(), server.blue(TinyScenario.OTTER))) {
      pages().forEach(route -> browser.get(route.path()));
    }
    assertThat(server.journal.size()).isEqualTo(before);
  }

  @Test
  void other_verbs_open_nothing() {
    Browser stranger = server.stranger();
    for (Route route : pages()) {
      boolean isOpen = route.audience().filter(Audience.PUBLIC::equals).isPresent();
      for (String verb : List.of("PUT", "DELETE", "PATCH", "POST", "PROPFIND")) {
        int status = stranger.method(verb, route.path()).statusCode();
        if (!isOpen) {
          assertThat(status).as("%s %s", verb, route).isIn(400, 401, 403, 405);
        }
      }
      int head = stranger.method("HEAD", route.path()).statusCode();
      assertThat(head).as("HEAD %s", route).isEqualTo(stranger.get(route.path()).statusCode());
    }
  }

  private static List<Route> pages() {
    return routes().stream()
        .filter(route -> route.method() == RequestMethod.GET)
        .filter(route -> route.audience().filter(Audience.TOPIC::equals).isEmpty())
        .toList();
  }

  /// The routes of all controllers; `/error` is Tomcat's way to the page of a problem and has no
  /// method of its own.
  private static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.shieldwall.server")
            .stream()
            .filter(each -> each.isAnnotatedWith(Controller.class))
            .map(JavaClass::reflect)
            .flatMap(controller -> Arrays.stream(controller.getDeclaredMethods()))
            .forEach(method -> routes.addAll(routes(method)));
    return routes;
  }

  private static List<Route> routes(Method method) {
    return Optional.ofNullable(
            AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class))
        .map(mapping ->
            Arrays.stream(mapping.method())
                .flatMap(verb ->
                    Arrays.stream(mapping.path())
                        .map(path -> new Route(verb, filled(path), audience(method))))
                .toList())
        .orElse(List.of());
  }

  private static Optional<Audience> audience(Method method) {
    return Optional.ofNullable(method.getAnnotation(Permission.class)).map(Permission::value);
  }

  private static String filled(String path) {
    return VARIABLE
        .matcher(path)
        .replaceAll(variable ->
            Matcher.quoteReplacement(
                Optional.ofNullable(VARIABLES.get(variable.group(1)))
                    .orElseThrow(() -> new AssertionError("no example for " + path))));
  }
}
