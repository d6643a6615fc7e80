package io.nightjar.agent;

import io.nightjar.actions.DisplayText;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.agent.spool.Entry;
import io.nightjar.agent.spool.Spool;
import io.nightjar.fleet.wire.DetectionsTaken;
import io.nightjar.fleet.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the spool to an engine, one batch at a time, as soon as it is there; what an
 * engine has made durable leaves the spool. A detection that no engine will ever take is set aside
 * and holds up none of the others. Thread: {@link #turn} is its loop's only.
 */
final class Uplink {

  private static final Logger log = LoggerFactory.getLogger(Uplink.class);
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 500;
  private static final int MOST = Wire.DETECTIONS_AT_MOST;
  private static final long MOST_BYTES = Wire.BODY_BYTES_AT_MOST / 4;

  /** What these answer they would answer again of the same body: malformed, or too large. */
  private static final Set<Integer> NEVER_TAKEN = Set.of(400, 413, 422);

  private final Spool spool;
  private final EngineCalls calls;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  Uplink(Spool spool, EngineCalls calls) {
    this.spool = spool;
    this.calls = calls;
  }

  /** Waits for something to send, for a moment, and sends it; or waits after a failure. */
  void turn() throws InterruptedException {
    if (!spool.await(LOOK_MILLIS)) {
      return;
    }
    List<Entry> batch = spool.next(MOST, MOST_BYTES);
    try {
      deliver(batch);
      calls.answered();
    } catch (LinkFailure e) {
      calls.failed(e);
    }
  }

  /** Sends what waits until there is none, or the first failure. */
  void flush() throws InterruptedException {
    try {
      for (List<Entry> batch = spool.next(MOST, MOST_BYTES);
          !batch.isEmpty();
          batch = spool.next(MOST, MOST_BYTES)) {
        deliver(batch);
      }
    } catch (LinkFailure e) {
      log.info("{} detections stay in the spool: {}", spool.depth().waiting(), e.getMessage());
    }
  }

  private void deliver(List<Entry> batch) throws LinkFailure, InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      taken(batch, send(batch));
    } catch (LinkFailure.Refused e) {
      if (!NEVER_TAKEN.contains(e.status())) {
        throw e;
      }
      if (batch.size() == 1) {
        setAside(batch.getFirst(), String.valueOf(e.getMessage()));
        spool.taken(batch);
        return;
      }
      // one of them is what it does not like: halves tell which
      int half = batch.size() / 2;
      deliver(batch.subList(0, half));
      deliver(batch.subList(half, batch.size()));
    }
  }

  private DetectionsTaken send(List<Entry> batch) throws LinkFailure, InterruptedException {
    Link link = calls.link();
    return link.post("/detections", body(batch), DetectionsTaken.class, WITHIN);
  }

  /** As a {@code DetectionBatch} is written; the detections are JSON already. */
  private static byte[] body(List<Entry> batch) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("{\"from\":" + batch.getFirst().sequence() + ",\"detections\":[")
            .getBytes(StandardCharsets.UTF_8));
    String comma = "";
    for (Entry entry : batch) {
      body.writeBytes(comma.getBytes(StandardCharsets.UTF_8));
      body.writeBytes(entry.body());
      comma = ",";
    }
    body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private void taken(List<Entry> batch, DetectionsTaken answer) throws LinkFailure {
    long from = batch.getFirst().sequence();
    int count = Math.clamp(answer.through() - from + 1, 0, batch.size());
    for (DetectionsTaken.Refused each : answer.refused()) {
      long at = each.number() - from;
      if (at >= 0 && at < count) {
        setAside(batch.get((int) at), each.why());
      }
    }
    spool.taken(batch.subList(0, count));
    sent.addAndGet(count);
    if (count == 0) {
      throw new LinkFailure.NotNow("the engine took none of " + batch.size(), Duration.ZERO);
    }
  }

  private void setAside(Entry entry, String why) {
    if (refused.getAndIncrement() % 1_000 == 0) {
      log.warn(
          "the engine will not take detection {} ({} such so far): {}",
          entry.sequence(),
          refused.get(),
          DisplayText.of(why));
    }
  }

  /** Detections that an engine has made durable, or refused. */
  long sent() {
    return sent.get();
  }

  /** Detections that no engine will take. */
  long refused() {
    return refused.get();
  }
}
