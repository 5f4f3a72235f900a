package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// Tells from an exception whose fault it was. What a team can bring about is critical; only what
/// happens on the checker's own machine is the checker's.
public final class Diagnosis {

  private Diagnosis() {}

  public static Exchange.Failed of(IOException failure, String endpoint) {
    if (failure instanceof ProbeFailure known) {
      return known.failed();
    }
    Cause cause = cause(failure, wording(failure).toLowerCase(Locale.ROOT));
    return new Exchange.Failed(cause, sentence(cause, endpoint, wording(failure)));
  }

  private static Cause cause(IOException failure, String wording) {
    boolean exhausted =
        wording.contains("too many open files")
            || wording.contains("cannot assign requested address")
            || wording.contains("no buffer space")
            || wording.contains("cannot allocate memory");
    if (exhausted && isOfThePlatform(failure)) {
      return Cause.CHECKER_FAULT;
    }
    return switch (failure) {
      case SocketTimeoutException _ -> Cause.TIMEOUT;
      case ConnectException _ -> wording.contains("timed out") ? Cause.TIMEOUT : Cause.REFUSED;
      case NoRouteToHostException _ -> Cause.REFUSED;
      case PortUnreachableException _ -> Cause.REFUSED;
      case SSLException _ -> Cause.TLS;
      default -> Cause.PROTOCOL;
    };
  }

  /// Whether the JDK itself threw it. What a library throws may hold a service's own words, and a
  /// service must not talk itself out of a failure.
  private static boolean isOfThePlatform(IOException failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    String thrower = trace.length == 0 ? "" : trace[0].getClassName();
    return thrower.startsWith("java.") || thrower.startsWith("sun.nio.");
  }

  private static String sentence(Cause cause, String endpoint, String wording) {
    return switch (cause) {
      case REFUSED -> "No connection to %s: %s.".formatted(endpoint, wording);
      case TIMEOUT -> "No connection to %s in time: %s.".formatted(endpoint, wording);
      case CHECKER_FAULT -> "The checker's own machine failed: %s.".formatted(wording);
      case TLS -> "TLS with %s failed: %s.".formatted(endpoint, wording);
      case NONE, UNRESOLVED, WRONG_CONTENT, WRONG_CREDENTIALS, PROTOCOL, NOT_RUN, OUT_OF_SCOPE ->
          "The conversation with %s broke off: %s.".formatted(endpoint, wording);
    };
  }

  /// An exception's message, or its kind where it has none, on one harmless line.
  public static String wording(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return switch (failure) {
        case EOFException _ -> "end of data";
        case PortUnreachableException _ -> "nothing listens on this port";
        default -> failure.getClass().getSimpleName();
      };
    }
    String visible = Visible.line(message);
    return visible.length() <= 200 ? visible : visible.substring(0, 200) + "…";
  }
}
