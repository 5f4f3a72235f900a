package io.shieldwall.server.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Who may call an endpoint. An endpoint without it is refused to everybody, and the build fails.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Permission {

  Audience value();

  /// The audiences of endpoints.
  enum Audience {
    /// anybody, signed in or not
    PUBLIC,
    /// a Blue team, for what is its own
    BLUE,
    /// the director
    DIRECTOR,
    /// judged by the endpoint itself, for the topic that is asked for
    TOPIC
  }
}
