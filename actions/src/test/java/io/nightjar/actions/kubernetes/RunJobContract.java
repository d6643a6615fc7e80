package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A Job about a pod, from a template. */
abstract class RunJobContract extends TargetActionContract {

  @Override
  Map<String, String> needs() {
    // served since 1.23; a Job before that keeps no time to live
    return Map.of("autoscaling/v2", "HorizontalPodAutoscaler");
  }

  private static final String HOSTILE = "x\"; rm -rf / # \n$(KEY) $$ ${A}\0 {{ .Values }}\u202e";

  static JobTemplate template() {
    return JobTemplate.of(
        "collect",
        Serialization.unmarshal(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              labels: {team: response}
            spec:
              template:
                spec:
                  automountServiceAccountToken: false
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: main
                      image: %s
                      env: [{name: KEY, value: own}]
            """
                .formatted(Fixtures.OLD_IMAGE),
            Job.class));
  }

  @Override
  Action action(KubernetesClient client) {
    return new RunJob(client, Map.of("collect", template()));
  }

  @Override
  Target prepared() {
    return bare("lone");
  }

  @Override
  Parameters parameters() {
    return Parameters.NONE
        .with(RunJob.TEMPLATE, "collect")
        .with(Parameters.SEEN, List.of("rule=Shell", "commandLine=" + HOSTILE));
  }

  @Override
  JsonNode world(Target target) {
    ObjectNode world = JsonNodeFactory.instance.objectNode();
    client()
        .resources(Job.class)
        .inNamespace(namespace())
        .list()
        .getItems()
        .forEach(
            job ->
                world.set(
                    job.getMetadata().getUid(),
                    new ClusterObjects(client()).json(job).path("spec")));
    return world;
  }

  private Job made() {
    List<Job> jobs = client().resources(Job.class).inNamespace(namespace()).list().getItems();
    assertThat(jobs).hasSize(1);
    return jobs.getFirst();
  }

  /** Another response is another Job: it may be about another detection in the same pod. */
  @Test
  @Override
  void aSecondRunChangesNothing() {
    Target target = prepared();
    succeed(target, parameters());
    JsonNode after = world(target);
    assertThat(execute(target, parameters())).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(world(target)).isEqualTo(after);
    succeeded(action(client()).execute(request("r-2", target, parameters(), false)));
    assertThat(world(target)).hasSize(2);
  }

  @Test
  void whatWasSeenIsInTheEnvironmentAndNowhereElse() {
    succeed(prepared(), parameters());
    Job job = made();
    Map<String, String> variables =
        job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
            .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    assertThat(variables)
        .containsEntry("NIGHTJAR_SEEN_RULE", "Shell")
        .containsEntry(
            "NIGHTJAR_SEEN_COMMAND_LINE",
            "x\"; rm -rf / # \n$$(KEY) $$$$ $${A} {{ .Values }}\u202e")
        .containsEntry("NIGHTJAR_POD_NAMESPACE", namespace())
        .containsEntry("NIGHTJAR_POD_NAME", "lone")
        .containsEntry("NIGHTJAR_RESPONSE", "r-1")
        .containsEntry("KEY", "own");
    ObjectNode rest = new ClusterObjects(client()).json(job);
    ((ObjectNode) rest.at("/spec/template/spec/containers/0")).remove("env");
    assertThat(rest.toString()).doesNotContain("rm -rf");
  }

  @Test
  void theJobIsMarkedAndEndsByItself() {
    succeed(prepared(), parameters());
    Job job = made();
    assertThat(job.getMetadata().getLabels())
        .containsEntry(Marks.MANAGED_BY, Marks.NIGHTJAR)
        .containsEntry("team", "response");
    assertThat(job.getMetadata().getAnnotations()).containsEntry(Marks.RESPONSE, "r-1");
    assertThat(job.getSpec())
        .returns(3_600, JobSpec::getTtlSecondsAfterFinished)
        .returns(3_600L, JobSpec::getActiveDeadlineSeconds)
        .returns(0, JobSpec::getBackoffLimit);
    assertThat(action(client()).progress(request("r-1", bare("two"), parameters(), false)))
        .map(Progress::state)
        .contains(Progress.State.UNDER_WAY);
  }

  @Test
  void whatTheConfigurationDoesNotNameIsRefused() {
    Target target = prepared();
    assertFailed(execute(target, Parameters.NONE.with(RunJob.TEMPLATE, "other")), Kind.UNSUPPORTED);
    assertFailed(execute(target, Parameters.NONE), Kind.UNSUPPORTED);
    assertThat(world(target)).isEmpty();
  }

  @Test
  void aJobOfThatNameThatSomebodyElseMadeStays() {
    Target target = prepared();
    Job foreign =
        create(
            new JobBuilder(
                    client()
                        .getKubernetesSerialization()
                        .<Job>unmarshal(Fixtures.job(namespace(), template().jobName("r-1"))))
                .build());
    assertFailed(execute(target, parameters()), Kind.CONFLICT);
    assertThat(action(client()).recover(request("r-1", target, parameters(), false))).isEmpty();
    assertThat(made().getMetadata().getUid()).isEqualTo(foreign.getMetadata().getUid());
  }

  @Test
  void theUndoLeavesAJobAloneThatTookItsName() {
    Target target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    client().resource(made()).delete();
    Job foreign =
        create(
            client()
                .getKubernetesSerialization()
                .<Job>unmarshal(Fixtures.job(namespace(), template().jobName("r-1"))));
    UndoOutcome.Refused refused = refuseToTakeBack(target, done);
    assertThat(refused.difference()).singleElement().asString().startsWith("/metadata/uid: left ");
    assertThat(made().getMetadata().getUid()).isEqualTo(foreign.getMetadata().getUid());
  }
}
