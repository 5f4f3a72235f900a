package io.shieldwall.cluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A worker in a process of its own. Arguments: address of the broker, key file, port of the
/// service.
final class TestingWorker {

  private TestingWorker() {}

  public static void main(String[] arguments) throws Exception {
    Worker worker =
        new Worker(
            new Broker(arguments[0], Map.of(), arguments[3]),
            Seal.of(Path.of(arguments[1])),
            TestingField.duty(Integer.parseInt(arguments[2])),
            TestingField::prober);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    worker.start();
    new CountDownLatch(1).await();
  }
}
