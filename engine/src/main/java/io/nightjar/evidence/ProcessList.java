package io.nightjar.evidence;

import io.nightjar.audit.Hash;
import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processes of the container and their ancestors on the host, a line each: who is whose child,
 * what runs, as whom, with which rights, and the hash of its program.
 */
final class ProcessList implements Collector {
  private static final long MOST_OF_A_PROGRAM = 256L << 20;
  private static final int MOST_ANCESTORS = 32;
  private static final List<String> STATUS =
      List.of(
          "Name",
          "State",
          "Tgid",
          "NSpid",
          "PPid",
          "TracerPid",
          "Uid",
          "Gid",
          "Groups",
          "CapInh",
          "CapPrm",
          "CapEff",
          "CapBnd",
          "CapAmb",
          "NoNewPrivs",
          "Seccomp",
          "Threads",
          "VmRSS");
  private static final List<String> NAMESPACES =
      List.of("mnt", "pid", "net", "user", "uts", "ipc", "cgroup");

  private final Map<String, String> hashes = new HashMap<>();

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    for (HeldProcess process : scene.processes()) {
      Map<String, Object> line = describe(scene.folder(process), process.pid());
      line.put("startTimeTicks", process.startTimeTicks());
      line.put("programSha256", hash(scene.folder(process)));
      if (process.isAlive()) {
        Lines.write(sink, line);
      } else {
        sink.note("process " + process.pid() + " ended while it was looked at");
      }
    }
    ancestors(scene, sink);
  }

  private void ancestors(Scene scene, Sink sink) throws IOException {
    int pid = parent(scene.folder(scene.first()));
    for (int i = 0; pid > 0 && i < MOST_ANCESTORS; i++) {
      Path folder = scene.proc().resolve(Integer.toString(pid));
      Map<String, Object> line = describe(folder, pid);
      line.put("ancestor", true);
      Lines.write(sink, line);
      pid = parent(folder);
    }
  }

  private static int parent(Path folder) {
    try {
      String parent = status(folder).getOrDefault("PPid", "0");
      return Integer.parseInt(parent);
    } catch (IOException | NumberFormatException gone) {
      return 0;
    }
  }

  private static Map<String, Object> describe(Path folder, int pid) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("pid", pid);
    try {
      line.putAll(status(folder));
      line.put("arguments", words(Lines.text(folder.resolve("cmdline"))));
      line.put("cgroup", Lines.text(folder.resolve("cgroup")).lines().toList());
    } catch (IOException gone) {
      line.put("problem", "it ended while it was looked at");
    }
    line.put("program", Lines.link(folder.resolve("exe")));
    line.put("workingDirectory", Lines.link(folder.resolve("cwd")));
    line.put("root", Lines.link(folder.resolve("root")));
    Map<String, String> namespaces = new TreeMap<>();
    NAMESPACES.forEach(name -> namespaces.put(name, Lines.link(folder.resolve("ns/" + name))));
    line.put("namespaces", namespaces);
    return line;
  }

  private static Map<String, String> status(Path folder) throws IOException {
    Map<String, String> status = new LinkedHashMap<>();
    for (String line : Lines.text(folder.resolve("status")).split("\n")) {
      String[] parts = line.split(":\\s*", 2);
      if (parts.length == 2 && STATUS.contains(parts[0])) {
        status.put(parts[0], parts[1].strip());
      }
    }
    return status;
  }

  private static List<String> words(String arguments) {
    return arguments.isEmpty()
        ? List.of()
        : List.of(arguments.substring(0, arguments.length() - 1).split("\0", -1));
  }

  /** The program that runs, also where its file was deleted; many processes run the same one. */
  private String hash(Path folder) {
    Path program = folder.resolve("exe");
    try {
      String identity = Files.readAttributes(program, "unix:dev,ino,size,ctime").toString();
      String known = hashes.get(identity);
      if (known == null) {
        known = sha256(program);
        hashes.put(identity, known);
      }
      return known;
    } catch (IOException kernelThreadOrGone) {
      return "";
    }
  }

  private static String sha256(Path program) throws IOException {
    MessageDigest digest = Hash.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(program), digest)) {
      long read = in.transferTo(new Limited());
      return read < 0 ? "" : HexFormat.of().formatHex(digest.digest());
    } catch (Limited.Over tooLarge) {
      return "not hashed: larger than " + MOST_OF_A_PROGRAM + " bytes";
    }
  }

  /** Counts, and ends what is too long. */
  private static final class Limited extends java.io.OutputStream {
    private long bytes;

    @Override
    public void write(int value) throws IOException {
      count(1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      count(length);
    }

    private void count(int more) throws Over {
      bytes += more;
      if (bytes > MOST_OF_A_PROGRAM) {
        throw new Over();
      }
    }

    private static final class Over extends IOException {
      private static final long serialVersionUID = 1;
    }
  }
}
