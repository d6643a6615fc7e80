package io.nightjar.playbook;

import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import io.nightjar.playbook.dialect.DialectCheck;
import io.nightjar.playbook.dialect.Known;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.RuleNames;
import io.nightjar.playbook.dialect.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.drools.model.Model;
import org.drools.util.ClassUtils;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieServices;

/**
 * Reads playbooks from a directory, checks them against the dialect, compiles them or finds them
 * compiled, scans the classes and only then loads them.
 */
public final class PlaybookCompiler {
  private final ClassCache cache;
  private final Set<String> calendars;
  private final DialectCheck dialect = new DialectCheck(Prelude.vocabulary());

  /**
   * @param cacheDirectory where compiled classes are kept; created when it is missing
   * @param calendars names of the configured calendars
   */
  public PlaybookCompiler(Path cacheDirectory, Set<String> calendars) {
    this.cache = new ClassCache(cacheDirectory);
    this.calendars = Set.copyOf(calendars);
  }

  /** Without a check of rule names. */
  public CompiledPlaybooks load(Path directory) throws PlaybookErrors {
    return load(directory, Optional.empty());
  }

  /**
   * @param knownRules names of the loaded ruleset; a playbook that waits for another is an error
   */
  public CompiledPlaybooks load(Path directory, Set<String> knownRules) throws PlaybookErrors {
    return load(directory, Optional.of(knownRules));
  }

  private CompiledPlaybooks load(Path directory, Optional<Set<String>> rules)
      throws PlaybookErrors {
    List<Problem> problems = new ArrayList<>();
    List<PlaybookFolder> folders = PlaybookFolder.readAll(directory, problems);
    for (PlaybookFolder folder : folders) {
      if (!folder.drl().text().isEmpty()) {
        Set<String> mayAsk = Set.copyOf(folder.manifest().mayAsk());
        problems.addAll(dialect.check(folder.drl(), new Known(calendars, mayAsk, rules)));
      }
    }
    failOn(problems);
    String digest = digest(folders);
    Optional<GeneratedClasses> cached =
        cache.find(digest).filter(found -> ClassScan.violations(found).isEmpty());
    GeneratedClasses generated = cached.isPresent() ? cached.get() : compile(folders, digest);
    return assemble(folders, generated, digest, cached.isPresent());
  }

  private GeneratedClasses compile(List<PlaybookFolder> folders, String digest)
      throws PlaybookErrors {
    List<Problem> problems = new ArrayList<>();
    Map<String, Source> drl = new TreeMap<>();
    folders.forEach(folder -> drl.put(folder.name(), folder.drl()));
    GeneratedClasses generated = DrlBuild.compile(drl, problems);
    failOn(problems);
    for (String violation : ClassScan.violations(generated)) {
      problems.add(scanProblem(violation, folders));
    }
    failOn(problems);
    cache.put(digest, generated);
    return generated;
  }

  private static Problem scanProblem(String violation, List<PlaybookFolder> folders) {
    String hint = "a playbook may only look at its facts and ask through respond";
    for (PlaybookFolder folder : folders) {
      if (violation.startsWith(PlaybookPackage.of(folder.name()) + ".")) {
        return folder.drl().problemAt(0, 0, "refused before loading: " + violation, hint);
      }
    }
    return new Problem("playbooks", 0, 0, "refused before loading: " + violation, hint, "");
  }

  static CompiledPlaybooks assemble(
      List<PlaybookFolder> folders, GeneratedClasses generated, String digest, boolean fromCache) {
    ClassLoader loader =
        new GeneratedClasses.Loader(generated.classes(), PlaybookCompiler.class.getClassLoader());
    Map<String, Model> models = new TreeMap<>();
    for (String name : generated.models()) {
      Model model = instantiate(loader, name);
      models.put(PlaybookPackage.nameOf(model.getPackageName()), model);
    }
    List<Playbook> playbooks = new ArrayList<>();
    for (PlaybookFolder folder : folders) {
      RuleNames names = RuleNames.of(folder.drl());
      playbooks.add(
          new Playbook(
              folder.name(), folder.manifest(), names.rules(), names.calendars(), names.looks()));
    }
    return new CompiledPlaybooks(playbooks, models, digest, fromCache);
  }

  private static Model instantiate(ClassLoader loader, String name) {
    try {
      return (Model) loader.loadClass(name).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a scanned playbook cannot be loaded: " + name, e);
    }
  }

  /** Everything that the generated classes depend on. */
  private static String digest(List<PlaybookFolder> folders) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    add(digest, KieServices.class.getPackage().getImplementationVersion());
    add(digest, ClassUtils.class.getPackage().getImplementationVersion());
    for (Class<?> type : Prelude.classes()) {
      add(digest, classFile(type));
    }
    for (PlaybookFolder folder : folders) {
      add(digest, Prelude.of(folder.name()));
      add(digest, folder.drl().text());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, @Nullable String text) {
    add(digest, String.valueOf(text).getBytes(StandardCharsets.UTF_8));
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static byte[] classFile(Class<?> type) {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static void failOn(List<Problem> problems) throws PlaybookErrors {
    if (!problems.isEmpty()) {
      throw new PlaybookErrors(problems.stream().distinct().sorted().toList());
    }
  }
}
