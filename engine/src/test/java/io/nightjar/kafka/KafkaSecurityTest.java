package io.nightjar.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nightjar.alert.TestKeys;
import io.nightjar.detect.Detection;
import io.nightjar.kafka.KafkaSettings.Login;
import io.nightjar.kafka.KafkaSettings.Security;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A real broker that lets nobody in whom it does not know, and nobody do what is not allowed. */
class KafkaSecurityTest {

  private static final InstantSource CLOCK = InstantSource.system();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String PASSWORD = "correct horse \"battery\" staple";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir static Path folder;
  private static TestBroker broker;
  private static Path brokerCertificate;
  private static Path ownCertificate;
  private static Path ownKeys;
  private static Path password;

  private final String prefix = "s" + NUMBER.incrementAndGet();

  @BeforeAll
  static void start() throws Exception {
    TestKeys ofBroker = TestKeys.make(folder, "EC", "ip:127.0.0.1");
    TestKeys own = TestKeys.make(folder, "EC", "dns:nightjar");
    brokerCertificate = ofBroker.certificateFile(folder);
    ownCertificate = own.certificateFile(folder);
    ownKeys = together("own", own);
    password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    broker =
        TestBroker.guarded(folder.resolve("broker"), together("broker", ofBroker), ownCertificate);
    try (Admin admin = open("x").admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "nightjar",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096),
                      PASSWORD)))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Path together(String name, TestKeys keys) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".pem"),
        Files.readString(keys.keyFile(folder)) + Files.readString(keys.certificateFile(folder)));
  }

  private static Clients open(String prefix) {
    return new Clients(settings(broker.address(), prefix, Security.NONE));
  }

  private static KafkaSettings settings(String address, String prefix, Security security) {
    return new KafkaSettings(
        List.of(address),
        prefix,
        1,
        1,
        Duration.ofHours(4),
        Duration.ofSeconds(2),
        security,
        "engine");
  }

  private KafkaSettings byPassword(Path ca, Path file) {
    return settings(
        broker.passwordAddress(),
        prefix,
        new Security(true, ca, null, new Login("SCRAM-SHA-512", "nightjar", file)));
  }

  private KafkaSettings byCertificate(Security security) {
    return settings(broker.certificateAddress(), prefix, security);
  }

  /** As docs/scale-out.md names them. */
  private void allow(String principal, boolean groups) throws Exception {
    List<AclOperation> onTopics =
        List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.CREATE);
    List<AclBinding> all =
        new java.util.ArrayList<>(
            onTopics.stream().map(one -> acl(principal, ResourceType.TOPIC, one)).toList());
    if (groups) {
      all.add(acl(principal, ResourceType.GROUP, AclOperation.READ));
      all.add(acl(principal, ResourceType.GROUP, AclOperation.DESCRIBE));
    }
    try (Admin admin = open(prefix).admin()) {
      admin.createAcls(all).all().get();
    }
  }

  private AclBinding acl(String principal, ResourceType type, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, prefix + ".", PatternType.PREFIXED),
        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
  }

  private static void append(KafkaSettings settings) {
    Detection detection = Burst.detection("d", "shell", 1, CLOCK.instant());
    try (KafkaLog log = KafkaLog.open(settings, rule -> true)) {
      assertThat(log.append(List.of(detection))).hasSize(1);
    }
  }

  private static StoreException refused(KafkaSettings settings) {
    StoreException thrown =
        catchThrowableOfType(StoreException.class, () -> Topics.ensure(new Clients(settings)));
    assertThat(thrown).isNotNull().isNotInstanceOf(KafkaAwayException.class);
    return thrown;
  }

  @Test
  void whoKnowsThePasswordIsLetInAndItIsToldToNobody() throws Exception {
    allow("User:nightjar", true);
    Logger all = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    Level before = all.getLevel();
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    all.addAppender(heard);
    all.setAdditive(false);
    all.setLevel(Level.DEBUG);
    try {
      append(byPassword(brokerCertificate, password));
    } finally {
      all.setLevel(before);
      all.setAdditive(true);
      all.detachAppender(heard);
    }
    List<String> lines =
        List.copyOf(heard.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines).anyMatch(line -> line.contains("sasl.mechanism = SCRAM-SHA-512"));
    assertThat(lines).noneMatch(line -> line.contains("battery"));
  }

  @Test
  void aWrongPasswordIsNamedByItsUserAndItsFileAndAChangedOneIsReadAnew() throws Exception {
    allow("User:nightjar", true);
    Path file = Files.writeString(folder.resolve(prefix), "wrong secret");
    StoreException thrown = refused(byPassword(brokerCertificate, file));
    assertThat(thrown)
        .hasMessageContaining("refuses the user nightjar")
        .hasMessageContaining(file.toString())
        .hasMessageContaining("SCRAM-SHA-512")
        .hasMessageContaining(broker.passwordAddress())
        .message()
        .doesNotContain("wrong secret");
    // a client that is there reads it at its next connection
    try (Admin admin = new Clients(byPassword(brokerCertificate, file)).admin()) {
      assertThatThrownBy(() -> admin.listTopics().names().get()).hasMessageContaining("SCRAM");
      Files.writeString(file, PASSWORD);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> admin.listTopics().names().get() != null);
    }
  }

  @Test
  void anUnknownAuthorityIsNamedWithItsFile() {
    assertThat(refused(byPassword(ownCertificate, password)))
        .hasMessageContaining("signed by nobody whom " + ownCertificate + " (kafka.ca) names");
    assertThat(
            refused(
                settings(
                    broker.passwordAddress(),
                    prefix,
                    new Security(
                        true, null, null, new Login("SCRAM-SHA-512", "nightjar", password)))))
        .hasMessageContaining("Java trusts: name the authority in kafka.ca");
    assertThat(refused(byPassword(folder.resolve("not there"), password)))
        .hasMessageContaining("what the section kafka says is of no use")
        .hasMessageContaining("not there");
  }

  @Test
  void whoShowsTheRightCertificateIsLetInAndNobodyElse() throws Exception {
    allow("User:CN=test", true);
    append(byCertificate(new Security(true, brokerCertificate, ownKeys, null)));
    assertThat(refused(byCertificate(new Security(true, brokerCertificate, null, null))))
        .hasMessageContaining("wants a certificate of Nightjar's own: name it in kafka.keys");
    assertThat(
            refused(
                byCertificate(
                    new Security(true, brokerCertificate, folder.resolve("broker.pem"), null))))
        .hasMessageContaining("broker.pem (kafka.keys) is not of an authority");
  }

  @Test
  void aMissingRightIsNamedAndOnceItIsGivenTheEngineTakesPart() throws Exception {
    KafkaSettings settings = byPassword(brokerCertificate, password);
    assertThat(refused(settings))
        .hasMessageContaining("does not let nightjar use or make its topics")
        .hasMessageContaining("topics that begin with " + prefix + ".")
        .hasMessageContaining("Read, Write, Describe and Create");
    allow("User:nightjar", false);
    DecidingEngine.Parts parts =
        new DecidingEngine.Parts(
            Burst.playbooks(folder.resolve("playbooks")),
            Burst.CALENDARS,
            CLOCK,
            CLOCK,
            SessionLimits.DEFAULT);
    try (DecidingEngine engine = DecidingEngine.start(settings, parts)) {
      await()
          .atMost(PATIENCE)
          .until(engine::trouble, words -> words.contains("group " + prefix + ".deciding"));
      assertThat(engine.trouble()).contains("Read and Describe on groups");
      assertThat(engine.isJoined()).isFalse();
      allow("User:nightjar", true);
      await().atMost(PATIENCE).until(() -> engine.isJoined() && engine.lags().size() == 2);
      await().atMost(PATIENCE).until(() -> engine.trouble().isEmpty());
    }
  }

  @Test
  void brokersThatAreAwayAreToldFromThoseThatRefuse() {
    KafkaSettings nobody = settings("127.0.0.1:9", prefix, Security.NONE);
    KafkaTrouble trouble = KafkaTrouble.of(new java.util.concurrent.TimeoutException(), nobody);
    assertThat(trouble.refused()).isFalse();
    assertThat(trouble.words())
        .contains("Kafka at 127.0.0.1:9 does not answer", "without TLS (kafka.tls: false)");
  }
}
