package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Labels and annotations of pods. */
final class PodMarkContracts {
  private PodMarkContracts() {}

  abstract static class Mark extends TargetActionContract {
    static final String KEY = "example.com/suspect";

    @Override
    Target prepared() {
      return bare("lone");
    }

    @Override
    Parameters parameters() {
      return marking(KEY, "true");
    }

    static Parameters marking(String key, String value) {
      return Parameters.NONE.with(MetadataEntry.KEY, key).with(MetadataEntry.VALUE, value);
    }

    @Override
    JsonNode world(Target target) {
      return snapshot(Pod.class, ((PodTarget) target).name());
    }

    void edit(Target target, Consumer<Pod> change) {
      client()
          .pods()
          .inNamespace(namespace())
          .withName(((PodTarget) target).name())
          .edit(
              pod -> {
                change.accept(pod);
                return pod;
              });
    }

    @Test
    void anUnusableKeyIsRefused() {
      Target target = prepared();
      for (String key : new String[] {"", "a b", "-x", "nightjar.io/quarantine", "x/y/z"}) {
        assertFailed(execute(target, marking(key, "x")), Kind.UNSUPPORTED);
      }
    }

    @Test
    void twoMarksOfOnePodAreTakenBackInAnyOrder() {
      Target target = prepared();
      JsonNode before = world(target);
      Parameters other = marking("example.com/other", "1");
      Outcome.Succeeded first = succeed(target, parameters());
      Outcome.Succeeded second =
          succeeded(action(client()).execute(request("r-2", target, other, false)));
      assertThat(takeBack(target, first, false)).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(action(client()).undo(request("r-2", target, other, false), second.beforeState()))
          .isInstanceOf(UndoOutcome.Undone.class);
      assertThat(world(target)).isEqualTo(before);
    }
  }

  abstract static class Label extends Mark {
    @Override
    Action action(KubernetesClient client) {
      return new LabelPod(client);
    }

    @Test
    void whatOthersMaySelectByIsNotOverwritten() {
      Target target = prepared();
      Outcome outcome = execute(target, marking("app", "nothing"));
      assertFailed(outcome, Kind.UNSUPPORTED);
      assertThat(((Outcome.Failed) outcome).cause()).contains("app=web");
    }

    @Test
    void theUndoIsRefusedWhenTheLabelChangedSince() {
      Target target = prepared();
      Outcome.Succeeded done = succeed(target, parameters());
      edit(target, pod -> pod.getMetadata().getLabels().put(KEY, "no"));
      assertThat(refuseToTakeBack(target, done).difference())
          .containsExactly("/metadata/labels/example.com~1suspect: left \"true\", now \"no\"");
      assertThat(world(target).at("/metadata/labels/example.com~1suspect").asText())
          .isEqualTo("no");
    }
  }

  abstract static class Annotation extends Mark {
    @Override
    Action action(KubernetesClient client) {
      return new AnnotatePod(client);
    }

    @Override
    JsonNode world(Target target) {
      Pod pod =
          client().pods().inNamespace(namespace()).withName(((PodTarget) target).name()).get();
      Map<String, String> annotations = pod.getMetadata().getAnnotations();
      annotations.keySet().removeIf(key -> !key.contains("nightjar") && !key.contains("example"));
      return Fixtures.json(client().getKubernetesSerialization().asYaml(annotations));
    }

    @Test
    void whatWasThereComesBack() {
      Target target = prepared();
      edit(target, pod -> pod.getMetadata().setAnnotations(Map.of(KEY, "old")));
      JsonNode before = world(target);
      Outcome.Succeeded done = succeed(target, parameters());
      assertThat(done.changes()).containsExactly("annotation " + KEY + "=true, before old");
      assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(world(target)).isEqualTo(before);
    }
  }
}
