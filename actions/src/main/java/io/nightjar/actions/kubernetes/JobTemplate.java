package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.nightjar.actions.PodTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Job that the configuration holds ready. What a detection told reaches its containers as
 * environment variables and never becomes part of the Job's own text.
 */
public final class JobTemplate {
  /** Before the names of all variables that are set here. */
  static final String VARIABLES = "NIGHTJAR_";

  private static final int KEPT_SECONDS = 3_600;
  private static final long RUNS_SECONDS = 3_600;

  private final String name;
  private final Job job;

  private JobTemplate(String name, Job job) {
    this.name = name;
    this.job = job;
  }

  /**
   * @param name of the template
   * @throws IllegalArgumentException when it is not a Job that may run so
   */
  static JobTemplate of(String name, Job job) {
    problem(job)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    return new JobTemplate(name, job);
  }

  private static Optional<String> problem(Job job) {
    PodSpec pod =
        job.getSpec() == null || job.getSpec().getTemplate() == null
            ? null
            : job.getSpec().getTemplate().getSpec();
    if (pod == null || pod.getContainers().isEmpty()) {
      return Optional.of("has no containers");
    }
    boolean account = pod.getServiceAccountName() != null && !pod.getServiceAccountName().isBlank();
    if (!account && !Boolean.FALSE.equals(pod.getAutomountServiceAccountToken())) {
      return Optional.of(
          "must name a serviceAccountName of its own, or say automountServiceAccountToken: false");
    }
    return containers(pod)
        .flatMap(container -> container.getEnv().stream())
        .map(EnvVar::getName)
        .filter(variable -> variable.startsWith(VARIABLES))
        .findFirst()
        .map(variable -> "sets " + variable + ", whose prefix is Nightjar's");
  }

  String name() {
    return name;
  }

  /** Where it runs: its own namespace, or that of the pod where it names none. */
  String namespace(PodTarget pod) {
    String own = job.getMetadata() == null ? null : job.getMetadata().getNamespace();
    return Objects.requireNonNullElse(own, pod.namespace());
  }

  /** The name of the Job of one response: the same in every run of it. */
  String jobName(String responseId) {
    return "nightjar-" + name + "-" + Fingerprint.of(10, responseId);
  }

  /**
   * The Job of one response.
   *
   * @param seen what the detection told
   */
  Job build(PodTarget pod, String responseId, Map<String, String> seen) {
    Job built =
        new JobBuilder(job)
            .editOrNewMetadata()
            .withName(jobName(responseId))
            .withGenerateName(null)
            .withNamespace(namespace(pod))
            .addToLabels(Marks.MANAGED_BY, Marks.NIGHTJAR)
            .addToAnnotations(Marks.RESPONSE, responseId)
            .addToAnnotations(Marks.POD, pod.namespace() + "/" + pod.name())
            .addToAnnotations(Marks.POD_UID, pod.uid())
            .endMetadata()
            .build();
    JobSpec spec = built.getSpec();
    if (spec.getTtlSecondsAfterFinished() == null) {
      spec.setTtlSecondsAfterFinished(KEPT_SECONDS);
    }
    if (spec.getActiveDeadlineSeconds() == null) {
      spec.setActiveDeadlineSeconds(RUNS_SECONDS);
    }
    if (spec.getBackoffLimit() == null) {
      // what a responder's program did once it may not be fit to do again
      spec.setBackoffLimit(0);
    }
    List<EnvVar> variables = variables(pod, responseId, seen);
    containers(spec.getTemplate().getSpec())
        .forEach(
            container -> {
              List<EnvVar> all = new ArrayList<>(variables);
              all.addAll(container.getEnv());
              container.setEnv(all);
            });
    return built;
  }

  private static Stream<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream());
  }

  private static List<EnvVar> variables(
      PodTarget pod, String responseId, Map<String, String> seen) {
    SortedMap<String, String> values = new TreeMap<>();
    seen.forEach((key, value) -> values.put(VARIABLES + "SEEN_" + upper(key), value));
    values.put(VARIABLES + "RESPONSE", responseId);
    values.put(VARIABLES + "POD_NAMESPACE", pod.namespace());
    values.put(VARIABLES + "POD_NAME", pod.name());
    values.put(VARIABLES + "POD_UID", pod.uid());
    return values.entrySet().stream()
        .map(variable -> new EnvVar(variable.getKey(), literal(variable.getValue()), null))
        .toList();
  }

  /** {@code commandLine} as {@code COMMAND_LINE}; nothing but letters, digits and underscores. */
  private static String upper(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]", "_")
        .toUpperCase(Locale.ROOT);
  }

  /**
   * A value that means itself: the kubelet puts other variables, secrets among them, where a value
   * says {@code $(NAME)}, and a process can hold no NUL.
   */
  private static String literal(String value) {
    return value.replace("$", "$$").replace("\0", "");
  }
}
