package io.shieldwall.server.pages;

import io.shieldwall.exercise.Clock;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.server.live.Stage;
import java.time.Duration;
import java.util.Locale;

/// The clock on every page.
///
/// @param status READY, RUNNING, PAUSED or ENDED
/// @param time exercise time now, milliseconds since STARTEX
/// @param phase title of the phase
/// @param progress percent of the exercise that has passed
public record ClockView(
    Clock.Status status,
    long time,
    double speed,
    String phase,
    String title,
    long duration,
    int progress) {

  public static ClockView of(Stage.Moment moment) {
    Scenario scenario = moment.scenario();
    long duration = scenario.duration().toMillis();
    return new ClockView(
        moment.state().clock().status(),
        moment.now(),
        moment.state().clock().speed(),
        scenario.phaseAt(Duration.ofMillis(moment.now())).title(),
        scenario.title(),
        duration,
        duration == 0 ? 0 : (int) (100 * moment.now() / duration));
  }

  public String speedText() {
    return speed == Math.rint(speed)
        ? Long.toString((long) speed)
        : String.format(Locale.ROOT, "%.1f", speed);
  }
}
