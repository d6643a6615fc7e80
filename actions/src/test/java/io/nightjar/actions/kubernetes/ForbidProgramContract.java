package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.kubernetes.CustomTypes.TetragonPolicy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the cluster knows Tetragon's policies. */
abstract class ForbidProgramContract extends TargetActionContract {

  @BeforeEach
  void assumeTetragon() {
    assumeTrue(client().supports(TetragonPolicy.class), "the cluster has no Tetragon");
  }

  @Override
  Action action(KubernetesClient client) {
    return new ForbidProgram(client);
  }

  @Override
  WorkloadTarget prepared() {
    return workload("Deployment", "web");
  }

  @Override
  Parameters parameters() {
    return Parameters.NONE.with("program", List.of("/usr/bin/nc", "/tmp/xm rig"));
  }

  @Override
  JsonNode world(Target target) {
    ObjectNode world = JsonNodeFactory.instance.objectNode();
    for (TetragonPolicy one : policies()) {
      world.set(one.getMetadata().getName(), new ClusterObjects(client()).json(one).path("spec"));
    }
    return world;
  }

  private List<TetragonPolicy> policies() {
    return client().resources(TetragonPolicy.class).inNamespace(namespace()).list().getItems();
  }

  @Test
  void thePolicyIsOfThisWorkloadsPodsAndTheseFiles() {
    WorkloadTarget target = prepared();
    succeed(target, parameters());
    JsonNode spec = world(target).elements().next();
    assertThat(spec.path("podSelector").toString())
        .isEqualTo("{\"matchLabels\":{\"app\":\"web\"}}");
    assertThat(spec.at("/kprobes/0/selectors/0/matchArgs/0/values").toString())
        .isEqualTo("[\"/tmp/xm rig\",\"/usr/bin/nc\"]");
    assertThat(spec.at("/kprobes/0/selectors/0/matchActions/0/action").asText())
        .isEqualTo("Sigkill");
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedThePolicySince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    client()
        .resources(TetragonPolicy.class)
        .inNamespace(namespace())
        .withName(policies().getFirst().getMetadata().getName())
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"replace\",\"path\":\"/spec/kprobes/0/selectors/0/matchArgs/0/values\","
                + "\"value\":[\"/bin/other\"]}]");
    assertThat(refuseToTakeBack(target, done).difference()).isNotEmpty();
    assertThat(policies()).hasSize(1);
  }

  @Test
  void theUndoNeedsNoWorkload() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    client().apps().deployments().inNamespace(namespace()).withName("web").delete();
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(policies()).isEmpty();
  }

  @Test
  void whatIsNoPathIsRefused() {
    WorkloadTarget target = prepared();
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("nc"),
            List.of("/usr/bin/"),
            List.of("/a\nb"),
            List.of("/" + "x".repeat(255)),
            List.of("/1", "/2", "/3", "/4", "/5"),
            Collections.singletonList(""))) {
      assertFailed(execute(target, Parameters.NONE.with("program", wrong)), Kind.UNSUPPORTED);
    }
    assertThat(policies()).isEmpty();
  }
}
