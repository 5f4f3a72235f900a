package io.shieldwall.probing.network;

import java.util.Date;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CopyOnWriteArrayList;
import org.snmp4j.util.CommonTimer;

/// A timer of the SNMP library for one check, on the one thread that all of them share.
final class SnmpTimer implements CommonTimer {

  private static final Timer SHARED = new Timer("snmp-timer", true);

  private final List<TimerTask> tasks = new CopyOnWriteArrayList<>();

  @Override
  public void schedule(TimerTask task, long delay) {
    tasks.add(task);
    SHARED.schedule(task, delay);
  }

  @Override
  public void schedule(TimerTask task, long delay, long period) {
    tasks.add(task);
    SHARED.schedule(task, delay, period);
  }

  @Override
  public void schedule(TimerTask task, Date first, long period) {
    tasks.add(task);
    SHARED.schedule(task, first, period);
  }

  @Override
  public void cancel() {
    tasks.forEach(TimerTask::cancel);
    SHARED.purge();
  }
}
