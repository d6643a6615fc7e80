package io.nightjar.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentListTest {

  @Test
  void onlyWhatIsKnownToBeNoSecretIsShown() {
    Map<String, String> variables =
        EnvironmentList.redacted(
            "PATH=/bin\0PASSWORD=hunter2\0HARMLESS_LOOKING=s3cret\0KUBERNETES_SERVICE_HOST=10.0.0.1"
                + "\0DB_SERVICE_HOST=postgres://user:pw@db\0EMPTY=\0no equals sign\0");

    assertThat(variables)
        .containsEntry("PATH", "/bin")
        .containsEntry("PASSWORD", "(hidden, 7 characters)")
        .containsEntry("HARMLESS_LOOKING", "(hidden, 6 characters)")
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.0.0.1")
        .containsEntry("DB_SERVICE_HOST", "(hidden, 21 characters)")
        .containsEntry("EMPTY", "(hidden, 0 characters)")
        .containsEntry("(no name)", "(hidden, 14 characters)");
    assertThat(variables.toString()).doesNotContain("hunter2", "s3cret", "pw@", "equals sign");
  }
}
