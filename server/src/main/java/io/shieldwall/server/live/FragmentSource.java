package io.shieldwall.server.live;

import java.util.Map;
import java.util.Set;

/// Renders the parts of one kind of page.
public interface FragmentSource {

  Set<Topic.Kind> kinds();

  /// HTML by name of the part, in the order of the page. Called at most once a second a topic, for
  /// all its viewers together.
  Map<String, String> render(Topic topic, Stage.Moment moment);
}
