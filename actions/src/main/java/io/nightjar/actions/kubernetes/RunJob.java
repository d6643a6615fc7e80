package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code kubernetes:run-job}: creates a Job from a template of the configuration, about one pod.
 *
 * <p>Its name comes from the response, so one response has one Job however often it is tried; the
 * undo deletes it, which ends its pods and takes back nothing that they did.
 */
public final class RunJob implements Action {
  public static final String ID = "kubernetes:run-job";

  static final String TEMPLATE = "template";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Run a Job from a template of the configuration, about the pod; the undo ends it, not"
              + " what it did",
          PodTarget.class,
          Map.of(
              TEMPLATE,
              "which of the configuration's templates",
              Parameters.SEEN,
              "what was seen, as name=value; the Job has it in its environment"),
          true,
          // what the template does is not known here
          true,
          true,
          List.of(
              new Permission("", "pods", List.of("get")),
              new Permission("batch", "jobs", List.of("get", "create", "delete"))),
          "");

  private final ClusterObjects cluster;
  private final Map<String, JobTemplate> templates;

  public RunJob(KubernetesClient client, Map<String, JobTemplate> templates) {
    this.cluster = new ClusterObjects(client);
    this.templates = Map.copyOf(templates);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    String name = request.parameters().text(TEMPLATE, "");
    JobTemplate template = templates.get(name);
    if (template == null) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          "the configuration has no Job template \"" + DisplayText.of(name) + "\"");
    }
    return ConflictRetry.execute(
        () ->
            switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
              case Lookup.Gone<Pod> gone -> new Outcome.NothingToDo(target.describe() + " is gone");
              case Lookup.Another<Pod> other -> WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Pod> found -> run(request, target, template);
            });
  }

  private Outcome run(ActionRequest request, PodTarget target, JobTemplate template) {
    Job wanted =
        template.build(
            target,
            request.responseId(),
            Parameters.namesAndValues(request.parameters().list(Parameters.SEEN)));
    Optional<Job> there = job(wanted.getMetadata().getNamespace(), wanted.getMetadata().getName());
    if (there.isPresent()) {
      return isOf(there.get(), request.responseId())
          ? new Outcome.NothingToDo(describe(there.get()) + " is there already")
          : new Outcome.Failed(
              Kind.CONFLICT, describe(there.get()) + " exists, and this response did not make it");
    }
    Job made = cluster.create(wanted, request.dryRun());
    Outcome.Succeeded done = succeeded(made, "created from the template " + template.name());
    if (request.dryRun()) {
      return DryRun.of(done);
    }
    return cluster.find(
                Job.class,
                made.getMetadata().getNamespace(),
                made.getMetadata().getName(),
                made.getMetadata().getUid())
            instanceof Lookup.Found<Job>
        ? done
        : new Outcome.Failed(
            Kind.CONFLICT, describe(made) + " was taken away at once by somebody else");
  }

  private static Outcome.Succeeded succeeded(Job made, String what) {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state
        .put("namespace", made.getMetadata().getNamespace())
        .put("name", made.getMetadata().getName())
        .put("uid", String.valueOf(made.getMetadata().getUid()));
    return new Outcome.Succeeded(
        List.of(describe(made) + " " + what),
        state,
        List.of("the undo deletes the Job; what its program did stays done"));
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return own(request)
        .map(made -> succeeded(made, "was created by an earlier run of this response"));
  }

  /** The Job that this response made, while it is there. */
  private Optional<Job> own(ActionRequest request) {
    JobTemplate template = templates.get(request.parameters().text(TEMPLATE, ""));
    return template == null || !(request.target() instanceof PodTarget target)
        ? Optional.empty()
        : job(template.namespace(target), template.jobName(request.responseId()))
            .filter(found -> isOf(found, request.responseId()));
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return own(request).map(RunJob::progress);
  }

  static Progress progress(Job job) {
    if (job.getStatus() != null) {
      for (JobCondition condition : job.getStatus().getConditions()) {
        if ("True".equals(condition.getStatus()) && "Complete".equals(condition.getType())) {
          return new Progress(Progress.State.READY, describe(job) + " is complete");
        }
        if ("True".equals(condition.getStatus()) && "Failed".equals(condition.getType())) {
          String why = Objects.requireNonNullElse(condition.getMessage(), "");
          return new Progress(
              Progress.State.STUCK, describe(job) + " failed: " + DisplayText.of(why));
        }
      }
    }
    return new Progress(Progress.State.UNDER_WAY, describe(job) + " has not ended");
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof PodTarget)) {
      return WrongTarget.undoKind(ID, request.target());
    }
    String namespace = beforeState.path("namespace").asText();
    String name = beforeState.path("name").asText();
    String uid = beforeState.path("uid").asText();
    if (name.isEmpty() || uid.isEmpty()) {
      throw new IllegalArgumentException("not the before-state of this action");
    }
    return ConflictRetry.undo(
        () ->
            switch (cluster.find(Job.class, namespace, name, uid)) {
              case Lookup.Gone<Job> gone ->
                  undone("Job " + namespace + "/" + name + " is gone", request);
              case Lookup.Another<Job> other ->
                  new UndoOutcome.Refused(
                      "Job " + namespace + "/" + name + " is no longer the one that was made",
                      List.of("/metadata/uid: left " + uid + ", now " + other.uid()));
              case Lookup.Found<Job> found -> {
                cluster.delete(found.object(), request.dryRun());
                yield undone(describe(found.object()) + " deleted, and its pods with it", request);
              }
            });
  }

  private static UndoOutcome undone(String change, ActionRequest request) {
    UndoOutcome.Undone done = new UndoOutcome.Undone(List.of(change));
    return request.dryRun() ? DryRun.of(done) : done;
  }

  private Optional<Job> job(String namespace, String name) {
    return cluster.get(Job.class, namespace, name);
  }

  private static boolean isOf(Job job, String responseId) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    return annotations != null && responseId.equals(annotations.get(Marks.RESPONSE));
  }

  private static String describe(Job job) {
    return "Job " + job.getMetadata().getNamespace() + "/" + job.getMetadata().getName();
  }
}
