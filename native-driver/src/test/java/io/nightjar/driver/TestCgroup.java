package io.nightjar.driver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

/** A real cgroup for processes of a test; removed with {@link #close} when they have ended. */
record TestCgroup(Path folder) implements AutoCloseable {

  /** One that is named as a container's. Skips the test where there are none to be made. */
  static TestCgroup container() throws IOException {
    byte[] id = new byte[32];
    new Random().nextBytes(id);
    return named("nightjar-test-" + HexFormat.of().formatHex(id, 0, 4))
        .child(HexFormat.of().formatHex(id));
  }

  /** One below the root of the unified hierarchy. */
  static TestCgroup named(String name) throws IOException {
    Path hybrid = Path.of("/sys/fs/cgroup/unified");
    Path root = Files.isDirectory(hybrid) ? hybrid : Path.of("/sys/fs/cgroup");
    assumeTrue(
        Files.exists(root.resolve("cgroup.procs")) && Files.isWritable(root),
        "no cgroup v2 hierarchy to write to at " + root);
    return new TestCgroup(Files.createDirectory(root.resolve(name)));
  }

  TestCgroup child(String name) throws IOException {
    return new TestCgroup(Files.createDirectory(folder.resolve(name)));
  }

  /** Words for a shell that take it into this cgroup. */
  String enter() {
    return "echo $$ > " + folder + "/cgroup.procs; ";
  }

  long id() {
    return KernelRecorder.inode(folder);
  }

  @Override
  public void close() {
    Path at = folder;
    while (at != null && Files.exists(at.resolve("cgroup.procs")) && at.getNameCount() > 4) {
      at.toFile().delete();
      at = at.getParent();
    }
  }
}
