package io.shieldwall.probing;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Ends what takes too long, from outside. A hashed timing wheel on one platform daemon thread:
/// setting and cancelling an alarm cost the same however many wait. An alarm rings at most two
/// ticks late and never early. What it runs must not block.
final class Watchdog {

  private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
  private static final long TICK_NANOS = Duration.ofMillis(5).toNanos();
  private static final int SPOKES = 2048;

  private final ConcurrentLinkedQueue<Alarm>[] wheel;
  private final LongSupplier nanoTime;
  private final long origin;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();
  private volatile long turned;

  /// Something that rings unless it is cancelled before.
  static final class Alarm {

    private final long tick;
    private final AtomicReference<@Nullable Runnable> action;

    private Alarm(long tick, Runnable action) {
      this.tick = tick;
      this.action = new AtomicReference<>(action);
    }

    void cancel() {
      action.set(null);
    }
  }

  private static final class Shared {
    static final Watchdog INSTANCE = new Watchdog(System::nanoTime).start();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  Watchdog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.wheel = new ConcurrentLinkedQueue[SPOKES];
    for (int i = 0; i < SPOKES; i++) {
      wheel[i] = new ConcurrentLinkedQueue<>();
    }
  }

  /// The watchdog of this process.
  static Watchdog shared() {
    return Shared.INSTANCE;
  }

  private Watchdog start() {
    Thread.ofPlatform().daemon().name("probe-watchdog").start(this::watch);
    return this;
  }

  Alarm after(Duration delay, Runnable action) {
    long now = nanoTime.getAsLong() - origin;
    long tick = (now + Math.max(0, delay.toNanos())) / TICK_NANOS + 1;
    Alarm alarm = new Alarm(tick, action);
    if (waiting.getAndIncrement() == 0) {
      LockSupport.unpark(sleeper.get());
    }
    wheel[(int) (tick % SPOKES)].add(alarm);
    if (turned >= tick) {
      // its spoke may have been rung while the alarm was being hung on it
      run(alarm.action.getAndSet(null));
    }
    return alarm;
  }

  private void watch() {
    sleeper.set(Thread.currentThread());
    while (true) {
      if (waiting.get() == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, TICK_NANOS);
      }
      turn();
    }
  }

  /// Rings everything that is due now.
  void turn() {
    long now = (nanoTime.getAsLong() - origin) / TICK_NANOS;
    long from = Math.max(turned, now - SPOKES + 1);
    turned = now;
    for (long tick = from; tick <= now; tick++) {
      ring(wheel[(int) (tick % SPOKES)], now);
    }
  }

  private void ring(ConcurrentLinkedQueue<Alarm> spoke, long now) {
    for (Iterator<Alarm> alarms = spoke.iterator(); alarms.hasNext(); ) {
      Alarm alarm = alarms.next();
      if (alarm.tick <= now) {
        alarms.remove();
        waiting.decrementAndGet();
        run(alarm.action.getAndSet(null));
      } else if (alarm.action.get() == null) {
        alarms.remove();
        waiting.decrementAndGet();
      }
    }
  }

  private static void run(@Nullable Runnable action) {
    if (action == null) {
      return;
    }
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "an alarm of the watchdog failed", e);
    }
  }
}
