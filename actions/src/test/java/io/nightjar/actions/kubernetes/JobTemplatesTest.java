package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobTemplatesTest {
  private static final String GOOD =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {namespace: forensics}
      spec:
        template:
          spec:
            serviceAccountName: collector
            restartPolicy: Never
            containers: [{name: main, image: "app:1"}]
      """;

  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void readsWhatAMountedConfigMapLooksLike() throws Exception {
    Path data = Files.createDirectory(folder.resolve("..2026"));
    Files.writeString(data.resolve("collect.yaml"), GOOD);
    Files.createSymbolicLink(folder.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(folder.resolve("collect.yaml"), Path.of("..data/collect.yaml"));
    write("README.md", "not one");
    assertThat(JobTemplates.read(folder)).containsOnlyKeys("collect");
    assertThat(JobTemplates.read(folder).values())
        .singleElement()
        .returns("forensics", found -> found.namespace(new PodTarget("shop", "web", "u")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serviceAccountName: collector | x: y | serviceAccountName of its own",
        "kind: Job | kind: CronJob | is not a Job",
        "kind: Job | kind: [ | is not one Kubernetes object",
        "containers: | initContainers: | has no containers",
        "name: main, | name: main, env: [{name: NIGHTJAR_X}], | whose prefix is Nightjar's",
      })
  void whatMayNotRunSoIsNamed(String what, String instead, String message) throws Exception {
    write("bad.yaml", GOOD.replace(what.strip(), instead.strip()));
    assertThatThrownBy(() -> JobTemplates.read(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bad.yaml")
        .hasMessageContaining(message.strip());
  }

  @Test
  void twoFilesOfOneNameAreOneTooMany() throws Exception {
    write("a.yaml", GOOD);
    write("a.yml", GOOD);
    assertThatThrownBy(() -> JobTemplates.read(folder)).hasMessageContaining("another template");
  }

  @Test
  void tellsHowAJobEnded() {
    Job job =
        new JobBuilder()
            .withNewMetadata()
            .withNamespace("forensics")
            .withName("j")
            .endMetadata()
            .withNewStatus()
            .addNewCondition()
            .withType("Failed")
            .withStatus("True")
            .withMessage("deadline\u001b[2J")
            .endCondition()
            .endStatus()
            .build();
    assertThat(RunJob.progress(job))
        .isEqualTo(
            new Progress(Progress.State.STUCK, "Job forensics/j failed: deadline\\u001b[2J"));
    job.getStatus().getConditions().getFirst().setType("Complete");
    assertThat(RunJob.progress(job).state()).isEqualTo(Progress.State.READY);
  }
}
