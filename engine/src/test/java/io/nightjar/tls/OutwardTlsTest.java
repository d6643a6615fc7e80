package io.nightjar.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.alert.Receiver;
import io.nightjar.alert.TestKeys;
import io.nightjar.config.OutwardTlsConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls to servers whose certificates only the files of the test vouch for. */
class OutwardTlsTest {

  @TempDir static Path keys;

  @SuppressWarnings("NullAway.Init")
  private static TestKeys here;

  @SuppressWarnings("NullAway.Init")
  private static TestKeys elsewhere;

  @TempDir Path folder;

  @BeforeAll
  static void make() throws Exception {
    here = TestKeys.make(keys, "EC", "ip:127.0.0.1");
    elsewhere = TestKeys.make(keys, "EC", "dns:logs.example.com");
  }

  @Test
  void trustsWhomTheFileSaysAndFollowsItsChangesButNeverABrokenOne() throws Exception {
    Path ca = here.certificateFile(folder);
    OutwardTls tls = tls(ca, null, null, null);
    TestKeys next = TestKeys.make(keys, "EC", "ip:127.0.0.1");
    try (Receiver old = Receiver.tls(here.context(here), false);
        Receiver fresh = Receiver.tls(next.context(next), false)) {
      assertThat(answer(old.url(), null)).isZero(); // this machine knows it not
      assertThat(answer(old.url(), tls)).isEqualTo(200);
      assertThat(answer(fresh.url(), tls)).isZero();

      Files.writeString(ca, "no certificate");
      assertThat(answer(old.url(), tls)).isEqualTo(200);

      // as a volume is changed: another file is moved over it
      Files.move(next.certificateFile(folder), ca, StandardCopyOption.REPLACE_EXISTING);
      assertThat(answer(fresh.url(), tls)).isEqualTo(200);
      assertThat(answer(old.url(), tls)).isZero();
    }
  }

  @Test
  void takesACertificateOfAnotherNameWhereThatNameIsWantedAndNoOther() throws Exception {
    Path ca = elsewhere.certificateFile(folder);
    try (Receiver server = Receiver.tls(elsewhere.context(elsewhere), false)) {
      assertThat(answer(server.url(), tls(ca, null, null, null))).isZero();
      assertThat(answer(server.url(), tls(ca, null, null, "logs.example.com"))).isEqualTo(200);
      assertThat(answer(server.url(), tls(ca, null, null, "logs.example.org"))).isZero();
      // a name does not make up for an authority
      Path other = here.certificateFile(folder);
      assertThat(answer(server.url(), tls(other, null, null, "logs.example.com"))).isZero();
    }
  }

  @Test
  void showsItsOwnCertificateToWhoAsksForOne() throws Exception {
    Path ca = here.certificateFile(folder);
    TestKeys own = TestKeys.make(keys, "EC", "dns:nightjar");
    try (Receiver server = Receiver.tls(here.context(own), true)) {
      assertThat(answer(server.url(), tls(ca, null, null, null))).isZero();
      Path certificate = own.certificateFile(folder);
      assertThat(answer(server.url(), tls(ca, certificate, own.keyFile(folder), null)))
          .isEqualTo(200);
      Path wrong = elsewhere.certificateFile(folder);
      assertThat(answer(server.url(), tls(ca, wrong, elsewhere.keyFile(folder), null))).isZero();
    }
  }

  @Test
  void whatCannotBeUsedIsToldByItsKeyAndFileAtTheStart() throws Exception {
    Path none = folder.resolve("none.pem");
    assertThatThrownBy(() -> tls(none, null, null, null))
        .hasMessage("notify.channels.team.tls: " + none + " cannot be read");
    Path text = Files.writeString(folder.resolve("text.pem"), "secret-77");
    assertThatThrownBy(() -> tls(text, null, null, null))
        .hasMessageStartingWith("notify.channels.team.tls: ")
        .hasMessageContaining(text.toString())
        .hasMessageNotContaining("secret-77");
    assertThat(OutwardTls.of(null, "x")).isNull();
  }

  @Test
  void starsStandForOneLabelAlone() throws Exception {
    TestKeys star = TestKeys.make(keys, "EC", "dns:*.example.com");
    Path ca = star.certificateFile(folder);
    try (Receiver server = Receiver.tls(star.context(star), false)) {
      assertThat(answer(server.url(), tls(ca, null, null, "LOGS.example.com"))).isEqualTo(200);
      for (String other : new String[] {"example.com", "a.logs.example.com", "xexample.com"}) {
        assertThat(answer(server.url(), tls(ca, null, null, other))).describedAs(other).isZero();
      }
    }
  }

  private static OutwardTls tls(
      @Nullable Path ca, @Nullable Path certificate, @Nullable Path key, @Nullable String name) {
    return Objects.requireNonNull(
        OutwardTls.of(
            new OutwardTlsConfig(ca, certificate, key, name), "notify.channels.team.tls"));
  }

  /** Status of a post on a new connection; 0 where there was none. */
  private static int answer(URI to, @Nullable OutwardTls tls) throws InterruptedException {
    SignedPost.Address address =
        new SignedPost.Address(to, "", Duration.ofSeconds(5), OutwardTls.contextOf(tls));
    return new SignedPost(address, InstantSource.system()).send("{}", Map.of()).status();
  }
}
