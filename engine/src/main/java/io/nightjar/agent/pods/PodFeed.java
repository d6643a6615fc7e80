package io.nightjar.agent.pods;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.fleet.wire.NodePod;
import io.nightjar.fleet.wire.PodGone;
import io.nightjar.fleet.wire.PodSnapshot;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.store.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what an engine tells of the pods of this node, and keeps it on the disk. Thread: {@link
 * #follow} is one thread's only.
 */
public final class PodFeed {

  private static final Logger log = LoggerFactory.getLogger(PodFeed.class);
  private static final long KEEP_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration SILENT = Duration.ofSeconds(45);

  private final KnownPods pods;
  private final PodFile file;
  private final Link link;
  private final AtomicReference<@Nullable InputStream> open = new AtomicReference<>();
  private volatile long heardNanos = System.nanoTime();
  private volatile boolean following;
  private boolean unkept;
  private long keptNanos = System.nanoTime();

  /**
   * @param file that the pods are kept in
   */
  public PodFeed(KnownPods pods, Path file, Link link) {
    this.pods = pods;
    this.file = new PodFile(file);
    this.link = link;
  }

  /** Takes up what was kept. */
  public void resume() {
    file.into(pods);
  }

  /**
   * Returns when the stream ends.
   *
   * @param begun is told when the first snapshot is here
   */
  public void follow(Runnable begun) throws LinkFailure, InterruptedException {
    heardNanos = System.nanoTime();
    InputStream stream = link.follow("/pods");
    open.set(stream);
    try (stream;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String event = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heardNanos = System.nanoTime();
        if (line.startsWith("event:")) {
          event = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          take(event, line.substring("data:".length()).strip(), begun);
        }
        keepNowAndThen();
      }
    } catch (IOException e) {
      log.debug("the stream of pods ended", e);
    } finally {
      following = false;
      open.set(null);
    }
    throw new LinkFailure.NotNow("the stream of pods ended", Duration.ZERO);
  }

  private void take(String event, String data, Runnable begun) {
    try {
      switch (event) {
        case Wire.SNAPSHOT -> {
          pods.replace(Json.MAPPER.readValue(data, PodSnapshot.class));
          following = true;
          begun.run();
        }
        case Wire.CHANGED -> pods.put(Json.MAPPER.readValue(data, NodePod.class));
        case Wire.GONE -> pods.remove(Json.MAPPER.readValue(data, PodGone.class).uid());
        default -> {
          return;
        }
      }
      unkept = true;
    } catch (JsonProcessingException e) {
      log.warn("what an engine told of a pod is not understood: {}", e.getOriginalMessage());
    }
  }

  private void keepNowAndThen() {
    if (unkept && System.nanoTime() - keptNanos >= KEEP_NANOS) {
      keep();
    }
  }

  private void keep() {
    file.write(pods);
    unkept = false;
    keptNanos = System.nanoTime();
  }

  /** Ends a stream that has been silent for too long; to be called now and then, by any thread. */
  public void look() {
    if (System.nanoTime() - heardNanos > SILENT.toNanos()) {
      end();
    }
  }

  private void end() {
    InputStream stream = open.get();
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        log.debug("the stream of pods was not closed", e);
      }
    }
  }

  /** Whether what is known is what an engine knows now. */
  public boolean following() {
    return following;
  }

  /** Ends it, and keeps what is known; when nobody follows any more. */
  public void close() {
    end();
    keep();
  }
}
