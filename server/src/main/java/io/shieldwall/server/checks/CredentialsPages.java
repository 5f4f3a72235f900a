package io.shieldwall.server.checks;

import io.shieldwall.exercise.Command;
import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.server.access.Permission;
import io.shieldwall.server.access.Permission.Audience;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Notices;
import io.shieldwall.server.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;

/// A Blue team's side of the checks: the credentials desk and the evidence of its own checks.
@Controller
public final class CredentialsPages {

  /// Characters of a password; the longest of the field is a static key of OpenVPN.
  static final int LONGEST = 1024;

  private final JteView view;
  private final Texts texts;
  private final Notices notices;

  public CredentialsPages(JteView view, Texts texts, Notices notices) {
    this.view = view;
    this.texts = texts;
    this.notices = notices;
  }

  @GetMapping("/team/credentials")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> desk(HttpServletRequest request) {
    return view.live(
        request,
        new Topic(Topic.Kind.CREDENTIALS, PermissionGate.present().team(), ""),
        "checks/credentialspage.jte",
        texts.of("credentials.title"),
        "credentials",
        Map.of("rows", rows()));
  }

  /// The same for programs; passwords are in neither.
  @GetMapping("/team/credentials.json")
  @Permission(Audience.BLUE)
  @ResponseBody
  public List<CredentialsView.Row> list() {
    return rows();
  }

  private List<CredentialsView.Row> rows() {
    String team = PermissionGate.present().team();
    return view.stage().read(moment -> CredentialsView.of(moment, team)).rows();
  }

  /// Takes a password; checks use it from their next run. Whether it is right is not tried here: a
  /// desk that says so would be a way to guess.
  @PostMapping("/team/credentials")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> handOver(
      @RequestParam String system, @RequestParam String account, @RequestParam String password) {
    if (password.isEmpty() || password.length() > LONGEST) {
      return notices.invalid(
          texts.of("credentials.length", Integer.toString(LONGEST), password.length()));
    }
    if (password.chars().anyMatch(Character::isISOControl)) {
      return notices.invalid(texts.of("credentials.control"));
    }
    boolean used =
        rows().stream()
            .anyMatch(row -> row.system().equals(system) && row.account().equals(account));
    if (!used) {
      return notices.missing(texts.of("credentials.unused", account, system));
    }
    return notices.submit(
        PermissionGate.present(),
        new Command.HandOverCredential(
            PermissionGate.present().team(),
            system,
            account,
            view.stage().backstage().seal().apply(password)),
        texts.of("credentials.handed", account, system));
  }

  /// Evidence of the team's own checks, as a file.
  @GetMapping("/team/evidence/{hash}")
  @Permission(Audience.BLUE)
  public ResponseEntity<String> evidence(@PathVariable String hash) {
    String text =
        view.stage()
            .backstage()
            .shelf()
            .find(PermissionGate.present().team(), EvidenceShelf.PREFIX + hash)
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
        .header("Content-Disposition", "attachment; filename=\"evidence-" + hash + ".txt\"")
        .header("Cache-Control", "private, max-age=31536000, immutable")
        .body(text);
  }
}
