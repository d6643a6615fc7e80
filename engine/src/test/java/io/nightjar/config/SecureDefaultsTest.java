package io.nightjar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.gate.GateSettings.Protection;
import io.nightjar.gate.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds where nobody has configured anything, and what no configuration can have. */
class SecureDefaultsTest {

  private final Configuration defaults = Configuration.defaults(TestSurroundings.FIXED);

  @TempDir Path folder;

  private Configuration read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("nightjar.yaml"), yaml);
    return new ConfigLoader(TestSurroundings.FIXED)
        .read(Optional.of(file), Overrides.NONE)
        .configuration();
  }

  @Test
  void nothingIsDoneToARealClusterUntilSomebodySaysSo() {
    assertThat(defaults.modeOn(false)).isEqualTo(Mode.DRY_RUN);
    assertThat(defaults.namespaceModes()).isEmpty();
  }

  @Test
  void onlyThisMachineIsListenedToAndNothingElseIsServed() {
    assertThat(defaults.http().listen().loopback()).isTrue();
    assertThat(defaults.ingest().listen()).isNull();
    assertThat(defaults.ingest().talon().listen()).isNull();
    assertThat(defaults.ingest().stdin()).isFalse();
    assertThat(defaults.observe().metrics().listen()).isNull();
    assertThat(defaults.observe().metrics().open()).isFalse();
  }

  @Test
  void beyondThisMachineItNeedsTlsAndAlertsNeedASender() {
    for (String open :
        List.of(
            "http: {listen: \"0.0.0.0:2804\"}",
            "http: {listen: \"0.0.0.0:2804\", publicUrl: \"https://nightjar.example.com\"}",
            "ingest: {listen: \"0.0.0.0:2805\"}",
            "ingest: {talon: {listen: \"[::]:2803\"}}")) {
      assertThatThrownBy(() -> read(open)).as(open).isInstanceOf(ConfigErrors.class);
    }
  }

  @Test
  void theSystemAndNightjarAreProtectedAndHostProcessesLeftAlone() {
    assertThat(Protection.ALWAYS).contains("kube-system", "kube-public", "kube-node-lease");
    assertThat(defaults.protection().namespaces()).containsExactly("nightjar");
    assertThat(defaults.protection().hostProcesses()).isTrue();
  }

  @Test
  void howFarItReachesByItselfIsBounded() {
    assertThat(defaults.budgets().cluster()).isBetween(1, 100);
    assertThat(defaults.budgets().namespaces()).isBetween(1, 20);
    assertThat(defaults.budgets().keepReady()).isPositive();
    assertThat(defaults.rateLimit().cluster()).isBetween(1, 100);
    assertThat(defaults.coolDown()).isPositive();
  }

  @Test
  void silenceIsNoConsentAndSessionsEnd() {
    assertThat(defaults.approvals().within()).isLessThanOrEqualTo(Duration.ofHours(1));
    assertThat(defaults.http().signIn().idle()).isLessThanOrEqualTo(Duration.ofHours(1));
    assertThat(defaults.http().signIn().atMost()).isLessThanOrEqualTo(Duration.ofHours(12));
    assertThat(defaults.http().signIn().roles()).as("nobody has a role").isEmpty();
  }

  @Test
  void everyCertificateIsCheckedAndNothingGoesOut() {
    assertThat(defaults.falco().httpOutput().insecure()).isFalse();
    assertThat(defaults.falco().httpOutput().enabled()).isFalse();
    assertThat(defaults.outputs()).isEmpty();
    assertThat(defaults.notices().channels()).isEmpty();
    assertThat(defaults.observe().traces().endpoint()).isNull();
    assertThat(defaults.actions().webhooks()).isEmpty();
    assertThat(defaults.evidence().s3()).isNull();
  }

  @Test
  void aPasswordIsNotSentInTheOpen() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    notify:
                      channels:
                        mail: {email: {host: mail, protection: none, user: kim, password: "env:P",
                                       from: a@example.com, to: [b@example.com]}}
                    """))
        .isInstanceOf(ConfigErrors.class);
  }

  @Test
  void aSecretThatIsWrittenWronglyIsNotRepeatedInTheError() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    ingest:
                      senders: {falco: {token: hunter2-hunter2, rate: many}}
                    """))
        .isInstanceOfSatisfying(
            ConfigErrors.class, errors -> assertThat(errors.toString()).doesNotContain("hunter2"));
  }

  @Test
  void aPodsOwnKillSwitchIsInForceWithoutAWord() {
    Surroundings fixed = TestSurroundings.FIXED;
    Surroundings pod =
        new Surroundings(
            Map.of("POD_NAMESPACE", "watchers"),
            fixed.userHome(),
            fixed.home(),
            fixed.systemConfig(),
            false,
            "node-1",
            fixed.zone());
    assertThat(Configuration.defaults(pod).killSwitchConfigMap())
        .isEqualTo("watchers/nightjar-kill-switch");
  }
}
