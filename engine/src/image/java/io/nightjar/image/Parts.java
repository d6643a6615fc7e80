package io.nightjar.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What images and packages have in common, made in the order in which one part needs the other. */
final class Parts {

  private final Build build;
  private final List<Role> roles;
  private final PrintWriter said;

  Parts(Build build, List<Role> roles, PrintWriter said) {
    this.build = build;
    this.roles = roles;
    this.said = said;
  }

  /**
   * For this machine's processor.
   *
   * @param lists folder of lists of classes to use; null to learn them from a start
   * @param base whether the base is to be made, too
   */
  void make(@Nullable Path lists, boolean base) throws IOException, InterruptedException {
    say("jars, rules, playbooks, Java runtime");
    new Tree(build).assemble(null);
    finish(base ? base() : List.of(), lists);
  }

  /**
   * For another processor, after that of this machine: what only a start can tell is taken from
   * there.
   *
   * @param lists as above; null for those of this machine
   */
  void makeBeside(Build here, @Nullable Path lists, boolean base)
      throws IOException, InterruptedException {
    say(build.architecture().debianName() + ": driver, Java runtime");
    new Tree(build).assemble(here.compiledPlaybooks());
    // it is where an emulator finds the C library, too
    List<DebianBase.Installed> installed = base();
    finish(base ? installed : List.of(), lists == null ? here.program().resolve("archive") : lists);
  }

  private List<DebianBase.Installed> base() throws IOException, InterruptedException {
    return new DebianBase(build)
        .assemble(Linkage.of(build.program().resolve("jre"), build.program().resolve("native")));
  }

  private void finish(List<DebianBase.Installed> installed, @Nullable Path lists)
      throws IOException, InterruptedException {
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
    Path given = lists == null ? null : lists.resolve(role.command() + ".classes");
    if (!ClassArchive.canBeMade(build.architecture())) {
      Files.deleteIfExists(archive);
      say(
          "no archive of classes for %s, whose starts take longer so: %s (qemu-user-static) makes one"
              .formatted(build.architecture().debianName(), build.architecture().emulator()));
      return;
    }
    Stamp stamp = new Stamp(build.work().resolve(role.command() + ".stamp"));
    String fingerprint =
        Stamp.fingerprint(
            build.program().resolve("lib"),
            build.program().resolve("jre"),
            build.program().resolve("options"));
    String whole =
        given == null ? fingerprint : fingerprint + HexFormat.of().formatHex(Stamp.sha256(given));
    if (Files.isRegularFile(archive)
        && (given == null ? stamp.begins(fingerprint) : stamp.says(whole))) {
      return;
    }
    stamp.forget();
    Files.createDirectories(folder);
    Files.deleteIfExists(archive);
    ClassArchive classes = new ClassArchive(build, role);
    if (given == null) {
      say("a trial start of the " + role.command() + ", to learn its classes");
      classes.learn(list);
    } else {
      Folders.copy(given, list);
    }
    say("their archive");
    classes.dump(list, archive);
    stamp.write(whole);
  }

  private void say(String what) {
    said.println("  " + what);
    said.flush();
  }
}
