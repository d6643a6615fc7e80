package io.nightjar.outputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.SampleResponses;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.alert.Receiver;
import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.OutputConfig;
import io.nightjar.config.Overrides;
import io.nightjar.config.TestSurroundings;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFollowersTest {

  @TempDir Path folder;

  @Test
  void everyLeafGoesOutOnceInItsOrderAcrossRestartsAndOutages() throws Exception {
    try (TestState open = TestState.open(folder.resolve("state"));
        Receiver receiver = Receiver.plain().answering(503)) {
      Database database = open.database();
      record(database, "before");
      try (AuditFollowers followers = followers(open, "format: ocsf", receiver)) {
        record(database, "one");
        new Journal(database, () -> SampleResponses.THREE).append(SampleResponses.detection());
        // refused once, taken a second later
        await().atMost(Duration.ofSeconds(20)).until(() -> count(followers, "output siem") == 2);
      }
      record(database, "while nobody followed");
      try (AuditFollowers followers = followers(open, "format: ocsf", receiver)) {
        record(database, "three");
        await().until(() -> count(followers, "output siem") == 2);
        assertThat(followers.counters()).containsEntry("output siem waiting", 0L);
        assertThat(followers.losses()).containsEntry("output siem", 0L);
      }
      List<String> taken =
          receiver.posts.subList(1, receiver.posts.size()).stream()
              .map(post -> sequence(post.body().bytes()))
              .toList();
      assertThat(taken).containsExactly("1", "2", "3", "4");
    }
  }

  private static String sequence(byte[] body) {
    try {
      JsonNode event = new ObjectMapper().readTree(body);
      return event.path("metadata").path("sequence").asText();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsRefusedForGoodIsCountedAndDoesNotHoldUpTheRest() throws Exception {
    try (TestState open = TestState.open(folder.resolve("state"));
        Receiver receiver = Receiver.plain().answering(400)) {
      try (AuditFollowers followers = followers(open, "format: ecs", receiver)) {
        record(open.database(), "one");
        record(open.database(), "two");
        await().until(() -> count(followers, "output siem") == 1);
        assertThat(followers.losses()).containsEntry("output siem", 1L);
      }
    }
  }

  @Test
  void leavesThatWereSealedMeanwhileComeFromTheirSegment() throws Exception {
    Path file = folder.resolve("ecs.json");
    Path state = folder.resolve("state");
    try (TestState open = TestState.open(state)) {
      Database database = open.database();
      try (AuditFollowers followers = following(open, file)) {
        record(database, "one");
        await().until(() -> count(followers, "output siem") == 1);
      }
      record(database, "two");
      record(database, "three");
      new AuditKeeping(database, SegmentFolder.in(state), () -> SampleResponses.THREE)
          .seal(SampleResponses.THREE.plusSeconds(60), "engine");
      try (AuditFollowers followers = following(open, file)) {
        await().until(() -> count(followers, "output siem waiting") == 0);
        await().until(() -> lines(file) >= 3);
      }
      assertThat(Files.readAllLines(file))
          .satisfies(
              all -> {
                assertThat(all.get(0)).contains("\"sequence\":0");
                assertThat(all.get(1)).contains("\"sequence\":1").contains("two");
                assertThat(all.get(2)).contains("\"sequence\":2").contains("three");
              });
    }
  }

  private static long count(AuditFollowers followers, String name) {
    return followers.counters().getOrDefault(name, 0L);
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static void record(Database database, String what) {
    database.record(
        AuditDraft.of(SampleResponses.THREE, "policy.reload", null, "engine").with("what", what));
  }

  private AuditFollowers followers(TestState open, String format, Receiver receiver)
      throws Exception {
    return start(open, format + ", http: {retries: 0, url: '" + receiver.url() + "'}");
  }

  private AuditFollowers following(TestState open, Path file) throws Exception {
    return start(open, "format: ecs, file: {path: " + file + "}");
  }

  private AuditFollowers start(TestState open, String keys) throws ConfigErrors, IOException {
    Path file = folder.resolve("nightjar.yaml");
    Files.writeString(file, "outputs: {siem: {" + keys + "}}\n");
    Map<String, OutputConfig> outputs =
        new ConfigLoader(TestSurroundings.FIXED)
            .read(Optional.of(file), Overrides.NONE)
            .configuration()
            .outputs();
    AuditFollowers followers =
        new AuditFollowers(
            open.database(),
            SegmentFolder.in(open.path()),
            open.path(),
            ActionRegistry.standardDescriptors(),
            "0.0.0");
    followers.use(
        new FurtherOutputs(
                Map.of(), "node-1", OutputStream.nullOutputStream(), InstantSource.system())
            .following(outputs, followers.running()));
    return followers;
  }
}
