package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

abstract class ReadOnlyRootContract extends WorkloadActionContract {

  @Override
  Action action(KubernetesClient client) {
    return new EnforceReadOnlyRootFilesystem(client);
  }

  @Override
  WorkloadTarget prepared() {
    return workload("Deployment", "web");
  }

  @Override
  Parameters parameters() {
    return Parameters.NONE
        .with("container", "main")
        .with("writtenDirectories", List.of("/tmp", "/var/cache/app", "/data/x", "/usr/bin"));
  }

  @Test
  void makesTheRootReadOnlyWithAVolumeWhereTheProgramWrites() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    JsonNode pod = spec(Deployment.class, "web").at("/template/spec");
    assertThat(pod.at("/containers/0/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("mountPath"))
        .containsExactly("/data", "/tmp", "/var/cache/app");
    assertThat(pod.at("/volumes")).hasSize(3).allMatch(volume -> volume.has("emptyDir"));
    assertThat(done.warnings()).anyMatch(warning -> warning.startsWith("no volume for /usr/bin"));
  }

  @Test
  void worksOnStatefulSetsAndDaemonSetsAndBack() {
    for (Map.Entry<String, Class<? extends HasMetadata>> kind :
        Map.<String, Class<? extends HasMetadata>>of(
                "StatefulSet", StatefulSet.class, "DaemonSet", DaemonSet.class)
            .entrySet()) {
      WorkloadTarget target = workload(kind.getKey(), kind.getKey().toLowerCase(Locale.ROOT));
      JsonNode before = snapshot(kind.getValue(), target.name());
      Outcome.Succeeded done = succeed(target, parameters());
      assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(snapshot(kind.getValue(), target.name())).isEqualTo(before);
    }
  }

  @Test
  void aLaterRunAddsDirectoriesAndBothUndoInTurn() {
    WorkloadTarget target = prepared();
    JsonNode before = snapshot(Deployment.class, "web");
    Outcome.Succeeded first = succeed(target, parameters());
    Outcome.Succeeded second =
        succeeded(
            action(client())
                .execute(
                    request(
                        "r-2", target, parameters().with("writtenDirectories", "/run"), false)));

    assertThat(undo(target, first.beforeState())).isInstanceOf(UndoOutcome.Refused.class);
    assertThat(undo(target, second.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(undo(target, first.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Deployment.class, "web")).isEqualTo(before);
  }

  @Test
  void aContainerThatIsNotThereIsRefused() {
    assertFailed(
        execute(prepared(), Parameters.NONE.with("container", "nobody")), Kind.UNSUPPORTED);
  }
}
