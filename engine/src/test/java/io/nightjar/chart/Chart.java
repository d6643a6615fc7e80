package io.nightjar.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The chart of this repository, linted and rendered by a real Helm in this process. */
public final class Chart {

  public static final Path FOLDER = Path.of("../helm/nightjar").toAbsolutePath().normalize();
  public static final String RELEASE = "nj";
  public static final String NAMESPACE = "security";
  public static final String NEW = "1.33.0";
  public static final String OLD = "1.20.2";

  private static final Path PROFILES = FOLDER.resolve("ci");
  private static final Map<String, Rendered> RENDERED = new ConcurrentHashMap<>();
  private static final String SUFFIX = "-values.yaml";

  private Chart() {}

  /** Names of the values files that come with the chart. */
  static List<String> profiles() {
    try (Stream<Path> files = Files.list(PROFILES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Rendered profile(String name) {
    return profile(name, NEW);
  }

  static Rendered profile(String name, String kubernetes) {
    return RENDERED.computeIfAbsent(
        name + " " + kubernetes, key -> render(PROFILES.resolve(name + SUFFIX), kubernetes));
  }

  static LintResult lint() {
    return new Helm(FOLDER).lint().strict().call();
  }

  /**
   * @param values YAML over the chart's own
   */
  public static Rendered values(String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        return render(Files.writeString(file, values), NEW);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The library looks objects up when it renders, and there is no cluster: so the certificate is
   * one that exists, where the values do not say more. How Helm makes one is in {@link
   * InstallTest}.
   */
  private static Rendered render(Path values, String kubernetes) {
    try {
      TemplateCommand command =
          new Helm(FOLDER)
              .template()
              .withName(RELEASE)
              .withNamespace(NAMESPACE)
              .withKubeVersion(kubernetes)
              .withValuesFile(values);
      if (!Files.readString(values).contains("tls: {mode")) {
        command
            .set("tls.mode", "secret")
            .set("tls.secret.name", "given")
            .set("tls.caConfigMap", "given-ca");
      }
      return Rendered.of(command.call());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips what follows, with the reason, where Helm has no library for this machine. */
  public static void assumeHelmRunsHere() {
    String why = "";
    try {
      Helm.version().call();
    } catch (LinkageError | IllegalStateException notHere) {
      why = notHere.toString();
    }
    String reason = why;
    Assumptions.assumeTrue(why.isEmpty(), () -> "Helm's library does not run here: " + reason);
  }
}
