package io.nightjar.rules.cases;

import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.load.YamlReader;
import io.nightjar.rules.load.YamlValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads case files. One file has the name of a {@code rule} and its {@code cases}; {@code
 * container} and {@code processes} beside them count for every case that has none of its own.
 *
 * <pre>{@code
 * rule: Terminal shell in container
 * container: {name: web, image: docker.io/library/nginx:1.27, pod: web-1, namespace: shop}
 * cases:
 *   - name: an exec opens a shell with a terminal
 *     match: true
 *     processes:
 *       - {name: runc, host: true}
 *       - {name: sh, tty: 34816}
 *     event: {type: execve}
 * }</pre>
 *
 * <p>A case of a rule of the source {@code k8s_audit} has {@code audit}, an audit event ({@link
 * CaseAudit}), or {@code audit_file}, the name of a file with one, in the place of processes and
 * event. A file may hold several documents, each of one rule.
 */
public final class CaseLoader {
  private static final String CONTAINER_ID =
      "5e908e27d34a5e908e27d34a5e908e27d34a5e908e27d34a5e908e27d34a5e90";
  private static final String POD_UID = "3e41dc6b-08a8-44db-bc2a-3724b18ab19a";
  static final List<String> FILE_KEYS = List.of("rule", "container", "processes", "audit", "cases");
  static final List<String> CASE_KEYS =
      List.of("name", "match", "output", "container", "processes", "event", "audit", "audit_file");
  static final List<String> CONTAINER_KEYS =
      List.of("name", "image", "privileged", "pod", "namespace", "labels");

  private final Problems problems = new Problems();

  private CaseLoader() {}

  /**
   * The cases of a file, or of all {@code *.yaml} files directly in a directory, by name.
   *
   * @throws RuleErrors with everything that cannot be read
   */
  public static List<RuleCase> load(Path path) throws RuleErrors, IOException {
    return load(List.of(path));
  }

  /** The same of several files and directories. */
  public static List<RuleCase> load(List<Path> paths) throws RuleErrors, IOException {
    List<SourceFile> files = new ArrayList<>();
    for (Path path : paths) {
      for (Path file : filesOf(path)) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        files.add(new SourceFile(file.toString(), text));
      }
    }
    return loadSources(files);
  }

  private static List<Path> filesOf(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(CaseLoader::isYaml).filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static boolean isYaml(Path file) {
    return file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
  }

  /** The cases of texts that are not files. */
  public static List<RuleCase> loadSources(List<SourceFile> files) throws RuleErrors {
    CaseLoader loader = new CaseLoader();
    List<RuleCase> cases = new ArrayList<>();
    for (SourceFile file : files) {
      for (YamlValue document : YamlReader.read(file, loader.problems)) {
        loader.readFile(document, cases);
      }
    }
    if (loader.problems.failed()) {
      throw new RuleErrors(loader.problems.all());
    }
    return cases;
  }

  private void readFile(YamlValue document, List<RuleCase> cases) {
    try {
      CaseMap file = CaseMap.of(document, FILE_KEYS);
      String rule = file.required("rule");
      for (YamlValue one : file.list("cases")) {
        readCase(rule, file, one, cases);
      }
    } catch (CaseFormatException e) {
      problems.add(e.problem());
    }
  }

  private void readCase(String rule, CaseMap file, YamlValue value, List<RuleCase> cases) {
    try {
      CaseMap one = CaseMap.of(value, CASE_KEYS);
      Boolean match = one.flag("match");
      if (rule.equals(RuleCase.ANY_RULE) && Boolean.TRUE.equals(match)) {
        throw new CaseFormatException(one.at("match"), "a case of all rules can only be a miss");
      }
      if (match == null) {
        throw new CaseFormatException(one.at(), "a case needs match: true or false");
      }
      CaseSubject subject = isAudit(file, one) ? audit(file, one) : call(file, one);
      cases.add(
          new RuleCase(
              rule, one.required("name"), match, one.text("output", ""), subject, one.at()));
    } catch (CaseFormatException e) {
      problems.add(e.problem());
    }
  }

  private static boolean isAudit(CaseMap file, CaseMap one) {
    return one.has("audit") || one.has("audit_file") || (file.has("audit") && !one.has("event"));
  }

  private static CaseSubject audit(CaseMap file, CaseMap one) throws CaseFormatException {
    YamlValue recorded = one.get("audit_file");
    YamlValue base = recorded == null ? file.get("audit") : CaseAudit.file(recorded);
    if (one.has("event") || one.has("processes")) {
      throw new CaseFormatException(one.at(), "a case is either of audit or of event, not both");
    }
    return new CaseSubject.Audit(CaseAudit.read(base, one.get("audit"), one.at()));
  }

  private static CaseSubject call(CaseMap file, CaseMap one) throws CaseFormatException {
    YamlValue container = one.has("container") ? one.get("container") : file.get("container");
    List<YamlValue> processes =
        one.has("processes") ? one.list("processes") : file.list("processes");
    YamlValue event = one.get("event");
    if (event == null || processes.isEmpty()) {
      throw new CaseFormatException(
          one.at(), "a case needs event and at least one process, or audit");
    }
    ProcessInfo process = CaseProcesses.read(processes, identity(container));
    return new CaseSubject.Call(process, metadata(container), CaseEvents.read(event, process));
  }

  private static boolean isHost(@Nullable YamlValue container) {
    return container instanceof YamlValue.Scalar scalar && scalar.text().equals("host");
  }

  private static ContainerIdentity identity(@Nullable YamlValue container) {
    return isHost(container)
        ? ContainerIdentity.HOST
        : new ContainerIdentity(CONTAINER_ID, POD_UID);
  }

  private static ContainerMetadata metadata(@Nullable YamlValue container)
      throws CaseFormatException {
    if (container == null || isHost(container)) {
      return ContainerMetadata.UNKNOWN;
    }
    CaseMap map = CaseMap.of(container, CONTAINER_KEYS);
    return ContainerMetadata.ofPod(
        map.text("name", ""),
        map.text("image", ""),
        map.flag("privileged"),
        map.text("pod", ""),
        POD_UID,
        map.text("namespace", ""),
        map.labels("labels"));
  }
}
