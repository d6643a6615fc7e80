package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of images and packages, without a JVM or a package of Debian. */
class ShippedPartsTest {

  @TempDir Path scratch;

  @Test
  void theSameFilesGiveTheSameImageAndOthersAnotherOne() throws Exception {
    Path first = tree("first", "jar");
    Path second = tree("second", "jar");
    Path other = tree("other", "JAR");

    DescriptorDigest digest = image(first);

    assertThat(image(second)).isEqualTo(digest);
    // of the same size, name and time
    assertThat(image(other)).isNotEqualTo(digest);
  }

  @Test
  void aChangedFileIsNoticedInTheSameFolder() throws Exception {
    Path work = tree("work", "jar");
    DescriptorDigest before = image(work);

    Path jar = work.resolve("tree/usr/lib/nightjar/lib/nightjar-engine.jar");
    Files.writeString(jar, "JAR");
    Folders.settle(work.resolve("tree"));

    assertThat(image(work)).isNotEqualTo(before);
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
        "# a remark\nsecurity.provider.1=SUN\nsecurity.provider.2=XMLDSig\nsecurity.provider.3=SunSASL\n";

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

  private Path tree(String name, String jar) throws IOException {
    Path work = scratch.resolve(name);
    Path program = work.resolve("tree/usr/lib/nightjar");
    Files.createDirectories(program.resolve("lib"));
    Files.writeString(program.resolve("lib/nightjar-engine.jar"), jar);
    Files.writeString(program.resolve("lib/other-1.jar"), "other");
    Files.createDirectories(work.resolve("base/etc"));
    Files.writeString(work.resolve("base/etc/passwd"), "root:x:0:0\n");
    Folders.settle(work.resolve("tree"));
    Folders.settle(work.resolve("base"));
    return work;
  }

  private DescriptorDigest image(Path work) throws Exception {
    Build build =
        new Build(
            scratch, scratch, work, scratch, "1", "c0ffee", Instant.EPOCH, Architecture.AMD64);
    Containerizer to =
        ImageFile.file(work.resolve("image.tar"), "nightjar-engine:1").setOfflineMode(true);
    Base base =
        new Base.Files(new FileLayer("base").files(work.resolve("base"), file -> true).build());
    return new ImageFile(build, Role.ENGINE).write(base, ImageFormat.OCI, to).getDigest();
  }
}
