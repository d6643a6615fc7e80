package io.nightjar.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What images and packages have in common, made in the order in which one part needs the other. */
final class Parts {

  private final Build build;
  private final PrintWriter said;

  Parts(Build build, PrintWriter said) {
    this.build = build;
    this.said = said;
  }

  /**
   * @param lists folder of lists of classes to use; null to learn them from a start
   * @param installed packages of the base, for the bill of materials
   */
  void make(List<Role> roles, @Nullable Path lists, List<DebianBase.Installed> installed)
      throws IOException, InterruptedException {
    say("jars, rules, playbooks, Java runtime");
    new Tree(build).assemble();
    for (Role role : roles) {
      archive(role, lists);
    }
    BillOfMaterials bill =
        BillOfMaterials.of(build.home().resolve("engine/target/image/libraries.json"))
            .covering(build.program().resolve("lib"))
            .addRuntime(JavaRuntime.version(build.jdk()));
    installed.forEach(each -> bill.addPackage(each, build.architecture()));
    bill.write(build.program().resolve("sbom.json"));
    Files.writeString(build.program().resolve("licences.txt"), bill.licences());
    Folders.settle(build.tree());
  }

  private void archive(Role role, @Nullable Path lists) throws IOException, InterruptedException {
    Path folder = build.program().resolve("archive");
    Path archive = folder.resolve(role.command() + ".jsa");
    Path list = folder.resolve(role.command() + ".classes");
    Stamp stamp = new Stamp(build.work().resolve(role.command() + ".stamp"));
    String fingerprint =
        Stamp.fingerprint(
            build.program().resolve("lib"),
            build.program().resolve("jre"),
            build.program().resolve("options"));
    boolean fresh = Files.isRegularFile(archive) && stamp.says(fingerprint);
    if (fresh && lists == null) {
      return;
    }
    stamp.forget();
    Files.createDirectories(folder);
    Files.deleteIfExists(archive);
    ClassArchive classes = new ClassArchive(build, role);
    if (lists == null) {
      say("a trial start of the " + role.command() + ", to learn its classes");
      classes.learn(list);
    } else {
      Folders.copy(lists.resolve(role.command() + ".classes"), list);
    }
    say("their archive");
    classes.dump(list, archive);
    stamp.write(fingerprint);
  }

  private void say(String what) {
    said.println("  " + what);
    said.flush();
  }
}
