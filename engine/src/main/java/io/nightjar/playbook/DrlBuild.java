package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.compiler.kie.builder.impl.KieBuilderImpl;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.internal.builder.InternalKieBuilder;

/**
 * Lets Drools generate and compile Java from playbooks. No code of a playbook runs here: the
 * classes are handed back unloaded.
 */
final class DrlBuild {
  private static final AtomicLong BUILDS = new AtomicLong();

  private DrlBuild() {}

  /**
   * @param drl the author's texts by playbook name
   * @param problems what Drools complains of is added
   */
  static GeneratedClasses compile(Map<String, Source> drl, List<Problem> problems) {
    KieServices services = KieServices.get();
    ReleaseId release =
        services.newReleaseId("nightjar", "playbooks", String.valueOf(BUILDS.incrementAndGet()));
    KieFileSystem files = services.newKieFileSystem();
    files.generateAndWritePomXML(release);
    drl.forEach(
        (name, source) ->
            files.write(
                "src/main/resources/" + path(name),
                Prelude.of(name) + Spelling.forDrools(source.text())));
    ClassLoader loader = DrlBuild.class.getClassLoader();
    InternalKieBuilder builder = (InternalKieBuilder) services.newKieBuilder(files, loader);
    try {
      builder.withKModuleModel(services.newKieModuleModel()).buildAll(ExecutableModelProject.class);
      for (Message message : builder.getResults().getMessages(Message.Level.ERROR)) {
        problems.add(problem(message, drl));
      }
      InternalKieModule module =
          (InternalKieModule) ((KieBuilderImpl) builder).getKieModuleIgnoringErrors();
      return problems.isEmpty() ? read(module) : new GeneratedClasses(new TreeMap<>(), List.of());
    } finally {
      services.getRepository().removeKieModule(release);
    }
  }

  private static String path(String playbook) {
    return PlaybookPackage.of(playbook).replace('.', '/') + "/playbook.drl";
  }

  /** Whose message it is stands in its path: the DRL file's, or a generated class's package. */
  private static Problem problem(Message message, Map<String, Source> drl) {
    String path = String.valueOf(message.getPath());
    String text = message.getText().lines().findFirst().orElse("");
    for (Map.Entry<String, Source> entry : drl.entrySet()) {
      String folder = PlaybookPackage.of(entry.getKey()).replace('.', '/') + "/";
      if (path.contains(folder)) {
        int line = path.endsWith(".drl") ? message.getLine() : 0;
        return entry
            .getValue()
            .problemAt(line, 0, text, "Drools could not compile this, though its form is right");
      }
    }
    return new Problem(path, 0, 0, text, "", "");
  }

  private static GeneratedClasses read(InternalKieModule module) {
    SortedMap<String, byte[]> classes = new TreeMap<>();
    List<String> models = new ArrayList<>();
    for (String file : module.getFileNames()) {
      if (file.endsWith(".class") && file.startsWith(PlaybookPackage.PARENT + "/")) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        classes.put(name, module.getBytes(file));
      } else if (file.endsWith("/drools-model")) {
        new String(module.getBytes(file), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith(PlaybookPackage.PARENT + "."))
            .forEach(models::add);
      }
    }
    return new GeneratedClasses(classes, models);
  }
}
