package io.shieldwall.server.checks;

import io.shieldwall.server.live.FragmentSource;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.Topic;
import io.shieldwall.server.pages.Parts;
import java.util.Map;
import java.util.Set;

/// The parts of the pages about checks.
public final class ChecksFragments implements FragmentSource {

  private final Parts parts;

  public ChecksFragments(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Set<Topic.Kind> kinds() {
    return Set.of(Topic.Kind.CHECKS, Topic.Kind.CREDENTIALS);
  }

  @Override
  public Map<String, String> render(Topic topic, Stage.Moment moment) {
    Map<String, String> page = parts.page(moment);
    if (topic.kind() == Topic.Kind.CHECKS) {
      ChecksView view = ChecksView.of(moment);
      page.put("doubts", parts.render("checks/doubts.jte", view));
      page.put("fairness", parts.render("checks/fairness.jte", view));
    } else {
      page.put(
          "credentials",
          parts.render("checks/credentials.jte", CredentialsView.of(moment, topic.team())));
    }
    return page;
  }
}
