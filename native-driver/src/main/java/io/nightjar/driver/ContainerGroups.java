package io.nightjar.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the control groups of containers below the root of a hierarchy, by the ids in the names
 * that the container runtime gave them.
 *
 * <p>Below a pod's container nothing is looked for: what a container makes there bears whatever
 * names it likes. Any thread.
 */
final class ContainerGroups {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_FOLDERS = 100_000;
  private static final String PROCESSES = "cgroup.procs";

  private final Path root;

  /**
   * @param root where the hierarchy is mounted
   */
  ContainerGroups(Path root) {
    this.root = root;
  }

  /**
   * A container's group.
   *
   * @param folder in the file system of the groups
   */
  record Group(Path folder, ContainerIdentity container) {}

  /** More than one only where somebody has made a group under another container's name. */
  List<Group> ofContainer(String containerId) {
    return find(container -> container.containerId().equals(containerId));
  }

  List<Group> ofPod(String podUid) {
    return find(container -> !container.isHost() && container.podUid().equals(podUid));
  }

  /** The processes in a group and those below it. */
  static List<Integer> processes(Path group) {
    List<Integer> pids = new ArrayList<>();
    processes(group, pids, 0);
    return pids;
  }

  private static void processes(Path group, List<Integer> pids, int depth) {
    try {
      for (String line : Files.readAllLines(group.resolve(PROCESSES))) {
        // 0 stands for a process of a pid namespace that cannot be seen from here
        if (!line.isBlank() && !line.equals("0")) {
          pids.add(Integer.parseInt(line.strip()));
        }
      }
    } catch (IOException goneOrThreaded) {
      return;
    }
    if (depth < MAX_DEPTH) {
      folders(group).forEach(below -> processes(below, pids, depth + 1));
    }
  }

  private List<Group> find(Predicate<ContainerIdentity> wanted) {
    Search search = new Search(wanted);
    search.below(root, 0);
    return search.found;
  }

  private final class Search {
    private final Predicate<ContainerIdentity> wanted;
    private final List<Group> found = new ArrayList<>();
    private int seen;

    Search(Predicate<ContainerIdentity> wanted) {
      this.wanted = wanted;
    }

    void below(Path folder, int depth) {
      for (Path below : folders(folder)) {
        if (++seen > MAX_FOLDERS) {
          return;
        }
        ContainerIdentity container = ContainerIdentity.ofCgroupPath("/" + root.relativize(below));
        boolean isWanted = wanted.test(container);
        if (isWanted) {
          found.add(new Group(below, container));
        }
        boolean ofAPod = !container.isHost() && !container.podUid().isEmpty();
        if (!isWanted && !ofAPod && depth < MAX_DEPTH) {
          below(below, depth + 1);
        }
      }
    }
  }

  private static List<Path> folders(Path folder) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
      entries.forEach(folders::add);
    } catch (IOException | DirectoryIteratorException | UncheckedIOException gone) {
      return folders;
    }
    return folders;
  }
}
