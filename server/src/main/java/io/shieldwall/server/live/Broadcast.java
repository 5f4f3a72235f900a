package io.shieldwall.server.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renders each followed topic once for all its viewers and hands every viewer what changed.
///
/// A viewer has one bounded mailbox and one writer. A full mailbox closes that viewer; its browser
/// comes back and begins with a whole image. Nothing is rendered that nobody follows.
public final class Broadcast implements AutoCloseable {

  /// Parts a slow viewer may be behind before it is closed.
  private static final int MAILBOX = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

  private final Stage stage;
  private final Map<Topic.Kind, FragmentSource> sources = new ConcurrentHashMap<>();
  private final Map<Topic, Followed> followed = new ConcurrentHashMap<>();
  private final Thread renderer;
  private volatile boolean closing;

  public Broadcast(Stage stage, List<FragmentSource> sources, long periodMillis) {
    this.stage = stage;
    for (FragmentSource source : sources) {
      source.kinds().forEach(kind -> this.sources.put(kind, source));
    }
    this.renderer =
        Thread.ofPlatform().daemon().name("page-renderer").unstarted(() -> run(periodMillis));
  }

  public Broadcast start() {
    renderer.start();
    return this;
  }

  /// A part of a page that changed.
  public record Part(String name, String html) {}

  /// One open stream.
  public final class Viewer implements AutoCloseable {
    private final Followed topic;
    private final BlockingQueue<Part> mailbox = new ArrayBlockingQueue<>(MAILBOX);
    private volatile boolean cut;

    private Viewer(Followed topic) {
      this.topic = topic;
    }

    /// The next part, or nothing within the time; throws when the viewer was cut off.
    public List<Part> next(long millis) throws InterruptedException {
      Part first = mailbox.poll(millis, TimeUnit.MILLISECONDS);
      List<Part> parts = new ArrayList<>();
      if (first != null) {
        parts.add(first);
        mailbox.drainTo(parts);
      }
      return parts;
    }

    public boolean isCut() {
      return cut || closing;
    }

    private void offer(Part part) {
      if (!mailbox.offer(part)) {
        cut = true;
      }
    }

    @Override
    public void close() {
      followed.computeIfPresent(
          topic.name,
          (_, known) -> {
            known.viewers.remove(this);
            return known.viewers.isEmpty() ? null : known;
          });
    }
  }

  private static final class Followed {
    final Topic name;
    final List<Viewer> viewers = new CopyOnWriteArrayList<>();
    Map<String, String> image = Map.of();

    Followed(Topic name) {
      this.name = name;
    }
  }

  /// The whole image of a topic now, for a page that is opened.
  public Map<String, String> image(Topic topic) {
    FragmentSource source = sources.get(topic.kind());
    if (source == null) {
      throw new IllegalArgumentException("nothing renders " + topic.text());
    }
    return stage.read(moment -> source.render(topic, moment));
  }

  /// Begins to follow a topic; the whole image comes first.
  ///
  /// It is the image that the other viewers have, and a viewer is entered before it is given out: a
  /// change that comes meanwhile cannot be missed, and who comes back a hundred times a second
  /// makes nobody render.
  public Viewer follow(Topic topic) {
    Viewer viewer = enter(topic);
    Followed target = viewer.topic;
    try {
      synchronized (target) {
        if (target.image.isEmpty()) {
          target.image = image(topic);
        }
        target.image.forEach((name, html) -> viewer.offer(new Part(name, html)));
      }
    } catch (RuntimeException defect) {
      viewer.close();
      throw defect;
    }
    return viewer;
  }

  private Viewer enter(Topic topic) {
    List<Viewer> entered = new ArrayList<>(1);
    followed.compute(
        topic,
        (name, known) -> {
          Followed target = known == null ? new Followed(name) : known;
          Viewer viewer = new Viewer(target);
          target.viewers.add(viewer);
          entered.add(viewer);
          return target;
        });
    return entered.getFirst();
  }

  public int viewers() {
    return followed.values().stream().mapToInt(topic -> topic.viewers.size()).sum();
  }

  private void run(long periodMillis) {
    while (!closing) {
      long started = System.nanoTime();
      pushAll();
      long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
      try {
        TimeUnit.MILLISECONDS.sleep(Math.max(50, periodMillis - spent));
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /// Brings the viewers of every topic to its newest image.
  void pushAll() {
    for (Followed topic : followed.values()) {
      try {
        push(topic);
      } catch (RuntimeException defect) {
        LOG.error("page {} could not be rendered", topic.name.text(), defect);
      }
    }
  }

  private void push(Followed topic) {
    synchronized (topic) {
      Map<String, String> next = image(topic.name);
      Map<String, String> changed = new LinkedHashMap<>(next);
      changed.entrySet().removeIf(part -> part.getValue().equals(topic.image.get(part.getKey())));
      topic.image = next;
      for (Viewer viewer : topic.viewers) {
        changed.forEach((name, html) -> viewer.offer(new Part(name, html)));
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    renderer.interrupt();
  }
}
