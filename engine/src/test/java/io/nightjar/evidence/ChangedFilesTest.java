package io.nightjar.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangedFilesTest {
  private static final String OVERLAY =
      "620 500 0:50 / / rw,relatime master:1 - overlay overlay"
          + " rw,lowerdir=/l,upperdir=/var/lib/a\\040b/diff,workdir=/w\n";

  @Test
  void findsTheUpperLayerOfTheRoot() {
    assertThat(ChangedFiles.upperLayer(OVERLAY)).contains("/var/lib/a b/diff");
  }

  @Test
  void anOverlaySomewhereElseIsNotTheRoot() {
    String elsewhere = OVERLAY.replace(" / / ", " / /mnt ");

    assertThat(ChangedFiles.upperLayer(elsewhere)).isEmpty();
    assertThat(ChangedFiles.upperLayer("1 2 0:1 / / rw - ext4 /dev/vda rw\n" + OVERLAY)).isEmpty();
    assertThat(ChangedFiles.upperLayer("")).isEmpty();
  }
}
