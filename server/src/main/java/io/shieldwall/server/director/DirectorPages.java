package io.shieldwall.server.director;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.scenario.Scenario.DuePolicy;
import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Permission.Audience;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Notices;
import io.shieldwall.server.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/// The director's pages.
@Controller
public final class DirectorPages {

  private final JteView view;
  private final Texts texts;
  private final Notices notices;

  public DirectorPages(JteView view, Texts texts, Notices notices) {
    this.view = view;
    this.texts = texts;
    this.notices = notices;
  }

  @GetMapping("/director")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> overview(HttpServletRequest request) {
    return view.live(
        request,
        Topic.of(Topic.Kind.DIRECTOR),
        "director/page.jte",
        texts.of("director.title"),
        "director",
        Map.of(
            "teams", view.stage().desk().state().teams(),
            "categories", view.stage().scenario().scoring().categories(),
            "checks",
                view.stage().scenario().network().checks().stream()
                    .map(check -> check.id())
                    .toList()));
  }

  @GetMapping("/director/injects")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> injects(HttpServletRequest request) {
    return view.live(
        request,
        Topic.of(Topic.Kind.INJECTS),
        "team/single.jte",
        texts.of("director.injects.title"),
        "injects",
        Map.of("part", "injects"));
  }

  @GetMapping("/director/events")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> events(HttpServletRequest request) {
    return view.live(
        request,
        Topic.of(Topic.Kind.EVENTS),
        "director/eventspage.jte",
        texts.of("director.events.title"),
        "events");
  }

  /// A team's own page as the team sees it, to look at.
  @GetMapping("/director/teams/{team}")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> team(HttpServletRequest request, @PathVariable String team) {
    if (!view.stage().desk().state().teams().contains(team)) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    return view.live(
        request,
        new Topic(Topic.Kind.TEAM, team, ""),
        "team/page.jte",
        texts.of("team.title"),
        "director");
  }

  @PostMapping("/director/clock/start")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> start(@RequestParam(defaultValue = "1") double speed) {
    return submit(new Command.StartClock(speed), "director.clock.started");
  }

  @PostMapping("/director/clock/pause")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> pause(@RequestParam(defaultValue = "") String reason) {
    return submit(
        new Command.PauseClock(reason.isBlank() ? texts.of("director.clock.noreason") : reason),
        "director.clock.paused");
  }

  @PostMapping("/director/clock/resume")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> resume(@RequestParam Optional<DuePolicy> policy) {
    return submit(new Command.ResumeClock(policy), "director.clock.resumed");
  }

  @PostMapping("/director/clock/speed")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> speed(@RequestParam double speed) {
    return submit(new Command.ChangeSpeed(speed), "director.clock.speed");
  }

  /// @param to exercise time as `h:mm` or `h:mm:ss`
  @PostMapping("/director/clock/jump")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> jump(@RequestParam String to, @RequestParam DuePolicy policy) {
    if (!to.strip().matches("\\d{1,3}:\\d{2}(:\\d{2})?")) {
      return notices.invalid(texts.of("director.clock.badtime", to));
    }
    String[] parts = to.strip().split(":");
    long millis = 0;
    for (int index = 0; index < 3; index++) {
      millis = millis * 60 + (index < parts.length ? Long.parseLong(parts[index]) : 0);
    }
    return submit(new Command.JumpClock(millis * 1000, policy), "director.clock.jumped");
  }

  @PostMapping("/director/clock/end")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> end(@RequestParam String confirm) {
    return confirm.equals("ENDEX")
        ? submit(
            new Command.EndExercise(texts.of("director.clock.endreason")), "director.clock.ended")
        : notices.invalid(texts.of("director.clock.endconfirm"));
  }

  @PostMapping("/director/injects/{inject}/{act}")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> inject(
      @PathVariable String inject,
      @PathVariable String act,
      @RequestParam(defaultValue = "") String team) {
    List<String> teams = team.isEmpty() ? List.of() : List.of(team);
    String why = texts.of("director.inject.byhand");
    return switch (act) {
      case "fire" -> submit(new Command.FireInject(inject, teams), "director.inject.fired");
      case "skip" -> submit(new Command.SkipInject(inject, teams, why), "director.inject.skipped");
      case "hold" -> submit(new Command.HoldInject(inject, teams, why), "director.inject.held");
      default -> throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    };
  }

  @PostMapping("/director/remarks")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> remark(@RequestParam String text) {
    return submit(new Command.Remark(text), "director.remarked");
  }

  @PostMapping("/director/points")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> points(
      @RequestParam String team,
      @RequestParam String category,
      @RequestParam String points,
      @RequestParam String reason) {
    if (!points.strip().matches("[+-]?\\d{1,6}(\\.\\d{1,3})?")) {
      return notices.invalid(texts.of("director.points.bad", points));
    }
    long millipoints = new BigDecimal(points.strip()).movePointRight(3).longValueExact();
    return submit(
        new Command.EnterPoints(team, category, "manual", millipoints, reason, Optional.empty()),
        "director.points.entered");
  }

  @PostMapping("/director/faults")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> fault(
      @RequestParam List<String> check,
      @RequestParam(defaultValue = "0") int minutesAgo,
      @RequestParam String reason) {
    long from = Math.max(0, view.stage().read(moment -> moment.now()) - minutesAgo * 60_000L);
    return submit(
        new Command.DeclareOrganiserFault(check, from, reason), "director.fault.declared");
  }

  @PostMapping("/director/faults/{fault}/close")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> close(@PathVariable String fault) {
    return submit(new Command.CloseOrganiserFault(fault), "director.fault.closed");
  }

  @PostMapping("/director/attempts/{attempt}")
  @Permission(Audience.DIRECTOR)
  public ResponseEntity<String> adjudicate(
      @PathVariable String attempt,
      @RequestParam AttackResult result,
      @RequestParam String reason) {
    return submit(new Command.Adjudicate(attempt, result, reason), "director.adjudicated");
  }

  private ResponseEntity<String> submit(Command command, String done) {
    return notices.submit(PermissionGate.present(), command, texts.of(done));
  }
}
