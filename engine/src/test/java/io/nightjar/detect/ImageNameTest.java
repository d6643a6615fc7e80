package io.nightjar.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of an image. */
class ImageNameTest {

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io, nginx, latest, ''",
    "nginx:1.25, docker.io, nginx, 1.25, ''",
    "shop/web, docker.io, shop/web, latest, ''",
    "localhost/web:x, localhost, localhost/web, x, ''",
    "registry.example:5000/shop/web, registry.example:5000, registry.example:5000/shop/web, latest,"
        + " ''",
    "registry.example:5000/web:1@sha256:ab, registry.example:5000, registry.example:5000/web, 1,"
        + " sha256:ab",
    "ghcr.io/web@sha256:ab, ghcr.io, ghcr.io/web, '', sha256:ab",
    "index.docker.io/library/web, docker.io, index.docker.io/library/web, latest, ''",
  })
  void namesRegistryRepositoryTagAndDigest(
      String image, String registry, String repository, String tag, String digest) {
    assertThat(ImageName.of(image)).isEqualTo(new ImageName(registry, repository, tag, digest));
  }

  @Test
  void aProcessOfTheHostHasNoImage() {
    assertThat(ImageName.of("")).isEqualTo(new ImageName("", "", "", ""));
  }
}
