package io.nightjar.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The parts of images and packages, without a JVM or a package of Debian. */
class ShippedPartsTest {

  @TempDir Path scratch;

  @Test
  void theSameFilesGiveTheSameImageAndOthersAnotherOne() throws Exception {
    DescriptorDigest digest = image(scratch.resolve("first"), "jar");

    assertThat(image(scratch.resolve("second"), "jar")).isEqualTo(digest);
    // of the same size, name and time; in a folder of its own, and in one that was used before
    assertThat(image(scratch.resolve("other"), "JAR")).isNotEqualTo(digest);
    assertThat(image(scratch.resolve("second"), "JAR")).isNotEqualTo(digest);
  }

  @Test
  void theListOfClassesHasOneOrderAndNoPlaces() {
    assertThat(
            ClassArchive.canonical(
                List.of(
                    "# a remark",
                    "b/Second id: 7",
                    "@lambda-proxy b/Second run ()V",
                    "c/Strange id: 9 super: 7 source: /somewhere/playbooks.zip",
                    "a/First id: 12",
                    "b/Second id: 30")))
        .containsExactly("@lambda-proxy b/Second run ()V", "a/First", "b/Second");
  }

  @Test
  void aFlagIsLeftOutForAJavaThatRefusesIt() {
    String text = "# why\n-Xms24m\n[25] -XX:+UseCompactObjectHeaders\n";

    assertThat(JvmOptions.fitting(text, 21)).isEqualTo("-Xms24m\n");
    assertThat(JvmOptions.fitting(text, 25)).isEqualTo("-Xms24m\n-XX:+UseCompactObjectHeaders\n");
  }

  @Test
  void aProviderWhoseModuleIsNotLinkedIsNotNamedAndTheOthersHaveNoGap() {
    String text =
        """
        # a remark
        security.provider.1=SUN
        security.provider.2=XMLDSig
        security.provider.3=SunSASL
        """;

    assertThat(SecurityProviders.fitting(text, Set.of("java.base", "java.security.sasl")))
        .isEqualTo("# a remark\nsecurity.provider.1=SUN\nsecurity.provider.2=SunSASL\n");
  }

  @Test
  void aJarThatTheBillOfMaterialsDoesNotNameIsAnError() throws Exception {
    Path lib = Files.createDirectories(scratch.resolve("lib"));
    Path jar = Files.writeString(lib.resolve("named-1.jar"), "named");
    Path bill = scratch.resolve("bill.json");
    Files.writeString(
        bill,
        """
        {"components": [{"name": "named", "version": "1", "hashes": [{"content": "%s"}],
          "licenses": [{"license": {"id": "MIT"}}]}]}
        """
            .formatted(HexFormat.of().formatHex(Stamp.sha256(jar))));

    BillOfMaterials read = BillOfMaterials.of(bill).covering(lib).addRuntime("25.0.3");
    assertThat(read.licences())
        .isEqualTo("named 1: MIT\nopenjdk 25.0.3: GPL-2.0-with-classpath-exception\n");

    Files.writeString(lib.resolve("stray-2.jar"), "stray");
    assertThatThrownBy(() -> BillOfMaterials.of(bill).covering(lib))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stray-2.jar");
  }

  @Test
  void whoPushesIsToldByTheEnvironmentOrElseByDockersConfiguration() throws Exception {
    String name = "registry.example/security/nightjar-agent";
    Files.writeString(
        scratch.resolve("config.json"),
        "{\"auths\": {\"registry.example\": {\"auth\": \"%s\"}}}"
            .formatted(Base64.getEncoder().encodeToString("someone:secret".getBytes(UTF_8))));

    assertThat(new Registry(name, Map.of("DOCKER_CONFIG", scratch.toString())).credential())
        .contains(Credential.from("someone", "secret"));
    assertThat(
            new Registry(
                    name,
                    Map.of(
                        "DOCKER_CONFIG", scratch.toString(),
                        "REGISTRY_USERNAME", "another",
                        "REGISTRY_PASSWORD", "word"))
                .credential())
        .contains(Credential.from("another", "word"));
    assertThat(new Registry(name, Map.of("HOME", scratch.toString())).credential()).isEmpty();
  }

  @Test
  void theChartIsToldTheDigestsOfWhatWasPushed() throws Exception {
    String digest = "sha256:" + "0123456789abcdef".repeat(4);
    ChartValues values = new ChartValues("registry.example/security/nightjar");
    values.put(Role.AGENT, DescriptorDigest.fromDigest(digest));

    assertThat(values.toString())
        .isEqualTo(
            """
            # values of the chart that take exactly these images
            image: {registry: "registry.example/security"}
            agent: {image: {repository: nightjar-agent, digest: "%s"}}\
            """
                .formatted(digest));
  }

  @Test
  void anotherProcessorTakesAJdkThatIsNamed() {
    Architecture other =
        Architecture.AMD64.isOfThisMachine() ? Architecture.ARM64 : Architecture.AMD64;
    StringWriter said = new StringWriter();
    CommandLine line = Shipping.commandLine().setErr(new PrintWriter(said));

    assertThat(line.execute("image", "--arch", "sparc")).isEqualTo(2);
    assertThat(line.execute("image", "--to", "registry:somewhere")).isEqualTo(2);
    assertThat(line.execute("package", "--arch", other.debianName())).isEqualTo(2);
    assertThat(said.toString())
        .contains("Nightjar is not shipped for sparc, but for amd64 and arm64")
        .contains("--push names a registry")
        // where there is no cross-compiler, that is said first
        .containsAnyOf("--jdk-" + other.debianName() + " DIR is needed", other.compiler());
  }

  private DescriptorDigest image(Path work, String jar) throws Exception {
    Build build = SmallTree.build(work, Architecture.AMD64, jar);
    Containerizer to =
        ImageFile.file(work.resolve("image.tar"), "nightjar-engine:1").setOfflineMode(true);
    return new ImageFile(build, Role.ENGINE)
        .write(SmallTree.base(build), ImageFormat.OCI, to)
        .getDigest();
  }
}
