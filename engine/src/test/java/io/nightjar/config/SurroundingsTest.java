package io.nightjar.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {

  @Test
  void aPodKnowsItsNamespaceFromItsManifestOrElseFromItsServiceAccount(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("namespace"), "watchers\n");
    assertThat(Surroundings.withNamespace(Map.of("HOME", "/"), file))
        .containsOnly(Map.entry("HOME", "/"), Map.entry("POD_NAMESPACE", "watchers"));
    assertThat(Surroundings.withNamespace(Map.of("POD_NAMESPACE", "named"), file))
        .containsOnly(Map.entry("POD_NAMESPACE", "named"));
    assertThat(Surroundings.withNamespace(Map.of(), folder.resolve("none"))).isEmpty();
  }
}
