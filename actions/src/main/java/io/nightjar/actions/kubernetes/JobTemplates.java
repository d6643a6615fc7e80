package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a folder of Job templates, each a file {@code NAME.yaml}; a mounted ConfigMap will do. */
public final class JobTemplates {
  private static final Pattern FILE =
      Pattern.compile("([a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?)\\.ya?ml");

  private JobTemplates() {}

  /**
   * By name; files of other names are left alone.
   *
   * @throws IllegalStateException naming the file that is not a Job that may run so
   */
  public static SortedMap<String, JobTemplate> read(Path folder) {
    SortedMap<String, JobTemplate> templates = new TreeMap<>();
    for (Path file : files(folder)) {
      Matcher name = FILE.matcher(file.getFileName().toString());
      if (name.matches() && Files.isRegularFile(file)) {
        if (templates.put(name.group(1), template(name.group(1), file)) != null) {
          throw new IllegalStateException(file + " has the name of another template");
        }
      }
    }
    return templates;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("the folder of Job templates cannot be read: " + folder, e);
    }
  }

  private static JobTemplate template(String name, Path file) {
    Object read;
    try {
      read = new KubernetesSerialization().unmarshal(Files.readString(file));
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(file + " is not one Kubernetes object in YAML", e);
    }
    if (!(read instanceof Job job)) {
      throw new IllegalStateException(file + " is not a Job (batch/v1)");
    }
    try {
      return JobTemplate.of(name, job);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " " + e.getMessage(), e);
    }
  }
}
