package io.nightjar.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.config.FalcoConfig;
import io.nightjar.config.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real TLS server with certificates of our own making. */
@SuppressWarnings("NullAway.Init")
class HttpTrustTest {

  @TempDir static Path folder;
  private static TestKeys server;
  private static TestKeys elsewhere;
  private static TestKeys client;
  private static TestKeys curve;

  @BeforeAll
  static void make() throws Exception {
    server = TestKeys.make(folder, "RSA", "ip:127.0.0.1");
    elsewhere = TestKeys.make(folder, "EC", "dns:elsewhere.example");
    client = TestKeys.make(folder, "RSA", "dns:nightjar");
    curve = TestKeys.make(folder, "EC", "dns:nightjar");
  }

  @Test
  void aServerThatNobodyVouchesForGetsNothing() throws Exception {
    try (Receiver receiver = Receiver.tls(server.context(client), false)) {
      assertThatThrownBy(() -> send(receiver, http(receiver, false, null, null, null)))
          .hasMessageContaining("no trusted connection");
      assertThat(receiver.posts).isEmpty();
    }
  }

  @Test
  void whomToTrustIsReadFromFileBundleOrFolder() throws Exception {
    Path one = server.certificateFile(folder);
    Path bundle =
        Files.writeString(
            folder.resolve("bundle.pem"),
            Files.readString(elsewhere.certificateFile(folder)) + Files.readString(one));
    Path all = Files.createDirectory(folder.resolve("all"));
    Files.copy(bundle, all.resolve("a.pem"));
    Files.writeString(all.resolve("README"), "not a certificate");
    try (Receiver receiver = Receiver.tls(server.context(client), false)) {
      send(receiver, http(receiver, false, one, null, null));
      send(receiver, http(receiver, false, null, bundle, null));
      send(receiver, http(receiver, false, null, null, all));
      assertThat(receiver.posts).hasSize(3);
    }
  }

  @Test
  void aTrustedCertificateOfAnotherNameIsRefusedUnlessInsecure() throws Exception {
    Path its = elsewhere.certificateFile(folder);
    try (Receiver receiver = Receiver.tls(elsewhere.context(client), false)) {
      assertThatThrownBy(() -> send(receiver, http(receiver, false, its, null, null)))
          .hasMessageContaining("no trusted connection");
      send(receiver, http(receiver, true, null, null, null));
      assertThat(receiver.posts).hasSize(1);
    }
  }

  @Test
  void showsItsCertificateWhereTheServerAsks() throws Exception {
    for (TestKeys shown : new TestKeys[] {client, curve}) {
      try (Receiver receiver = Receiver.tls(server.context(shown), true)) {
        assertThatThrownBy(() -> send(receiver, http(receiver, true, null, null, null)))
            .hasMessageContaining("did not take it");
        for (Path key : new Path[] {shown.keyFile(folder), shown.oldKeyFile(folder)}) {
          send(receiver, mutual(receiver, shown.certificateFile(folder), key));
        }
        assertThat(receiver.posts).hasSize(2);
      }
    }
  }

  @Test
  void whatCannotBeUsedIsNamedButNeverShown() throws Exception {
    Path certificate = client.certificateFile(folder);
    try (Receiver receiver = Receiver.tls(server.context(client), true)) {
      Path missing = folder.resolve("missing.pem");
      assertThatThrownBy(() -> HttpTrust.of(mutual(receiver, certificate, missing)))
          .hasMessage("http_output: " + missing + " cannot be read");
      Path other = curve.keyFile(folder);
      assertThatThrownBy(() -> HttpTrust.of(mutual(receiver, certificate, other)))
          .hasMessageContaining("does not belong to its certificate")
          .hasNoCause();
      Path locked =
          Files.writeString(
              folder.resolve("locked.pem"),
              "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
      assertThatThrownBy(() -> HttpTrust.of(mutual(receiver, certificate, locked)))
          .hasMessageContaining("is encrypted");
      Path text = Files.writeString(folder.resolve("text.pem"), "hello");
      assertThatThrownBy(() -> HttpTrust.of(http(receiver, false, text, null, null)))
          .hasMessageContaining(text.toString());
    }
  }

  private static void send(Receiver receiver, FalcoConfig.Http http) throws Exception {
    URI url = receiver.url();
    HttpOutput output =
        new HttpOutput(
            new HttpOutput.Settings(
                url, "nightjar", "text/plain", Duration.ofSeconds(10), 0, false),
            HttpTrust.of(http),
            pause -> {});
    try {
      output.write("alert");
    } finally {
      output.close();
    }
  }

  private static FalcoConfig.Http mutual(Receiver receiver, Path certificate, Path key)
      throws Exception {
    return config(
        receiver, false, server.certificateFile(folder), null, null, true, certificate, key);
  }

  private static FalcoConfig.Http http(
      Receiver receiver,
      boolean insecure,
      @Nullable Path ca,
      @Nullable Path bundle,
      @Nullable Path caFolder) {
    return config(receiver, insecure, ca, bundle, caFolder, false, null, null);
  }

  private static FalcoConfig.Http config(
      Receiver receiver,
      boolean insecure,
      @Nullable Path ca,
      @Nullable Path bundle,
      @Nullable Path caFolder,
      boolean mutual,
      @Nullable Path certificate,
      @Nullable Path key) {
    return new FalcoConfig.Http(
        true,
        Secret.parse(receiver.url().toString()),
        "nightjar",
        insecure,
        ca,
        bundle,
        caFolder,
        mutual,
        certificate,
        key,
        false,
        0);
  }
}
