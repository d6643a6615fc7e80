package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.Outcome.Failed.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadOnlyRootPlanTest {
  private static final ObjectNode WEB =
      Fixtures.json(
          """
          metadata: {resourceVersion: "7"}
          spec:
            template:
              spec:
                containers:
                  - name: proxy
                    image: proxy:1
                  - name: main
                    image: main:1
                    securityContext: {runAsUser: 7, capabilities: {add: [SYS_ADMIN]}}
                    volumeMounts: [{name: data, mountPath: /data}]
                volumes: [{name: data, emptyDir: {}}]
          """);

  @Test
  void addsAnEmptyVolumeForEveryWrittenDirectoryThatIsNotMounted() {
    EditPlan.Edit edit = edit(WEB, "main", "/tmp", "/data/x", "/var/log");
    JsonNode spec = edit.patch().result().at("/spec/template/spec");
    JsonNode main = spec.at("/containers/1");
    assertThat(main.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(main.at("/securityContext/runAsUser").asInt()).isEqualTo(7);
    assertThat(main.at("/volumeMounts").findValuesAsText("mountPath"))
        .containsExactly("/data", "/tmp", "/var/log");
    assertThat(spec.at("/volumes").findValuesAsText("name"))
        .containsExactlyElementsOf(main.at("/volumeMounts").findValuesAsText("name"));
    assertThat(spec.at("/containers/0")).isEqualTo(WEB.at("/spec/template/spec/containers/0"));
    assertThat(edit.warnings())
        .anyMatch(warning -> warning.contains("SYS_ADMIN"))
        .anyMatch(warning -> warning.contains("elsewhere, at its next start for instance, will"));
  }

  @Test
  void theUndoRestoresEveryPartExactly() {
    for (String container : List.of("main", "proxy")) {
      EditPlan.Edit edit = edit(WEB, container, "/tmp", "/cache");
      ObjectPatch back = ObjectPatch.of(edit.patch().result());
      ReadOnlyRootPlan.restore(back, edit.before());
      assertThat(back.result()).isEqualTo(WEB);
    }
  }

  @Test
  void aSecondPlanFindsNothingToDo() {
    ObjectNode done = edit(WEB, "main", "/tmp").patch().result();
    assertThat(ReadOnlyRootPlan.of(done, "main", List.of("/tmp")))
        .isInstanceOf(EditPlan.Nothing.class);
    assertThat(ReadOnlyRootPlan.of(done, "main", List.of("/tmp", "/new")))
        .isInstanceOf(EditPlan.Edit.class);
  }

  @Test
  void aContainerMustBeNamedWhereThereAreSeveral() {
    assertThat(ReadOnlyRootPlan.of(WEB, "", List.of()))
        .isInstanceOfSatisfying(
            EditPlan.Impossible.class, not -> assertThat(not.kind()).isEqualTo(Kind.UNSUPPORTED));
    assertThat(ReadOnlyRootPlan.of(WEB, "nobody", List.of()))
        .isInstanceOf(EditPlan.Impossible.class);
  }

  @Test
  void saysWhenPrivilegeVoidsItAndWhenThePodsAreNotReplaced() {
    ObjectNode privileged =
        ObjectPatch.of(WEB)
            .set(
                Fixtures.json("{privileged: true}"),
                "spec",
                "template",
                "spec",
                "containers",
                "0",
                "securityContext")
            .set(Fixtures.json("{type: OnDelete}"), "spec", "updateStrategy")
            .result();
    assertThat(edit(privileged, "proxy", "/tmp").warnings())
        .anyMatch(warning -> warning.contains("privileged"))
        .anyMatch(warning -> warning.contains("on delete"));
  }

  @Test
  void volumeNamesAreDnsLabelsAndTellContainersApart() {
    for (String directory : List.of("/", "/var/lib/Some_Thing.d/" + "x".repeat(200), "/ü/-/")) {
      assertThat(ReadOnlyRootPlan.volumeName("main", directory))
          .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
          .hasSizeLessThanOrEqualTo(63);
    }
    assertThat(ReadOnlyRootPlan.volumeName("a", "/tmp"))
        .isNotEqualTo(ReadOnlyRootPlan.volumeName("b", "/tmp"));
  }

  private static EditPlan.Edit edit(ObjectNode workload, String container, String... written) {
    return (EditPlan.Edit) ReadOnlyRootPlan.of(workload, container, List.of(written));
  }
}
