package io.shieldwall.server.checks;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.State.Doubt;
import io.shieldwall.probing.fairness.Fairness;
import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Permission.Audience;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Notices;
import io.shieldwall.server.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The organisers' page about the checks: doubts, fairness, and a check made once more by hand.
@Controller
public final class ChecksPages {

  private final JteView view;
  private final Texts texts;
  private final Notices notices;

  public ChecksPages(JteView view, Texts texts, Notices notices) {
    this.view = view;
    this.texts = texts;
    this.notices = notices;
  }

  @GetMapping("/director/checks")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> checks(HttpServletRequest request) {
    return view.live(
        request,
        Topic.of(Topic.Kind.CHECKS),
        "checks/page.jte",
        texts.of("checks.title"),
        "checks",
        Map.of(
            "teams", view.stage().desk().state().teams(),
            "checks",
                view.stage().scenario().network().checks().stream()
                    .map(check -> check.id())
                    .toList()));
  }

  /// Makes a check once more. The result is on record and counts for nobody.
  @PostMapping("/director/checks/repeat")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> repeat(@RequestParam String team, @RequestParam String check) {
    Stage stage = view.stage();
    Optional<Observation> found = stage.backstage().repeat().make(team, check);
    if (found.isEmpty()) {
      return notices.missing(texts.of("checks.repeat.none", check, team));
    }
    Observation observation = found.get();
    ResponseEntity<String> answer =
        notices.submit(
            PermissionGate.present(),
            new Command.ReportRepeatedCheck(observation),
            texts.of(
                "checks.repeat.done",
                check,
                team,
                observation.outcome().name(),
                observation.cause().name(),
                observation.summary()));
    if (!answer.getStatusCode().is2xxSuccessful()) {
      return answer;
    }
    String evidence = stage.evidence(team, observation.evidence());
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .body(
            view.render(
                "checks/repeated.jte",
                Map.of("observation", observation, "evidence", evidence, "texts", texts)));
  }

  /// Takes the window of a doubt out of the score of every team.
  @PostMapping("/director/doubts/{doubt}/declare")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> declare(@PathVariable String doubt) {
    Doubt known = view.stage().desk().state().doubts().get(doubt);
    if (known == null) {
      return notices.missing(texts.of("checks.doubt.none", doubt));
    }
    return notices.submit(
        PermissionGate.present(),
        new Command.DeclareOrganiserFault(
            List.of(known.check()),
            known.from(),
            known.to(),
            texts.of("checks.doubt.reason", known.reason())),
        texts.of("director.fault.declared"));
  }

  /// The statistics of fairness for a spreadsheet. Every cell is a number or the id of a team.
  @GetMapping("/director/checks/fairness.csv")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> fairness() {
    Fairness.Report report = view.stage().read(moment -> moment.fairness().report());
    StringBuilder csv =
        new StringBuilder(
            "team,probes,delay_mean_us,delay_median_us,delay_p99_us,delay_max_us,"
                + "latency_median_us,latency_p99_us,served_first,ks_d,ks_p\r\n");
    for (Fairness.Row row : report.rows()) {
      csv.append(
          String.join(
              ",",
              row.team(),
              Long.toString(row.delay().count()),
              Long.toString(row.delay().mean()),
              Long.toString(row.delay().median()),
              Long.toString(row.delay().p99()),
              Long.toString(row.delay().greatest()),
              Long.toString(row.latency().median()),
              Long.toString(row.latency().p99()),
              Long.toString(row.first()),
              Double.toString(row.test().distance()),
              Double.toString(row.test().probability())));
      csv.append("\r\n");
    }
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
        .header("Content-Disposition", "attachment; filename=\"fairness.csv\"")
        .body(csv.toString());
  }
}
