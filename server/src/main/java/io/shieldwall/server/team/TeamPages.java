package io.shieldwall.server.team;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.State;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Permission.Audience;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Notices;
import io.shieldwall.server.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/// A Blue team's pages. The team is always that of the seat, never one that a request names.
@Controller
public final class TeamPages {

  private final JteView view;
  private final Texts texts;
  private final Notices notices;

  public TeamPages(JteView view, Texts texts, Notices notices) {
    this.view = view;
    this.texts = texts;
    this.notices = notices;
  }

  @GetMapping("/team")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> overview(HttpServletRequest request) {
    return view.live(
        request, topic(Topic.Kind.TEAM, ""), "team/page.jte", texts.of("team.title"), "team");
  }

  @GetMapping("/team/ledger")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> ledger(HttpServletRequest request) {
    return page(request, Topic.Kind.LEDGER, "ledger");
  }

  @GetMapping("/team/inbox")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> inbox(HttpServletRequest request) {
    return page(request, Topic.Kind.INBOX, "inbox");
  }

  @GetMapping("/team/tickets")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> tickets(HttpServletRequest request) {
    return page(request, Topic.Kind.TICKETS, "tickets");
  }

  private ResponseEntity<String> page(HttpServletRequest request, Topic.Kind kind, String part) {
    return view.live(
        request,
        topic(kind, ""),
        "team/single.jte",
        texts.of("team." + part + ".title"),
        part,
        Map.of("part", part));
  }

  @GetMapping("/team/systems/{system}")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> system(HttpServletRequest request, @PathVariable String system) {
    if (view.stage().scenario().network().system(system).isEmpty()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    String team = PermissionGate.present().team();
    return view.live(
        request,
        topic(Topic.Kind.SYSTEM, system),
        "team/systempage.jte",
        texts.of("team.system.title"),
        "team",
        Map.of("card", SystemView.card(view.stage(), team, system)));
  }

  /// A message is found only when it was delivered to the team.
  @GetMapping("/team/inbox/{inject}")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> task(HttpServletRequest request, @PathVariable String inject) {
    String team = PermissionGate.present().team();
    boolean delivered =
        view.stage()
            .desk()
            .state()
            .inject(team, inject)
            .filter(state -> state.status() == State.InjectStatus.FIRED)
            .isPresent();
    if (!delivered) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    boolean isTask =
        view.stage().scenario().inject(inject).flatMap(each -> each.task()).isPresent();
    return view.live(
        request,
        topic(Topic.Kind.TASK, inject),
        "team/taskpage.jte",
        texts.of("team.inbox.title"),
        "inbox",
        Map.of("inject", inject, "isTask", isTask));
  }

  @PostMapping("/team/actions")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> order(
      @RequestParam String system,
      @RequestParam ActionKind kind,
      @RequestParam(defaultValue = "") String subject) {
    return notices.submit(
        PermissionGate.present(),
        new Command.OrderAction(PermissionGate.present().team(), system, kind, subject),
        texts.of("team.action.ordered", io.shieldwall.server.pages.Format.words(kind), system));
  }

  /// Another team's action is answered as one that does not exist: ids tell nothing.
  @PostMapping("/team/actions/{action}/cancel")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> cancel(@PathVariable String action) {
    State.DefenderAction known = view.stage().desk().state().actions().get(action);
    if (known == null || !known.team().equals(PermissionGate.present().team())) {
      return notices.missing("there is no action " + action);
    }
    return notices.submit(
        PermissionGate.present(),
        new Command.CancelAction(action),
        texts.of("team.action.cancelled"));
  }

  @PostMapping("/team/tickets/{ticket}/claim")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> claim(
      @PathVariable String ticket, @RequestParam(defaultValue = "") String note) {
    State.Ticket known = view.stage().desk().state().tickets().get(ticket);
    if (known == null || !known.team().equals(PermissionGate.present().team())) {
      return notices.missing("there is no ticket " + ticket);
    }
    return notices.submit(
        PermissionGate.present(),
        new Command.ClaimFix(ticket, note),
        texts.of("team.ticket.claimed"));
  }

  @PostMapping("/team/inbox/{inject}")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> answer(@PathVariable String inject, @RequestParam String text) {
    return notices.submit(
        PermissionGate.present(),
        new Command.SubmitTask(PermissionGate.present().team(), inject, text),
        texts.of("team.task.submitted"));
  }

  @PostMapping("/team/incidents")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> report(
      @RequestParam String system, @RequestParam String technique, @RequestParam String text) {
    return notices.submit(
        PermissionGate.present(),
        new Command.ReportIncident(
            PermissionGate.present().team(), system, technique.strip(), text),
        texts.of("team.incident.reported"));
  }

  private static Topic topic(Topic.Kind kind, String item) {
    return new Topic(kind, PermissionGate.present().team(), item);
  }
}
