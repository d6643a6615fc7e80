package io.nightjar.store;

import io.nightjar.detect.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Run by hand: detections appended a second, each with its audit leaf, one by one and as many
 * together as the intake takes, on SQLite and on a PostgreSQL of this machine that syncs ({@code
 * -Dpostgres.fsync=true}).
 */
final class StoreBench {

  private static final int ALONE = 500;
  private static final int TOGETHER = 512;
  private static final int BATCHES = 40;

  private StoreBench() {}

  /**
   * @param arguments folder on the disk that is to be measured
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "store-bench");
    PostgresServer server = PostgresServer.orSkip();
    for (int round = 1; round <= 2; round++) {
      measure("SQLite", round, folder.resolve("sqlite" + round), new StoreAddress.Embedded());
      measure("PostgreSQL", round, folder.resolve("postgres" + round), server.newDatabase());
    }
  }

  private static void measure(String name, int round, Path state, StoreAddress address) {
    try (StateDirectory directory = StateDirectory.open(state);
        Database database = Database.open(directory, address)) {
      Journal journal = new Journal(database, Instant::now);
      for (int i = 0; i < 5; i++) {
        journal.append(some("warm" + i + "-", TOGETHER));
      }
      long began = System.nanoTime();
      for (int i = 0; i < ALONE; i++) {
        journal.append(Detections.of("alone" + i));
      }
      double alone = ALONE / seconds(began);
      began = System.nanoTime();
      for (int i = 0; i < BATCHES; i++) {
        journal.append(some("together" + i + "-", TOGETHER));
      }
      double together = BATCHES * TOGETHER / seconds(began);
      System.out.printf(
          "%-10s  round %d  one by one %,8.0f/s  %d together %,8.0f/s%n",
          name, round, alone, TOGETHER, together);
    }
  }

  private static List<Detection> some(String prefix, int count) {
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      detections.add(Detections.of(prefix + i));
    }
    return detections;
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
