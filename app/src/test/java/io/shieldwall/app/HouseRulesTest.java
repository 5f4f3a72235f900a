package io.shieldwall.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.shieldwall.server.access.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/// The rules of the house; `ARCHITECTURE.md` draws it.
@AnalyzeClasses(
    packages = "io.shieldwall",
    importOptions = {ImportOption.DoNotIncludeTests.class})
final class HouseRulesTest {

  /// Each room and the rooms it may use.
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "scenario", List.of(),
          "exercise", List.of("scenario"),
          "scoring", List.of("exercise", "scenario"),
          "journal", List.of("exercise", "scenario"),
          "probing", List.of("scenario"),
          "range", List.of("exercise", "probing", "scenario"),
          "cluster", List.of("probing", "range", "scenario"),
          "server", List.of("scenario", "exercise", "scoring", "journal", "probing", "range"));

  @ArchTest
  static void rooms_use_only_rooms_above_them(JavaClasses classes) {
    MAY_USE.forEach((room, allowed) -> {
      List<String> forbidden = new ArrayList<>(MAY_USE.keySet());
      forbidden.add("app");
      forbidden.add("testkit");
      forbidden.remove(room);
      forbidden.removeAll(allowed);
      String[] packages =
          forbidden.stream().map(each -> "io.shieldwall." + each + "..").toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.shieldwall." + room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages)
          .check(classes);
    });
  }

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("io.shieldwall.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule spring_stays_in_the_server =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.shieldwall.server..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule pure_rooms_have_no_clock_and_no_randomness =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.shieldwall.scenario..", "io.shieldwall.exercise..", "io.shieldwall.scoring..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.InstantSource.class, "system")
          .orShould()
          .callMethod(java.time.Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.random.RandomGenerator.class);

  @ArchTest
  static final ArchRule pure_rooms_read_and_write_nothing =
      noClasses()
          .that()
          .resideInAnyPackage("io.shieldwall.exercise..", "io.shieldwall.scoring..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "java.net..", "java.sql..");

  @ArchTest
  static final ArchRule every_endpoint_declares_a_permission =
      methods()
          .that()
          .areAnnotatedWith(GetMapping.class)
          .or()
          .areAnnotatedWith(PostMapping.class)
          .or()
          .areAnnotatedWith(PutMapping.class)
          .or()
          .areAnnotatedWith(PatchMapping.class)
          .or()
          .areAnnotatedWith(DeleteMapping.class)
          .or()
          .areAnnotatedWith(RequestMapping.class)
          .should()
          .beAnnotatedWith(Permission.class);
}
